"""The reconciler: carries on what somebody or something should have carried on by now.

On a tick it reads only what is past due in the sparse index, re-reads each row, and restarts,
escalates or reminds. A healthy system costs sixteen empty pages a table, at any size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.case import driver, overdue
from chalicelib.case.due import Law
from chalicelib.case.states import State
from chalicelib.domain.actors import system
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform import keys, log, table

PAGE = 100
SYSTEM = system("reconcile")

Overdue = Callable[[str, datetime, Law], None]


def sweep(handlers: Mapping[str, Overdue], now: datetime, law: Law) -> int:
    """Hand every record past its check to the handler of its kind; answers how many."""
    found = 0
    for name in ("cases", "money"):
        for shard in range(keys.DUE_SHARDS):
            past = table.past_due(name, f"due#{shard}", instant_text(now), PAGE)
            for place in past:
                found += 1
                kind, _, id_ = place.pk.partition("#")
                _handle(handlers, kind.lower(), id_, now, law)
    return found


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
    case = overdue.carry_on(case, SYSTEM, now, law)
    if case.state in driver.AT_REST or (case.state is State.WAITING and case.stage_due > now):
        return
    check = case.record.next_check
    if (check is not None and check <= now) or cases.patience_over(case, now):
        driver.restart(case.id, case.record.seq, now, law)
