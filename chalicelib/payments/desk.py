"""What waits for a county's finance clerks: its list, by when, and who else may when it is late.

Releases and discrepancies are records among the cases, which the API may write; each lies on the
list of its kind until somebody has decided.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chalicelib.domain.actors import Actor, Post
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.payments import store
from chalicelib.platform import keys, record, table
from chalicelib.platform.record import Record
from chalicelib.platform.table import Write
from chalicelib.records.act import Act
from chalicelib.records.law import Counted, Law, moved_by_notice

DUE = {"release": "deadline.release", "discrepancy": "deadline.discrepancy"}
LISTS = {"release": keys.open_release, "discrepancy": keys.open_discrepancy}
WAITING = "waiting"


def listed(record: Record) -> keys.Key:
    """Where a record lies on its list."""
    clear = record.clear
    return LISTS[record.kind](clear["county"], clear["decide_by"], record.id)


def opens(
    record: Record, event: str, now: datetime, law: Law, items: Sequence[Write] = ()
) -> Record:
    """Let `record` wait from now on, for as long as its kind may."""
    return _dated(record, event, _counted(record, now, law), now, law, items=items)


def _counted(record: Record, since: datetime, law: Law) -> Counted:
    """By when somebody decides: what is paid in an emergency has times of its own."""
    return law.of(record.clear.get("times", "")).counted(DUE[record.kind], since)


def items(kind: str, county: str) -> list[dict[str, Any]]:
    """What lies on a county's list: the id of each record under its kind, and its run."""
    return table.query("cases", LISTS[kind](county, "", "").pk)


def unlisted(record: Record) -> list[Write]:
    """The write that takes a record from its list."""
    return [Write(listed(record))]


def waiting(kind: str, actor: Actor) -> list[Record]:
    """What of a kind waits for somebody like the actor, the most urgent first."""
    found = [store.load(kind, item[kind]) for item in items(kind, actor.office)]
    return [record for record in found if _may(record, actor)]


def for_finance(kind: str) -> Callable[[Actor, Mapping[str, str]], Record]:
    """The check of a route: the record, for a finance clerk of its county or whoever it climbed
    to; else not found.
    """

    def check(actor: Actor, path: Mapping[str, str]) -> Record:
        record = store.find(kind, path[f"{kind}_id"])
        if record is None or not _may(record, actor):
            raise Refused("payments.not_found")
        return record

    return check


def _may(record: Record, actor: Actor) -> bool:
    posts = {Post.FINANCE} | ({Post.LEADER} if record.clear.get("for_leader") else set())
    return record.clear["county"] == actor.office and bool(actor.posts & posts)


def decided(
    record: Record, event: str, act: Act, why: Mapping[str, Any], *,
    next_check: datetime | None, items: Sequence[Write] = (), acted: Collection[str] = (),
    noted: Mapping[str, Any] = MappingProxyType({}), stays: bool = False,
) -> Record:  # fmt: skip
    """Take from its list what somebody decided, with what they said, and write `items` with it.

    What `stays` is seen there until something else takes its place. `noted` is written down in
    clear. `acted` are those of whom none may decide.
    """
    return store.change(
        record,
        store.event(event, act, **why),
        next_check=next_check,
        items=[*(() if stays else unlisted(record)), *items],
        once=act.once,
        acted=acted,
        clear={**record.clear, **noted},
        document={**record.document, "decided_by": act.actor.id, **why},
    )


def climb(record: Record, now: datetime, law: Law) -> None:
    """Nobody decided in time: the leader may as well, and the clock starts again."""
    late = {"late_since": record.clear["decide_by"], **record.clear, "for_leader": True}
    after = replace(record, clear=late)
    _dated(record, "climb", _counted(record, now, law), now, law, after)


def recount(kind: str, id_: str, now: datetime, law: Law) -> None:
    """Count anew by when to decide, by the holiday notice that came since."""

    def counted_anew() -> None:
        record = store.load(kind, id_)
        if record.state == WAITING and (moved := moved_by_notice(record.clear, law)):
            _dated(record, "recount", _counted(record, *moved), now, law)

    record.retried(counted_anew)


def _dated(
    before: Record,
    event: str,
    counted: Counted,
    now: datetime,
    law: Law,
    after: Record | None = None,
    items: Sequence[Write] = (),
) -> Record:
    """Let something happen to a record, which then waits until another instant."""
    after = after or before
    by = {"decide_by": instant_text(counted.due), "since": instant_text(counted.since)}
    clear = {**after.clear, **by, "counted_until": counted.until}
    after = replace(after, clear=clear)
    return store.change(
        before,
        store.by_system(event, now, law),
        next_check=counted.due,
        items=[*items, *_left(before, after), Write(listed(after), _item(after))],
        clear=clear,
        document=after.document,
    )


def _item(record: Record) -> dict[str, str]:
    return {record.kind: record.id, "run": record.clear["run"]}


def _left(before: Record, after: Record) -> Sequence[Write]:
    """The place on the list that a record leaves, if it had another one."""
    was_listed = before.state == WAITING and listed(before) != listed(after)
    return unlisted(before) if was_listed else []
