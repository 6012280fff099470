"""Who of the staff looked at a case: each look is an item beside it, sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.case.case import Case
from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.platform.store import identifiers, sealing, table
from chalicelib.platform.store.keys import Key
from chalicelib.records import keys

SCHEMA = 1


def history(case: Case) -> list[dict[str, Any]]:
    """Who looked, at what, when and for what; the newest first."""
    place = keys.read("case", case.id, "")
    found = []
    for item in table.query(place.table, place.pk, prefix=place.sk):
        at = Key(place.table, item["pk"], item["sk"])
        # A search shows many cases: its looks are sealed under the key of the county's desk.
        searched = "county" in item
        key = sealing.key_of(desk_scope(item["county"])) if searched else case.key
        found.append(key.open(at, "read", SCHEMA, item["doc"]))
    return sorted(found, key=lambda look: str(look["at"]), reverse=True)


def record(case: Case, actor: Actor, purpose: str, now: datetime, what: str = "case") -> None:
    """Record that a member of staff looked at the case, or at a part of it, and for what purpose,
    if any."""
    place = keys.read("case", case.id, identifiers.uuid7(now))
    at = instant_text(now)
    document = {"by": actor.id, "office": actor.office, "purpose": purpose, "what": what, "at": at}
    sealed = case.key.seal(place, "read", SCHEMA, document)
    table.put(place, {"kind": "read", "schema": SCHEMA, "doc": sealed})
