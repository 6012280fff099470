"""What follows when the time of an open task, or of the decision, has run out.

The family's own time is simply over, and the case goes on; what staff let lie goes up, and those
at the top are reminded. A task that nobody can do is a sign for operators.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.case import confirming, holding, total
from chalicelib.case.case import Case, Step
from chalicelib.case.documents import OpenTask
from chalicelib.case.states import DEATHS_FIRST, State
from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Refused
from chalicelib.platform import log
from chalicelib.records.law import Law

NO_HANDS = "task.no_hands"
CLOCKS = {State.NOTICING_END: "end_notice_over", State.LEAVING: "month_over"}
"""What happens by itself when the clock of a stage without a workflow has run out."""


def carry_on(case: Case, actor: Actor, now: datetime, law: Law) -> Case:
    """The case after whatever its overdue tasks call for; as it stands if none is overdue."""
    case = to_county(_let_time_pass(case, actor, now, law), actor, now, law)
    tell_of_no_hands(case)
    theirs = [task for task in case.document.tasks if not task.office and task.due <= now]
    case = _advanced(case, "correction_over", theirs, actor, now, law)
    late = holding.overdue(case.document.tasks, now)
    stay = [task for task in late if not holding.above(task, case.document.alone)]
    case = _advanced(case, "climb", [task for task in late if task not in stay], actor, now, law)
    case = _advanced(case, "remind", stay, actor, now, law)
    return _total(case, actor, now, law)


def _let_time_pass(case: Case, actor: Actor, now: datetime, law: Law) -> Case:
    """The case after its clock, if that ran out; a benefit whose month is over does not end while
    a death is open: its held share is settled first."""

    def decide(found: Case) -> tuple[str, Step] | None:
        event = CLOCKS.get(found.state) if found.state else None
        if event is None or found.stage_due > now:
            return None
        open_ = any(found.document.task(name) for name in DEATHS_FIRST.split())
        return None if event == "month_over" and open_ else (event, Step())

    return cases.change(case, decide, actor, now, law)


def to_county(case: Case, actor: Actor, now: datetime, law: Law) -> Case:
    """The case with the county, where a township was to confirm it and may not any more."""

    def decide(found: Case) -> tuple[str, Step] | None:
        because = confirming.lapsed(found.document, found.office, found.scheme, now, law)
        return ("to_county", Step(why={"because": because})) if because else None

    return cases.change(case, decide, actor, now, law)


def _total(case: Case, actor: Actor, now: datetime, law: Law) -> Case:
    """The case after what the total time of its decision calls for."""
    clock = total.of(case.document, now, law.parameters, law.calendar)
    event = total.event_due(clock, case.document.facts, now)
    if not event:
        return case
    try:
        return cases.advance(case, event, actor, now, law, Step())
    except Refused:
        return cases.load(case.id)  # it moved on meanwhile


def tell_of_no_hands(case: Case) -> None:
    """Say which open tasks of staff lie where nobody has the post to do them."""
    for task in case.document.tasks:
        if task.office and not holding.has_hands(task):
            log.error(
                "nobody can do this task",
                code=NO_HANDS,
                case_id=case.id,
                task=task.name,
                office=task.office,
            )


def _advanced(
    case: Case, event: str, late: Sequence[OpenTask], actor: Actor, now: datetime, law: Law
) -> Case:
    if not late:
        return case
    within = case.document.alone
    why = {
        "tasks": [
            {
                "task": task.name,
                "office": task.office,
                "to": task.office and (holding.above(task, within) or task.office),
            }
            for task in late
        ]
    }
    try:
        return cases.advance(case, event, actor, now, law, Step(why=why))
    except Refused:
        return cases.load(case.id)  # it moved on meanwhile
