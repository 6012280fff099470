"""One version of a record, what is to happen to it, and how that is decided again after somebody
else was faster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalicelib.domain.errors import Unavailable
from chalicelib.platform.store.record import Record, VersionConflict
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.records.document import D
from chalicelib.records.tasks import OpenTask

R = TypeVar("R")
P = TypeVar("P")

TRIES = 40
"""How often a change is decided anew where others were faster: as many as may change one record at
once, which for a case is every department with an answer, the family, and staff."""


def decide_and_commit(
    found: R,
    decide: Callable[[R], P | None],
    commit: Callable[[R, P], R],
    again: Callable[[R], R],
) -> R:
    """What `commit` makes of what is decided from the version found; that version where nothing is.

    After a conflict the record is loaded `again` and decided anew, so that nothing which came in
    between is written over. Unavailable("table.busy") when that does not end.
    """
    for _ in range(TRIES):
        decided = decide(found)
        if decided is None:
            return found
        try:
            return commit(found, decided)
        except (VersionConflict, ConditionFailed):
            found = again(found)
    raise Unavailable("table.busy")


@dataclass(frozen=True)
class Version(Generic[D]):
    """One version of a record of a kind: its record, and what that seals."""

    record: Record
    document: D

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.record.id

    @property
    def state(self) -> str:
        """Where it stands; "" before it was written."""
        return self.record.state

    @property
    def seq(self) -> int:
        """The number of the version; 0 before it was written."""
        return self.record.seq

    @property
    def attempt(self) -> int:
        """Which attempt it is, of what may be tried again."""
        return self.record.attempt

    @property
    def next_check(self) -> datetime | None:
        """The instant by which something must have happened; None where nothing must."""
        return self.record.next_check

    @property
    def clear(self) -> Mapping[str, Any]:
        """What is readable without a key."""
        return self.record.clear


@dataclass(frozen=True)
class Change(Generic[D]):
    """What is to happen to a record: an event, and what comes with it.

    `clear` replaces what it names, `document` the document that is sealed (None: that stays).
    `tasks` are open tasks as they stand from now on where the law does not say, by name. `acted`
    are those of whom none may cause what needs a second person. `check` is the instant by which
    something must have happened beside its tasks.
    """

    event: str
    clear: Mapping[str, Any] = field(default_factory=dict)
    document: D | None = field(default=None, repr=False)
    why: Mapping[str, Any] = field(default_factory=dict, repr=False)
    tasks: Mapping[str, OpenTask] = field(default_factory=dict)
    items: Sequence[Write] = ()
    acted: Collection[str] = ()
    check: datetime | None = None
