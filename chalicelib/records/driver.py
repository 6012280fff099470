"""The driver: starts and wakes the workflows of records, and does nothing else.

It never trusts an event's content or order: it re-reads the row and acts on what stands there. What
is a kind's own it takes from the kind's table and its `Workflow`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from chalicelib.domain.actors import system
from chalicelib.domain.errors import Refused
from chalicelib.platform import keys, record, table, workflow
from chalicelib.platform.record import Record
from chalicelib.platform.stream import Happened
from chalicelib.platform.workflow import Payload, TokenGone
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.records.machine import Machine

RESUME = "resume"
"""The event that begins the next attempt where the one before was lost, in every kind's table."""

PATIENCE = timedelta(minutes=15)
"""A state in which a workflow needs nobody is over well within this."""

Wanted = Callable[[Record], bool]
"""Whether a record, as it was found, is still one to resume."""


@dataclass(frozen=True)
class Workflow:
    """What a kind says of the workflow that carries its records on.

    `arn` tells its state machine, `waits` are the states in which one of its steps waits with a
    token, and `until` tells from the clear part of a record until when its state may last.
    """

    arn: Callable[[], str]
    waits: frozenset[str]
    until: Callable[[Record], datetime]


@dataclass(frozen=True)
class Driven:
    """A kind of record as the driver knows it: its name, its table, its workflow.

    `resume` lets `RESUME` happen to the record of an id, as long as it is wanted of the version
    found.
    """

    kind: str
    machine: Machine[Any, Any]
    workflow: Workflow
    resume: Callable[[str, Wanted, Act], object]

    @cached_property
    def starts(self) -> frozenset[str]:
        """The events that begin an attempt."""
        return frozenset(row.event for row in self.machine.transitions if row.starts)

    @cached_property
    def carried(self) -> frozenset[str]:
        """The states that a workflow must leave: those in which it can be resumed."""
        rows = (row for row in self.machine.transitions if row.event == RESUME)
        return frozenset(str(state) for row in rows for state in row.frm)

    def check(self, row: Record, now: datetime) -> datetime:
        """By when its workflow must have carried on a record that waits for nobody."""
        return max(self.workflow.until(row), now) + PATIENCE


def follow(kinds: Mapping[str, Driven], happened: Happened, now: datetime, law: Law) -> None:
    """Start or wake what follows from an event; of a kind without a workflow nothing does."""
    kind = kinds.get(happened.kind)
    if kind is not None and concerns(kind, happened):
        follow_event(kind, happened, now, law)


def concerns(kind: Driven, happened: Happened) -> bool:
    """Whether an event begins an attempt, or leaves a state in which a step may wait."""
    left = happened.was in kind.workflow.waits and happened.was != happened.state
    return left or happened.event in kind.starts


def follow_event(kind: Driven, happened: Happened, now: datetime, law: Law) -> None:
    """Start the workflow after an event that begins an attempt; else wake what waits behind it.

    A version no older than the event will do: what a later one leaves behind, its own event wakes.
    """
    row = record.load(kind.kind, happened.id, known=happened.seq)
    if row is None:
        return
    if happened.event in kind.starts and row.state in kind.carried:
        workflow.start(kind.workflow.arn(), told(kind, row, row.attempt, now))
    if happened.was:  # nothing waits for a record that has just come
        wake_all(kind, row, now, law)


def told(kind: Driven, row: Record, attempt: int, now: datetime) -> Payload:
    """What an attempt is told of a record: where it stands, and the seconds that this may last.

    One that a later attempt has replaced is told so, and ends quietly.
    """
    current = attempt == row.attempt
    return Payload(
        kind=row.kind,
        id=row.id,
        attempt=attempt,
        stage=row.state if current else workflow.SUPERSEDED,
        seconds=seconds_until(kind.workflow.until(row), now) if current else 1,
    )


def seconds_until(due: datetime, now: datetime) -> int:
    """Whole seconds from `now` to `due`, at least one (Step Functions takes no zero timeout)."""
    return max(1, -((now - due) // timedelta(seconds=1)))


def wait(
    kind: Driven,
    id_: str,
    attempt: int,
    stage: str,
    token: str,
    found: Callable[[], Record],
    now: datetime,
) -> None:
    """Keep the token of a step that waits in the state `stage`, or let it go on at once.

    The token is kept before `found` reads the record, so that a decision which fell in between
    finds the token or is found by this step.
    """
    place = workflow.keep(kind.kind, id_, stage, attempt, token)
    row = found()
    if (row.attempt, row.state) == (attempt, stage):
        return
    with suppress(TokenGone):  # the same step ran before and was woken then
        workflow.wake(token, told(kind, row, attempt, now))
    table.delete(place)


def wake_all(kind: Driven, row: Record, now: datetime, law: Law) -> None:
    """Wake every step that waits in a state which the row has left, or for an older attempt."""
    for item in workflow.kept(row.kind, row.id):
        current = item["attempt"] == row.attempt
        if current and item["stage"] == row.state:
            continue
        try:
            token = workflow.unseal(row.kind, row.id, item)
            workflow.wake(token, told(kind, row, item["attempt"], now))
        except TokenGone:
            if current:
                _restart(kind, row.id, lambda found: found.attempt == row.attempt, now, law)
        table.delete(keys.token(row.kind, row.id, item["stage"], item["attempt"]))


def restart(kind: Driven, id_: str, seq: int, now: datetime, law: Law) -> None:
    """Begin the next attempt, unless the record moved on since `seq` or needs no workflow."""
    _restart(kind, id_, lambda found: found.seq == seq, now, law)


def _restart(kind: Driven, id_: str, same: Wanted, now: datetime, law: Law) -> None:
    def wanted(found: Record) -> bool:
        return same(found) and found.state in kind.carried

    with suppress(Refused):
        kind.resume(id_, wanted, Act(system("drive"), now, law))
