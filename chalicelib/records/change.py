"""What is to happen to a record, and how it is decided again after somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domain.errors import Unavailable
from chalicelib.platform.record import Changed
from chalicelib.platform.table import ConditionFailed, Write
from chalicelib.records.tasks import OpenTask

R = TypeVar("R")
D = TypeVar("D")

TRIES = 40
"""How often a change is decided anew where others were faster: as many as may change one record at
once, which for a case is every department with an answer, the family, and staff."""


def decided_anew(
    found: R,
    decide: Callable[[R], D | None],
    commit: Callable[[R, D], R],
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
        except (Changed, ConditionFailed):
            found = again(found)
    raise Unavailable("table.busy")


@dataclass(frozen=True)
class Change:
    """What is to happen to a record: an event, and what comes with it.

    `clear` and `document` replace what they name. `tasks` are open tasks as they stand from now on
    where the law does not say, by name. `acted` are those of whom none may cause what needs a
    second person. `check` is the instant by which something must have happened beside its tasks.
    """

    event: str
    clear: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)
    why: Mapping[str, Any] = field(default_factory=dict, repr=False)
    tasks: Mapping[str, OpenTask] = field(default_factory=dict)
    items: Sequence[Write] = ()
    acted: Collection[str] = ()
    check: datetime | None = None
