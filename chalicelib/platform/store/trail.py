"""The trail: every event of a record, in a chain of hashes.

An event's hash covers its clear part, the digest of its sealed bytes and the hash before it, and
the record's row holds the newest, so that no event can be lost, added or altered unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain import stored_names
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Broken
from chalicelib.platform.store import keys, table
from chalicelib.platform.store.compression import canonical
from chalicelib.platform.store.sealing import DataKey
from chalicelib.platform.store.table import Item

SCHEMA = 1
FIELDS = ("kind", "id", "seq", "event", "actor", "at", "policy", "was", "state", "attempt", "once")
"""The clear part of an event; `once` is the mark of the request that it answers, if it does."""
STORED_AS = "stored_as"
"""With what an event that is read by another name than it was stored by says the stored one."""


@dataclass(frozen=True)
class Event:
    """Who did what to a record, when, under which policy; `why` is sealed with the record's key."""

    name: str
    actor: str
    at: datetime
    policy: str = ""
    why: Mapping[str, Any] = field(default_factory=dict, repr=False)


def item(
    event: Event, moved: Mapping[str, Any], previous: str, data_key: DataKey
) -> dict[str, Any]:
    """The item of an event that `moved` a record (kind, id, seq, was, state, attempt, once).

    `previous` is the hash of the event before it; its own is the item's `hash`.
    """
    clear = {
        **moved,
        "event": event.name,
        "actor": event.actor,
        "at": instant_text(event.at),
        "policy": event.policy,
    }
    place = keys.event(moved["kind"], moved["id"], moved["seq"])
    sealed = data_key.seal(place, "event", SCHEMA, event.why)
    chained = {"previous": previous, "hash": _hash(clear, sealed, previous)}
    return {**clear, **chained, "schema": SCHEMA, "doc": sealed}


_read: ContextVar[dict[keys.Key, Item] | None] = ContextVar("events", default=None)


@contextmanager
def each_event_read_once() -> Iterator[None]:
    """In here an event that was read is not read again: events never change."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def remember(event: Item) -> None:
    """In `each_event_read_once` this event need not be read: it is known as it lies here."""
    if (read := _read.get()) is not None:
        read[keys.event(event["kind"], event["id"], event["seq"])] = event


def until(kind: str, id_: str, seq: int, data_key: DataKey) -> list[dict[str, Any]]:
    """The events of a record as far as number `seq`, as `history` gives them.

    Events never change and have no gaps, so any copy that has so many of them will do.
    """
    read = _read.get() or {}
    known = [read.get(keys.event(kind, id_, number)) for number in range(1, seq + 1)]
    events = [one for one in known if one is not None]
    for consistent in (False, True):
        if len(events) < seq:
            after = keys.event(kind, id_, seq + 1)
            events = table.query("trail", after.pk, before=after.sk, consistent=consistent)
    return [_opened(one, data_key) for one in events]


def history(kind: str, id_: str, data_key: DataKey | None = None) -> list[dict[str, Any]]:
    """Every event of a record in order; with `data_key` each has its `why` opened."""
    events = table.query("trail", keys.event(kind, id_, 0).pk)
    if (read := _read.get()) is not None:
        read.update({keys.event(kind, id_, one["seq"]): one for one in events})
    return [_opened(one, data_key) for one in events]


def event(kind: str, id_: str, seq: int, data_key: DataKey | None = None) -> dict[str, Any] | None:
    """Event `seq` of a record as `history` gives it; None if there is none."""
    place, read = keys.event(kind, id_, seq), _read.get() or {}
    found = read.get(place) or table.get(place)
    return None if found is None else _opened(found, data_key)


def why(kind: str, id_: str, seq: int, data_key: DataKey) -> dict[str, Any]:
    """Why event `seq` of a record happened; empty if there is none."""
    found = event(kind, id_, seq, data_key)
    return {} if found is None else dict(found["why"])


def _opened(found: Item, data_key: DataKey | None) -> dict[str, Any]:
    why = {} if data_key is None else {"why": _why(found, data_key)}
    name = stored_names.event(found["event"])
    renamed = {} if name == found["event"] else {"event": name, STORED_AS: found["event"]}
    return {**found, **why, **renamed}


def verify_chain(events: Sequence[Mapping[str, Any]], tail: str) -> None:
    """Broken("record.chain") unless `events` are exactly those that led to `tail`."""
    previous = ""
    for number, one in enumerate(events, start=1):
        clear = {name: one[name] for name in FIELDS if name in one}
        clear["event"] = one.get(STORED_AS, one["event"])
        if one["seq"] != number or one["previous"] != previous:
            raise Broken("record.chain", seq=number)
        if one["hash"] != _hash(clear, one["doc"], previous):
            raise Broken("record.chain", seq=number)
        previous = one["hash"]
    if previous != tail:
        raise Broken("record.chain", seq=len(events) + 1)


def _why(found: Mapping[str, Any], data_key: DataKey) -> dict[str, Any]:
    place = keys.event(found["kind"], found["id"], found["seq"])
    return data_key.open(place, "event", SCHEMA, found["doc"])


def _hash(clear: Mapping[str, Any], sealed: bytes, previous: str) -> str:
    digest = hashlib.sha256(canonical(clear))
    digest.update(hashlib.sha256(sealed).digest())
    digest.update(previous.encode())
    return digest.hexdigest()
