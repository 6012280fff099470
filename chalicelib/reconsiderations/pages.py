"""A reconsideration in the browser: read and answered by whoever was drawn for it."""

from __future__ import annotations

from typing import Any

from chalicelib.case.case import Case
from chalicelib.oversight import service as oversight
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import GoesWith, Pages, Shown
from chalicelib.reconsiderations import service, store
from chalicelib.reconsiderations.store import KIND, Reconsideration
from chalicelib.records.change import Version
from chalicelib.records.law import law_on
from chalicelib.records.timed import timed
from chalicelib.words import say

pages = Pages("reconsiderations")


@pages.form(
    "/desk/reconsiderations/{reconsideration_id}",
    audience=Audience.STAFF,
    check=service.visible,
    submits="POST /v1/reconsiderations/{reconsideration_id}/answer",
    then=lambda _path, _view: Shown(to="/desk?done=reconsideration"),
    template="record.html",
    folder="platform/pages",
    words="reconsideration",
)
def answer(call: Call) -> Shown:
    """What a family asked to be looked at again, who was drawn for it, and the form to answer."""
    found, case = call.subject
    oversight.look(case, call.actor, "appeal", call.now, law_on(call.now), what=KIND.name)
    title = "desk.step.reconsideration"
    return Shown(
        title,
        values={
            **_about(found, case, call),
            "submit": title,
            "back": "/desk",
            "over": found.document.answered is not None,
        },
        barred=service.cannot(found, case, call.actor),
        goes_with={"dismissed_for": GoesWith("outcome", ("dismissed",))},
    )


def _about(found: Version[Reconsideration], case: Case, call: Call) -> dict[str, Any]:
    document, task, law = found.document, store.task(found), law_on(call.now)
    in_time = "in_time" if found.clear["in_time"] else "late"
    facts = [
        (say("desk.case.receipt"), str(case.record.clear["receipt"])),
        (say("field.letter"), f"{document.title} {document.letter}"),
        (say("desk.reconsideration.in_time"), say(f"desk.reconsideration.{in_time}")),
        (say("field.statement"), document.statement),
    ]
    facts += [
        (
            say("desk.reconsideration.drawn"),
            say("desk.draw.how", seed=one.seed, among=len(one.among)),
        )
        for one in document.draws
    ]
    if document.answered:
        outcome = say(f"reconsideration.outcome_{document.answered.outcome}")
        facts.append((say("field.answer"), f"{outcome}：{document.answered.reason}"))
    return {
        "facts": facts,
        "tasks": [timed(task, call.now, law)] if task else [],
        "links": [(f"/desk/cases/{case.id}", say("desk.case.open"))],
    }
