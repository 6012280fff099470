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
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write
from chalicelib.records.law import Law

COUNT = "count"
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
) -> tuple[dict[str, Any], list[Write]]:
    """Count an application: how many came that day from its account and its address, how often
    anybody tried that day to prove to be the applicant, and which of these are a sign; and the
    write by which it counts for its account, for the transaction that makes its case.

    `applicant` is the look-up hash; `helped` says how many people the account asked to act for on
    the day when it asked for this one. Of the address only a keyed hash is kept, for two days. Many
    families may share an address: it is counted by itself, so that none waits for another.
    """
    day, expires = str(day_of(now)), now + COUNTER_LIFETIME
    account = keys.intake(day, actor.id)
    numbers = {"account": _read(account, COUNT) + 1}
    if address:
        place = keys.intake(day, identifiers.keyed_hash("address", address))
        numbers["address"] = table.count(place, [COUNT], expires)[COUNT]
    numbers["face"] = _read(keys.person_tries(applicant, day), "tries")
    signs = _signed({**numbers, **({"helped": helped} if helped else {})}, law)
    return signs, [table.added(account, COUNT, expires)]


def places(account: str, applicant: str, now: datetime) -> list[Key]:
    """Where that lies which `counted` reads."""
    day = str(day_of(now))
    return [keys.intake(day, account), keys.person_tries(applicant, day)]


def _read(place: Key, name: str) -> int:
    """A counter as it stands; of a moment ago, since it is a sign for staff and refuses nobody."""
    found = table.get(place, consistent=False)
    return int(found[name]) if found else 0


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
