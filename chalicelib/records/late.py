"""What passed its clock, by county and month: an item each, written in the transaction by which it
is known that nobody acted in time, and written over while that is open and once it is done.

A month is that of the missed day. An item says the step, whose it was, who has it, since when it is
late, and until when it was; what it is called is sealed under the key of its county.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import Month, instant_text, month_of, parse_instant
from chalicelib.platform.runtime import log
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write
from chalicelib.records import keys
from chalicelib.records.tasks import OpenTask
from chalicelib.records.worklist import Listing

PAGE = 100
SCHEMA = 1
STORED_FOR = timedelta(days=800)
"""How long a month can be listed after it: two years and some weeks."""


@dataclass(frozen=True)
class Late:
    """A step that is late: its name, the office where it began and the one that has it now, since
    when it is late, and who claimed it."""

    name: str
    origin: str
    office: str
    since: datetime
    claimed_by: str = ""


@dataclass(frozen=True)
class LateLine:
    """A line of a month's list; `until` is when it was done, None while it is not."""

    kind: str
    id: str
    late: Late
    until: datetime | None
    scheme: str
    label: str


@dataclass(frozen=True)
class LatePage:
    """Lines of a month's list, the offices of which a line cannot be read here, and the cursor of
    the next page, "" where this is the last."""

    lines: Sequence[LateLine]
    unread: frozenset[str]
    next: str


def of_tasks(tasks: Iterable[OpenTask]) -> list[Late]:
    """Those open tasks of staff of which a day was missed."""
    return [
        Late(task.name, task.origin, task.office, task.late_since, task.claimed_by)
        for task in tasks
        if task.late_since and task.office
    ]


def changes(
    listing: Listing, old: Iterable[Late], new: Iterable[Late], now: datetime
) -> list[Write]:
    """The writes that take the lists from what was late of a record to what is."""
    before, after = ({_place(listing, one): one for one in late} for late in (old, new))
    moved = [_put(listing, place, one) for place, one in after.items() if before.get(place) != one]
    gone = ((place, one) for place, one in before.items() if place not in after)
    return moved + [_put(listing, place, one, now) for place, one in gone]


def _place(listing: Listing, late: Late) -> Key:
    month, record = month_of(late.since), f"{listing.kind}#{listing.id}"
    return keys.late(county_of(late.origin), str(month), f"{late.origin}#{record}#{late.name}")


def _put(listing: Listing, place: Key, late: Late, done: datetime | None = None) -> Write:
    key = sealing.find_or_create_key(desk_scope(late.origin))
    item = {
        "office": late.office,
        "since": instant_text(late.since),
        "until": instant_text(done) if done else None,
        "claimed_by": late.claimed_by or None,
        "scheme": listing.scheme or None,
        "expires": int((late.since + STORED_FOR).timestamp()),
        "doc": key.seal(place, "late", SCHEMA, {"label": listing.label}),
    }
    return Write(place, item)


def page(office: str, month: Month, after: str = "") -> LatePage:
    """Up to a hundred lines of an office and those below it in its county, after a cursor, office
    by office; by one Query of what was there about a second ago.

    A line that cannot be read keeps nobody from the others.
    """
    county = county_of(office)
    pk = keys.late(county, str(month), "").pk
    own = "" if office == county else f"{office}#"
    prefix = own if not after else ""
    items = table.query("cases", pk, prefix, after=after, limit=PAGE, consistent=False)
    here = [item for item in items if str(item["sk"]).startswith(own)]
    read = {str(item["sk"]): _readable(item, pk) for item in here}
    return LatePage(
        lines=[line for line in read.values() if line],
        unread=frozenset(cursor.partition("#")[0] for cursor, line in read.items() if not line),
        next=str(here[-1]["sk"]) if len(here) == PAGE else "",
    )


def _readable(item: dict[str, Any], pk: str) -> LateLine | None:
    try:
        return _line(item, Key("cases", pk, item["sk"]))
    except Exception as failure:
        log.error("late line unreadable", record=item["sk"], error=type(failure).__name__)
        return None


def _line(item: dict[str, Any], place: Key) -> LateLine:
    origin, kind, id_, name = place.sk.split("#")
    since, until = parse_instant(item["since"]), item.get("until")
    key = sealing.key_of(desk_scope(origin))
    return LateLine(
        kind=kind,
        id=id_,
        late=Late(name, origin, item["office"], since, item.get("claimed_by", "")),
        until=parse_instant(until) if until else None,
        scheme=item.get("scheme", ""),
        label=str(key.open(place, "late", SCHEMA, item["doc"])["label"]),
    )
