"""Staff in the directory table: who works where, in which posts, since when and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.dates import day_of
from chalicelib.platform import clock, keys, table
from chalicelib.platform.table import Write


@dataclass(frozen=True)
class Staff:
    """A member of staff; the name of a person is not kept here."""

    id: str
    wecom_userid: str
    office: str
    posts: frozenset[Post]
    since: date
    until: date | None = None

    def works_on(self, day: date) -> bool:
        """Whether they hold their posts on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


def save(staff: Staff, before: Staff | None = None) -> None:
    """Write a member of staff; an office that was left is left in the same transaction."""
    item = _item(staff)
    writes = [
        Write(keys.staff(staff.id), item),
        Write(keys.wecom_user(staff.wecom_userid), item),
        Write(keys.office_staff(staff.office, staff.id), item),
    ]
    if before is not None and before.office != staff.office:
        writes.append(Write(keys.office_staff(before.office, before.id)))
    table.transact(writes)


def find(staff_id: str) -> Staff | None:
    """The member of staff of that id."""
    return _found(table.get(keys.staff(staff_id)))


def find_by_wecom(userid: str) -> Staff | None:
    """The member of staff behind a WeCom user."""
    return _found(table.get(keys.wecom_user(userid)))


def of_office(office: str, day: date) -> list[Staff]:
    """Who works at an office on `day`."""
    items = table.query("directory", keys.office_staff(office, "").pk)
    return [staff for item in items if (staff := _staff(item)).works_on(day)]


def actor_of(id_: str, role: Role) -> Actor | None:
    """The actor behind a session, with the office and posts of this moment; None if left."""
    if role is Role.CITIZEN:
        return Actor(id_, role)
    staff = find(id_)
    if staff is None or not staff.works_on(day_of(clock.current().now())):
        return None
    return Actor(staff.id, Role.STAFF, staff.office, staff.posts)


def _item(staff: Staff) -> dict[str, Any]:
    return {
        "id": staff.id,
        "wecom": staff.wecom_userid,
        "office": staff.office,
        "posts": sorted(staff.posts),
        "since": staff.since.isoformat(),
        "until": staff.until.isoformat() if staff.until else None,
    }


def _found(item: dict[str, Any] | None) -> Staff | None:
    return None if item is None else _staff(item)


def _staff(item: dict[str, Any]) -> Staff:
    until = item.get("until")
    return Staff(
        item["id"],
        item["wecom"],
        item["office"],
        frozenset(Post(post) for post in item["posts"]),
        date.fromisoformat(item["since"]),
        date.fromisoformat(until) if until else None,
    )
