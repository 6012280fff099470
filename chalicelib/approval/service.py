"""The steps in which people decide, as the workflow sees them: wait, escalate, conclude."""

from __future__ import annotations

from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.case import overdue, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import State
from chalicelib.case.workflow import DRIVEN
from chalicelib.domain.actors import system
from chalicelib.domain.dates import parse_instant
from chalicelib.platform.aws.stepfunctions import Payload
from chalicelib.platform.store.record import Record
from chalicelib.records import driver
from chalicelib.records.act import Act
from chalicelib.records.law import Law

SYSTEM = system("approval")

TIME_EVENTS = {State.NOTICING: "notice_over", State.EXPLAINING: "explanation_over"}
"""What happens by itself when the clock of a stage has run out."""

CONCLUSIONS = {
    State.CONFIRMED: "entitle",
    State.PAYING_FIRST: "pay_first",
    State.DECLINED: "refuse",
}


def wait(case_id: str, attempt: int, stage: str, token: str, now: datetime, law: Law) -> None:
    """Store the token of a step that waits at `stage`, or let it go on at once."""

    def found() -> Record:
        row = cases.load_clear(case_id)
        if row is not None and not _is_over(row, now):
            return row  # its document is not needed, nor the key that opens it
        return let_time_pass(cases.load(case_id), now, law).record

    driver.wait(DRIVEN, case_id, attempt, stage, token, found, now)


def _is_over(row: Record, now: datetime) -> bool:
    """Whether the clock alone decides now what follows."""
    return row.state in TIME_EVENTS and parse_instant(str(row.clear["stage_due"])) <= now


def let_time_pass(case: Case, now: datetime, law: Law) -> Case:
    """The case after whatever the clock alone decides: a notice or an explanation time is over."""
    event = TIME_EVENTS.get(case.state) if case.state else None
    if event is None or case.stage_due > now:
        return case
    return transitions.advance(case, event, Act(SYSTEM, now, law), Step())


def escalate(case_id: str, attempt: int, now: datetime, law: Law) -> Payload:
    """After a timeout: what is overdue is escalated to the office above, with a new time limit."""
    case = let_time_pass(cases.load(case_id), now, law)
    if case.record.attempt != attempt:
        return driver.payload(DRIVEN, case.record, attempt, now)
    case = overdue.carry_on(case, Act(SYSTEM, now, law))
    return driver.payload(DRIVEN, case.record, attempt, now)


def conclude(case_id: str, attempt: int, now: datetime, law: Law) -> Payload:
    """Close what was decided; entitlement, payment and letters follow from the event."""
    case = cases.load_at(case_id, attempt, CONCLUSIONS)
    if case.record.attempt != attempt:
        return driver.payload(DRIVEN, case.record, attempt, now)
    event = CONCLUSIONS.get(case.state) if case.state else None
    if event is not None:
        case = transitions.advance(case, event, Act(SYSTEM, now, law), Step())
    return driver.payload(DRIVEN, case.record, attempt, now)
