"""Identity numbers: what makes one valid, the day of birth they carry, and how they are masked.

Valid is what has the form, a day of birth that exists and the right check character; nothing
else. The first six digits say where a number was given out, often many years after the birth, so
they refuse nobody. Three kinds of cards are read:

- the resident identity card (GB 11643, 18 characters, ISO 7064 MOD 11-2), and with the same
  number the residence permits of people from Hong Kong, Macao and Taiwan (810000, 820000,
  830000; since 2018);
- the foreigner's permanent residence card of 2023: the same 18 characters, the first a 9;
- that card before 2023: three letters and twelve digits, of which the fifth to tenth are the day
  of birth. Its last character is not checked: no public standard says how.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from chalicelib.domain import digits, names
from chalicelib.domain.errors import Refused

FIRST_YEAR = 1890
"""Nobody who was born before lives."""
LAST_OLD_CARD = 23
"""Old cards for foreigners were given out until 2023: a higher year is of the century before."""

PERMITS = ("81", "82", "83")
"""How the numbers of residence permits of people from Hong Kong, Macao and Taiwan begin."""
ELSEWHERE = (*PERMITS, "9")
"""How numbers begin that name no place of the mainland: residence permits, foreigners' cards."""

NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
OLD_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")
FIFTEEN = re.compile(r"[1-9][0-9]{14}")
KINDS = frozenset({"newborn", "unregistered", "foreign"})
"""Why somebody has no number yet: just born, in no register, a foreigner without that card."""


def checked(number: str) -> str:
    """`number` in its one spelling, blanks and widths taken off.

    Raises Refused: "identity.fifteen_digits" (the old number, to be exchanged), "identity.form",
    "identity.date" (no such day), "identity.check" (a slip of the pen).
    """
    number = digits.compact(number).upper()
    if FIFTEEN.fullmatch(number):
        raise Refused("identity.fifteen_digits")
    if not (NUMBER.fullmatch(number) or OLD_CARD.fullmatch(number)):
        raise Refused("identity.form")
    try:
        birth_date(number)
    except ValueError:
        raise Refused("identity.date") from None
    from stdnum.iso7064 import mod_11_2  # with all that it brings, loaded for the first number

    if NUMBER.fullmatch(number) and not mod_11_2.is_valid(number):
        raise Refused("identity.check")
    return number


def with_check_digit(first17: str) -> str:
    """The number that begins with these 17 digits."""
    from stdnum.iso7064 import mod_11_2

    return first17 + str(mod_11_2.calc_check_digit(first17))


def birth_date(number: str) -> date:
    """The day of birth that a checked number carries; ValueError where there is no such day."""
    if OLD_CARD.fullmatch(number):
        year = int(number[7:9])
        year += 2000 if year <= LAST_OLD_CARD else 1900
        return date(year, int(number[9:11]), int(number[11:13]))
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    if born.year < FIRST_YEAR:
        raise ValueError("nobody of that year lives")
    return born


def born(person: Mapping[str, Any]) -> date:
    """A person's day of birth: that of the number, or the one declared where there is none yet."""
    number = person.get("identity_number")
    return birth_date(number) if number else date.fromisoformat(person["born"])


def is_male(person: Mapping[str, Any]) -> bool | None:
    """Whether the number is a man's: its 17th digit is odd (GB 11643); None where none tells."""
    number = person.get("identity_number") or ""
    return int(number[16]) % 2 == 1 if NUMBER.fullmatch(number) else None


def age_of(person: Mapping[str, Any], day: date) -> int:
    """A person's full years of age on `day`."""
    return full_years(born(person), day)


def full_years(born: date, day: date) -> int:
    """Full years from `born` to `day`; a birthday, and the day itself, completes the year.

    The one rule for every age and every period of years. Who was born on 29 February completes a
    year without that day on 28 February: a period of years ends on the day that corresponds, and
    where there is none on the month's last (民法典 第202条).
    """
    last = monthrange(day.year, born.month)[1]
    return day.year - born.year - ((day.month, day.day) < (born.month, min(born.day, last)))


def masked(number: str) -> str:
    """The number with only its last four characters."""
    return "*" * (len(number) - 4) + number[-4:]


def masked_person(person: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody as shown to whoever gave no purpose: name and number masked, of the birth the year.

    Serves members, relatives outside the household and guardians alike.
    """
    shown = dict(person)
    if shown.get("name"):
        shown["name"] = names.masked(shown["name"])
    if shown.get("identity_number"):
        shown["identity_number"] = masked(shown["identity_number"])
    if shown.get("born"):
        shown["born"] = shown["born"][:4]
    if shown.get("phone"):
        shown["phone"] = "*" * 7 + shown["phone"][-4:]
    return shown


def cards_of(number: str) -> frozenset[str]:
    """The cards and papers on which a checked number stands, of those that staff are shown.

    A resident's stands on the identity card and in the household register, that of somebody from
    Hong Kong, Macao or Taiwan on the residence permit, a foreigner's on the card for permanent
    residence, which is shown with the passport.
    """
    if on_resident_card(number):
        return frozenset({"identity_card", "household_register"})
    if number.startswith(PERMITS):
        return frozenset({"residence_permit"})
    return frozenset({"foreigner_card", "passport"})


def on_resident_card(number: str) -> bool:
    """Whether a checked number is that of a resident identity card of the mainland."""
    return NUMBER.fullmatch(number) is not None and not number.startswith(ELSEWHERE)


def code_known(number: str) -> bool:
    """Whether the place that a number names is in a list of places, of whatever year.

    Lists are never complete: for a clerk this is a reason to look at the card, never more.
    """
    if not on_resident_card(number):
        return True
    return len(_places().split(number[:6])) == 2 and all(
        known for _, known in _places().info(number[:6])
    )


@lru_cache(maxsize=1)
def _places() -> Any:
    from stdnum import numdb

    return numdb.get("cn/loc")
