"""Forms as they are asked for, and what becomes of their drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.applications import service as applications
from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.forms import store
from chalicelib.forms.contract import FormDefinition, NewDraft
from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.definitions.question import Form
from chalicelib.forms.drafts import faults, validation
from chalicelib.forms.drafts.answers import Filled, filled
from chalicelib.forms.drawing.drawn import Drawing, questions_of
from chalicelib.forms.store import Content, Draft
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import identifiers, record
from chalicelib.platform.store.record import TRIES
from chalicelib.platform.store.table import ConditionFailed
from chalicelib.records.act import Act
from chalicelib.records.law import Law

MOST_DRAFTS = 20
"""So many drafts may one account have that are not handed in; a village worker fills in for
many."""


def known_form(_actor: Actor, path: Mapping[str, str]) -> Form:
    """The form that a path names; Refused("form.not_found")."""
    form = FORMS.get(path["form_name"])
    if form is None:
        raise Refused("form.not_found")
    return form


def drawn(form: Form, lang: str, law: Law) -> FormDefinition:
    """The form in a language, by the law of the day."""
    return Drawing(form, lang, law.parameters).drawn()


def own_draft(actor: Actor, path: Mapping[str, str]) -> Draft:
    """The account's own draft; Refused("draft.not_found") for anybody else's, and for one that
    ended."""
    found = store.find(actor.id, path["draft_id"], clock.current().now())
    if found is None:
        raise Refused("draft.not_found")
    return found


def person_helped(_actor: Actor, _helper_id: str) -> str:
    """The masked name of the person for whom an account acts, "" for itself; Refused where it may
    not act for them.

    Nobody can act for another yet: what is named is kept with the draft, and gives no right.
    """
    return ""


def begin(body: NewDraft, act: Act) -> Draft:
    """Begin a draft; the same request again is RepeatedRequest.

    Refused("draft.too_many") where the account has as many as it may have.
    """
    drafts = store.of_account(act.actor.id, act.now)
    for draft in drafts:
        store.not_answered(draft, act.request)
    if sum(not draft.case for draft in drafts) >= MOST_DRAFTS:
        raise Refused("draft.too_many", most=MOST_DRAFTS)
    if body.helper_id:
        person_helped(act.actor, body.helper_id)
    content = Content(helper_id=body.helper_id or "")
    new = Draft(act.request.id, act.actor.id, body.form, content, act.now, act.now)
    begun = store.saved(_lasting(new, act), act.request, act.now)
    if begun is None:  # by the same request at this very moment
        raise record.RepeatedRequest(store.KIND, new.id, 1)
    return begun


def answer(draft: Draft, step: str, value: object, act: Act) -> Draft:
    """Save the answer of a question, as it stands also after whatever was saved meanwhile.

    RepeatedRequest where this request was answered. Refused: "draft.submitted",
    "draft.step_not_found", "request.invalid" with what is wrong from "/value" on, "draft.full".
    """
    for _ in range(TRIES):
        store.not_answered(draft, act.request)
        if saved := store.saved(_answered(draft, step, value, act), act.request, act.now):
            return saved
        draft = own_draft(act.actor, {"draft_id": draft.id})
    raise Unavailable("table.busy")


def _answered(draft: Draft, step: str, value: object, act: Act) -> Draft:
    form = FORMS[draft.form]
    if draft.case:
        raise Refused("draft.submitted")
    question = next((one for one in form.steps if one.id == step), None)
    if question is None:
        raise Refused("draft.step_not_found")
    if found := validation.faults(form, question, value):
        raise Refused("request.invalid", errors=found)
    content = replace(
        draft.content,
        answers={**draft.content.answers, step: value},
        asked={**draft.content.asked, step: questions_of(form)[step]},
    )
    return _lasting(replace(draft, content=content), act)


def _lasting(draft: Draft, act: Act) -> Draft:
    """The draft, which lasts anew as long as the pack says."""
    days = int(act.law.parameters.value("draft.days").amount)
    return replace(draft, expires_at=store.expiry(act.now, days))


def as_filled(draft: Draft, law: Law) -> Filled:
    """The answers of a draft under the form of today."""
    content = draft.content
    return filled(FORMS[draft.form], content.answers, content.asked, law.day)


def submit(draft: Draft, scheme: str, act: Act, address: str) -> Case:
    """Hand a draft in for a scheme: the case is made, and the draft becomes it, at once.

    One that became a case already is that case, whatever is asked. Refused as
    `faults.submission` and `applications.service.submit` refuse, each fault at its question, and
    ("draft.other_scheme") for another scheme than urgent aid may have.
    """
    for _ in range(TRIES):
        if draft.case:
            return _before(draft, act)
        if draft.form == "urgent_aid" and scheme != "temporary_aid":
            raise Refused("draft.other_scheme", pointer="/scheme")
        answers = as_filled(draft, act.law)
        form = faults.submission(answers, draft.id, scheme, act.law)
        case_id = identifiers.case_id(act.actor.id, draft.id)
        beside = [store.submitted(draft, case_id, act.request, act.now)]
        try:
            return applications.submit(
                form, act.actor, address, act.now, act.law, act.request, beside
            )
        except ConditionFailed:  # an answer was saved meanwhile, or the draft was handed in
            draft = own_draft(act.actor, {"draft_id": draft.id})
        except Refused as refused:
            raise _at_questions(refused, answers) from None
    raise Unavailable("table.busy")


def _before(draft: Draft, act: Act) -> Case:
    """The case that a draft became; RepeatedRequest where this very request made it."""
    case = cases.load(draft.case)
    record.not_answered(case.record, act.request)
    return case


def _at_questions(refused: Refused, answers: Filled) -> Refused:
    """A refusal of fields of the body, each at the question where it is answered."""
    figures: dict[str, Any] = dict(refused.figures)
    if "pointer" in figures:
        figures = dict(faults.at_question(figures, answers))
    if "errors" in figures:
        figures["errors"] = [faults.at_question(one, answers) for one in figures["errors"]]
    return Refused(refused.code, **figures)
