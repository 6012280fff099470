"""What follows when the time of an open task, of a stage or of the decision has run out.

The family's own time is simply over, and the case goes on; what staff did not do in time is
escalated, and those at the top are reminded; what the workflow lost starts again. A task that
nobody can do is a sign for operators. What a holiday notice moved is counted anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.case import benefit, confirming, periodic, total, transitions
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.states import DEATHS_FIRST, DUE, TASKS, State
from chalicelib.case.table import TRANSITIONS
from chalicelib.case.workflow import DRIVEN
from chalicelib.domain.actors import system
from chalicelib.domain.dates import month_of, start_of_day
from chalicelib.domain.errors import Refused
from chalicelib.platform.runtime import log
from chalicelib.records import assignment, driver
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.records.machine import By
from chalicelib.records.tasks import OpenTask

NO_HANDS = "task.no_hands"
SYSTEM = system("reconcile")
DECISIONS = frozenset(
    name
    for name in TASKS
    if {row.four_eyes for row in TRANSITIONS if row.task == name and row.by is By.HOLDER} == {True}
)
"""The tasks that nobody does who acted in the case before."""

CLOCKS = {
    State.NOTICING_END: "end_notice_over",
    State.GRACE: "grace_over",
    State.LEAVING: "month_over",
}
"""What happens by itself when the clock of a stage without a workflow has run out."""


def overdue_case(case_id: str, now: datetime, law: Law) -> None:
    """A case past its check: what people did not do in time is escalated; what the workflow lost
    starts again."""
    case = cases.load(case_id)
    if case.record.next_check is None or case.record.next_check > now:
        return
    case = carry_on(case, Act(SYSTEM, now, law))
    waiting = case.state is State.WAITING and case.stage_due > now
    if case.state not in DRIVEN.carried or waiting:
        return
    check = case.record.next_check
    if (check is not None and check <= now) or cases.is_workflow_late(case, now):
        driver.restart(DRIVEN, case.id, case.record.seq, now, law)


def recount_case(case_id: str, now: datetime, law: Law) -> None:
    """Count the provisional deadlines of a case anew, by the notice that came since."""

    def decide(found: Case) -> tuple[str, Step] | None:
        if not found.counted_until or found.counted_until >= law.known_until:
            return None
        return "recount", Step(why=_moved(found, law.of(found.times)))

    transitions.change(cases.load(case_id), decide, Act(SYSTEM, now, law))


def _moved(case: Case, law: Law) -> dict[str, Any]:
    """By which notice, and whether the family's own day is another one then."""
    theirs = [task for task in case.document.tasks if not task.office]
    family = any(assignment.recounted(task, law).due != task.due for task in theirs)
    if case.state is State.EXPLAINING and case.stage_since:
        counted = law.as_begun(case.stage_since).counted(DUE[case.state], case.stage_since)
        family = family or counted.due != case.stage_due
    return {"until": law.known_until, "family": family}


def carry_on(case: Case, act: Act) -> Case:
    """The case after whatever its overdue tasks call for; as it stands if none is overdue."""
    case = _begun(to_county(_let_time_pass(case, act), act), act)
    report_tasks_without_staff(case)
    theirs = [task for task in case.document.tasks if not task.office and task.due <= act.now]
    case = _advanced(case, "correction_over", theirs, act)
    late = assignment.overdue(case.document.tasks, act.now)
    stay = [task for task in late if not assignment.above(task, case.document.county_only)]
    case = _advanced(case, "escalate", [task for task in late if task not in stay], act)
    case = _advanced(case, "remind", stay, act)
    return _total(case, act)


def _let_time_pass(case: Case, act: Act) -> Case:
    """The case after its clock, if that ran out; a benefit whose month is over does not end while
    a death is open, whose held share is settled first, or while its end is looked at again."""

    def decide(found: Case) -> tuple[str, Step] | None:
        event = CLOCKS.get(found.state) if found.state else None
        if event is None or found.stage_due > act.now:
            return None
        open_ = any(found.document.task(name) for name in DEATHS_FIRST.split()) or any(
            one["state"] == "waiting"
            for one in found.document.documents.get("reconsiderations", ())
        )
        if event == "month_over" and open_:
            return None
        return event, _ending(found, act.now) if event == "grace_over" else Step()

    return transitions.change(case, decide, act)


def _begun(case: Case, act: Act) -> Case:
    """The case with its periodic review open, if that has come to its day (57号, art. 31)."""

    def decide(found: Case) -> tuple[str, Step] | None:
        begins = periodic.begins(found.state, found.document, act.law)
        next_ = periodic.next_review(found.document)
        if begins is None or begins > act.now or next_ is None:
            return None
        until = next_.until.isoformat()
        return "recheck", Step({"change": {"periodic": until}}, {"until": until})

    return transitions.change(case, decide, act)


def _ending(case: Case, now: datetime) -> Step:
    """With the end of a grace the benefit ends after this month, as it was decided."""
    documents = {"benefit": benefit.changed(case, now, 0, ())}
    return Step(documents, stage_due=start_of_day(month_of(now).next.first_day))


def to_county(case: Case, act: Act) -> Case:
    """The case with the county, where a township was to confirm it and may not any more."""

    def decide(found: Case) -> tuple[str, Step] | None:
        because = confirming.lapsed(found.document, found.office, found.scheme, act.now, act.law)
        return ("to_county", Step(why={"because": because})) if because else None

    return transitions.change(case, decide, act)


def _total(case: Case, act: Act) -> Case:
    """The case after what the total time of its decision calls for."""
    clock = total.total_of(case.document, act.now, act.law.parameters, act.law.calendar)
    event = total.event_due(clock, case.document.facts, act.now)
    if not event:
        return case
    try:
        return transitions.advance(case, event, act, Step())
    except Refused:
        return cases.load(case.id)  # it moved on meanwhile


def report_tasks_without_staff(case: Case) -> None:
    """Say which open tasks of staff lie where nobody may do them: nobody has the post, or, of a
    decision that goes no higher, everybody who has it has acted in the case."""
    for task in case.document.tasks:
        stays = task.name in DECISIONS and not assignment.above(task, case.document.county_only)
        barred = case.document.acted if stays else ()
        if task.office and not assignment.has_candidates(task, barred):
            log.error(
                "nobody can do this task",
                code=NO_HANDS,
                case_id=case.id,
                task=task.name,
                office=task.office,
            )


def _advanced(case: Case, event: str, late: Sequence[OpenTask], act: Act) -> Case:
    if not late:
        return case
    within = case.document.county_only
    why = {
        "tasks": [
            {
                "task": task.name,
                "office": task.office,
                "to": task.office and (assignment.above(task, within) or task.office),
            }
            for task in late
        ]
    }
    try:
        return transitions.advance(case, event, act, Step(why=why))
    except Refused:
        return cases.load(case.id)  # it moved on meanwhile
