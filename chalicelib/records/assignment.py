"""Who has an open task, by when, and how it passes from one to another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from chalicelib.directory import store
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import HANDLING, Actor, Post, Role
from chalicelib.domain.dates import day_of
from chalicelib.platform.runtime import clock
from chalicelib.records.law import Law
from chalicelib.records.machine import Task
from chalicelib.records.tasks import OpenTask


def open_task(kind: Task, office: str, now: datetime, law: Law) -> OpenTask:
    """A task of that kind that begins with `office` now; "" is the family."""
    return counted(OpenTask(kind, office, now, now, origin=office), now, law)


def counted(task: OpenTask, since: datetime, law: Law) -> OpenTask:
    """The task with its time counted from `since`."""
    by = law.counted(task.kind.due, since)
    return replace(task, since=since, due=by.due, counted_until=by.until, look_again=None)


def begun(task: OpenTask, since: datetime, now: datetime, law: Law) -> OpenTask:
    """The task with its time counted from `since`, unless that is over: then from its opening.

    An overdue task keeps the time that it was given when it was escalated.
    """
    anew = counted(task, since, law)
    return task if task.escalations or task.look_again or anew.due <= now else anew


def recounted(task: OpenTask, law: Law) -> OpenTask:
    """The task counted anew, where its day lay beyond the holiday notices known before."""
    if not task.counted_until:
        return task
    since = task.since or task.opened_at
    anew = counted(task, since, law.as_begun(since))
    if task.look_again:
        return replace(task, look_again=anew.due, counted_until=anew.counted_until)
    return anew


def holds(task: OpenTask | None, actor: Actor) -> bool:
    """Whether the actor may act on an open task: of its offices, and not claimed by another.

    A leader may take over what somebody claimed, and what somebody claimed who left is free. An
    escalated task is done by a leader of the offices above, and still by the office where it began.
    """
    if task is None or actor.role is not Role.STAFF or actor.office not in task.offices:
        return False
    if task.persons:
        return actor.id in task.persons and bool(actor.posts & HANDLING)
    free = _is_free(task, actor) or Post.LEADER in actor.posts
    return free and bool(actor.posts & posts_for(task, actor.office))


def _is_free(task: OpenTask, actor: Actor) -> bool:
    """Whether nobody else has claimed a task who may still do it and is there.

    For who is away their deputy does it; where that one cannot either, anybody may.
    """
    if task.claimed_by in {"", actor.id}:
        return True
    today = day_of(clock.current().now())
    claimant = store.find(task.claimed_by)
    if not _may_do(task, claimant, today):
        return True
    deputy = claimant.deputy_on(today) if claimant else ""
    return deputy == actor.id or bool(deputy and not _is_there(task, store.find(deputy), today))


def _is_there(task: OpenTask, staff: store.Staff | None, today: date) -> bool:
    """Whether somebody may do a task, and is not away."""
    return staff is not None and _may_do(task, staff, today) and not staff.deputy_on(today)


def _may_do(task: OpenTask, staff: store.Staff | None, today: date) -> bool:
    """Whether somebody works at one of a task's offices in a post that does it."""
    if staff is None or not staff.works_on(today) or staff.office not in task.offices:
        return False
    return bool(staff.posts & posts_for(task, staff.office))


def has_candidates(task: OpenTask, barred: Collection[str] = ()) -> bool:
    """Whether anybody works today who may do a task of staff, and is not `barred`."""
    today = day_of(clock.current().now())
    return any(
        one.posts & posts_for(task, office) and one.id not in barred
        for office in task.offices
        for one in store.of_office(office, today, consistent=False)  # as for `routing.has_post`
    )


def posts_for(task: OpenTask, office: str) -> frozenset[Post]:
    """The posts of one of a task's offices whose holders may do it."""
    leader = frozenset({Post.LEADER})
    if office != task.origin:
        return leader
    return task.kind.posts | leader if task.escalations else task.kind.posts


def overdue(tasks: Iterable[OpenTask], now: datetime) -> list[OpenTask]:
    """Those tasks of staff whose time, or the time since they were reminded, has run out."""
    return [task for task in tasks if task.office and task.check <= now]


def above(task: OpenTask, within: bool) -> str:
    """The office to which an overdue task is escalated; "" where nobody is above who could have it.

    Where nobody above has a leader, or nobody else may know of the record (`within`), it goes once
    to the leader of its own office.
    """
    superior = task.office if within else routing.superior(task.office)
    return superior if superior != task.office or not task.escalations else ""


def escalated(task: OpenTask, office: str, now: datetime, law: Law) -> OpenTask:
    """The task with the superior `office`, its time begun anew."""
    late = task.late_since or (task.due if task.due <= now else None)
    raised = replace(
        task, office=office, claimed_by="", escalations=task.escalations + 1, late_since=late
    )
    return counted(replace(raised, grouped=True), now, law)


def reminded(task: OpenTask, now: datetime, law: Law) -> OpenTask:
    """The task that nobody above can take: claimed by nobody, its due date as it was shown."""
    again = law.counted(task.kind.due, now)
    late = task.late_since or task.due
    timed = replace(task, since=now, look_again=again.due, counted_until=again.until)
    return replace(timed, claimed_by="", late_since=late, grouped=True)
