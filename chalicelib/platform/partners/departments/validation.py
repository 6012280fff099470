"""Checks a department's answer item by item: about whom it is, its unit, its type.

A fault of one item is the reason of that item and affects no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from chalicelib.domain import names
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.domain.household import MONTHS
from chalicelib.platform.partners.departments.findings import Finding, Subject
from chalicelib.platform.partners.departments.wire import MOST_LETTERS
from chalicelib.policy import Item, Source
from chalicelib.policy.catalogue import MONEY_UNITS

if TYPE_CHECKING:
    from chalicelib.platform.partners.departments.answers import AnswerItem, SourceAnswer

MOST_VALUE = 10**12
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a partner's clock may be ahead of ours."""
_AMOUNT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,4})?")
"""An amount as text: plain digits, so that nothing is computed from 1e999999."""


def validated(
    source: Source, persons: Sequence[Subject], answer: SourceAnswer, now: datetime
) -> list[Finding]:
    """The findings of a source's answer: one for each item of each person.

    Unavailable("answer.ahead") where it holds for an instant that has not come.
    """
    if parse_instant(answer.as_of) > now + CLOCKS_DIFFER:
        raise Unavailable("answer.ahead")
    reported: dict[tuple[int, str], list[AnswerItem]] = {}
    for line in answer.readable():
        reported.setdefault((line.member, line.item), []).append(line)
    return [
        replace(
            _validated_item(source, item, person, reported.get((person.member, item.code), [])),
            as_of=answer.as_of,
        )
        for person in persons
        for item in source.items
    ]


def _validated_item(
    source: Source, item: Item, person: Subject, lines: Sequence[AnswerItem]
) -> Finding:
    """The finding of the lines about one item of one person; equal lines count once.

    A name that lost a character is nobody's: neither this person's nor somebody else's.
    """
    nothing = Finding(
        source.code, item.code, person.member, "not_verified", reason="answer.lacking"
    )
    lines = [line for line in lines if line.name == person.name or not names.lost(line.name)]
    own = list(dict.fromkeys(line for line in lines if line.is_about(person)))
    if lines and not own:
        other = lines[0].record
        return replace(nothing, status="mismatch", reason="answer.other_person", record=other)
    if len(own) != 1:
        return nothing
    line = own[0]
    if line.status == "nothing_held":
        held = line.value is not None
        return nothing if held else replace(nothing, status="nothing_held", reason="")
    try:
        value = value_of(line, item)
    except Refused as reason:
        return replace(nothing, reason=reason.code)
    return replace(nothing, status="verified", value=value, reason="", record=line.record)


def value_of(line: AnswerItem, item: Item) -> int | str:
    """The value of a line as the catalogue counts it: fen, a count, 0 or 1, an area, a day, words.

    Refused("answer.lacking") where it is not of the item's type, Refused("answer.wrong_unit")
    where unit or period are not those agreed. A month's figure becomes a year's or the other way
    (divided down to the fen) where the catalogue counts so.
    """
    if line.unit != item.unit or (line.period == "moment") != (item.period == "moment"):
        raise Refused("answer.wrong_unit")
    value, type_ = line.value, item.type
    if type_ == "bool":
        return _checked(int(value) if isinstance(value, bool) else None)
    if type_ == "money":
        return _in_period(_fen(value, item.unit), line.period, item.period)
    if type_ == "area":
        return _in_mu(value)
    if type_ == "count":
        counted = value if isinstance(value, int) and not isinstance(value, bool) else None
        return _in_period(_checked(counted), line.period, item.period)
    return _day(value) if type_ == "date" else _text(value)


def _checked(value: int | None) -> int:
    if value is None or not 0 <= value <= MOST_VALUE:
        raise Refused("answer.lacking")
    return value


def _fen(value: int | str | None, unit: str) -> int:
    """An amount in fen: a whole number, or yuan as text with at most two decimals."""
    if isinstance(value, bool) or value is None or (unit == "fen" and not isinstance(value, int)):
        raise Refused("answer.lacking")
    if not _AMOUNT.fullmatch(str(value)):
        raise Refused("answer.lacking")
    fen = Decimal(value) * MONEY_UNITS[unit]
    if fen != fen.to_integral_value():
        raise Refused("answer.lacking")
    return _checked(int(fen))


def _in_mu(value: int | str | None) -> str:
    """An area as plain decimal text with at most four decimals, `3.6`."""
    if isinstance(value, bool) or not _AMOUNT.fullmatch(str(value)):
        raise Refused("answer.lacking")
    area = Decimal(str(value))
    if not 0 <= area <= MOST_VALUE:
        raise Refused("answer.lacking")
    return format(area.normalize() + 0, "f")


def _in_period(value: int, period: str, wanted: str) -> int:
    if period == wanted:
        return value
    return value * MONTHS if wanted == "year" else value // MONTHS


def _day(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Refused("answer.lacking") from None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MOST_LETTERS:
        raise Refused("answer.lacking")
    if not value.isprintable():
        raise Refused("answer.lacking")
    return value
