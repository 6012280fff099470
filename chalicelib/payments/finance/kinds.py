"""Releases and discrepancies as kinds of records (records/kind.py).

Each waits for a finance clerk of its county. What is late goes to the county's leader as well, then
to the leader of the nearest office above.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from chalicelib.case.overdue import NO_HANDS
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import Month, parse_instant
from chalicelib.payments import keys, store
from chalicelib.payments.formats.documents import Discrepancy, StoredRelease
from chalicelib.payments.states import (
    HELD,
    MACHINES,
    RELEASE_TASK,
    STATEMENT_TASK,
    TASKS,
    WAITING,
)
from chalicelib.platform.runtime import log
from chalicelib.platform.store.record import Record
from chalicelib.records import assignment
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.document import D
from chalicelib.records.kind import Kind, References
from chalicelib.records.machine import Standing
from chalicelib.records.tasks import OpenTask
from chalicelib.words.days import month_words


def _of_release_1(found: Record) -> list[OpenTask]:
    """Release 1 stored in clear by when a county decides, and whether its leader may as well."""
    clear = found.clear
    if found.state != WAITING and "again_at" not in clear:
        return []
    since, again, late = (
        parse_instant(clear[name]) if clear.get(name) else None
        for name in ("since", "again_at", "late_since")
    )
    by, county = parse_instant(clear["decide_by"]), clear["county"]
    task = RELEASE_TASK if found.kind == "release" else STATEMENT_TASK
    return [
        OpenTask(
            task, county, since or by, by, origin=county, since=since, late_since=late,
            counted_until=clear.get("counted_until", ""), look_again=again,
            escalations=int(bool(clear.get("for_leader"))), grouped=False,
        )
    ]  # fmt: skip


def escalated(task: OpenTask, act: Act) -> OpenTask | None:
    """The task one step up, its time begun anew: with the leader of its county as well, then of the
    nearest office above; None where nobody is above."""
    for_leader = task.escalations or Post.LEADER in task.kind.posts
    office = routing.superior(task.office) if for_leader else task.office
    if for_leader and office == task.office:
        return None
    return assignment.escalated(task, office, act.now, act.law)


def escalate_to_available(
    found: Record, task: OpenTask, act: Act, barred: Collection[str]
) -> OpenTask:
    """The task of a record, escalated until somebody may do it who is not `barred`; an error is
    logged where nobody may."""
    while not assignment.has_candidates(task, barred) and (above := escalated(task, act)):
        task = above
    if not assignment.has_candidates(task, barred):
        about = {"task": found.kind, "office": task.office, "run": found.clear["run"]}
        log.error("nobody can decide this", code=NO_HANDS, **about)
    return task


def _to_leader(_found: Version[D], task: OpenTask, act: Act) -> Change[D] | None:
    """Nobody decided in time."""
    above = escalated(task, act)
    return Change("escalate", tasks={task.name: above}) if above else None


def _kind(name: str, shape: type[D], references: Callable[[Version[D]], References]) -> Kind[D]:
    return Kind(
        name=name,
        part="payments",
        machine=MACHINES[name],
        shape=shape,
        key=store.key,
        tasks=TASKS[name],
        office=lambda found: str(found.clear["county"]),
        label=lambda found: month_words(Month.parse(str(found.clear["period"]))),
        times=lambda found: str(found.clear.get("times", "")),
        standing=lambda found: Standing(
            "", found.state or None, frozenset({HELD} if "again_at" in found.clear else ())
        ),
        references=references,
        escalate=_to_leader,
        of_release_1=_of_release_1,
    )


def _waiting_on_run(discrepancy: Version[Discrepancy]) -> References:
    if discrepancy.state != WAITING:
        return {}
    place = keys.waiting_discrepancy(discrepancy.clear["run"], discrepancy.id)
    return {place: {"discrepancy": discrepancy.id}}


RELEASE_KIND = _kind("release", StoredRelease, lambda _found: {})
DISCREPANCY_KIND = _kind("discrepancy", Discrepancy, _waiting_on_run)
