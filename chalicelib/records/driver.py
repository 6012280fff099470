"""The driver: starts and wakes the workflows of records, and does nothing else.

It never trusts an event's content or order: it re-reads the row and acts on what stands there. What
is a kind's own it takes from the kind's table and its `Workflow`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from chalicelib.domain.actors import system
from chalicelib.domain.errors import Refused
from chalicelib.platform.aws import stepfunctions
from chalicelib.platform.aws.stepfunctions import Payload, TokenGone
from chalicelib.platform.events.stream import RecordedEvent
from chalicelib.platform.store import keys, record, table, tokens
from chalicelib.platform.store.record import Record
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.records.machine import Machine

RESUME = "resume"
"""The event that begins the next attempt where the one before was lost, in every kind's table."""

TIME_TO_CARRY_ON = timedelta(minutes=15)
"""A state in which a workflow needs nobody is over well within this."""

ShouldResume = Callable[[Record], bool]
"""Whether a record, as it was found, is still one to resume."""


@dataclass(frozen=True)
class Workflow:
    """What a kind says of the workflow that carries its records on.

    `arn` is its state machine, `waits` are the states in which one of its steps waits with a
    token, and `until` computes from the clear part of a record until when its state may last.
    """

    arn: Callable[[], str]
    waits: frozenset[str]
    until: Callable[[Record], datetime]


@dataclass(frozen=True)
class DrivenKind:
    """A kind of record as the driver knows it: its name, its table, its workflow.

    `resume` lets `RESUME` happen to the record of an id, if `ShouldResume` says so of the version
    found.
    """

    kind: str
    machine: Machine[Any, Any]
    workflow: Workflow
    resume: Callable[[str, ShouldResume, Act], object]

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
        return max(self.workflow.until(row), now) + TIME_TO_CARRY_ON


def follow(kinds: Mapping[str, DrivenKind], happened: RecordedEvent, now: datetime) -> None:
    """Start or wake what follows from an event; of a kind without a workflow nothing does."""
    kind = kinds.get(happened.kind)
    if kind is not None and concerns(kind, happened):
        follow_event(kind, happened, now)


def concerns(kind: DrivenKind, happened: RecordedEvent) -> bool:
    """Whether an event begins an attempt, or leaves a state in which a step may wait."""
    left = happened.was in kind.workflow.waits and happened.was != happened.state
    return left or happened.event in kind.starts


def follow_event(kind: DrivenKind, happened: RecordedEvent, now: datetime) -> None:
    """Start the workflow after an event that begins an attempt; else wake what waits behind it.

    A version no older than the event will do: what a later one leaves behind, its own event wakes.
    """
    row = record.load(kind.kind, happened.id, known=happened.seq)
    if row is None:
        return
    if happened.event in kind.starts and row.state in kind.carried:
        stepfunctions.start(kind.workflow.arn(), payload(kind, row, row.attempt, now))
    if happened.was:  # nothing waits for a record that has just come
        wake_all(kind, row, now)


def payload(kind: DrivenKind, row: Record, attempt: int, now: datetime) -> Payload:
    """The payload of an attempt: the state of its record, and the seconds that this may last.

    An attempt that a later one has replaced gets the stage SUPERSEDED, and ends without effect.
    """
    current = attempt == row.attempt
    return Payload(
        kind=row.kind,
        id=row.id,
        attempt=attempt,
        stage=row.state if current else stepfunctions.SUPERSEDED,
        seconds=seconds_until(kind.workflow.until(row), now) if current else 1,
    )


def seconds_until(due: datetime, now: datetime) -> int:
    """Whole seconds from `now` to `due`, at least one (Step Functions takes no zero timeout)."""
    return max(1, -((now - due) // timedelta(seconds=1)))


def wait(
    kind: DrivenKind,
    id_: str,
    attempt: int,
    stage: str,
    token: str,
    found: Callable[[], Record],
    now: datetime,
) -> None:
    """Store the token of a step that waits in the state `stage`, or let it go on at once.

    The token is stored before `found` reads the record, so that a decision which fell in between
    finds the token or is found by this step.
    """
    sealed = tokens.store(kind.kind, id_, stage, attempt, token, now)
    row = found()
    if (row.attempt, row.state) == (attempt, stage):
        return
    with suppress(TokenGone):  # the same step ran before and was woken then
        stepfunctions.wake(token, payload(kind, row, attempt, now))
    tokens.discard(kind.kind, id_, attempt, sealed)  # nothing waits behind it any more


def wake_all(kind: DrivenKind, row: Record, now: datetime) -> None:
    """Wake every step that waits in a state which the row has left, or for an older attempt.

    A token stays after its use until the next of its attempt takes its place, so one that is gone
    was used, as a rule. Where its execution died, the reconciler begins the next attempt.
    """
    for item in tokens.waiting(row.kind, row.id):
        current = item["attempt"] == row.attempt
        later = item["attempt"] > row.attempt  # the version read may be older than what waits
        if later or (current and item["stage"] == row.state):
            continue
        with suppress(TokenGone):
            token = tokens.unseal(row.kind, row.id, item)
            stepfunctions.wake(token, payload(kind, row, item["attempt"], now))
        place = keys.token(row.kind, row.id, row.attempt)
        if item["sk"] != place.sk:  # of an attempt that is over, or as release 1 stored it
            table.delete(replace(place, sk=item["sk"]))


def restart(kind: DrivenKind, id_: str, seq: int, now: datetime, law: Law) -> None:
    """Begin the next attempt, unless the record moved on since `seq` or needs no workflow."""

    def should_resume(found: Record) -> bool:
        return found.seq == seq and found.state in kind.carried

    with suppress(Refused):
        kind.resume(id_, should_resume, Act(system("drive"), now, law))
