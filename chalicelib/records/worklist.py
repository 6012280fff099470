"""Worklists: one thin item for every open task, of records of any kind, on each list it is for.

An office has a list for each group of posts, so that a list shows only what its reader may open,
and another of what is late among it; each member of staff has one of what they claimed, were
drawn or named for, and one of what they did. An item is at most 320 bytes: keys, the task, its
record, who claimed it, and what it is called, sealed under the key of a county. Items follow their
record in its own transaction; what somebody did is noted by itself after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from chalicelib.directory.people import names
from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.domain import stored_names
from chalicelib.domain.actors import HANDLING, Actor, Post
from chalicelib.domain.areas import is_within
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.platform.runtime import log
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.sealing import DataKey, KeyScope
from chalicelib.platform.store.table import Write
from chalicelib.records import keys, list_names
from chalicelib.records.assignment import posts_for
from chalicelib.records.tasks import OpenTask

PAGE = 50
SCHEMA = 1
CASE = "case"
"""The kind of a line that names none: most are of cases."""
DONE_STORED_FOR = timedelta(days=92)
"""How long a member of staff can list what they did."""


@dataclass(frozen=True)
class Listing:
    """What a line of a worklist shows of its record."""

    kind: str
    id: str
    label: str
    scheme: str = ""
    decide_by: str = ""  # the last day for the decision, where there is one
    counted_until: str = ""  # the last day of the holiday notices, where that day lies beyond it
    undated: frozenset[str] = frozenset()  # the tasks whose lines do not say that last day

    def of(self, task: OpenTask) -> Listing:
        """What the line of a task shows of it."""
        return replace(self, decide_by="") if task.name in self.undated else self


@dataclass(frozen=True)
class CompletedTask:
    """Who of the staff did which task, and when."""

    task: OpenTask
    by: str
    at: datetime


@dataclass(frozen=True)
class WorkItem:
    """A line of a worklist; of what was done `due` is when."""

    kind: str
    id: str
    task: str
    office: str  # where its list is, or its task began
    due: datetime
    scheme: str
    label: str
    claimed_by: str
    posts: frozenset[str]  # those that do the task where it begins
    escalations: int
    drawn_for: str  # of whose own list, where nobody else may read it there
    overdue_since: str  # since when it is late, an instant as text
    decide_by: str
    counted_until: str
    cursor: str


def may_read(line: WorkItem, actor: Actor) -> bool:
    """Whether a line of a person's own list is still for its reader: of the own office or one below
    it, and of what their posts do.

    Who moved to another office or post, and whoever is named as a deputy without the post, reads no
    names there; no deputy reads what was drawn for another.
    """
    here = is_within(line.office, actor.office) and line.drawn_for in {"", actor.id}
    return here and bool(actor.posts & (line.posts | {Post.LEADER}))


def _posts(task: OpenTask) -> str | None:
    """Who does a task, as a line of a person's own list says; most are of who handles cases."""
    return "+".join(sorted(task.kind.posts)) if task.kind.posts != HANDLING else None


ListedTask = tuple[str, str, OpenTask]
"""A list, the office under whose key the label is sealed, and a task on that list."""


def changes(
    before: Listing | None,
    old: Iterable[OpenTask],
    after: Listing,
    new: Iterable[OpenTask],
) -> list[Write]:
    """The writes that take the worklists from the `old` tasks of a record to the `new` ones.

    Where what its line shows of the record changed, a task is written anew.
    """
    listed, wanted = _lines(old), _lines(new)
    fresh = {
        line
        for line in wanted
        if line not in listed or before is None or before.of(line[2]) != after.of(line[2])
    }
    rewritten = {_place(after, line) for line in fresh}
    removed = (_place(after, line) for line in listed - wanted)
    writes = [Write(place) for place in sorted(removed, key=_by_place) if place not in rewritten]
    keys_: dict[KeyScope, DataKey] = {}
    for line in sorted(fresh, key=lambda line: (line[0], line[2].name)):
        key, made = _key(keys_, line[1])
        writes += [*made, _put(_place(after, line), after, line, key)]
    return writes


def record_done(listing: Listing, completed: Iterable[CompletedTask]) -> None:
    """Add each completed task of a record to the list of who did it, once the record is written.

    Where that fails, for whatever reason, it is only logged: the task is done, and its event says
    by whom.
    """
    for one in completed:
        place = keys.work(list_names.done(one.by), instant_text(one.at), listing.id, one.task.name)
        try:
            table.put(place, _done(place, listing, one))
        except Exception as failure:
            log.error("done and not listed", record=listing.id, error=type(failure).__name__)


def _by_place(place: Key) -> tuple[str, str]:
    return place.pk, place.sk


def _key(known: dict[KeyScope, DataKey], office: str) -> tuple[DataKey, list[Write]]:
    scope = desk_scope(office)
    made: list[Write] = []
    if scope not in known:
        known[scope], made = sealing.find_or_prepare_key(scope)
    return known[scope], made


def page(lists: Sequence[str], after: str = "", *, named: bool = False) -> list[WorkItem]:
    """Up to 50 lines of some lists after a cursor, in the order in which they are due.

    One Query a list. Where people are `named`, whoever claimed a task is read with the keys of the
    labels, by one call.
    """
    pages = (
        table.query("cases", keys.work(one, "", "", "").pk, after=after, limit=PAGE)
        for one in lists
    )
    items = {str(item["sk"]): item for item in chain.from_iterable(pages)}
    return _read([items[place] for place in sorted(items)[:PAGE]], named=named)


def page_of_done(staff_id: str, now: datetime, before: str = "") -> list[WorkItem]:
    """Up to 50 lines of what a member of staff did before a cursor, the newest first.

    What has expired is not read, also while the table still has it.
    """
    place = keys.work(list_names.done(staff_id), "", "", "")
    lines = _read(table.query("cases", place.pk, before=before, newest=PAGE))
    return [line for line in lines if now < line.due + DONE_STORED_FOR]


def every(lists: Sequence[str]) -> Iterator[WorkItem]:
    """Every line of some lists, in the order in which they are due."""
    after = ""
    while lines := page(lists, after):
        yield from lines
        after = lines[-1].cursor


def _read(items: Sequence[dict[str, Any]], *, named: bool = False) -> list[WorkItem]:
    scopes = dict.fromkeys(desk_scope(_office(item)) for item in items)
    claimants = {str(item["claimed_by"]) for item in items if item.get("claimed_by")}
    with names.reading(claimants if named else (), scopes):
        opened = {scope: sealing.key_of(scope) for scope in scopes}
    return [_line(item, opened[desk_scope(_office(item))]) for item in items]


def _office(item: dict[str, Any]) -> str:
    """The office under whose key the label of an item lies."""
    return str(item.get("office") or item["pk"].split("#")[1])


def _line(item: dict[str, Any], key: DataKey) -> WorkItem:
    item = stored_names.fields(item)
    place = Key("cases", item["pk"], item["sk"])
    due, id_, task = item["sk"].split("#")
    return WorkItem(
        kind=item.get("kind", CASE),
        id=id_,
        task=task,
        office=_office(item),
        due=parse_instant(item.get("again") or due),
        scheme=item.get("scheme", ""),
        label=key.open(place, "work", SCHEMA, item["doc"])["label"],
        claimed_by=item.get("claimed_by", ""),
        posts=frozenset(item["posts"].split("+")) if "posts" in item else HANDLING,
        escalations=item.get("escalations", 0),
        drawn_for=item["pk"].rpartition("#")[2] if "drawn" in item else "",
        overdue_since=item.get("late", ""),
        decide_by=item.get("decide_by", ""),
        counted_until=item.get("counted_until", ""),
        cursor=item["sk"],
    )


def _lines(tasks: Iterable[OpenTask]) -> set[ListedTask]:
    """Each task of staff on each list that it is for."""
    lines: set[ListedTask] = set()
    for task in tasks:
        if not task.persons:
            for office in task.offices:
                groups = list_names.groups_of(posts_for(task, office))
                names = (
                    [list_names.list_of(office, one) for one in groups]
                    if task.grouped
                    else [office]
                )
                if task.grouped and task.late_since:
                    names += list_names.late(names)
                lines |= {(name, office, task) for name in names}
        lines |= {(list_names.own(one), task.origin, task) for one in (*task.persons, *task.named)}
        if task.claimed_by and task.grouped:
            lines.add((list_names.own(task.claimed_by), task.origin, task))
    return lines


def _place(listing: Listing, line: ListedTask) -> Key:
    name, _, task = line
    due = instant_text(task.due)
    if not task.grouped:
        return keys.listed_by_release_1(listing.kind, name, due, listing.id, task.name)
    return keys.work(name, due, listing.id, task.name)


def _put(place: Key, listing: Listing, line: ListedTask, key: DataKey) -> Write:
    name, office, task = line
    listing = listing.of(task)
    until = (
        listing.counted_until if listing.decide_by > listing.counted_until else task.counted_until
    )
    item = {
        "kind": listing.kind if listing.kind != CASE else None,
        "scheme": listing.scheme or None,
        "decide_by": listing.decide_by or None,
        "counted_until": until or None,
        "office": office if not name.startswith(office) else None,
        "posts": _posts(task) if not name.startswith(office) else None,
        "escalations": task.escalations,
        "claimed_by": task.claimed_by or None,
        "again": task.look_again and instant_text(task.look_again),
        "drawn": bool(task.persons) or None,
        "late": task.late_since and instant_text(task.late_since),
        "doc": key.seal(place, "work", SCHEMA, {"label": listing.label}),
    }
    return Write(place, item)


def _done(place: Key, listing: Listing, completed: CompletedTask) -> dict[str, Any]:
    key = sealing.find_or_create_key(desk_scope(completed.task.origin))
    return {
        "kind": listing.kind if listing.kind != CASE else None,
        "scheme": listing.scheme or None,
        "office": completed.task.origin,
        "posts": _posts(completed.task),
        "expires": int((completed.at + DONE_STORED_FOR).timestamp()),
        "doc": key.seal(place, "work", SCHEMA, {"label": listing.label}),
    }
