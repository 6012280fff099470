"""Who holds an open task, who may act on it, and how it changes hands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case.documents import OpenTask, first_office
from chalicelib.case.states import TASKS
from chalicelib.directory import routing, store
from chalicelib.domain.actors import HANDLING, Actor, Post, Role
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.records.law import Law

CARE_TIME = "deadline.self_care"


def opened(
    name: str, office: str, now: datetime, law: Law, due: datetime | None = None
) -> OpenTask:
    """A task of a case that `office` handles, with whom it goes to first.

    It is `due` then, where its time does not run from now.
    """
    task = opened_at(name, first_office(name, office), now, law)
    return replace(task, due=due, since=None, counted_until="") if due else task


def opened_at(name: str, first: str, now: datetime, law: Law) -> OpenTask:
    """A task that begins with the office `first`."""
    return _counted(OpenTask(name, first, now, now, origin=first), now, law)


def _counted(task: OpenTask, since: datetime, law: Law) -> OpenTask:
    """The task with its time counted from `since`."""
    counted = law.counted(TASKS[task.name].due, since)
    return replace(task, since=since, due=counted.due, counted_until=counted.until, look_again=None)


def begun(task: OpenTask, since: datetime, now: datetime, law: Law) -> OpenTask:
    """The task with its time counted from `since`, unless that is over: then from its opening.

    What was let lie keeps the time that it was given then.
    """
    counted = _counted(task, since, law)
    return task if task.climbed or task.look_again or counted.due <= now else counted


def recounted(task: OpenTask, law: Law) -> OpenTask:
    """The task counted anew, where its day lay beyond the holiday notices known before."""
    if not task.counted_until:
        return task
    since = task.since or task.opened_at
    anew = _counted(task, since, law.as_begun(since))
    if task.look_again:
        return replace(task, look_again=anew.due, counted_until=anew.counted_until)
    return anew


def care_by(since: datetime, law: Law) -> dict[str, str]:
    """By when self-care is assessed that was told of at `since`: the instant, since when it was
    counted, and until which notices where it lies beyond them (43号, art. 23)."""
    by = law.as_begun(since).counted(CARE_TIME, since)
    return {"by": instant_text(by.due), "since": instant_text(since), "until": by.until}


def care_anew(care: Mapping[str, Any], law: Law) -> Mapping[str, Any]:
    """By when self-care is assessed, counted anew where a notice came since."""
    beyond = care.get("until", "")
    if not beyond or beyond >= law.known_until:
        return care
    return {**care, **care_by(parse_instant(care["since"]), law)}


def county(office: str) -> str:
    """The county above an office that handles a case, or whoever acts for it if it has nobody."""
    return routing.staffed(county_of(office)) or county_of(office)


def moved(task: OpenTask, office: str, now: datetime, law: Law) -> OpenTask:
    """The task where another `office` handles the case, its time begun anew; the family's stays."""
    return opened(task.name, office, now, law) if task.office else task


def holds(task: OpenTask | None, actor: Actor) -> bool:
    """Whether the actor may act on an open task: of its offices, and not claimed by another.

    A leader may take over what somebody claimed, and what somebody claimed who left is free. What
    went up is done by a leader of the offices
    above, and still by whoever handles cases where it began.
    """
    return (
        task is not None
        and actor.role is Role.STAFF
        and actor.office in task.offices
        and (_is_free(task, actor) or Post.LEADER in actor.posts)
        and bool(actor.posts & _doers(task, actor.office))
    )


def _is_free(task: OpenTask, actor: Actor) -> bool:
    """Whether nobody else has claimed a task, who still works at one of its offices."""
    if task.claimed_by in {"", actor.id}:
        return True
    claimant = store.actor_of(task.claimed_by)
    return claimant is None or claimant.office not in task.offices


def has_hands(task: OpenTask) -> bool:
    """Whether anybody works today who may do a task of staff."""
    return any(routing.has_post(office, _doers(task, office)) for office in task.offices)


def _doers(task: OpenTask, office: str) -> AbstractSet[Post]:
    """The posts of one of a task's offices whose holders may do it."""
    return HANDLING if office == task.origin else {Post.LEADER}


def overdue(tasks: Iterable[OpenTask], now: datetime) -> list[OpenTask]:
    """Those tasks of staff whose time, or the time since they were reminded, has run out."""
    return [task for task in tasks if task.office and task.check <= now]


def above(task: OpenTask, within: bool) -> str:
    """The office to which a task goes that is let lie; "" where nobody is above who could have it.

    Where nobody above has a leader, or nobody else may know of the case (`within`), it goes once to
    the leader of its own office.
    """
    superior = task.office if within else routing.superior(task.office)
    return superior if superior != task.office or not task.climbed else ""


def climbed(task: OpenTask, office: str, now: datetime, law: Law) -> OpenTask:
    """The task with the superior `office`, its time begun anew."""
    late = task.late_since or (task.due if task.due <= now else None)
    gone_up = replace(task, office=office, claimed_by="", climbed=task.climbed + 1, late_since=late)
    return _counted(gone_up, now, law)


def reminded(task: OpenTask, now: datetime, law: Law) -> OpenTask:
    """The task that nobody above can take: free for whoever has it, its day as it was told."""
    again = law.counted(TASKS[task.name].due, now)
    late = task.late_since or task.due
    timed = replace(task, since=now, look_again=again.due, counted_until=again.until)
    return replace(timed, claimed_by="", late_since=late)
