"""The heading of a department's table: which column holds what, in which unit.

It is found below a title, whatever blanks stand in it. A word in brackets may name another unit or
period than the catalogue's, in which the column is then read: 养殖补贴（万元）, 优抚补助（元/年）;
where it names none, a line above may name one for all columns: 单位：万元.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.domain.invisible import is_invisible
from chalicelib.platform.partners.departments.cells import SQUARE_METRES, Cell
from chalicelib.policy import Item, Source

NUMBER, NAME = "身份证号", "姓名"
NUMBERS = frozenset(
    {NUMBER, "身份证号码", "居民身份证号", "居民身份证号码", "公民身份证号", "公民身份证号码",
     "公民身份号码", "身份证", "身份证件号码", "证件号码", "identity_number"}
)  # fmt: skip
NAMES = frozenset({NAME, "name"})
FACTORS = (
    ("万元", "money", Decimal(10_000)),
    ("千元", "money", Decimal(1_000)),
    ("公顷", "area", Decimal(15)),
    *((name, "area", Decimal("0.0015")) for name in ("平方米", "平米", "m2")),
)
"""Units beside the catalogue's, and how many of it each equals."""
OTHER_UNITS = frozenset({"角", "美元", "km2", "平方公里", "百元", "亿元"})
"""Units that nobody agreed on: a column in one is not read."""

MONEY = frozenset({"元", "分", "万元", "千元", "角", "美元", "百元", "亿元"})
AREAS = frozenset(
    {"亩", "km2", "平方公里"} | {name for name, type_, _ in FACTORS if type_ == "area"}
)

_ABOVE = re.compile(r"单位[:为]?([^()\[\]【】〔〕]+)")
"""What a line above a heading says of the unit; of an office that reports (填报单位) it names one
that nobody measures in."""
_BRACKETS = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")


@dataclass(frozen=True)
class Column:
    """A column of an item: where it stands, and in which unit and period its numbers are."""

    at: int
    item: Item
    factor: Decimal
    period: str


@dataclass(frozen=True)
class Heading:
    """Where number and name stand, and every item's column; `twice` are names that occur twice."""

    number: int
    name: int
    width: int
    columns: tuple[Column, ...]
    twice: tuple[str, ...] = ()

    @property
    def item_periods(self) -> tuple[tuple[str, str], ...]:
        """The item and the period of every column, in their order."""
        return tuple((column.item.code, column.period) for column in self.columns)


def units_above(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The units, each with a period where it has one, that a line names for the columns below."""
    plain = unicodedata.normalize("NFKC", "".join(str(cell or "") for cell in cells))
    plain = "".join(c for c in plain if not (c.isspace() or is_invisible(c)))
    named = [one for line in _ABOVE.findall(plain) for one in re.split("[、,;和]", line)]
    return tuple(one for one in named if one.partition("/")[0] in MONEY | AREAS)


def heading_of(cells: Sequence[Cell], source: Source, above: Sequence[str] = ()) -> Heading | None:
    """The heading that a row of cells is; None where it names no number or no name.

    `above` are the `units_above` it, for the columns that name none of their own.
    """
    words = [_bare(cell) for cell in cells]
    numbers = [at for at, (word, _) in enumerate(words) if word in NUMBERS]
    names = [at for at, (word, _) in enumerate(words) if word in NAMES]
    if not numbers or not names:
        return None
    known = _known(source)
    columns = [
        column
        for at, (word, brackets) in enumerate(words)
        if word in known and (column := _column(at, known[word], brackets, above))
    ]
    codes = [column.item.code for column in columns]
    twice = [column.item.zh for column in columns if codes.count(column.item.code) > 1]
    twice += [NUMBER] * (len(numbers) > 1) + [NAME] * (len(names) > 1)
    width = max(at for at, (word, _) in enumerate(words) if word) + 1
    return Heading(numbers[0], names[0], width, tuple(columns), tuple(dict.fromkeys(twice)))


def _known(source: Source) -> Mapping[str, Item]:
    """The items of a source by their codes and by their words without brackets."""
    by_word = {_bare(item.zh)[0]: item for item in source.items}
    return by_word | {item.code: item for item in source.items}


def _bare(cell: Cell) -> tuple[str, str]:
    """A heading without blanks, brackets and marks, and what stood in the brackets."""
    plain = unicodedata.normalize("NFKC", str(cell or ""))
    plain = "".join(c for c in plain if not (c.isspace() or is_invisible(c)))
    return _BRACKETS.sub("", plain).strip("*:、"), "".join(_BRACKETS.findall(plain))


def _column(at: int, item: Item, brackets: str, above: Sequence[str]) -> Column | None:
    """The column of an item; None where its numbers are in a unit that nobody agreed on."""
    if item.type not in {"money", "area", "count"}:
        return Column(at, item, Decimal(1), item.period)
    measure = _measure(brackets, item, above)
    factor = None if measure is None else _factor(measure.partition("/")[0], item)
    if measure is None or factor is None:
        return None
    return Column(
        at, item, factor, _period_of(measure, item) if item.type == "money" else item.period
    )


def _measure(brackets: str, item: Item, above: Sequence[str]) -> str | None:
    """Unit and period of a column: its own, else those above; None where two are named there."""
    named = {one for one in above if _measures(one, item)}
    if brackets.partition("/")[0] in MONEY | AREAS or not named:
        return brackets
    return named.pop() if len(named) == 1 else None


def _factor(unit: str, item: Item) -> Decimal | None:
    """How much of the item's unit one of a column's is; None where it is none of its kind."""
    if unit in OTHER_UNITS:
        return None
    factor = Decimal(1)
    for name, type_, equals in FACTORS:
        if unit == name and item.unit != SQUARE_METRES:
            if item.type != type_:
                return None
            factor = equals
    return factor * _fen_of(unit, item) if item.type == "money" else factor


def _measures(measure: str, item: Item) -> bool:
    """Whether a unit is one of what the item is."""
    return measure.partition("/")[0] in {"money": MONEY, "area": AREAS}.get(item.type, ())


def _fen_of(unit: str, item: Item) -> Decimal:
    """What an amount counts in the item's unit where the heading says yuan or fen."""
    if unit.endswith("元") and item.unit == "fen":
        return Decimal(100)
    return Decimal("0.01") if unit == "分" and item.unit == "yuan" else Decimal(1)


def _period_of(brackets: str, item: Item) -> str:
    """The period of a column's amounts: that in the brackets where the item has one at all."""
    if item.period == "moment":
        return item.period
    period = brackets.rpartition("/")[2]
    return {"月": "month", "每月": "month", "年": "year", "每年": "year"}.get(period, item.period)
