"""A kind of record, and its records as they are read (changing.py has how they change).

A kind says what its records are called, their table (records/machine.py), what they seal
(records/document.py) and under which data key, which tasks they have, on which lists of their own
they stand, and which workflow they have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any, Generic

from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Broken, Refused
from chalicelib.platform.runtime import log
from chalicelib.platform.store import keys as store_keys
from chalicelib.platform.store import reads, record, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.sealing import DataKey
from chalicelib.records import assignment, document, keys, list_names, tasks, worklist
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.document import D
from chalicelib.records.driver import Workflow
from chalicelib.records.machine import Machine, Standing, Task, Transition
from chalicelib.records.tasks import OpenTask

MOST_WAITING = 200
"""So many records that wait are read for one answer."""

AUTOMATIC_EVENTS = ("escalate", "remind", "recount")
"""The events that time causes on every record with tasks."""

References = Mapping[Key, Mapping[str, Any]]
Row = Transition[str, str]


def _no_references(_found: Version[D]) -> References:
    return {}


def _nothing(_found: Version[D]) -> str:
    return ""


def _default_standing(found: Version[D]) -> Standing[str, str]:
    return Standing("", found.state or None)


def _nothing_earlier(_found: Record) -> list[OpenTask]:
    return []


def _escalate(_found: Version[D], task: OpenTask, act: Act) -> Change[D] | None:
    office = assignment.above(task, within=False)
    if not office:
        return None
    return Change(
        "escalate", tasks={task.name: assignment.escalated(task, office, act.now, act.law)}
    )


@dataclass(frozen=True)
class Kind(Generic[D]):
    """The definition of a kind of record.

    `shape` is what they seal, and `key` under which data key, by what is in clear. `office` is
    where its tasks begin, `label` what a worklist calls it, `times` by whose times the law counts
    (`Law.of`), `standing` where it stands without its tasks, `references` its places on lists of
    its own, `escalate` what happens where a task is overdue (None: nobody above can take it),
    `workflow` what carries them on (None: their tasks and the clock alone), `of_release_1` the
    tasks of a record that release 1 wrote, `checked` whether whoever looks after what is open looks
    after these (else another record does), and `table` where its records lie.
    """

    name: str
    part: str  # the part of the system by which it does what follows by itself
    machine: Machine[str, str]
    shape: type[D]
    key: Callable[[Mapping[str, Any]], DataKey]
    tasks: Mapping[str, Task] = field(default_factory=dict)
    office: Callable[[Version[D]], str] = _nothing
    label: Callable[[Version[D]], str] = _nothing
    times: Callable[[Version[D]], str] = _nothing
    standing: Callable[[Version[D]], Standing[str, str]] = _default_standing
    references: Callable[[Version[D]], References] = _no_references
    escalate: Callable[[Version[D], OpenTask, Act], Change[D] | None] = _escalate
    workflow: Workflow | None = None
    of_release_1: Callable[[Record], list[OpenTask]] = _nothing_earlier
    checked: bool = True
    table: store_keys.Table = "cases"

    def __post_init__(self) -> None:
        """Say where its records lie (`platform/store/keys.py`).

        TypeError where its tasks would lie with nobody, or be looked after by no row.
        """
        if missing := _missing(self):
            raise TypeError(f"{self.name}: say {', '.join(missing)}")
        store_keys.RECORD_TABLES[self.name] = self.table


def _missing(kind: Kind[Any]) -> list[str]:
    """What a kind with tasks, or a table that opens some, says too little of."""
    machine, named = kind.machine, kind.tasks.keys()
    opened = {task for row in machine.transitions for task in row.opens}
    missing = [f"tasks[{task!r}]" for task in sorted(opened - named)]
    if named:
        missing += [f"a row {one!r}" for one in AUTOMATIC_EVENTS if one not in machine.events]
        missing += [one for one in ("office", "label") if getattr(kind, one) is _nothing]
    return missing


def unsaved(
    kind: Kind[D], id_: str, clear: Mapping[str, Any], content: D, attempt: int = 0
) -> Version[D]:
    """A record that has not been written yet."""
    return Version(Record(kind.name, id_, attempt=attempt, clear=clear), content)


def find(kind: Kind[D], id_: str, *, consistent: bool = True) -> Version[D] | None:
    """The newest version of a record; None if there is none. Raises as `document.from_json`.

    A reaction is given what it read or wrote before, and of its own record one that is no older
    than its event (reads.py).
    """
    place = store_keys.row(kind.name, id_)

    def read(known: int) -> record.Opened | None:
        item = table.get(place, consistent=consistent and not known)
        if known and (item is None or item["seq"] < known):
            item = table.get(place)
        if item is None:
            return None
        key = kind.key(item)
        return record.from_item(item, key), key

    found = reads.found(place, read)
    if found is None:
        return None
    row, _ = found
    return Version(row, document.from_json(kind.shape, row.document, row.schema))


def load(kind: Kind[D], id_: str) -> Version[D]:
    """As `find`; Refused("{the machine's name}.not_found") if there is none."""
    found = find(kind, id_)
    if found is None:
        raise Refused(f"{kind.machine.name}.not_found")
    return found


def tasks_of(kind: Kind[D], found: Record) -> list[OpenTask]:
    """The open tasks of a record."""
    if "tasks" not in found.clear:
        return kind.of_release_1(found)
    return [tasks.stored_task(kind.tasks, one) for one in json.loads(found.clear["tasks"])]


def task_of(kind: Kind[D], found: Record, name: str) -> OpenTask | None:
    """The open task of that name, if there is one."""
    return next((task for task in tasks_of(kind, found) if task.name == name), None)


def standing(kind: Kind[D], found: Version[D], acted: Collection[str] = ()) -> Standing[str, str]:
    """Where a record stands; `acted` are further people of whom none may be the second."""
    bare = kind.standing(found)
    names = frozenset(task.name for task in tasks_of(kind, found.record))
    return replace(bare, tasks=names, acted=bare.acted | frozenset(acted))


def in_times(kind: Kind[D], found: Version[D], act: Act) -> Act:
    """The act under the law as its times are for a record: an emergency has some of its own."""
    return replace(act, law=act.law.of(kind.times(found)))


def waiting(kind: Kind[D], actor: Actor) -> list[Version[D]]:
    """What of a kind waits for the actor, the most urgent first.

    Of more than `MOST_WAITING` the others follow once these are done; all are on the worklist. One
    that cannot be read here, as of a later release, keeps nobody from the others.
    """
    lists = [*list_names.of_office(actor), list_names.own(actor.id)]
    ids = (line.id for line in worklist.every(lists) if line.kind == kind.name)
    every = chain(ids, listed_by_release_1(kind, actor.office))
    found = (_readable(kind, id_) for id_ in dict.fromkeys(islice(every, MOST_WAITING)))
    return [one for one in found if one is not None and has_task_for(kind, one.record, actor)]


def _readable(kind: Kind[D], id_: str) -> Version[D] | None:
    try:
        found = load(kind, id_)
        tasks_of(kind, found.record)
    except Broken as fact:
        log.error("record not listed", code=fact.code, record=id_)
        return None
    return found


def has_task_for(kind: Kind[D], found: Record, actor: Actor) -> bool:
    """Whether the actor may carry out a task of a record."""
    return any(assignment.holds(task, actor) for task in tasks_of(kind, found))


def listed_by_release_1(kind: Kind[D], office: str) -> list[str]:
    """The records on an office's list of release 1, which they leave with their next change."""
    if kind.name not in keys.LISTS_OF_RELEASE_1:
        return []
    place = keys.listed_by_release_1(kind.name, office, "", "", "")
    return [str(item[kind.name]) for item in table.query("cases", place.pk)]
