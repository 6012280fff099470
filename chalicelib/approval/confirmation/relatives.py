"""The register of close relatives of staff and village committees (57号, art. 11 and 20).

Whoever handles assistance enters themselves, their own relatives, and those whom a village or
community committee reports to them. An entry is found by the keyed hash of the identity number; it
holds no name. A case with such a person is noted, and the county itself visits the family before it
is decided. Who of the staff is a relative has no part in the case (case/permission.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.case import case as cases
from chalicelib.case import keys, transitions
from chalicelib.case import relatives as case_relatives
from chalicelib.case.case import Case, Step
from chalicelib.case.states import OPEN, PLAIN, TIMED
from chalicelib.domain.actors import system
from chalicelib.domain.dates import instant_text
from chalicelib.platform.store import identifiers, table
from chalicelib.records.act import Act
from chalicelib.records.law import Law

if TYPE_CHECKING:
    from chalicelib.approval.confirmation.power_contract import StaffRelative

SYSTEM = system("relatives")


def register(relative: StaffRelative, act: Act) -> None:
    """Enter a close relative, and note the open cases in which that person is a member."""
    hash_ = identifiers.identity_hash(relative.identity_number.get_secret_value())
    entry = {"kind": "relative", "kinship": relative.kinship, "of": relative.of}
    place = keys.relative(hash_, act.actor.id)
    table.put(place, {**entry, "staff": act.actor.id, "at": instant_text(act.now)})
    if relative.kinship == "self" and relative.home:
        table.put(keys.home(act.actor.id), {"kind": "home", "area": relative.home})
    listed = table.query("cases", keys.member(hash_, "").pk)
    for case in cases.existing(item["sk"] for item in listed):
        record_relatives(case.id, 0, act.now, act.law)


def record_relatives(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Note a case with a registered relative among its members: once for the county's visit, and
    each member of the staff who is a relative, who has no part in it from then on."""

    def decide(found: Case) -> tuple[str, Step] | None:
        relatives, known = list(_relatives(found)), found.document.documents.get("relatives", [])
        staff = sorted({one["staff"] for one in relatives if one["of"] == "staff"})
        documents = {"relatives": relatives}
        step = Step(documents=documents, why=documents, named=staff)
        if relatives and not known and found.state in TIMED and found.document.track in PLAIN:
            return "note_relative", step
        new = {*staff} - case_relatives.staff_of(found.document)
        return ("note_staff", step) if new and found.state in OPEN else None

    transitions.change(cases.load(case_id), decide, Act(SYSTEM, now, law))


def _relatives(case: Case) -> Iterable[dict[str, Any]]:
    """Which members are close relatives of whom: by number, from the applicant's 0 on."""
    for number, hash_ in enumerate(case.document.members):
        for item in table.query("people", keys.relative(hash_, "").pk, prefix="RELATIVE#"):
            entry = {name: item[name] for name in ("kinship", "of", "staff")}
            yield {"member": number, **entry}
