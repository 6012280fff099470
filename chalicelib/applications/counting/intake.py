"""How often somebody applies, is tried to be proved, or corrects: signs for staff.

A village worker types for many, a family shares a phone, and strangers can try anything: a number
alone refuses nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.applications import keys
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import day_of
from chalicelib.platform.store import identifiers, table
from chalicelib.records.law import Law

COUNTER_LIFETIME = timedelta(days=2)
"""How long the counter of a day is kept."""
LIMITS = {
    "account": "intake.account_day",
    "address": "intake.address_day",
    "face": "intake.face_day",
    "helped": "intake.helped_day",
    "corrections": "intake.corrections",
}
"""Above which value of the pack each number is a sign."""


def counted(
    actor: Actor, address: str, applicant: str, now: datetime, law: Law, helped: int = 0
) -> dict[str, Any]:
    """Count an application: how many came that day from its account and its address, how often
    anybody tried that day to prove to be the applicant, and which of these are a sign.

    `applicant` is the look-up hash; `helped` says how many people the account asked to act for on
    the day when it asked for this one. Of the address only a keyed hash is kept, for two days.
    """
    sources = {"account": actor.id, "address": identifiers.keyed_hash("address", address)}
    numbers = {
        kind: _count(who, now) for kind, who in sources.items() if kind == "account" or address
    }
    place = keys.person_tries(applicant, str(day_of(now)))
    tried = table.get(place, consistent=False)  # a sign for staff, which refuses nobody
    numbers["face"] = tried["tries"] if tried else 0
    return _signed({**numbers, **({"helped": helped} if helped else {})}, law)


def corrected(intake: Mapping[str, Any], law: Law) -> dict[str, Any]:
    """What is known of an application's intake after one more correction of the case."""
    return _signed({**intake, "corrections": intake.get("corrections", 0) + 1}, law)


def _signed(numbers: Mapping[str, Any], law: Law) -> dict[str, Any]:
    above = [
        kind
        for kind, name in LIMITS.items()
        if numbers.get(kind, 0) > int(law.parameters.value(name).amount)
    ]
    return {**numbers, "signs": above}


def _count(who: str, now: datetime) -> int:
    place = keys.intake(day_of(now).isoformat(), who)
    return table.count(place, ["count"], now + COUNTER_LIFETIME)["count"]
