"""Complaints in the tables: each a record, sealed under the key of the account that sent it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.complaints.states import COMPLAINT, NAMED, TASK, WAITING
from chalicelib.directory.offices import routing
from chalicelib.directory.store import account_scope
from chalicelib.domain.dates import parse_instant
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.sealing import DataKey
from chalicelib.records import keys, kind
from chalicelib.records.change import Version
from chalicelib.records.document import Document
from chalicelib.records.kind import Kind, References
from chalicelib.records.machine import Standing
from chalicelib.records.tasks import OpenTask


@dataclass(frozen=True)
class StoredReporter:
    """Who complains under their name, and how they are reached."""

    name: str
    phone: str


@dataclass(frozen=True)
class StoredAnswer:
    """What the check came to, what the reporter is told, who said so and when."""

    outcome: str
    answer: str
    by: str
    at: str


@dataclass(frozen=True)
class StoredComplaint(Document):
    """What somebody said, about whom and in which area, and what came of it."""

    area: str
    about: str = field(repr=False)
    statement: str = field(repr=False)
    reporter: StoredReporter | None = field(default=None, repr=False)
    answered: StoredAnswer | None = field(default=None, repr=False)


def _key(clear: Mapping[str, Any]) -> DataKey:
    return sealing.key_of(account_scope(str(clear["account"])))


def _own_list(found: Version[StoredComplaint]) -> References:
    place = keys.own(found.clear["account"], "complaint", found.id)
    return {place: {"complaint": found.id}}


def _standing(found: Version[StoredComplaint]) -> Standing[str, str]:
    """Whoever said last which case it concerns does not answer it."""
    said = str(found.clear.get("said_by", ""))
    facts, acted = ({NAMED}, {said}) if said else (set(), set())
    return Standing("", found.state or None, frozenset(facts), acted=frozenset(acted))


def _of_release_1(found: Record) -> list[OpenTask]:
    """Release 1 kept in clear which offices have it, and by when."""
    if found.state != WAITING:
        return []
    clear, offices = found.clear, found.clear["offices"]
    since, late = parse_instant(clear["since"]), clear.get("late_since")
    return [
        OpenTask(
            TASK, offices[-1], since, parse_instant(clear["answer_by"]), origin=offices[0],
            since=since, escalations=len(offices) - 1, counted_until=clear["counted_until"],
            late_since=parse_instant(late) if late else None, grouped=False,
        )
    ]  # fmt: skip


KIND = Kind(
    name="complaint",
    part="complaints",
    machine=COMPLAINT,
    shape=StoredComplaint,
    key=_key,
    tasks={TASK.name: TASK},
    office=lambda found: str(found.clear["offices"][0]),
    label=lambda found: routing.office_name(found.document.area),
    standing=_standing,
    references=_own_list,
    of_release_1=_of_release_1,
)


def task(found: Version[StoredComplaint]) -> OpenTask | None:
    """The open task to answer a complaint; None once it was answered."""
    return kind.task_of(KIND, found.record, TASK.name)


def own(account: str) -> list[Version[StoredComplaint]]:
    """The complaints that an account sent in, the oldest first."""
    items = table.query("cases", keys.own(account, KIND.name, "").pk)
    found = [kind.load(KIND, item["complaint"]) for item in items]
    return sorted(found, key=lambda one: str(one.clear["received_at"]))
