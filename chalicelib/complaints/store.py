"""Complaints in the tables: each a record, sealed under the key of the account that sent it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.complaints.states import ANSWERED, WAITING, state_after
from chalicelib.directory.store import account_scope
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform import identifiers, keys, record, sealing, table
from chalicelib.platform.once import Once
from chalicelib.platform.record import Changed, Record
from chalicelib.platform.table import ConditionFailed, Write
from chalicelib.platform.trail import Event
from chalicelib.records.act import Act

READ_SCHEMA = 1


def find(id_: str) -> Record | None:
    """The newest version of a complaint, with its document; None if there is none."""
    item = table.get(keys.row("complaint", id_))
    return record.from_item(item, sealing.key_of(account_scope(item["account"]))) if item else None


def load(id_: str) -> Record:
    """As `find`; Refused("complaint.not_found") if there is none."""
    found = find(id_)
    if found is None:
        raise Refused("complaint.not_found")
    return found


def change(
    before: Record,
    event: str,
    act: Act,
    *,
    once: Once | None = None,
    why: dict[str, Any] | None = None,
    checks: Sequence[Write] = (),
    **changes: Any,
) -> Record:
    """Let something happen to a complaint, if its table allows it and `checks` hold, and keep its
    lists.

    Raises what `states.state_after` and `record.commit` raise, and Changed where a check does not
    hold.
    """
    state = state_after(before.state, event, str(before.clear.get("said_by", "")), act.actor.id)
    changed = replace(before, state=state, **changes)
    if state == ANSWERED:
        changed = replace(changed, next_check=None)
    happened = Event(event, act.actor.id, act.now, act.law.parameters.fingerprint, why or {})
    items = [*checks, *_listed(before, changed), *record.relisted_provisional(before, changed)]
    key = sealing.key_of(account_scope(str(changed.clear["account"])))
    try:
        return record.commit(before, changed, happened, key, items, once)
    except ConditionFailed:
        raise Changed from None


def _listed(before: Record, after: Record) -> Sequence[Write]:
    """The account's own list, and those of the offices as long as the complaint waits."""
    reference = {"complaint": after.id}
    old, new = _waiting(before), _waiting(after)
    writes = [Write(place) for place in old if place not in new]
    writes += [Write(place, reference) for place in new if place not in old]
    if before.seq:
        return writes
    return [*writes, Write(keys.own_complaint(after.clear["account"], after.id), reference)]


def _waiting(complaint: Record) -> list[keys.Key]:
    """Its places on the lists of its offices; none before it came and after it was answered."""
    if complaint.state != WAITING:
        return []
    by = complaint.clear["answer_by"]
    return [keys.waiting_complaint(one, by, complaint.id) for one in complaint.clear["offices"]]


def own(account: str) -> list[Record]:
    """The complaints that an account sent in, the oldest first."""
    found = _loaded(table.query("cases", keys.own_complaint(account, "").pk))
    return sorted(found, key=lambda one: str(one.clear["received_at"]))


def waiting(office: str) -> list[Record]:
    """The complaints that wait for an office, the most urgent first."""
    return _loaded(table.query("cases", keys.waiting_complaint(office, "", "").pk))


def _loaded(items: Iterable[dict[str, Any]]) -> list[Record]:
    return [load(item["complaint"]) for item in items]


def note_reading(complaint: Record, actor: Actor, now: datetime) -> None:
    """Record that a member of staff looked at a complaint."""
    place = keys.complaint_read(complaint.id, identifiers.uuid7(now))
    look = {"by": actor.id, "office": actor.office, "at": instant_text(now)}
    key = sealing.key_of(account_scope(str(complaint.clear["account"])))
    table.put(place, {"kind": "read", "schema": READ_SCHEMA,
                      "doc": key.seal(place, "read", READ_SCHEMA, look)})  # fmt: skip
