"""A sign in the browser: who looked at what, and the form to say what came of asking."""

from __future__ import annotations

from chalicelib.oversight import service, store
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.platform.pages.people import person
from chalicelib.records.law import law_on
from chalicelib.records.timed import timed
from chalicelib.words import say

pages = Pages("oversight")


@pages.form(
    "/desk/signs/{sign_id}",
    audience=Audience.STAFF,
    check=service.of_office,
    submits="POST /v1/signs/{sign_id}/answer",
    then=lambda _path, _line: Shown(to="/desk?done=sign"),
    template="record.html",
    folder="platform/pages",
    words="sign",
)
def answer(call: Call) -> Shown:
    """Who of the staff looked at what, and the form to say what came of asking."""
    sign, task = call.subject.document, store.task(call.subject)
    facts = [
        (say("desk.sign.what"), say(f"sign.{sign.kind}")),
        (say("desk.sign.who"), person(sign.staff)),
        (say("desk.sign.day"), sign.day),
    ]
    links = [(f"/desk/cases/{one}", say("desk.complaint.open_case")) for one in sign.cases]
    title = "desk.step.sign"
    return Shown(
        title,
        values={
            "facts": facts,
            "tasks": [timed(task, call.now, law_on(call.now))] if task else [],
            "links": links,
            "submit": title,
            "back": "/desk",
        },
    )
