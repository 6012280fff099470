"""The driver: starts and wakes the workflow of a case, and does nothing else.

It never trusts an event's content or order: it re-reads the row and acts on what stands there.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.due import seconds_until
from chalicelib.case.states import ENDS, RESTS, State
from chalicelib.case.table import TRANSITIONS
from chalicelib.domain.actors import system
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform import keys, table, workflow
from chalicelib.platform.record import Record
from chalicelib.platform.stream import Happened
from chalicelib.platform.workflow import Payload, TokenGone
from chalicelib.records.act import Act
from chalicelib.records.law import Law

STARTING = frozenset(row.event for row in TRANSITIONS if row.starts)
AT_REST = frozenset(state.value for state in ENDS | RESTS | {State.PASSING})


WAITS = frozenset(
    {
        State.EXPLAINING,
        State.REVIEWING,
        State.PROPOSING,
        State.NOTICING,
        State.CONFIRMING,
        State.DECIDING,
        State.POST_REVIEWING,
    }
)
"""The stages at which the workflow waits with a token."""


def concerns(happened: Happened) -> bool:
    """Whether an event begins an attempt, or leaves a stage at which a step may wait."""
    left = happened.was in WAITS and happened.was != happened.state
    return left or happened.event in STARTING


def payload(row: Record, now: datetime) -> Payload:
    """What the workflow needs of a row: its stage, and the seconds that the stage may last."""
    due = parse_instant(row.clear["stage_due"])
    return Payload(
        kind=row.kind,
        id=row.id,
        attempt=row.attempt,
        stage=row.state,
        seconds=seconds_until(due, now),
    )


def superseded(case_id: str, attempt: int) -> Payload:
    """What an attempt is told that a later one has replaced: it ends quietly."""
    return Payload(kind="case", id=case_id, attempt=attempt, stage=workflow.SUPERSEDED, seconds=1)


def follow_event(case_id: str, event: str, now: datetime, law: Law) -> None:
    """Start the workflow after an event that begins an attempt; else wake what waits behind it."""
    row = cases.look(case_id)
    if row is None:
        return
    if event in STARTING and row.state not in AT_REST:
        workflow.start(payload(row, now))
    wake_all(row, now, law)


def wake_all(row: Record, now: datetime, law: Law) -> None:
    """Wake every step that waits at a stage which the row has left, or for an older attempt."""
    for item in workflow.kept(row.kind, row.id):
        current = item["attempt"] == row.attempt
        if current and item["stage"] == row.state:
            continue
        told = payload(row, now) if current else superseded(row.id, item["attempt"])
        try:
            workflow.wake(workflow.unseal(row.kind, row.id, item), told)
        except TokenGone:
            if current:
                restart(row.id, row.seq, now, law)
        table.delete(keys.token(row.kind, row.id, item["stage"], item["attempt"]))


def restart(case_id: str, seq: int, now: datetime, law: Law) -> Case | None:
    """Begin the next attempt, unless the case moved on since `seq` or needs no workflow."""
    case = cases.load(case_id)
    if case.record.seq != seq or case.record.state in AT_REST:
        return None
    try:
        return transitions.advance(case, "resume", Act(system("drive"), now, law), Step())
    except Refused:
        return None
