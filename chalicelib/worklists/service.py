"""What staff have to do, of records of every kind: pages of the lists of whoever asks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import day_of, instant_text, last_day
from chalicelib.domain.errors import Broken, Refused
from chalicelib.records import list_names, worklist
from chalicelib.records.law import due_note, law_on, note_at
from chalicelib.records.worklist import WorkItem
from chalicelib.words import say
from chalicelib.worklists import contract
from chalicelib.worklists import store as views

OF_OFFICE = frozenset({"office", "overdue"})
"""The lists of an office, of which whoever reads them may open every line."""


def listed(
    actor: Actor, name: str, after: str, now: datetime, *, named: bool = False
) -> contract.Worklist:
    """A page of a list of the actor's, after a cursor; Refused("request.list") for a list that
    there is not. `named` says that people will be shown by their names."""
    lines = _page(actor, name, after, now, named=named)
    read = lines if name in OF_OFFICE else [one for one in lines if worklist.may_read(one, actor)]
    return contract.Worklist(
        name=name,
        office=actor.office,
        tasks=[_shown(line, now) for line in read],
        next=lines[-1].cursor if len(lines) == worklist.PAGE else None,
    )


def _page(actor: Actor, name: str, after: str, now: datetime, *, named: bool) -> list[WorkItem]:
    """Refused("request.list") for a list that there is not."""
    if name == "office":
        return worklist.page(list_names.of_office(actor), after, named=named)
    if name == "overdue":
        return worklist.page(list_names.late(list_names.of_office(actor)), after, named=named)
    if name == "mine":
        lists = [list_names.own(one) for one in (actor.id, *actor.acts_for)]
        return worklist.page(lists, after, named=named)
    if name == "done":
        return worklist.page_of_done(actor.id, now, after)
    raise Refused("request.list")


def words_of(task: str) -> str:
    """The words of a task; its name where a later release opened it."""
    try:
        return say(f"task.{task}")
    except Broken:
        return task


def _shown(line: WorkItem, now: datetime) -> contract.WorklistTask:
    calendar = law_on(now).calendar
    return contract.WorklistTask(
        kind=line.kind,
        id=line.id,
        task=line.task,
        task_words=words_of(line.task),
        scheme=line.scheme,
        label=line.label,
        due=instant_text(line.due),
        overdue_since=line.overdue_since,
        decide_by=line.decide_by,
        due_note=note_at(line.due, line.counted_until),
        decide_by_note=due_note(line.counted_until) if line.decide_by > line.counted_until else "",
        working_days_left=calendar.working_days_left(day_of(now), last_day(line.due)),
        claimed_by=line.claimed_by,
        escalations=line.escalations,
    )


def views_of(actor: Actor) -> contract.Views:
    """The actor's own views."""
    found = views.views(actor.id).items()
    return contract.Views(views=[contract.View(view_id=id_, **asdict(one)) for id_, one in found])


def save_view(form: contract.ViewToSave, actor: Actor) -> contract.Views:
    """Keep a view; one of the same name gives way. Refused("view.enough") beyond twenty."""
    view = views.StoredView(form.name, form.list, form.scheme or "", form.task or "")
    kept = views.views(actor.id).values()
    if len(kept) >= views.MOST_VIEWS and view.name not in {one.name for one in kept}:
        raise Refused("view.enough", pointer="/name", most=views.MOST_VIEWS)
    views.keep(actor.id, view)
    return views_of(actor)


def delete_view(view_id: str, actor: Actor) -> contract.Views:
    """Delete a view of one's own; Refused("view.not_found") where there is none."""
    if view_id not in views.views(actor.id):
        raise Refused("view.not_found")
    views.delete(actor.id, view_id)
    return views_of(actor)
