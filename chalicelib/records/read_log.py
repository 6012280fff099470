"""The log of who of the staff read what a record seals: one item beside it for each reading."""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.platform.store import identifiers, table
from chalicelib.records import keys
from chalicelib.records.change import Version
from chalicelib.records.document import D
from chalicelib.records.kind import Kind

SCHEMA = 1


def add(kind: Kind[D], found: Version[D], actor: Actor, now: datetime) -> None:
    """Store that a member of staff read a record now."""
    place = keys.read(kind.name, found.id, identifiers.uuid7(now))
    look = {"by": actor.id, "office": actor.office, "at": instant_text(now)}
    sealed = kind.key(found.clear).seal(place, "read", SCHEMA, look)
    table.put(place, {"kind": "read", "schema": SCHEMA, "doc": sealed})
