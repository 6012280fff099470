"""`change`, the one way anything happens to a record of a kind.

It loads the record, lets its caller decide from the version found, asks the table, computes the
tasks that follow and commits all of it in one transaction; after a conflict it is decided anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Broken, Refused
from chalicelib.platform.store import writing
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.table import Write
from chalicelib.platform.store.trail import Event
from chalicelib.records import assignment, document, late, permission, tasks, worklist
from chalicelib.records import kind as kinds
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version, decide_and_commit
from chalicelib.records.document import D
from chalicelib.records.driver import RESUME, DrivenKind, ShouldResume
from chalicelib.records.kind import Kind, Row
from chalicelib.records.tasks import OpenTask
from chalicelib.records.worklist import CompletedTask, Listing


def change(
    kind: Kind[D], found: Version[D], act: Act, decide: Callable[[Version[D]], Change[D] | None]
) -> Version[D]:
    """Let happen to a record what `decide` makes of the version found; one that is new has no seq.

    Raises what the machine refuses, and what `writing.commit` raises.
    """
    return decide_and_commit(
        found,
        decide,
        lambda version, decided: commit(kind, version, decided, act),
        lambda version: kinds.find(kind, version.id) or version,
    )


def commit(kind: Kind[D], before: Version[D], planned: Change[D], act: Act) -> Version[D]:
    """Write what happens to a version of a record.

    Raises as `change`, Refused("{the machine's name}.not_yours") for whoever may not cause it by
    its table, VersionConflict where the record moved on, ConditionFailed where an item of what is
    `planned` does not hold, and Broken("record.no_check") for what nobody would look after again.
    """
    here = kinds.standing(kind, before, planned.acted)
    row = kind.machine.find(here, planned.event, act.actor.id)
    old = kinds.tasks_of(kind, before.record)
    if not permission.may_cause(row, old, act.actor):
        raise Refused(f"{kind.machine.name}.not_yours")
    names = kind.machine.follow(here, row, act.actor.id).tasks
    after = _after(kind, before, row, names, planned, act)
    listed = _listing(kind, before) if before.seq else None
    new = kinds.tasks_of(kind, after.record)
    items = [
        *planned.items,
        *_referenced(kind, before, after),
        *writing.relisted_provisional(before.record, after.record),
        *worklist.changes(listed, old, _listing(kind, after), new),
        *late.changes(_listing(kind, after), late.of_tasks(old), late.of_tasks(new), act.now),
    ]
    happened = Event(
        planned.event, act.actor.id, act.now, act.law.parameters.fingerprint, planned.why
    )
    key = kind.key(after.clear)
    written = writing.commit(before.record, after.record, happened, key, items, act.idempotency_key)
    worklist.record_done(_listing(kind, after), _completed(row, old, act))
    return replace(after, record=written)


def _after(
    kind: Kind[D],
    before: Version[D],
    row: Row,
    names: Collection[str],
    planned: Change[D],
    act: Act,
) -> Version[D]:
    """The record after a row of its table, with the open tasks `names`."""
    content = before.document if planned.document is None else planned.document
    written = replace(
        before.record,
        state=row.to or before.state,
        attempt=before.attempt + row.starts,
        clear={**before.clear, **planned.clear},
        document=document.to_json(content),
        schema=kind.shape.schema(),
    )
    after = Version(written, content)
    open_ = _tasks_after(kind, before, after, names, planned, act)
    written = replace(
        written, clear={**after.clear, **(_tasks_in_clear(open_) if kind.tasks else {})}
    )
    check = _check(kind, written, open_, planned, act.now)
    return Version(replace(written, next_check=check), content)


def _tasks_in_clear(open_: Sequence[OpenTask]) -> dict[str, str]:
    """The open tasks of a record as its row stores them in clear."""
    until = max((task.counted_until for task in open_), default="")
    sealed = [tasks.to_json(task) for task in open_]
    return {"counted_until": until, "tasks": json.dumps(sealed, separators=(",", ":"))}


def _listing(kind: Kind[D], found: Version[D]) -> Listing:
    return Listing(kind.name, found.id, kind.label(found))


def _completed(row: Row, old: Sequence[OpenTask], act: Act) -> list[CompletedTask]:
    if act.actor.role is not Role.STAFF:
        return []
    return [CompletedTask(task, act.actor.id, act.now) for task in old if task.name == row.task]


def _tasks_after(
    kind: Kind[D],
    before: Version[D],
    after: Version[D],
    names: Collection[str],
    planned: Change[D],
    act: Act,
) -> list[OpenTask]:
    """Its open tasks: as they stay, as `planned` has them, or opened where the record now is."""
    office, law = kind.office(after), kinds.in_times(kind, after, act).law
    stay = {task.name: task for task in kinds.tasks_of(kind, before.record)}
    return [
        planned.tasks.get(name)
        or stay.get(name)
        or assignment.open_task(kind.tasks[name], office, act.now, law)
        for name in sorted(names)
    ]


def _check(
    kind: Kind[D],
    after: Record,
    open_: Sequence[OpenTask],
    planned: Change[D],
    now: datetime,
) -> datetime | None:
    if after.state in kind.machine.ends or not kind.checked:
        return planned.check
    instants = [task.check for task in open_] + ([planned.check] if planned.check else [])
    if _for_workflow(kind, after, open_):
        instants.append(driven(kind).check(after, now))
    if not instants:
        raise Broken("record.no_check")
    return min(instants)


def _for_workflow(kind: Kind[D], after: Record, open_: Sequence[OpenTask]) -> bool:
    """Whether a record waits for its workflow, and not for people: their tasks have their day."""
    if kind.workflow is None or after.state not in driven(kind).carried:
        return False
    return not open_ or after.state not in kind.workflow.waits


def _referenced(kind: Kind[D], before: Version[D], after: Version[D]) -> list[Write]:
    """The writes that keep its places on lists of its own."""
    by_us = "tasks" in before.clear  # release 1 wrote none of them
    old, new = kind.references(before) if by_us else {}, kind.references(after)
    writes = [Write(place) for place in old if place not in new]
    return writes + [Write(place, dict(new[place])) for place in new if place not in old]


def driven(kind: Kind[D]) -> DrivenKind:
    """A kind that a workflow carries on, as the driver knows it."""
    assert kind.workflow is not None

    def resume(id_: str, should_resume: ShouldResume, act: Act) -> None:
        def decide(found: Version[D]) -> Change[D] | None:
            return Change(RESUME) if should_resume(found.record) else None

        change(kind, kinds.load(kind, id_), act, decide)

    return DrivenKind(kind.name, kind.machine, kind.workflow, resume)
