"""What waits for a county's finance clerks: its list, by when, and who else may when it is late.

Releases and discrepancies are records among the cases, which the API may write; each lies on the
lists of its kind, of every office with which it is, until somebody has decided.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chalicelib.case.overdue import NO_HANDS
from chalicelib.directory import routing
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Actor, Post
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.payments import store
from chalicelib.platform import keys, log, record, table
from chalicelib.platform.record import Record
from chalicelib.platform.table import Write
from chalicelib.records.act import Act
from chalicelib.records.law import Counted, Law, moved_by_notice

DUE = {"release": "deadline.release", "discrepancy": "deadline.discrepancy"}
LISTS = {"release": keys.open_release, "discrepancy": keys.open_discrepancy}
WAITING = "waiting"


def _places(record: Record) -> list[keys.Key]:
    """Where a record lies on the lists of its kind."""
    place, by = LISTS[record.kind], record.clear["decide_by"]
    return [place(office, by, record.id) for office in _offices(record)]


def _offices(record: Record) -> list[str]:
    """The offices with which a record is: its county, and those above to which it climbed."""
    return [record.clear["county"], *record.clear.get("above", ())]


def opens(
    record: Record, event: str, now: datetime, law: Law, items: Sequence[Write] = ()
) -> Record:
    """Let `record` wait from now on, for as long as its kind may."""
    return _dated(record, event, _counted(record, now, law), now, law, items=items)


def _counted(record: Record, since: datetime, law: Law) -> Counted:
    """By when somebody decides: what is paid in an emergency has times of its own."""
    return law.of(record.clear.get("times", "")).counted(DUE[record.kind], since)


def items(kind: str, office: str) -> list[dict[str, Any]]:
    """What lies on an office's list: the id of each record under its kind, and its run."""
    return table.query("cases", LISTS[kind](office, "", "").pk)


def unlisted(record: Record) -> list[Write]:
    """The writes that take a record from its lists."""
    return [Write(place) for place in _places(record)]


def waiting(kind: str, actor: Actor) -> list[Record]:
    """What of a kind waits for somebody like the actor, the most urgent first."""
    found = [store.load(kind, item[kind]) for item in items(kind, actor.office)]
    return [record for record in found if _may(record, actor)]


def for_finance(kind: str) -> Callable[[Actor, Mapping[str, str]], Record]:
    """The check of a route: the record, for a finance clerk of its county or a leader to whom it
    climbed; else not found.
    """

    def check(actor: Actor, path: Mapping[str, str]) -> Record:
        record = store.find(kind, path[f"{kind}_id"])
        if record is None or not _may(record, actor):
            raise Refused("payments.not_found")
        return record

    return check


def _may(record: Record, actor: Actor) -> bool:
    return bool(actor.posts & _posts(record, actor.office))


def _posts(record: Record, office: str) -> set[Post]:
    """The posts of an office whose holders may decide a record."""
    if office in record.clear.get("above", ()):
        return {Post.LEADER}
    if office != record.clear["county"]:
        return set()
    return {Post.FINANCE, Post.LEADER} if record.clear.get("for_leader") else {Post.FINANCE}


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


def climb(record: Record, now: datetime, law: Law, barred: Collection[str] = ()) -> None:
    """Nobody decided in time: the county's leader may as well, later the leader of the office
    above, and the clock starts again. It goes past those of whom everybody is `barred`."""
    higher = _higher(record)
    late = {"late_since": record.clear["decide_by"], **higher.clear}
    _climb(record, replace(higher, clear=late), now, law, barred)


def with_hands(record: Record, now: datetime, law: Law, barred: Collection[str]) -> None:
    """Let a record that nobody may decide where it is, since all are `barred`, go up at once."""
    if record.state == WAITING and not _has_hands(record, now, barred):
        _climb(record, record, now, law, barred)


def _climb(record: Record, after: Record, now: datetime, law: Law, barred: Collection[str]) -> None:
    """Let a record be with those of `after`, or as far above as somebody may decide it; operators
    are told where nobody may."""
    while not _has_hands(after, now, barred) and _higher(after).clear != after.clear:
        after = _higher(after)
    if not _has_hands(after, now, barred):
        about = {"task": record.kind, "office": _offices(after)[-1], "run": record.clear["run"]}
        log.error("nobody can decide this", code=NO_HANDS, **about)
    if after is not record:
        _dated(record, "climb", _counted(record, now, law), now, law, after)


def _higher(record: Record) -> Record:
    """A record one step up: with the leader of its county, then of the nearest office above."""
    if not record.clear.get("for_leader"):
        return replace(record, clear={**record.clear, "for_leader": True})
    offices = _offices(record)
    above = [*dict.fromkeys([*offices, routing.superior(offices[-1])])][1:]
    return replace(record, clear={**record.clear, "above": above}) if above else record


def _has_hands(record: Record, now: datetime, barred: Collection[str]) -> bool:
    """Whether anybody works today who may decide a record, and is not barred."""
    return any(
        one.id not in barred and one.posts & _posts(record, office)
        for office in _offices(record)
        for one in directory.of_office(office, day_of(now))
    )


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
        items=[*items, *_left(before, after), *_entered(after)],
        clear=clear,
        document=after.document,
    )


def _entered(record: Record) -> Iterable[Write]:
    item = {record.kind: record.id, "run": record.clear["run"]}
    return [Write(place, item) for place in _places(record)]


def _left(before: Record, after: Record) -> Iterable[Write]:
    """The places on the lists that a record leaves."""
    if before.state != WAITING:
        return []
    stays = _places(after)
    return [Write(place) for place in _places(before) if place not in stays]
