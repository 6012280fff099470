"""What a household verification report says, in plain texts: JSON, page and PDF are made from it.

Every text is as people read it: figures with their units, times as dates, codes as words. `member`
names one of the household; `as_of` is the day that a text is about; `record_number` is the number
under which the department keeps what it answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from chalicelib.domain import names


@dataclass(frozen=True)
class ReportMember:
    """One of the household, by the number under which the report speaks of them."""

    number: str
    name: str
    relation: str


@dataclass(frozen=True)
class Coverage:
    """How many items were asked for, and what became of them: the last four add up to `asked`."""

    asked: int
    verified: int
    nothing_held: int
    not_verified: int
    mismatch: int


@dataclass(frozen=True)
class ReportDifference:
    """One thing found otherwise than declared, how far off it is and what follows from it."""

    item: str
    member: str
    declared: str
    found: str
    difference: str
    result: str


@dataclass(frozen=True)
class OpenItem:
    """Items of a source that nobody verified, and who can supply what is missing."""

    source: str
    items: str
    reason: str
    who_can_supply: str


@dataclass(frozen=True)
class StaleSource:
    """A source whose data is older than is accepted: the day it holds for, and the days it may."""

    source: str
    as_of: str
    valid_for: str


@dataclass(frozen=True)
class ReportLine:
    """What a source said of one item of one member."""

    item: str
    member: str
    status: str
    value: str
    as_of: str
    record_number: str


@dataclass(frozen=True)
class ReportSection:
    """All lines of a source; `level` is the level of administration at which it was asked."""

    source: str
    level: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class ReportView:
    """The whole report; `digest` is the hash by which a copy of it is known to be unchanged."""

    receipt: str
    number: str
    as_of: str
    digest: str
    members: tuple[ReportMember, ...]
    coverage: Coverage
    differences: tuple[ReportDifference, ...]
    declared_result: str
    found_result: str
    open_items: tuple[OpenItem, ...]
    sections: tuple[ReportSection, ...]
    stale_sources: tuple[StaleSource, ...] = ()


def unnamed(view: ReportView) -> ReportView:
    """The report for whoever names no purpose: every person whom it lists masked, wherever it names
    one."""
    people = sorted({one.name for one in view.members if one.name}, key=len, reverse=True)
    shown: ReportView = _without(view, people)
    return shown


def _without(part: Any, people: Sequence[str]) -> Any:
    if isinstance(part, str):
        for name in people:
            part = part.replace(name, names.masked(name))
        return part
    if isinstance(part, tuple):
        return tuple(_without(one, people) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        held = {one.name: getattr(part, one.name) for one in fields(part)}
        return replace(part, **{name: _without(one, people) for name, one in held.items()})
    return part
