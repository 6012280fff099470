"""The reconciler: carries on what somebody or something should have carried on by now.

On a tick it reads only what is past due in the sparse index, re-reads each row, and restarts,
escalates or reminds. A healthy system costs sixteen empty pages a table, at any size. What cannot
be carried on is looked at again at the next tick, after those that were not looked at yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import driver, overdue, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import DUE, State
from chalicelib.domain.actors import system
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform import keys, log, record, table
from chalicelib.records import assignment
from chalicelib.records.act import Act
from chalicelib.records.law import Law

PAGE = 100
PAGES = 20  # of a shard in one run: a run has ten minutes
PUT_OFF = timedelta(minutes=10)  # less than from one tick to the next
ANEW = 400  # records a run whose days are counted anew: a run has ten minutes
SYSTEM = system("reconcile")

Overdue = Callable[[str, datetime, Law], None]


def sweep(handlers: Mapping[str, Overdue], now: datetime, law: Law) -> int:
    """Hand every record past its check to the handler of its kind; answers how many."""
    tables: tuple[keys.Table, ...] = ("cases", "money")
    return sum(
        _sweep(handlers, name, f"due#{shard}", now, law)
        for name in tables
        for shard in range(keys.DUE_SHARDS)
    )


def _sweep(
    handlers: Mapping[str, Overdue], name: keys.Table, shard: str, now: datetime, law: Law
) -> int:
    found = 0
    for _ in range(PAGES):
        past = table.past_due(name, shard, instant_text(now), PAGE)
        for place in past:
            kind, _, id_ = place.pk.partition("#")
            _handle(handlers, kind.lower(), id_, now, law)
            record.put_off(place, now, now + PUT_OFF)
        found += len(past)
        if len(past) < PAGE:
            break
    return found


def recount(handlers: Mapping[str, Overdue], now: datetime, law: Law) -> int:
    """Hand records whose deadlines went beyond the notices of before to the handler of their kind.

    Once a year a holiday notice is entered; so many a run are counted anew until none is left.
    """
    before = law.known_until
    listed = table.query("cases", keys.provisional("", "", "").pk, before=before, limit=ANEW)
    for item in listed:
        _handle(handlers, item["kind"], item["id"], now, law)
    return len(listed)


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


def _handle(handlers: Mapping[str, Overdue], kind: str, id_: str, now: datetime, law: Law) -> None:
    """One record's trouble never keeps the others waiting."""
    try:
        handlers[kind](id_, now, law)
    except (Refused, Unavailable, Broken) as fact:
        log.error("past due and not carried on", code=fact.code, record=id_)
    except Exception as unexpected:
        log.error("past due and not carried on", error=type(unexpected).__name__, record=id_)


def overdue_case(case_id: str, now: datetime, law: Law) -> None:
    """A case past its check: what people let lie climbs; what the workflow lost starts again."""
    case = cases.load(case_id)
    if case.record.next_check is None or case.record.next_check > now:
        return
    case = overdue.carry_on(case, Act(SYSTEM, now, law))
    if case.state in driver.AT_REST or (case.state is State.WAITING and case.stage_due > now):
        return
    check = case.record.next_check
    if (check is not None and check <= now) or cases.patience_over(case, now):
        driver.restart(case.id, case.record.seq, now, law)
