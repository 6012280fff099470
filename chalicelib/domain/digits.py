"""Numbers as people write them, brought to one spelling: telephone, bank account, receipt.

A phone's keyboard, a copied message or an old habit puts blanks, dashes and full-width digits
between what counts; they are removed, and only what remains is checked.
"""

from __future__ import annotations

import re
import unicodedata

from chalicelib.domain.errors import Refused
from chalicelib.domain.invisible import is_invisible

DASHES = frozenset("-‐‑‒–—―−－﹣")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
BEFORE_MOBILE = re.compile(r"^(?:(?:\+|00)?86)?0?(?=1[3-9][0-9]{9}$)")
"""The country's number, and the 0 that old telephones needed before a mobile of another place."""
LANDLINE = re.compile(r"0(?:10|[2-9][0-9])[0-9]{7,9}")
"""Area code of three or four digits, beginning with 0, and seven or eight digits."""
BEFORE_AREA = re.compile(r"^(?:\+|00)?860?(?=[2-9]|10[0-9]{8}$)")
"""The country's number before an area code, which then stands with or without its 0."""
BRACKETS = str.maketrans("", "", "()")
TELEPHONE = re.compile(r"\(?[0-9]{3,12}\)?[0-9]{0,9}")
OFFICE_DIGITS = range(5, 13)
EXTENSION = re.compile(r"(?:转|ext\.?|-) ?[0-9]{1,6}$", re.IGNORECASE)
ACCOUNT = re.compile(r"[0-9]{8,32}")
CARD_DIGITS = range(16, 20)
BEFORE_DIGITS = re.compile(r"^[^0-9]+")


def compact(text: str) -> str:
    """`text` without blanks, dashes and invisible marks, its letters and digits of plain width."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if not (c in DASHES or c.isspace() or is_invisible(c)))


def phone(text: str) -> str:
    """The digits at which a family is called: a mobile number of the mainland, or a landline with
    its area code, for who has no mobile; either with or without +86.

    Refused("form.phone") for anything else.
    """
    number = BEFORE_MOBILE.sub("", compact(text).translate(BRACKETS))
    number = BEFORE_AREA.sub("0", number)
    if not MOBILE.fullmatch(number) and not LANDLINE.fullmatch(number):
        raise Refused("form.phone")
    return number


def telephone(text: str) -> str:
    """A telephone of an office as it was written: mobile, area code with number, or a hotline.

    The area code may stand in brackets, an extension behind 转 or a dash.

    Refused("form.telephone") for anything else.
    """
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if not is_invisible(c))
    written = " ".join(seen.split())
    dialled = compact(EXTENSION.sub("", written))
    if not TELEPHONE.fullmatch(dialled) or sum(map(str.isdigit, dialled)) not in OFFICE_DIGITS:
        raise Refused("form.telephone")
    return written


def account_number(text: str) -> str:
    """The digits of a bank account or card; Refused("form.account_number") for anything else."""
    number = compact(text)
    if not ACCOUNT.fullmatch(number):
        raise Refused("form.account_number")
    return number


def card_check_holds(number: str) -> bool:
    """Whether the last digit is the card's check digit (ISO/IEC 7812-1, Luhn).

    Bank books have none, so that a number that does not hold is a warning and no fault.
    """
    from stdnum import luhn

    return luhn.is_valid(number)


def doubtful_card(number: str) -> bool:
    """Whether a number has as many digits as a card (16 to 19), and no card's check digit."""
    return len(number) in CARD_DIGITS and not card_check_holds(number)


def receipt(text: str) -> str:
    """A receipt number as it is stored, however it was grouped when it was read out or copied.

    What people put before it (№, #, 回执号) is taken off.
    """
    return BEFORE_DIGITS.sub("", compact(text))
