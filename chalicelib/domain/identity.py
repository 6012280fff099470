"""Identity numbers and names: checked, masked, never shown by accident.

The number is GB 11643 (18 characters, ISO 7064 MOD 11-2), checked by python-stdnum.
"""

from __future__ import annotations

from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

from chalicelib.domain.errors import Refused

COMPOUND_SURNAMES = frozenset(
    {
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "长孙",
        "宇文",
        "端木",
        "独孤",
        "南宫",
    }
)


def checked(number: str) -> str:
    """`number` in its one spelling; Refused("identity.not_a_number") if it is none."""
    try:
        return str(ric.validate(number))
    except (ValidationError, KeyError):  # KeyError: an area code that the library does not know
        raise Refused("identity.not_a_number") from None


def with_check_digit(first17: str) -> str:
    """The number that begins with these 17 digits."""
    return first17 + str(mod_11_2.calc_check_digit(first17))


def birth_date(number: str) -> date:
    """The day of birth that a checked number carries."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def age_on(number: str, day: date) -> int:
    """Full years of age on `day` of the person with a checked number."""
    return full_years(birth_date(number), day)


def full_years(born: date, day: date) -> int:
    """Full years from the day of birth to `day`; a birthday completes the year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def masked(number: str) -> str:
    """The number with only its last four characters."""
    return "*" * (len(number) - 4) + number[-4:]


def surname(name: str) -> str:
    """The surname of a Chinese name; the first character, or a compound surname."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]


def masked_name(name: str) -> str:
    """The surname and a star."""
    return surname(name) + "*"
