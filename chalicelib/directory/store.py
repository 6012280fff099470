"""Who people are: staff and their posts, and the accounts of citizens.

Staff lie in the directory table: who works where, in which posts, since when and until when. A
citizen's account holds the openid to which messages go, sealed under a key of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.directory import keys
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.dates import day_of
from chalicelib.platform.runtime import clock, log
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import VersionConflict
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.platform.store.table import ConditionFailed, Write

ACCOUNT_SCHEMA = 1
KNOWN_FOR = timedelta(minutes=5)
MOST_KNOWN = 5000
"""So many members of staff are known for what pages call them; the oldest go first."""


@dataclass(frozen=True)
class Absence:
    """From which day until which a member of staff is away, and which colleague does what they
    claimed meanwhile."""

    since: date
    until: date
    deputy: str


@dataclass(frozen=True)
class SealedName:
    """What somebody is called, sealed under the key of a county's desk (`people/names.py`)."""

    county: str
    blob: bytes = field(repr=False)


@dataclass(frozen=True)
class Staff:
    """A member of staff; their name is sealed, and None where it was not entered."""

    id: str
    wecom_userid: str
    office: str
    posts: frozenset[Post]
    since: date
    until: date | None = None
    absence: Absence | None = None
    name: SealedName | None = None

    @property
    def wecom_user(self) -> str:
        """The WeCom user, however its userid is written: WeCom tells users apart without their
        capitals (developer documents, 90195)."""
        return self.wecom_userid.lower()

    def deputy_on(self, day: date) -> str:
        """Who acts for them on `day`; "" where they are there."""
        away = self.absence
        return away.deputy if away and away.since <= day <= away.until else ""

    def works_on(self, day: date) -> bool:
        """Whether they hold their posts on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


def save(staff: Staff, before: Staff | None = None) -> None:
    """Write a member of staff; an office that was left, and a WeCom user who is somebody else now,
    are left in the same transaction.

    VersionConflict where they are not as they were `before` any more: who was moved meanwhile, or
    left, is not put back.
    """
    item, place = _item(staff), keys.staff(staff.id)
    row = table.get(place) if before else None
    if row and found(row) != before:
        raise VersionConflict
    writes = [
        _as_read(place, item, row) if row else Write(place, item),
        Write(keys.wecom_user(staff.wecom_userid), item),
        Write(keys.office_staff(staff.office, staff.id), item),
    ]
    if before is not None and before.office != staff.office:
        writes.append(Write(keys.office_staff(before.office, before.id)))
    here = keys.wecom_user(staff.wecom_userid)
    if before is not None:
        writes += [Write(one) for one in keys.wecom_users(before.wecom_userid) if one != here]
    try:
        table.transact([*writes, *_at_deputies(staff, before)])
    except ConditionFailed:
        raise VersionConflict from None


def _at_deputies(staff: Staff, before: Staff | None) -> list[Write]:
    """What lies beside the deputy of a member of staff, and beside one who is it no more."""
    new = staff.absence.deputy if staff.absence else ""
    old = before.absence.deputy if before and before.absence else ""
    gone = [Write(keys.acts_for(old, staff.id))] if old not in {"", new} else []
    return [*([Write(keys.acts_for(new, staff.id), _item(staff))] if new else []), *gone]


def _as_read(place: Key, item: Mapping[str, Any], row: Mapping[str, Any]) -> Write:
    """Put an item in the place of a row that is still, name by name, as it was read."""
    names = {f"#{at}": name for at, name in enumerate(sorted({*item, *row}))}
    values = {at.replace("#", ":"): row[name] for at, name in names.items() if name in row}
    same = [
        f"{at} = {at.replace('#', ':')}" if name in row else f"attribute_not_exists({at})"
        for at, name in names.items()
    ]
    return Write(place, item, " AND ".join(same), names, values)


def find(staff_id: str) -> Staff | None:
    """The member of staff of that id."""
    return found(table.get(keys.staff(staff_id)))


def find_by_wecom(userid: str) -> Staff | None:
    """The member of staff who has that WeCom user now; None for one whom they had before."""
    rows = (table.get(place) for place in keys.wecom_users(userid))
    listed = next((staff for row in rows if (staff := found(row))), None)
    staff = find(listed.id) if listed else None
    return staff if staff and staff.wecom_user == userid.lower() else None


def of_office(office: str, day: date, *, consistent: bool = True) -> list[Staff]:
    """Who works at an office on `day`."""
    place = keys.office_staff(office, "")
    items = table.query("directory", place.pk, consistent=consistent)
    return [staff for item in items if (staff := found(item)) and staff.works_on(day)]


_known: dict[str, tuple[datetime, Staff | None]] = {}


def remember(staff_id: str, staff: Staff | None) -> None:
    """Let somebody who was read be known for some minutes; nothing is decided by that."""
    _known.pop(staff_id, None)
    for oldest in list(_known)[: max(0, len(_known) - MOST_KNOWN + 1)]:
        del _known[oldest]
    _known[staff_id] = (clock.current().now(), staff)


def is_known(staff_id: str) -> bool:
    """Whether somebody was read in the last minutes."""
    return staff_id in _known and clock.current().now() < _known[staff_id][0] + KNOWN_FOR


def known(staff_id: str) -> Staff | None:
    """A member of staff as they were read last; None where there was none."""
    return _known[staff_id][1] if staff_id in _known else None


def forget() -> None:
    """Know nobody any more."""
    _known.clear()


def deputised(deputy: Staff, beside: Iterable[Mapping[str, Any]], day: date) -> tuple[str, ...]:
    """Whose deputy a member of staff is on `day`, of their own office, by what is `beside` them."""
    absent = (found(item) for item in beside if str(item["sk"]).startswith(keys.ACTS_FOR))
    here = [one for one in absent if one and one.office == deputy.office and one.works_on(day)]
    return tuple(one.id for one in here if one.deputy_on(day) == deputy.id)


def actor_of(staff_id: str) -> Actor | None:
    """A member of staff with the office and posts of this moment; None if they left."""
    return acting(find(staff_id))


def acting(staff: Staff | None) -> Actor | None:
    """A member of staff as they act today; None if they left."""
    if staff is None or not staff.works_on(day_of(clock.current().now())):
        return None
    return Actor(staff.id, Role.STAFF, staff.office, staff.posts)


def open_account(account_id: str, openid: str) -> None:
    """Keep the openid of an account; one that is known already stays as it is."""
    place = keys.account(account_id)
    if "data_key" in (table.get(place) or {}):
        return
    key = sealing.new_key(account_scope(account_id))
    sealed = key.seal(place, "account", ACCOUNT_SCHEMA, {"openid": openid})
    item = {"kind": "account", "schema": ACCOUNT_SCHEMA, "doc": sealed, "data_key": key.wrapped}
    table.put(place, item, "attribute_not_exists(data_key)")  # else another request was first


def openid_of(account_id: str) -> str | None:
    """The openid to which an account's messages go; None where there is no account (any more)."""
    place, scope = keys.account(account_id), account_scope(account_id)
    item = sealing.holder(scope)
    key = sealing.open_key(scope, item)
    if key is None or item is None:
        return None
    return str(key.open(place, "account", ACCOUNT_SCHEMA, item["doc"])["openid"])


def account_scope(account_id: str) -> KeyScope:
    """What is deleted with an account."""
    return KeyScope("account", account_id, keys.account(account_id))


def _item(staff: Staff) -> dict[str, Any]:
    return {
        "id": staff.id,
        "wecom": staff.wecom_userid,
        "office": staff.office,
        "posts": sorted(staff.posts),
        "since": staff.since.isoformat(),
        "until": staff.until.isoformat() if staff.until else None,
        "away": _away(staff.absence) if staff.absence else None,
        "name": [staff.name.county, staff.name.blob] if staff.name else None,
    }


def _absence(since: str, until: str, deputy: str) -> Absence:
    return Absence(date.fromisoformat(since), date.fromisoformat(until), deputy)


def _away(absence: Absence) -> list[str]:
    return [absence.since.isoformat(), absence.until.isoformat(), absence.deputy]


def found(item: Mapping[str, Any] | None) -> Staff | None:
    """The member of staff of a row; None without one, and for a row that cannot be read: whoever
    entered it sees the log, and no application waits for it."""
    if item is None:
        return None
    try:
        return _staff(item)
    except (KeyError, TypeError, ValueError):
        log.error("row of staff unreadable", code="directory.unreadable", record=item["pk"])
        return None


def _staff(item: Mapping[str, Any]) -> Staff:
    until, away, name = (item.get(part) for part in ("until", "away", "name"))
    return Staff(
        item["id"],
        item["wecom"],
        item["office"],
        frozenset(Post(post) for post in item["posts"]),
        date.fromisoformat(item["since"]),
        date.fromisoformat(until) if until else None,
        _absence(*away) if away else None,
        SealedName(*name) if name else None,
    )
