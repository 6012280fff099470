"""How many applications come from one account and one address in a day: a sign for staff.

A village worker types for many, and a family shares a phone: a number alone refuses nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.case.due import Law
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import day_of
from chalicelib.platform import identifiers, keys, table

KEPT = timedelta(days=2)
"""How long the counter of a day is kept."""


def counted(actor: Actor, address: str, now: datetime, law: Law) -> dict[str, Any]:
    """Count an application; how many came from there that day, and which are above the sign.

    Of the address only a keyed hash is kept, for two days.
    """
    sources = {"account": actor.id, "address": identifiers.keyed_hash("address", address)}
    numbers = {
        kind: _count(who, now) for kind, who in sources.items() if kind == "account" or address
    }
    limits = {kind: int(law.parameters.value(f"intake.{kind}_day").amount) for kind in numbers}
    signs = [kind for kind, number in numbers.items() if number > limits[kind]]
    return {**numbers, "signs": signs}


def _count(who: str, now: datetime) -> int:
    place = keys.intake(day_of(now).isoformat(), who)
    return table.count(place, ["count"], now + KEPT)["count"]
