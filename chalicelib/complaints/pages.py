"""Complaints and reports in the browser: read, said which case they concern, and answered."""

from __future__ import annotations

from typing import Any

from chalicelib.complaints import service, store
from chalicelib.complaints.store import KIND, StoredComplaint
from chalicelib.directory.offices import routing
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.records import read_log
from chalicelib.records.change import Version
from chalicelib.records.law import law_on
from chalicelib.records.timed import timed
from chalicelib.words import say

pages = Pages("complaints")


@pages.page(
    "/desk/complaints/{complaint_id}",
    audience=Audience.STAFF,
    check=service.of_office,
    template="complaint.html",
)
def read(call: Call) -> Shown:
    """A complaint, who has it and by when, and what came of it; the look is recorded."""
    read_log.add(KIND, call.subject, call.actor, call.now)
    possible = service.possible(call.subject, call.actor)
    return Shown("desk.complaint.title", values={**_about(call), "possible": possible})


@pages.form(
    "/desk/complaints/{complaint_id}/case",
    audience=Audience.STAFF,
    check=service.of_office,
    submits="POST /v1/complaints/{complaint_id}/case",
    then=lambda path, _view: Shown(
        to=f"/desk/complaints/{path['complaint_id']}?done=complaint_case"
    ),
    template="record.html",
    folder="platform/pages",
    words="complaint_case",
)
def concerns(call: Call) -> Shown:
    """Say which case a complaint concerns, or that it concerns none."""
    return _form(call, "complaint_case")


@pages.form(
    "/desk/complaints/{complaint_id}/answer",
    audience=Audience.STAFF,
    check=service.of_office,
    submits="POST /v1/complaints/{complaint_id}/answer",
    then=lambda path, _view: Shown(
        to=f"/desk/complaints/{path['complaint_id']}?done=complaint_answer"
    ),
    template="record.html",
    folder="platform/pages",
    words="complaint_answer",
)
def answer(call: Call) -> Shown:
    """Answer a complaint after it was checked."""
    return _form(call, "complaint_answer")


def _form(call: Call, name: str) -> Shown:
    back = f"/desk/complaints/{call.path['complaint_id']}"
    submit = f"desk.step.{name}"
    return Shown(submit, values={**_about(call), "submit": submit, "back": back})


def _about(call: Call) -> dict[str, Any]:
    """What was said, by whom where that may be read, and whose turn it is."""
    found: Version[StoredComplaint] = call.subject
    complaint, task, law = found.document, store.task(found), law_on(call.now)
    named = complaint.reporter is not None
    facts = [
        (say("desk.case.state"), say(f"complaint.state_{found.state}")),
        (say("field.area"), routing.office_name(complaint.area)),
        (say("field.about"), complaint.about),
        (say("field.statement"), complaint.statement),
        (say("desk.complaint.from"), say(f"desk.complaint.{'named' if named else 'unnamed'}")),
    ]
    if complaint.reporter and not service.acted(found, call.actor):
        facts.append(
            (say("field.reporter"), f"{complaint.reporter.name} {complaint.reporter.phone}")
        )
    case_id = str(found.clear.get("concerns", ""))
    if "concerns" in found.clear and not case_id:
        facts.append((say("desk.complaint.concerns"), say("desk.complaint.none")))
    if complaint.answered:
        outcome = say(f"complaint.outcome_{complaint.answered.outcome}")
        facts.append((say("field.answer"), f"{outcome}：{complaint.answered.answer}"))
    links = [(f"/desk/cases/{case_id}", say("desk.complaint.open_case"))] if case_id else []
    return {
        "facts": facts,
        "tasks": [timed(task, call.now, law)] if task else [],
        "links": links,
        "here_is": f"/desk/complaints/{found.id}",
    }
