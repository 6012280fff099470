"""Complaints and reports: sent in by anybody, checked and answered by the county."""

from __future__ import annotations

from dataclasses import asdict

from chalicelib.case import contacts
from chalicelib.complaints import contract, service, store
from chalicelib.complaints.states import ANSWERED
from chalicelib.complaints.store import KIND, StoredComplaint
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Role
from chalicelib.domain.dates import instant_text, last_day
from chalicelib.platform.http import DAY, NO_SUBJECT, Audience, Call, RateLimit, Router
from chalicelib.records import kind, read_log
from chalicelib.records.change import Version
from chalicelib.records.law import due_note, law_on
from chalicelib.records.requests import act_of
from chalicelib.records.tasks import OpenTask
from chalicelib.words import say, speaking
from chalicelib.words.days import day_words

api = Router()


@api.post(
    "/v1/complaints",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=contract.Complaint,
    answer=contract.ComplaintReceipt,
    status=201,
    repeated=lambda call, _kind, id_, _seq: _received(kind.load(KIND, id_), call),
    creates="complaint",
    rate_limits=(RateLimit("account", 10, DAY), RateLimit("address", 100, DAY)),
)
def complain(call: Call) -> contract.ComplaintReceipt:
    """Complain, or report something; under one's name it is checked and answered."""
    return _received(service.receive(call.body, act_of(call)), call)


@api.get(
    "/v1/complaints",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=NO_SUBJECT,
    answer=contract.Complaints,
)
def listed(call: Call) -> contract.Complaints:
    """One's own complaints; for the county's officers those that wait to be answered."""
    return contract.Complaints(complaints=[_line(one) for one in service.listed(call.actor)])


@api.get(
    "/v1/complaints/{complaint_id}",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=service.visible,
    answer=contract.ComplaintView,
)
def read(call: Call) -> contract.ComplaintView:
    """A complaint and what came of it. The look of an officer is recorded."""
    if call.actor.role is Role.STAFF:
        read_log.add(KIND, call.subject, call.actor, call.now)
    return _view(call.subject, call)


def _again(call: Call, _kind: str, _id: str, _seq: int) -> contract.ComplaintView:
    """The answer to what was done before, for whoever may still answer the complaint."""
    return _view(service.of_office(call.actor, call.path), call)


@api.post(
    "/v1/complaints/{complaint_id}/case",
    audience=Audience.STAFF,
    check=service.of_office,
    body=contract.ConcernedCase,
    answer=contract.ComplaintView,
    repeated=_again,
)
def link(call: Call) -> contract.ComplaintView:
    """Say which case it concerns, or that it concerns none: the county visits that family before it
    decides."""
    receipt = call.body.receipt
    return _view(service.link(call.subject, receipt, act_of(call)), call)


@api.post(
    "/v1/complaints/{complaint_id}/answer",
    audience=Audience.STAFF,
    check=service.of_office,
    body=contract.ComplaintAnswer,
    answer=contract.ComplaintView,
    repeated=_again,
)
def answer(call: Call) -> contract.ComplaintView:
    """Answer it after it was checked, and somebody else said which case it concerns."""
    return _view(service.answer(call.subject, call.body, act_of(call)), call)


def _received(found: Version[StoredComplaint], call: Call) -> contract.ComplaintReceipt:
    with speaking(call.lang):
        return _receipt(found, call)


def _receipt(found: Version[StoredComplaint], call: Call) -> contract.ComplaintReceipt:
    task = store.task(found)
    office = routing.organ_name(task.office if task else found.clear["offices"][-1])
    return contract.ComplaintReceipt(
        complaint_id=found.id,
        state=found.state,
        office_name=office,
        **_clock(task),
        next=_next(found, task, office),
        telephone=contacts.hotline(law_on(call.now)),
    )


def _next(found: Version[StoredComplaint], task: OpenTask | None, office: str) -> str:
    """What happens next; a reporter under their name is told that the day promised is over."""
    if found.state == ANSWERED or task is None:
        return say("complaint.next_answered", office=office)
    by, late = day_words(last_day(task.check)), task.late_since
    if late and found.clear["named"]:
        promised = day_words(last_day(late))
        return say("complaint.next_late", office=office, until=by, late=promised)
    step = "named" if found.clear["named"] else "anonymous"
    return say(f"complaint.next_{step}", office=office, until=by)


def _clock(task: OpenTask | None) -> dict[str, str]:
    """By when it is answered; nothing once that was done."""
    if task is None:
        return {"due": "", "due_note": "", "overdue_since": ""}
    return {
        "due": instant_text(task.check),
        "due_note": due_note(task.counted_until),
        "overdue_since": instant_text(task.late_since) if task.late_since else "",
    }


def _line(found: Version[StoredComplaint]) -> contract.ComplaintLine:
    return contract.ComplaintLine(
        complaint_id=found.id,
        state=found.state,
        state_words=say(f"complaint.state_{found.state}"),
        named=found.clear["named"],
        area_name=routing.office_name(found.document.area),
        **_clock(store.task(found)),
    )


def _view(found: Version[StoredComplaint], call: Call) -> contract.ComplaintView:
    complaint, answered = found.document, found.document.answered
    staff = call.actor.role is Role.STAFF
    case_id = str(found.clear.get("concerns", "")) if staff else ""
    said = "none" if staff and "concerns" in found.clear else "unknown"
    reporter = asdict(complaint.reporter) if complaint.reporter else None
    return contract.ComplaintView(
        **dict(_received(found, call)),
        named=found.clear["named"],
        area_name=routing.office_name(complaint.area),
        about=complaint.about,
        statement=complaint.statement,
        reporter=None if staff and service.acted(found, call.actor) else reporter,
        received_at=found.clear["received_at"],
        concerns="case" if case_id else said,
        case_id=case_id,
        outcome=answered.outcome if answered else "",
        outcome_words=say(f"complaint.outcome_{answered.outcome}") if answered else "",
        answer=answered.answer if answered else "",
    )
