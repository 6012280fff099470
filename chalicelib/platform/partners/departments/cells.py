"""Reads the cells of a department's table, as people and Excel write them.

Nothing is guessed: what can be read in two ways, or has lost its last digits, is not read.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from chalicelib.domain import identity
from chalicelib.domain.errors import Refused
from chalicelib.domain.invisible import is_invisible
from chalicelib.platform.partners.departments.wire import MOST_LETTERS
from chalicelib.policy import Item

Cell = object
"""Text of a CSV file, or what Excel holds: text, a number, true or false, a day."""

NOTHING = "无"
"""What a cell says where the department knows that there is nothing."""
YES = frozenset({"是", "有", "真", "true", "yes", "y", "1", "√", "✓"})
NO = frozenset({"否", "没有", "假", "false", "no", "n", "0", "×"})
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
"""What Excel writes into a cell that it could not compute."""
SQUARE_METRES = "square_metres"
"""What is counted in them itself: a heading may say so."""
DECIMALS = {"money": 2, "area": 4, "count": 0}
FLOATING = 6
"""Decimals of a number cell that mean something: what is behind them is how machines count."""
FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000
"""Days that Excel counts: 1927 to 2119 from 1900, 1931 to 2123 from 1904. What is below may be a
year."""
DAY_ZERO = date(1899, 12, 30)
"""From which days are counted, unless a workbook says that it counts from 1904."""

_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_SIGNS = re.compile(r"^[¥￥]|[元圆亩]$")
_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]|([0-9]{2})([0-9]{2}))"
    r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_FORMULA_TEXT = re.compile(r'="([^"]*)"')


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing at all."""
    return cell is None or (isinstance(cell, str) and not text(cell))


def text(cell: Cell) -> str:
    """The words of a cell, without the blanks and invisible marks around and within them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "".join(c for c in str(cell) if not is_invisible(c)).strip()


def number_of_person(cell: Cell) -> tuple[str, str]:
    """The identity number in a cell, and what is wrong with how it stands there.

    A mark before it, a formula around it and invisible marks in it are reported and removed. Where
    there is no number the fault says why: in a number cell Excel has lost the last digits.
    """
    if not isinstance(cell, str):
        return "", "file.number_lost"
    bare = cell.strip()
    formula = _FORMULA_TEXT.fullmatch(bare)
    bare = formula[1] if formula else bare.lstrip("'‘’`")
    fault = "file.number_dressed" if bare != cell.strip() or any(map(is_invisible, cell)) else ""
    if _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", bare)):
        return "", "file.number_lost"
    try:
        return identity.checked(bare), fault
    except Refused as refused:
        fifteen = refused.code == "identity.fifteen_digits"
        return "", "file.number_old" if fifteen else "file.number_wrong"


def value(
    cell: Cell, item: Item, factor: Decimal, day_zero: date = DAY_ZERO
) -> int | bool | str | None:
    """A cell as the item's type, a number `factor` times what it says; None where it is none.

    `day_zero` is the day from which the cell's file counts days.
    """
    if isinstance(cell, str) and text(cell) in ERRORS:
        return None
    if item.type == "date":
        return day(cell, day_zero)
    return _READ[item.type](cell, item, factor)


def _yes_or_no(cell: Cell, _item: Item, _factor: Decimal) -> bool | None:
    word = text(cell).lower()
    return True if word in YES else False if word in NO else None


def _amount(cell: Cell, item: Item, factor: Decimal) -> int | str | None:
    """Whole fen and counts as a number, yuan and mu as plain decimal text."""
    found = number(cell)
    if found is None:
        return None
    found *= factor
    whole = item.type == "count" or item.unit == "fen"
    if factor < 1 or item.unit == SQUARE_METRES:  # an area is as exact as the measure it counts in
        found = round(found, 0 if whole else DECIMALS[item.type])
    if found != round(found, 0 if whole else DECIMALS[item.type]):
        return None
    return int(found) if whole else format(found.normalize(), "f")


def number(cell: Cell) -> Decimal | None:
    """The number in a cell: 3, 3.6, 1200.50, 1,200.50, ￥1200, 1200元; None where it is none."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        finite = math.isfinite(cell) and abs(cell) < 10**15
        return round(Decimal(repr(cell)), FLOATING) if finite else None
    digits = _SIGNS.sub("", unicodedata.normalize("NFKC", text(cell))).strip()
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    return Decimal(digits) if _PLAIN.fullmatch(digits) else None


def day(cell: Cell, day_zero: date) -> str | None:
    """A day: Excel's own, 2020-05-01, 2020/5/1, 2020.5.1, 2020年5月1日, 20200501, or its count."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    plain = unicodedata.normalize("NFKC", text(cell))
    serial = number(plain)
    if serial is not None and FIRST_SERIAL <= serial < LAST_SERIAL:
        return (day_zero + timedelta(days=int(serial))).isoformat()
    found = _DAY.fullmatch(plain)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError:
        return None


def _words(cell: Cell, _item: Item, _factor: Decimal) -> str | None:
    words = text(cell)
    return words if words.isprintable() and len(words) <= MOST_LETTERS else None


_READ: Mapping[str, Callable[[Cell, Item, Decimal], int | bool | str | None]] = {
    "bool": _yes_or_no,
    "count": _amount,
    "money": _amount,
    "area": _amount,
    "text": _words,
}
