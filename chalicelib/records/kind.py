"""A kind of record, and `change`, the one way anything happens to a record of it.

A kind says what its records are called, their table (records/machine.py), under which data key they
are sealed, which tasks they have, and on which lists of their own they stand. `change` loads the
record, lets its caller decide from the version found, asks the table, computes the tasks that
follow and commits all of it in one transaction; after a conflict it is decided anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domain.actors import Actor, Role, system
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform import keys, record, table
from chalicelib.platform.keys import Key
from chalicelib.platform.record import Changed, Record
from chalicelib.platform.sealing import DataKey
from chalicelib.platform.table import ConditionFailed, Write
from chalicelib.platform.trail import Event
from chalicelib.records import assignment, tasks, worklist
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.records.machine import Machine, Standing, Task, Transition
from chalicelib.records.tasks import OpenTask
from chalicelib.records.worklist import Done, Told

R = TypeVar("R")
D = TypeVar("D")

TRIES = 40
"""How often a change is decided anew where others were faster: as many as may change one record at
once, which for a case is every department with an answer, the family, and staff."""

References = Mapping[Key, Mapping[str, Any]]


def decided_anew(
    found: R,
    decide: Callable[[R], D | None],
    commit: Callable[[R, D], R],
    again: Callable[[R], R],
) -> R:
    """What `commit` makes of what is decided from the version found; that version where nothing is.

    After a conflict the record is loaded `again` and decided anew, so that nothing which came in
    between is written over. Unavailable("table.busy") when that does not end.
    """
    for _ in range(TRIES):
        decided = decide(found)
        if decided is None:
            return found
        try:
            return commit(found, decided)
        except (Changed, ConditionFailed):
            found = again(found)
    raise Unavailable("table.busy")


@dataclass(frozen=True)
class Change:
    """What is to happen to a record: an event, and what comes with it.

    `clear` and `document` replace what they name. `tasks` are open tasks as they stand from now on
    where the law does not say, by name. `acted` are those of whom none may cause what needs a
    second person. `check` is the instant by which something must have happened beside its tasks.
    """

    event: str
    clear: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)
    why: Mapping[str, Any] = field(default_factory=dict, repr=False)
    tasks: Mapping[str, OpenTask] = field(default_factory=dict)
    items: Sequence[Write] = ()
    acted: Collection[str] = ()
    check: datetime | None = None


def _no_references(_found: Record) -> References:
    return {}


def _of_no_scheme(_found: Record) -> str:
    return ""


def _plain(found: Record) -> Standing[str, str]:
    return Standing("", found.state or None)


def _nothing_earlier(_found: Record) -> list[OpenTask]:
    return []


def _goes_up(_found: Record, task: OpenTask, act: Act) -> Change | None:
    office = assignment.above(task, within=False)
    if not office:
        return None
    return Change("climb", tasks={task.name: assignment.climbed(task, office, act.now, act.law)})


@dataclass(frozen=True)
class Kind:
    """What is said once of all records of a kind.

    `office` is where its tasks begin, `label` what a worklist calls it, `times` by whose times the
    law counts (`Law.of`), `standing` where it stands without its tasks, `references` its places on
    lists of its own, `climbed` what happens where a task was let lie (None: nobody above can take
    it), and `of_release_1` the tasks of a record that release 1 wrote.
    """

    name: str
    part: str  # the part of the system by which it does what follows by itself
    machine: Machine[str, str]
    key: Callable[[Mapping[str, Any]], DataKey]
    tasks: Mapping[str, Task] = field(default_factory=dict)
    office: Callable[[Record], str] = _of_no_scheme
    label: Callable[[Record], str] = _of_no_scheme
    times: Callable[[Record], str] = _of_no_scheme
    standing: Callable[[Record], Standing[str, str]] = _plain
    references: Callable[[Record], References] = _no_references
    climbed: Callable[[Record, OpenTask, Act], Change | None] = _goes_up
    of_release_1: Callable[[Record], list[OpenTask]] = _nothing_earlier
    checked: bool = True  # until it ends, there is always an instant by which something happens


def find(kind: Kind, id_: str) -> Record | None:
    """The newest version of a record, with its document; None if there is none."""
    item = table.get(keys.row(kind.name, id_))
    return record.from_item(item, kind.key(item)) if item else None


def load(kind: Kind, id_: str) -> Record:
    """As `find`; Refused("{the machine's name}.not_found") if there is none."""
    found = find(kind, id_)
    if found is None:
        raise Refused(f"{kind.machine.name}.not_found")
    return found


def tasks_of(kind: Kind, found: Record) -> list[OpenTask]:
    """The open tasks of a record."""
    if "tasks" not in found.clear:
        return kind.of_release_1(found)
    told = json.loads(found.clear["tasks"])
    return [tasks.from_json(kind.tasks[one["name"]], one) for one in told]


def task_of(kind: Kind, found: Record, name: str) -> OpenTask | None:
    """The open task of that name, if there is one."""
    return next((task for task in tasks_of(kind, found) if task.name == name), None)


def standing(kind: Kind, found: Record, acted: Collection[str] = ()) -> Standing[str, str]:
    """Where a record stands; `acted` are further people of whom none may be the second."""
    bare = kind.standing(found)
    names = frozenset(task.name for task in tasks_of(kind, found))
    return replace(bare, tasks=names, acted=bare.acted | frozenset(acted))


def change(
    kind: Kind, found: Record, act: Act, decide: Callable[[Record], Change | None]
) -> Record:
    """Let happen to a record what `decide` makes of the version found; one that is new has no seq.

    Raises what the machine refuses, and what `record.commit` raises.
    """
    return decided_anew(
        found,
        decide,
        lambda held, decided: commit(kind, held, decided, act),
        lambda held: find(kind, held.id) or held,
    )


def commit(kind: Kind, before: Record, told: Change, act: Act) -> Record:
    """Write what happens to a version of a record.

    Raises as `change`, Changed where the record moved on, ConditionFailed where an item of `told`
    does not hold, and Broken("record.no_check") for what nobody would look after again.
    """
    here = standing(kind, before, told.acted)
    row = kind.machine.find(here, told.event, act.actor.id)
    law = act.law.of(kind.times(before))
    changed = replace(
        before,
        state=row.to or before.state,
        clear={**before.clear, **told.clear},
        document={**before.document, **told.document},
    )
    old = tasks_of(kind, before)
    names = kind.machine.follow(here, row, act.actor.id).tasks
    new = _tasks_after(kind, changed, old, names, told, replace(act, law=law))
    until = max((task.counted_until for task in new), default="")
    clear = dict(changed.clear)
    if kind.tasks:
        clear["tasks"] = json.dumps([tasks.to_json(task) for task in new], separators=(",", ":"))
    if until or "counted_until" in clear:
        clear["counted_until"] = until
    after = replace(changed, clear=clear, next_check=_check(kind, changed, new, told))
    items = [
        *told.items,
        *_referenced(kind, before, after),
        *record.relisted_provisional(before, after),
    ]
    listed = _told(kind, before) if before.seq else None
    items += worklist.changes(listed, old, _told(kind, after), new, _did(row, old, act))
    happened = Event(told.event, act.actor.id, act.now, act.law.parameters.fingerprint, told.why)
    return record.commit(before, after, happened, kind.key(clear), items, act.once)


def _told(kind: Kind, found: Record) -> Told:
    return Told(kind.name, found.id, kind.label(found))


def _did(row: Transition[str, str], old: Sequence[OpenTask], act: Act) -> list[Done]:
    if act.actor.role is not Role.STAFF:
        return []
    return [Done(task, act.actor.id, act.now) for task in old if task.name == row.task]


def _tasks_after(
    kind: Kind, after: Record, old: Sequence[OpenTask], names: Collection[str], told: Change,
    act: Act,
) -> list[OpenTask]:  # fmt: skip
    stay = [told.tasks.get(task.name, task) for task in old if task.name in names]
    fresh = sorted({*names} - {task.name for task in old})
    return stay + [
        told.tasks.get(name)
        or assignment.opened(kind.tasks[name], kind.office(after), act.now, act.law)
        for name in fresh
    ]


def _check(kind: Kind, after: Record, open_: Sequence[OpenTask], told: Change) -> datetime | None:
    if after.state in kind.machine.ends:
        return told.check
    instants = [task.check for task in open_] + ([told.check] if told.check else [])
    if kind.checked and not instants:
        raise Broken("record.no_check")
    return min(instants, default=None)


def _referenced(kind: Kind, before: Record, after: Record) -> list[Write]:
    """The writes that keep its places on lists of its own."""
    by_us = before.seq and ("tasks" in before.clear or not kind.tasks)
    old, new = kind.references(before) if by_us else {}, kind.references(after)
    writes = [Write(place) for place in old if place not in new]
    return writes + [Write(place, dict(new[place])) for place in new if place not in old]


def overdue(kind: Kind) -> Callable[[str, datetime, Law], None]:
    """The handler of what is past its check: what staff let lie goes up, and those at the top are
    reminded."""

    def handler(id_: str, now: datetime, law: Law) -> None:
        act, found = Act(system(kind.part), now, law), load(kind, id_)
        for _ in kind.tasks:
            found = change(kind, found, act, lambda held: let_lie(kind, held, act))

    return handler


def let_lie(kind: Kind, found: Record, act: Act) -> Change | None:
    """What follows where a task of a record is past its check; None where none is."""
    here = replace(act, law=act.law.of(kind.times(found)))
    for task in assignment.overdue(tasks_of(kind, found), act.now):
        stays = {task.name: assignment.reminded(task, act.now, here.law)}
        return kind.climbed(found, task, here) or Change("remind", tasks=stays)
    return None


def recount(kind: Kind) -> Callable[[str, datetime, Law], None]:
    """The handler of what a holiday notice moves: its tasks are counted anew."""

    def handler(id_: str, now: datetime, law: Law) -> None:
        change(kind, load(kind, id_), Act(system(kind.part), now, law),
               lambda found: _counted_anew(kind, found, law))  # fmt: skip

    return handler


def _counted_anew(kind: Kind, found: Record, law: Law) -> Change | None:
    of_it = law.of(kind.times(found))
    beyond = [
        task
        for task in tasks_of(kind, found)
        if task.counted_until and task.counted_until < law.known_until
    ]
    moved = {task.name: assignment.recounted(task, of_it) for task in beyond}
    return Change("recount", tasks=moved) if moved else None


def waiting(kind: Kind, actor: Actor) -> list[Record]:
    """What of a kind waits for the actor, the most urgent first."""
    lists = [*worklist.of_office(actor), worklist.mine(actor.id)]
    ids = [line.id for line in worklist.every(lists) if line.kind == kind.name]
    ids += listed_by_release_1(kind, actor.office)
    found = [load(kind, id_) for id_ in dict.fromkeys(ids)]
    return [one for one in found if held_by(kind, one, actor)]


def held_by(kind: Kind, found: Record, actor: Actor) -> bool:
    """Whether the actor may carry out a task of a record."""
    return any(assignment.holds(task, actor) for task in tasks_of(kind, found))


def listed_by_release_1(kind: Kind, office: str) -> list[str]:
    """The records on an office's list of release 1, which they leave with their next change."""
    if kind.name not in keys.LISTS_OF_RELEASE_1:
        return []
    place = keys.listed_by_release_1(kind.name, office, "", "", "")
    return [str(item[kind.name]) for item in table.query("cases", place.pk)]
