"""The watched population: every applicant's household enters it at submission, and stays.

To be watched is not to be recognised as low-income; who was refused or left stays watched with no
expiry. Persons are matched by identity and counted once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.case import locks, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import OPEN, UNDECIDED
from chalicelib.domain.actors import system
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.household import lives_in
from chalicelib.monitoring import keys
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.records.act import Act
from chalicelib.records.law import Law

SCHEMA = 1


def watch_members(case_id: str, seq: int, now: datetime, _law: Law) -> None:
    """Enter every member of the case as an applicant under watch, or note the case with them."""
    case = cases.load(case_id)
    for index, hash_ in enumerate(case.document.members):
        _watch(case, index, hash_, now)


def _watch(case: Case, index: int, hash_: str, now: datetime) -> None:
    """Any copy of what is known of the person will do: it is changed only as it was read."""
    if not _noted(case, index, hash_, now, consistent=False) and not _noted(
        case, index, hash_, now, consistent=True
    ):
        raise Unavailable("monitoring.person_changed")


def _noted(case: Case, index: int, hash_: str, now: datetime, *, consistent: bool) -> bool:
    """Whether the person is under watch with the case; not where they changed since they were
    read."""
    place = keys.person(hash_)
    scope, item = KeyScope("person", hash_, place), table.get(place, consistent=consistent)
    key = sealing.open_key(scope, item)
    known: dict[str, Any] = {"cases": [], "since": instant_text(now)}
    if key and item:
        known = key.open(place, "person", SCHEMA, item["doc"])
    key = key or sealing.new_key(scope)
    if case.id in known["cases"]:
        return True
    member = case.doc("application")["members"][index]
    document = known | {
        "name": member["name"],
        "identity_number": member.get("identity_number", ""),
        "cases": [*known["cases"], case.id],
        "area": lives_in(case.doc("application")),
    }
    item = {
        "kind": "person",
        "layer": "applicant_under_watch",
        "seen": len(document["cases"]),
        "schema": SCHEMA,
        "doc": key.seal(place, "person", SCHEMA, document),
        "data_key": key.wrapped,
    }
    unseen = "attribute_not_exists(data_key)"  # nobody knew this person, or they were forgotten
    before = {":seen": len(known["cases"])} if known["cases"] else None
    known_still = "attribute_exists(data_key) AND seen = :seen"
    return table.put(place, item, known_still if before else unseen, before)


def seek_duplicates(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Open a task where a member is also in another open case, on either; never a refusal.

    A case that was decided gets one only where it keeps this one from being granted. Naming a
    stranger must not lock the stranger out. A case of the county alone is named to nobody.
    """
    case = cases.load(case_id)
    if case.state not in UNDECIDED:
        return
    ids = {
        item["sk"]
        for hash_ in case.document.members
        for item in table.query("cases", case_keys.member(hash_, "").pk)
    } - {case.id}
    members = {*case.document.members}
    others = [one for one in cases.existing(ids) if not members.isdisjoint(one.document.members)]
    _possible_duplicate(case, others, now, law)
    for other in others:
        _possible_duplicate(other, [case], now, law)


def _possible_duplicate(case: Case, others: Iterable[Case], now: datetime, law: Law) -> None:
    """The case with a task that names the receipts of the others; again where more is shared, or
    where somebody was proved since.

    A clerk sees which of them is of somebody who was proved to be the applicant.
    """
    seen = {str(one.record.clear["receipt"]): one for one in others if not one.document.county_only}

    def decide(found: Case) -> tuple[str, Step] | None:
        before, members = found.doc("duplicate"), {*found.document.members}
        shared = {receipt: len(members & {*one.document.members}) for receipt, one in seen.items()}
        known = before.get("shared", {})
        more = any(shared[receipt] > known.get(receipt, 0) for receipt in shared)
        proved = {receipt for receipt, one in seen.items() if locks.proved(one)}
        newly = proved - {*before.get("proved", ())}
        if not (more or newly) or not _is_looked_at(found, seen.values()):
            return None
        proved |= {*before.get("proved", ())}
        both = {**known, **shared}
        after = {"receipts": sorted(both), "proved": sorted(proved), "shared": both}
        documents = {"duplicate": {**before, **after}}
        return "possible_duplicate", Step(documents=documents, why={"duplicate": after})

    transitions.change(case, decide, Act(system("monitoring"), now, law))


def _is_looked_at(case: Case, others: Iterable[Case]) -> bool:
    """Whether what a case shares with others is still of use to somebody."""
    keeps_out = case.state in OPEN and any(locks.same_applicant(case, one) for one in others)
    return case.state in UNDECIDED or keeps_out
