"""Complaints and reports: received by the county, checked, answered (57号, art. 37).

One under a name must be checked and its reporter told what came of it; an anonymous hint is looked
at in the same way. A case that is reported before it is decided is visited by the county itself
(art. 20). The family that it is about reads nothing of it, and nobody who acted in its case
answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.case import access
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.due import Counted, Law
from chalicelib.case.states import PLAIN, TIMED
from chalicelib.complaints import store
from chalicelib.complaints.contract import Answer, Complaint
from chalicelib.directory import routing
from chalicelib.domain.actors import HANDLING, Actor, Role, system
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform import identifiers, record, trail
from chalicelib.platform.record import Once, Record
from chalicelib.platform.secret_json import revealed

DUE = "deadline.complaint"
SYSTEM = system("complaints")


def receive(form: Complaint, actor: Actor, now: datetime, law: Law, once: Once) -> Record:
    """Take a complaint in, for the county of its area.

    Refused("area.unknown") or ("area.not_served") with the field.
    """
    if form.area not in routing.area_names():
        raise Refused("area.unknown", pointer="/area")
    office = routing.staffed(county_of(form.area))
    if office is None:
        home = routing.office_name(county_of(form.area))
        raise Refused("area.not_served", pointer="/area", office=home)
    counted = law.counted(DUE, now)
    clear = {"account": actor.id, "offices": [office], "named": form.reporter is not None}
    clear |= {"received_at": instant_text(now), **_answer_by(counted)}
    new = Record("complaint", identifiers.uuid7(now), clear=clear, document=revealed(form))
    return store.change(new, "receive", actor, now, law, once=once, next_check=counted.due)


def _answer_by(counted: Counted) -> dict[str, str]:
    """By when to answer, with what it was counted from."""
    instants = {"answer_by": instant_text(counted.due), "since": instant_text(counted.since)}
    return {**instants, "counted_until": counted.until}


def visible(actor: Actor, path: Mapping[str, str]) -> Record:
    """The own complaint, or one that waits for the officer's county; else not found."""
    found = store.find(path["complaint_id"])
    if found is None or not (_is_own(found, actor) or _may(found, actor)):
        raise Refused("complaint.not_found")
    return found


def of_office(actor: Actor, path: Mapping[str, str]) -> Record:
    """A complaint that the officer may answer; else not found."""
    found = store.find(path["complaint_id"])
    if found is None or not _may(found, actor):
        raise Refused("complaint.not_found")
    return found


def _is_own(complaint: Record, actor: Actor) -> bool:
    return actor.role is Role.CITIZEN and complaint.clear["account"] == actor.id


def _may(complaint: Record, actor: Actor) -> bool:
    """Whoever handles cases at an office that has it."""
    here = actor.role is Role.STAFF and actor.office in complaint.clear["offices"]
    return here and bool(actor.posts & HANDLING)


def listed(actor: Actor) -> list[Record]:
    """One's own complaints, or those that wait for somebody like the officer."""
    if actor.role is Role.CITIZEN:
        return store.own(actor.id)
    return [one for one in store.waiting(actor.office) if _may(one, actor)]


def link(
    complaint: Record, receipt: str, actor: Actor, now: datetime, law: Law, once: Once
) -> Record:
    """Say which case a complaint is about, in the place of the one that was said before.

    Refused("case.not_found") for one that the officer may not see.
    """
    case = access.case_of(receipt)
    if not access.staff_sees(case, actor):
        raise Refused("case.not_found")

    def linked() -> Record:
        found = store.load(complaint.id)
        others = (one for one in found.clear.get("cases", ()) if one != case.id)
        clear = {**found.clear, "cases": [*others, case.id]}
        return store.change(found, "link", actor, now, law, once=once, why={"case": case.id},
                            clear=clear)  # fmt: skip

    return record.retried(linked)


def note_case(complaint_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Let the county visit the family of a case that was reported and is not decided, once.

    The family that was named by mistake before is not visited for it, if it was not yet.
    """
    row = record.load("complaint", complaint_id)
    if row is None or "cases" not in row.clear:
        return
    *mistaken, case_id = row.clear["cases"]
    for other in mistaken:
        _withdraw(complaint_id, other, now, law)

    def decide(found: Case) -> tuple[str, Step] | None:
        known = found.document.documents.get("complaints", [])
        here = found.state in TIMED and found.document.track in PLAIN
        if not here or complaint_id in known:
            return None
        documents = {"complaints": [*known, complaint_id]}
        return "note_complaint", Step(documents=documents, why={"complaint": complaint_id})

    cases.change(cases.load(case_id), decide, SYSTEM, now, law)


def _withdraw(complaint_id: str, case_id: str, now: datetime, law: Law) -> None:
    """Close the county's visit of a case, where nothing but this complaint asked for it."""

    def decide(found: Case) -> tuple[str, Step] | None:
        held = found.document.documents
        alone = held.get("complaints") == [complaint_id] and found.state in TIMED
        if not alone or any(name in held for name in ("relatives", "draw", "county_visit")):
            return None
        documents: dict[str, Any] = {"complaints": []}
        return "withdraw_complaint", Step(documents=documents, why={"complaint": complaint_id})

    cases.change(cases.load(case_id), decide, SYSTEM, now, law)


def answer(
    complaint: Record, said: Answer, actor: Actor, now: datetime, law: Law, once: Once
) -> Record:
    """Answer a complaint after it was checked.

    Refused("complaint.four_eyes") for whoever acted in the case that it is about, and
    ("complaint.not_now") once it is answered.
    """

    def answered() -> Record:
        found = store.load(complaint.id)
        if acted(found, actor):
            raise Refused("complaint.four_eyes")
        told: dict[str, Any] = {**said.model_dump(), "by": actor.id, "at": instant_text(now)}
        document = {**found.document, "answered": told}
        return store.change(found, "answer", actor, now, law, once=once, why=told,
                            document=document)  # fmt: skip

    return record.retried(answered)


def acted(complaint: Record, actor: Actor) -> bool:
    """Whether the officer acted, or was named, in any case that the complaint was said to be about;
    whose relative a member is counts as having acted."""
    for case_id in complaint.clear.get("cases", ()):
        case, events = cases.load(case_id), trail.history("case", case_id)
        if actor.id in case.document.acted or actor.id in {event["actor"] for event in events}:
            return True
    return False


def overdue(complaint_id: str, now: datetime, law: Law) -> None:
    """Nobody answered in time: the office above may as well, and the clock starts again."""

    def climbed() -> None:
        found = store.load(complaint_id)
        if found.next_check is not None and found.next_check <= now:
            offices = found.clear["offices"]
            above = [*dict.fromkeys([*offices, routing.superior(offices[-1])])]
            _moved(found, "climb", law.counted(DUE, now), now, law, offices=above)

    record.retried(climbed)


def recount(complaint_id: str, now: datetime, law: Law) -> None:
    """Count anew by when to answer, by the holiday notice that came since."""

    def counted_anew() -> None:
        found = store.load(complaint_id)
        until = str(found.clear.get("counted_until", ""))
        if until and until < law.known_until and found.next_check is not None:
            since = parse_instant(found.clear["since"])
            _moved(found, "recount", law.as_begun(since).counted(DUE, since), now, law)

    record.retried(counted_anew)


def _moved(
    found: Record, event: str, counted: Counted, now: datetime, law: Law, **more: object
) -> None:
    clear = {**found.clear, **_answer_by(counted), **more}
    store.change(found, event, SYSTEM, now, law, clear=clear, next_check=counted.due)
