"""What a household verification report says, in plain texts: JSON, page and PDF are made from it.

Every text is as people read it: figures with their units, times as dates, codes as words. `whom`
names a member; `as_of` is the day that a text is about; `record` is the department's number for
what it answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from chalicelib.domain import names


@dataclass(frozen=True)
class Member:
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
class Difference:
    """One thing found otherwise than declared, how far off it is and what follows from it."""

    what: str
    whom: str
    declared: str
    found: str
    size: str
    means: str


@dataclass(frozen=True)
class Open:
    """Items of a source that nobody verified, and who can supply what is missing."""

    source: str
    items: str
    why: str
    who_can_supply: str


@dataclass(frozen=True)
class Stale:
    """A source whose data is older than is accepted: the day it holds for, and the days it may."""

    source: str
    as_of: str
    fresh_for: str


@dataclass(frozen=True)
class Line:
    """What a source said of one item of one member."""

    item: str
    whom: str
    status: str
    value: str
    as_of: str
    record: str


@dataclass(frozen=True)
class Section:
    """All lines of a source; `level` is the level of administration at which it was asked."""

    source: str
    level: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class View:
    """The whole report; `digest` is the hash by which a copy of it is known to be unchanged."""

    receipt: str
    number: str
    as_of: str
    digest: str
    members: tuple[Member, ...]
    coverage: Coverage
    differences: tuple[Difference, ...]
    declared_result: str
    found_result: str
    open: tuple[Open, ...]
    sections: tuple[Section, ...]
    stale: tuple[Stale, ...] = ()


def unnamed(view: View) -> View:
    """The report for whoever names no purpose: every person whom it lists masked, wherever it names
    one."""
    people = sorted({one.name for one in view.members if one.name}, key=len, reverse=True)
    shown: View = _without(view, people)
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
