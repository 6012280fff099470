"""What happens to a record when time passes: the handlers that the reconciler calls
(reconcile.py)."""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.actors import system
from chalicelib.records import assignment, driver
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.changing import change, driven
from chalicelib.records.document import D
from chalicelib.records.kind import Kind, in_times, load, tasks_of
from chalicelib.records.law import Law
from chalicelib.records.reconcile import Handler


def carry_on(kind: Kind[D]) -> Handler:
    """The handler of what is past its check: overdue tasks of staff are escalated or, where
    nobody is above, reminded of, and a workflow that was lost starts again."""

    def handler(id_: str, now: datetime, law: Law) -> None:
        act, found = Act(system(kind.part), now, law), load(kind, id_)
        for _ in kind.tasks:
            found = change(
                kind, found, act, lambda version: change_when_overdue(kind, version, act)
            )
        if kind.workflow and found.next_check and found.next_check <= now:
            driver.restart(driven(kind), id_, found.seq, now, law)

    return handler


def change_when_overdue(kind: Kind[D], found: Version[D], act: Act) -> Change[D] | None:
    """What follows where a task of a record is past its check; None where none is."""
    here = in_times(kind, found, act)
    task = next(iter(assignment.overdue(tasks_of(kind, found.record), act.now)), None)
    if task is None:
        return None
    stays = {task.name: assignment.reminded(task, act.now, here.law)}
    return kind.escalate(found, task, here) or Change("remind", tasks=stays)


def recount(kind: Kind[D]) -> Handler:
    """The handler of what a holiday notice moves: its tasks are counted anew."""

    def handler(id_: str, now: datetime, law: Law) -> None:
        change(kind, load(kind, id_), Act(system(kind.part), now, law),
               lambda found: _counted_anew(kind, found, law))  # fmt: skip

    return handler


def _counted_anew(kind: Kind[D], found: Version[D], law: Law) -> Change[D] | None:
    of_it = law.of(kind.times(found))
    beyond = [
        task
        for task in tasks_of(kind, found.record)
        if task.counted_until and task.counted_until < law.known_until
    ]
    moved = {task.name: assignment.recounted(task, of_it) for task in beyond}
    return Change("recount", tasks=moved) if moved else None
