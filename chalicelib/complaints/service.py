"""Complaints and reports: received by the county, checked, answered (57号, art. 37).

One under a name must be checked and its reporter informed what came of it; an anonymous hint is
looked at in the same way. One officer says which case it concerns, or that it concerns none, and
another answers, who acted in no case that was named. A case that is reported before it is decided
is visited by the county itself (art. 20); one that was named by mistake no more, once that is
answered. The family that it is about reads nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.case import access, transitions
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.states import PLAIN, TIMED
from chalicelib.complaints import store
from chalicelib.complaints.states import WAITING
from chalicelib.complaints.store import KIND, StoredAnswer, StoredComplaint
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import HANDLING, Actor, Role, system
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import record, trail, writing
from chalicelib.platform.store.record import Record, RepeatedRequest
from chalicelib.records import changing, document, kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law

if TYPE_CHECKING:
    from chalicelib.complaints import contract

SYSTEM = system(KIND.part)
MOST_CASES = 20
"""So many cases may one complaint be said to concern, one after the other."""

MOST_NOTED = 100
"""So many complaints are noted in a case; the county visits it once for all of them."""


def receive(form: contract.Complaint, act: Act) -> Version[StoredComplaint]:
    """Take a complaint in, for the county of its area.

    The same request again is the same complaint, however late. Refused("area.unknown") or
    ("area.not_served") with the field, ("request.key_reused") where its key came with another one.
    """
    from chalicelib.platform.models.secret_json import revealed

    if form.area not in routing.area_names():
        raise Refused("area.unknown", pointer="/area")
    office = routing.staffed(county_of(form.area))
    if office is None:
        home = routing.office_name(county_of(form.area))
        raise Refused("area.not_served", pointer="/area", office=home)
    clear = {"account": act.actor.id, "offices": [office], "named": form.reporter is not None}
    clear |= {"received_at": instant_text(act.now)}
    complaint = document.from_json(StoredComplaint, revealed(form), StoredComplaint.schema())

    def received(found: Version[StoredComplaint]) -> Change[StoredComplaint]:
        if found.seq:
            raise _sent_before(found, complaint)
        return Change("receive")

    return changing.change(
        KIND, kind.unsaved(KIND, act.request.id, clear, complaint), act, received
    )


def _sent_before(
    found: Version[StoredComplaint], complaint: StoredComplaint
) -> RepeatedRequest | Refused:
    """What a request is answered whose key made a complaint, also where no mark of it is kept any
    more."""
    if replace(found.document, answered=None) == complaint:
        return RepeatedRequest("complaint", found.id, 1)
    return Refused("request.key_reused")


def visible(actor: Actor, path: Mapping[str, str]) -> Version[StoredComplaint]:
    """The own complaint, or one that waits for the officer's county; else not found."""
    found = kind.load(KIND, path["complaint_id"])
    if not (_is_own(found, actor) or _may_answer(found, actor)):
        raise Refused("complaint.not_found")
    return found


def of_office(actor: Actor, path: Mapping[str, str]) -> Version[StoredComplaint]:
    """A complaint that the officer may answer; else not found."""
    found = kind.load(KIND, path["complaint_id"])
    if not _may_answer(found, actor):
        raise Refused("complaint.not_found")
    return found


def _is_own(complaint: Version[StoredComplaint], actor: Actor) -> bool:
    return actor.role is Role.CITIZEN and complaint.clear["account"] == actor.id


def _may_answer(complaint: Version[StoredComplaint], actor: Actor) -> bool:
    """Whoever may answer it, and once it is answered whoever handles cases at an office that had
    it."""
    if complaint.state == WAITING:
        return kind.has_task_for(KIND, complaint.record, actor)
    here = actor.role is Role.STAFF and actor.office in complaint.clear["offices"]
    return here and bool(actor.posts & HANDLING)


def listed(actor: Actor) -> list[Version[StoredComplaint]]:
    """One's own complaints, or those that wait for somebody like the officer."""
    if actor.role is Role.CITIZEN:
        return store.own(actor.id)
    return kind.waiting(KIND, actor)


def link(
    complaint: Version[StoredComplaint], receipt: str | None, act: Act
) -> Version[StoredComplaint]:
    """Say which case a complaint concerns, in the place of what was said before, or that it
    concerns none.

    Refused("case.not_found") for one that the officer may not see, ("complaint.cases_enough") after
    as many other cases as are kept: one of these, or none, may still be said.
    """
    case = access.case_of(receipt) if receipt else None
    if case and not access.staff_sees(case, act.actor):
        raise Refused("case.not_found")
    id_ = case.id if case else ""

    def linked(found: Version[StoredComplaint]) -> Change[StoredComplaint]:
        others = [one for one in found.clear.get("cases", ()) if one != id_]
        if id_ and len(others) >= MOST_CASES:
            raise Refused("complaint.cases_enough", most=MOST_CASES)
        said = {
            "concerns": id_,
            "said_by": act.actor.id,
            "cases": [*others, id_] if id_ else others,
        }
        return Change("link", clear=said, why={"case": id_})

    return changing.change(KIND, complaint, act, linked)


def note_case(complaint_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Let the county visit the family of a case that was reported and is not decided, once.

    Until the complaint is answered, that is every case which an officer said it concerns.
    """
    found = record.load("complaint", complaint_id)
    if found is None:
        return
    for case_id in found.clear["cases"]:
        if found.state == WAITING or case_id == found.clear["concerns"]:
            _note_complaint(complaint_id, case_id, now, law)


def _note_complaint(complaint_id: str, case_id: str, now: datetime, law: Law) -> None:
    def decide(found: Case) -> tuple[str, Step] | None:
        known = found.document.documents.get("complaints", [])
        here = found.state in TIMED and found.document.track in PLAIN
        if not here or complaint_id in known or len(known) >= MOST_NOTED:
            return None
        documents = {"complaints": [*known, complaint_id]}
        return "note_complaint", Step(documents=documents, why={"complaint": complaint_id})

    transitions.change(cases.load(case_id), decide, Act(SYSTEM, now, law))


def follow_answer(complaint_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Visit no family any more that was named by mistake, as two officers found by then."""
    found = record.load("complaint", complaint_id)
    if found is None:
        return
    for case_id in found.clear.get("cases", ()):
        if case_id != found.clear["concerns"]:
            _withdraw_visit(found, case_id, now, law)


def _withdraw_visit(complaint: Record, case_id: str, now: datetime, law: Law) -> None:
    """Close the county's visit of a case, where nothing but this complaint asked for it and whoever
    answered still took no part in the case."""
    by = str(complaint.clear["answered_by"])

    def decide(found: Case) -> tuple[str, Step] | None:
        held = found.document.documents
        alone = held.get("complaints") == [complaint.id] and found.state in TIMED
        others = any(name in held for name in ("relatives", "draw", "county_visit"))
        if not alone or others or by in found.document.acted:
            return None
        why = {"complaint": complaint.id, "answered_by": by}
        return "withdraw_complaint", Step(documents={"complaints": []}, why=why, named=[by])

    transitions.change(cases.load(case_id), decide, Act(SYSTEM, now, law))


def answer(
    complaint: Version[StoredComplaint], form: contract.ComplaintAnswer, act: Act
) -> Version[StoredComplaint]:
    """Answer a complaint after it was checked.

    Refused("complaint.needs") before somebody said which case it concerns,
    ("complaint.four_eyes") for whoever said so, or acted in a case that was named, and
    ("complaint.not_now") once it is answered.
    """

    def answered(found: Version[StoredComplaint]) -> Change[StoredComplaint]:
        named, task = _named_cases(found), store.task(found)
        if any(_acted_in(case, act.actor) for case in named):
            raise Refused("complaint.four_eyes")
        given = StoredAnswer(form.outcome, form.answer, act.actor.id, instant_text(act.now))
        had = task.offices if task else found.clear["offices"]
        return Change(
            "answer",
            clear={"answered_by": act.actor.id, "offices": had},
            document=replace(found.document, answered=given),
            why=asdict(given),
            items=[writing.unchanged(case.record) for case in named],
        )

    return changing.change(KIND, complaint, act, answered)


def possible(complaint: Version[StoredComplaint], actor: Actor) -> list[str]:
    """Which events an officer who reads it may cause now: "link", "answer"."""
    stands = kind.standing(KIND, complaint)
    events = [one for one in ("link", "answer") if KIND.machine.fitting(stands, one, actor.id)]
    return [one for one in events if one != "answer" or not acted(complaint, actor)]


def _named_cases(complaint: Version[StoredComplaint]) -> list[Case]:
    """Every case that the complaint was said to concern."""
    return [cases.load(case_id) for case_id in complaint.clear.get("cases", ())]


def acted(complaint: Version[StoredComplaint], actor: Actor) -> bool:
    """Whether the officer acted, or was named, in any case that the complaint was said to concern;
    whose relative a member is counts as having acted."""
    return any(_acted_in(case, actor) for case in _named_cases(complaint))


def _acted_in(case: Case, actor: Actor) -> bool:
    events = trail.history("case", case.id)
    return actor.id in case.document.acted or actor.id in {event["actor"] for event in events}
