"""Urgent aid: a second one within the pack's time is the county's to grant; in order if complete.

Urgent aid is granted on the spot and verified after. Each member of a case to which it is granted
has an entry, found by the keyed hash of the identity: which case had it, and until when another
goes to the county. A grant writes it in its own transaction, so that of two townships that grant at
once to a person one is refused. Being named in somebody else's application locks nobody out: the
county decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.approval import keys
from chalicelib.case import case as cases
from chalicelib.case import missing
from chalicelib.case.case import Case
from chalicelib.case.states import State
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write
from chalicelib.records.law import Law

AGAIN = "temporary_aid.urgent_again"


def entries(case: Case, now: datetime, law: Law) -> list[Write]:
    """The entries that a grant writes, each upon what was found there.

    Refused("approval.urgent_again") where a member had urgent aid in another case within the time
    and the county has not been asked.
    """
    entry = _entry(case, now, law)
    places = [keys.urgent_aid(person) for person in dict.fromkeys(case.document.members)]
    found = [(place, table.get(place)) for place in places]
    if case.state is State.DECIDING and any(_bars(item, case, now) for _, item in found):
        raise Refused("approval.urgent_again")
    return [_upon(place, item, entry) for place, item in found]


def follow(case_id: str, _seq: int, _now: datetime, law: Law) -> None:
    """Give whoever is named in a case after its grant an entry as the others have."""
    case = cases.load(case_id)
    decision = case.doc("decision")
    if decision.get("decision") != "grant_urgent":
        return
    granted = parse_instant(decision["decided_at"])
    for person in dict.fromkeys(case.document.members):
        place = keys.urgent_aid(person)
        if table.get(place) is None:
            table.put(place, _entry(case, granted, law), "attribute_not_exists(pk)")


def complete(case: Case, now: datetime, law: Law) -> None:
    """Refused("request.invalid") with an "approval.lacks.…" for each missing paper, and for how
    many must still sign, be proved, or have a guardian."""
    lacks = missing.still_missing(case, law, now)
    papers = [{"code": "approval.lacks.paper", **one} for one in lacks if "paper" in one]
    people = Counter(what for one in lacks for what in one if what != "paper")
    signers = [{"code": f"approval.lacks.{what}", "count": count} for what, count in people.items()]
    if lacks:
        errors = [{"pointer": "/outcome", **one} for one in (*papers, *signers)]
        raise Refused("request.invalid", errors=errors)


def _entry(case: Case, granted: datetime, law: Law) -> dict[str, Any]:
    until = law.due(AGAIN, granted)
    return {
        "kind": "urgent_aid",
        "case_id": case.id,
        "at": instant_text(granted),
        "until": instant_text(until),
        "expires": int(until.timestamp()),
    }


def _bars(item: Mapping[str, Any] | None, case: Case, now: datetime) -> bool:
    return item is not None and item["case_id"] != case.id and item["until"] > instant_text(now)


def _upon(place: Key, found: Mapping[str, Any] | None, entry: Mapping[str, Any]) -> Write:
    if found is None:
        return table.absent(place, entry)
    as_found = {":case": found["case_id"], ":at": found["at"]}
    return Write(place, entry, "case_id = :case AND #at = :at", {"#at": "at"}, as_found)
