"""What a family answers on its phone, question by question, to say what an application says.

The questions are those of the form, so that the demo sends the very requests of the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.definitions.question import NEITHER, Question
from local.town.client import Client

STEERING: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "always_together": lambda person: person.get("living_together_since") is None,
    "registered_here": lambda person: person.get("registered_area") is None,
    "lives_there": lambda family: family["living_area"] == family["registered_area"],
    "number_known": lambda relative: "identity_number" in relative,
}
"""Questions whose answer belongs nowhere in the application: it steers which others are asked."""


def hand_in(client: Client, application: Mapping[str, Any]) -> dict[str, Any]:
    """Apply as the phone does: read the form, begin a draft, save an answer after the other, look
    it over, and hand it in.

    Answers the receipt. The same application again goes on with the same draft.
    """
    form = "urgent_aid" if application.get("kind") == "urgent" else "application"
    client.get(f"/v1/forms/{form}", lang="zh")
    draft = client.post("/v1/drafts", {"form": form}, application["form_id"])
    place = f"/v1/drafts/{draft['draft_id']}"
    versions: dict[str, int] = {}
    for step, value in answers_to(form, application).items():
        answer = {"value": value, "version": versions.get(step, 0)}
        versions |= client.put(f"{place}/answers/{step}", answer)["versions"]
    client.get(f"{place}/check", lang="zh")
    receipt: dict[str, Any] = client.post(f"{place}/submission", {"scheme": application["scheme"]})
    return receipt


def answers_to(form: str, application: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to each question of a form, by id, as a family that applies so gives it."""
    return _answered(FORMS[form].steps, application)


def _answered(questions: Sequence[Question], body: Mapping[str, Any]) -> dict[str, Any]:
    found = {one.id: _answer(one, body) for one in questions}
    return {name: value for name, value in found.items() if value is not Ellipsis}


def _answer(question: Question, body: Mapping[str, Any]) -> Any:
    """One answer; Ellipsis where the family leaves the question open."""
    if question.id in STEERING:
        return STEERING[question.id](body)
    value = _value_at(question, body)
    if value in question.not_offered:
        return ...
    if value is None:
        return _unsaid(question)
    if question.kind == "photo":
        return [one["digest"] for one in value if one["kind"] == question.paper]
    if question.steps:
        return [_answered(question.steps, one) for one in value]
    return value


def _value_at(question: Question, body: Mapping[str, Any]) -> Any:
    value: Any = body
    for name in question.place:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _unsaid(question: Question) -> Any:
    """What a family says where its application says nothing."""
    if question.id == "period":
        return "month"
    if question.none:
        return []
    if question.unknown:
        return None
    if question.neither:
        return NEITHER
    if False in question.options:
        return False
    return 0 if question.kind == "number" else ...
