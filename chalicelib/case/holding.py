"""Who holds an open task, who may act on it, and how it changes hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.case.documents import OpenTask
from chalicelib.case.due import Law
from chalicelib.case.states import TASKS, Level
from chalicelib.directory import routing
from chalicelib.domain.actors import HANDLING, Actor, Post, Role
from chalicelib.domain.areas import county_of


def opened(name: str, office: str, now: datetime, law: Law) -> OpenTask:
    """A task of a case that `office` handles, with whom it goes to first."""
    kind = TASKS[name]
    holders = {Level.TOWNSHIP: office, Level.COUNTY: county_of(office), Level.FAMILY: ""}
    return OpenTask(name, holders[kind.level], now, law.due(kind.due, now))


def moved(task: OpenTask, office: str, now: datetime, law: Law) -> OpenTask:
    """The task where another `office` handles the case, its time begun anew; the family's stays."""
    return opened(task.name, office, now, law) if task.office else task


def holds(task: OpenTask | None, actor: Actor) -> bool:
    """Whether the actor may act on an open task: of its office, and not claimed by another.

    A leader may take over what somebody of the office claimed. What climbed to a superior is
    decided by a leader of the superior office.
    """
    return (
        task is not None
        and actor.role is Role.STAFF
        and actor.office == task.office
        and (task.claimed_by in {"", actor.id} or Post.LEADER in actor.posts)
        and bool(actor.posts & ({Post.LEADER} if task.climbed else HANDLING))
    )


def overdue(tasks: Iterable[OpenTask], now: datetime) -> list[OpenTask]:
    """Those tasks of staff whose time has run out."""
    return [task for task in tasks if task.office and task.due <= now]


def climbed(task: OpenTask, now: datetime, law: Law, within: bool) -> OpenTask:
    """The task with the superior of the office that let it lie, its time begun anew.

    `within` keeps it at the office, for its leader: nobody else may know of the case.
    """
    return replace(
        task,
        office=task.office if within else routing.superior(task.office),
        claimed_by="",
        climbed=task.climbed + 1,
        due=law.due(TASKS[task.name].due, now),
    )
