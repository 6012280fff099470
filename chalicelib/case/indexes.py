"""The items beside a case that follow it: worklists, open cases of its people, locks, its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case import helping, keys, locks, total
from chalicelib.case.case import Case, load
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import ENDS, STAGE_TASKS, State, Track, Transition
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Role
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import writing
from chalicelib.platform.store.table import Write
from chalicelib.records import late, worklist
from chalicelib.records.act import Act
from chalicelib.records.late import Late
from chalicelib.records.machine import LockEffect
from chalicelib.records.worklist import CompletedTask, Listing


def writes(
    case: Case, row: Transition, after: Case, now: datetime, *, again: bool = False
) -> list[Write]:
    """The writes that bring the items beside a case to what it is `after` an event; `again` after
    others that did not hold.

    Refused("case.open_already") or ("case.other_open") as the lock says.
    """
    document, state = after.document, State(after.record.state)
    tasks = worklist.changes(
        _on_lists(case, case.document, case.record.clear),
        case.document.tasks,
        _on_lists(case, document, after.record.clear),
        document.tasks,
    )
    listing = _on_lists(case, document, after.record.clear)
    return [
        *tasks,
        *late.changes(listing, _late(case, case.document), _late(case, document), now),
        *_indexes_freed(case, document, state),
        *_indexes_moved(case, document, state),
        *_owner_moved(case, document),
        *_locked(case, row, document, state, again=again),
        *writing.relisted_provisional(case.record, after.record),
    ]


CALLS = frozenset({"call_back", "meet"})
"""Tasks that decide nothing, and are done in days: their lines say their own day alone. So they are
not written again when the time of the decision begins to run."""


def _on_lists(case: Case, document: CaseDocument, clear: Mapping[str, Any]) -> Listing:
    """What stands on worklists of the case itself, beside its tasks."""
    decide_by, until = (str(clear.get(name, "")) for name in ("decide_by", "counted_until"))
    return Listing("case", case.id, document.label, case.scheme, decide_by, until, CALLS)


def _late(case: Case, document: CaseDocument) -> list[Late]:
    """What is late of a case: its tasks, and the decision, where the total time is over."""
    found, clock = late.of_tasks(document.tasks), total.clock_of(document)
    if clock is None or not clock.over or clock.ended:
        return found
    held = [task for task in document.tasks if task.name in STAGE_TASKS]
    has = max((task.office for task in held), default=case.office)
    return [*found, Late(total.WHOLE, case.office, has, parse_instant(clock.over))]


def note_done(case: Case, row: Transition, after: Case, act: Act) -> None:
    """Leave a line of the task that a member of staff carried out with an event, on their list."""
    task = case.document.task(row.task)
    if task and act.actor.role is Role.STAFF:
        listing = _on_lists(after, after.document, after.record.clear)
        worklist.record_done(listing, [CompletedTask(task, act.actor.id, act.now)])


def _indexes_freed(case: Case, document: CaseDocument, state: State) -> list[Write]:
    """The open-case indexes of its members are given back when a case ends."""
    if state not in ENDS or case.state is None or document.track is Track.ELSEWHERE:
        return []
    return [Write(keys.member(hash_, case.id)) for hash_ in document.members]


def _locked(
    case: Case, row: Transition, document: CaseDocument, state: State, *, again: bool
) -> list[Write]:
    """What happens to the lock of the applicant with this row: freed, taken, or held.

    Where the applicant's number was put right, the lock of the wrong one is given back. Raises
    Refused("case.open_already") at a submission, Refused("case.other_open") where the case would
    be granted, while another case keeps the lock against it.
    """
    if state in ENDS:
        return locks.lock_of(case).freed_by(case.id) if case.state else []
    if not row.lock:
        return []
    after = replace(case, document=document)
    moved = document.members[:1] != case.document.members[:1]
    freed = locks.lock_of(case).freed_by(case.id) if moved else []
    return [*freed, *_lock_taken(after, row, begins=row.first or moved, again=again)]


def _lock_taken(case: Case, row: Transition, *, begins: bool, again: bool) -> list[Write]:
    lock, needed = locks.lock_to_take(case, consistent=again), row.lock is LockEffect.NEEDED
    granted = needed or "entitled" in case.document.facts
    if lock.holder == case.id:
        return [lock.granted_by(case.id) if granted else lock.held_by(case.id)]
    holder = load(lock.holder) if lock.holder else None
    if begins and holder and locks.applies_again(holder, case):
        raise Refused("case.open_already", office=routing.office_name(holder.office))
    gives_way = holder is None or locks.loses_lock(holder, case, needed=needed)
    if gives_way and not lock.granted:
        return [lock.taken_by(case.id, granted=granted)]
    if needed and holder:
        raise _refused_by(holder)
    return []


def _refused_by(holder: Case) -> Refused:
    """Why nothing is granted beside the case that holds the lock; one of the county alone is named
    to nobody, and stands on the county's own list as a possible duplicate."""
    if holder.document.county_only:
        return Refused("case.ask_county", office=routing.office_name(holder.office))
    return Refused("case.other_open", receipt=str(holder.record.clear["receipt"]))


def _indexes_moved(case: Case, document: CaseDocument, state: State) -> list[Write]:
    """The open-case indexes of other people in the case than before, and of all where it begins
    again."""
    before, after = {*case.document.members}, {*document.members}
    if case.state in ENDS and state not in ENDS:
        before = set()  # they were given back at the end
    if case.state is None or before == after:
        return []
    reference = {"case_id": case.id}
    left = [Write(keys.member(hash_, case.id)) for hash_ in sorted(before - after)]
    return left + [
        Write(keys.member(hash_, case.id), reference) for hash_ in sorted(after - before)
    ]


def _owner_moved(case: Case, document: CaseDocument) -> list[Write]:
    """The list of an account's own cases, where another account has the case from now on; one that
    a helper sent in stays on the list of whoever had it, who may read it or not."""
    if case.document.owner == document.owner:
        return []
    before, after = (keys.owner(one.owner, case.id) for one in (case.document, document))
    left = [] if helping.KIND in document.documents else [Write(before)]
    return [*left, Write(after, {"case_id": case.id})]
