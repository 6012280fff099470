"""A delegation at the counter: read, consented to before the clerk, ended."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from chalicelib.helpers import service, store
from chalicelib.helpers.states import ASKED, ENDS
from chalicelib.helpers.store import KIND
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.records import read_log
from chalicelib.words import say
from chalicelib.words.days import day_words

pages = Pages("helpers")


@pages.page(
    "/desk/helpers",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="find.html",
    query=("helper",),
)
def find(call: Call) -> Shown:
    """Open a delegation by the number on the helper's phone."""
    number = call.query.get("helper", "").strip()
    if number:
        return Shown(to=f"/desk/helpers/{quote(number, safe='')}")
    return Shown("desk.helper.find")


@pages.page(
    "/desk/helpers/{helper_id}",
    audience=Audience.STAFF,
    check=service.visible,
    template="read.html",
    folder="platform/pages",
)
def read(call: Call) -> Shown:
    """A delegation, and what may be done at the counter; the look is recorded."""
    read_log.add(KIND, call.subject, call.actor, call.now)
    return Shown("desk.helper.title", values=_about(call))


@pages.form(
    "/desk/helpers/{helper_id}/consent",
    audience=Audience.STAFF,
    check=service.visible,
    submits="POST /v1/helpers/{helper_id}/counter-consent",
    then=lambda path, _view: Shown(to=f"/desk/helpers/{path['helper_id']}?done=helper_consent"),
    template="record.html",
    folder="platform/pages",
    words="helper_consent",
)
def consent(call: Call) -> Shown:
    """Note that the person consented here, and that the card was seen."""
    return _form(call, "helper_consent")


@pages.form(
    "/desk/helpers/{helper_id}/withdrawal",
    audience=Audience.STAFF,
    check=service.to_end,
    submits="POST /v1/helpers/{helper_id}/withdrawal",
    then=lambda path, _view: Shown(to=f"/desk/helpers/{path['helper_id']}?done=helper_withdrawal"),
    template="record.html",
    folder="platform/pages",
    words="helper_withdrawal",
)
def withdraw(call: Call) -> Shown:
    """End a delegation for a person at the counter."""
    return _form(call, "helper_withdrawal")


def _form(call: Call, name: str) -> Shown:
    submit, back = f"desk.step.{name}", f"/desk/helpers/{call.path['helper_id']}"
    values = {"facts": _about(call)["facts"], "submit": submit, "back": back}
    return Shown(submit, values=values)


def _about(call: Call) -> dict[str, Any]:
    line, here = store.line_of(call.subject), f"/desk/helpers/{call.subject.id}"
    facts = [
        (say("desk.helper.person"), line.person_name),
        (say("desk.helper.helper"), line.helper_name),
        (say("desk.helper.acts"), "、".join(say(f"desk.choice.acts.{one}") for one in line.acts)),
        (say("desk.helper.until"), day_words(date.fromisoformat(line.until))),
        (say("desk.case.state"), say(f"helper.state_{line.state}")),
    ]
    steps = ["consent"] if line.state == ASKED else []
    steps += ["withdrawal"] if line.state not in ENDS else []
    links = [(f"{here}/{one}", say(f"desk.step.helper_{one}")) for one in steps]
    return {"facts": facts, "links": links}
