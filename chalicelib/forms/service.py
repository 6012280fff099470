"""Forms as they are asked for, and what becomes of their drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.applications import service as applications
from chalicelib.case import case as cases
from chalicelib.case import helping
from chalicelib.case.case import Case
from chalicelib.directory.sessions import sign_ins
from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.forms import keys, store
from chalicelib.forms.contract import FormDefinition, NewDraft, StepAnswer
from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.definitions.question import Form
from chalicelib.forms.drafts import faults, files, people, validation
from chalicelib.forms.drafts.answers import Filled, filled
from chalicelib.forms.drawing.drawn import Drawing, questions_of
from chalicelib.forms.store import Content, StoredDraft
from chalicelib.helpers import service as helpers
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import identifiers, record
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import TRIES
from chalicelib.platform.store.table import ConditionFailed
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.words import say

MOST_DRAFTS = 20
"""So many drafts may one account have for one person that are not handed in: a village worker
fills in for a whole village."""


def known_form(_actor: Actor, path: Mapping[str, str]) -> Form:
    """The form that a path names; Refused("form.not_found")."""
    form = FORMS.get(path["form_name"])
    if form is None:
        raise Refused("form.not_found")
    return form


def drawn(form: Form, lang: str, law: Law, person: str = "") -> FormDefinition:
    """The form in a language, by the law of the day, for whoever helps a `person` too."""
    return Drawing(form, lang, law.parameters, person).drawn()


def person_of(draft: StoredDraft, lang: str) -> str:
    """What whoever helps calls the person for whom a draft is; "" for one's own."""
    if not draft.content.helper_id:
        return ""
    [applicant, *_] = draft.content.answers.get("members") or [{}]
    return str(applicant.get("name") or say("draft.person", lang))


def draft_to_answer(actor: Actor, path: Mapping[str, str]) -> StoredDraft:
    """The account's own draft, as `own_draft`, of which the delegation is looked at when an answer
    is saved, or the draft handed in; Refused("draft.not_found")."""
    found = store.find(actor.id, path["draft_id"], clock.current().now())
    if found is None:
        raise Refused("draft.not_found")
    return found


def ahead(session: Session, path: Mapping[str, str]) -> list[Key]:
    """The session of who asks, and the draft that a path names: read by one call."""
    return [sign_ins.place_of(session), keys.draft(session.holder, path["draft_id"])]


def own_draft(actor: Actor, path: Mapping[str, str]) -> StoredDraft:
    """The account's own draft; Refused("draft.not_found") for anybody else's, for one that ended,
    and where it is for somebody for whom the account does not act any more."""
    found = draft_to_answer(actor, path)
    _check_going_on(found, clock.current().now())
    return found


def _check_going_on(draft: StoredDraft, now: datetime) -> None:
    """Refused("draft.not_found") unless a draft is the account's own, or for a person for whom it
    may apply now."""
    helper_id = draft.content.helper_id
    if helper_id and not helping.may_act(draft.account, helper_id, helping.APPLY, now):
        raise Refused("draft.not_found")


def listed(account: str, now: datetime) -> list[tuple[StoredDraft, str]]:
    """The drafts that an account can go on with, each with the masked name of whom it is for ("":
    its own); nothing of a person for whom it does not act any more."""
    drafts = [one for one in store.of_account(account, now) if not one.case]
    others = any(one.content.helper_id for one in drafts)
    people = {"": ""} | (helpers.people_helped(account, now) if others else {})
    return [
        (one, people[one.content.helper_id]) for one in drafts if one.content.helper_id in people
    ]


def begin(body: NewDraft, act: Act) -> StoredDraft:
    """Begin a draft; the same request again is RepeatedRequest.

    Refused("draft.too_many") where the account has as many as it may have for one person, itself or
    somebody whom it helps; ("helper.not_active") where it may not apply for that person now.
    """
    drafts = store.of_account(act.actor.id, act.now)
    for draft in drafts:
        store.not_answered(draft, act.request)
    helper_id = body.helper_id or ""
    same = [one for one in drafts if not one.case and one.content.helper_id == helper_id]
    if len(same) >= MOST_DRAFTS:
        raise Refused("draft.too_many", most=MOST_DRAFTS)
    if helper_id and not helping.may_act(act.actor.id, helper_id, helping.APPLY, act.now):
        raise Refused("helper.not_active", pointer="/helper_id")
    content = Content(helper_id=helper_id)
    new = StoredDraft(act.request.id, act.actor.id, body.form, content, act.now, act.now)
    begun = store.saved(_lasting(new, act), act.request, act.now)
    if begun is None:  # by the same request at this very moment
        raise record.RepeatedRequest(store.KIND, new.id, 1)
    return begun


def answer(draft: StoredDraft, step: str, given: StepAnswer, act: Act) -> StoredDraft:
    """Save the answer of a question, as it stands also after whatever else was saved meanwhile.

    RepeatedRequest where this request was answered. Refused: "draft.submitted",
    "draft.step_not_found", "draft.changed" where the question has another answer than the one on
    which this rests, "request.invalid" with what is wrong from "/value" on, files that cannot be
    read with it, "draft.full".
    """
    for _ in range(TRIES):
        store.not_answered(draft, act.request)
        if saved := _saved(_answered(draft, step, given, act), act):
            return saved
        draft = draft_to_answer(act.actor, {"draft_id": draft.id})
    raise Unavailable("table.busy")


def _saved(draft: StoredDraft, act: Act) -> StoredDraft | None:
    """The draft as it was saved; None where another answer was faster.

    Refused("draft.not_found") where it is for somebody for whom the account does not act any more.
    """
    helper_id = draft.content.helper_id
    active = helping.while_active(helper_id, helping.APPLY, act.now) if helper_id else None
    try:
        return store.saved(draft, act.request, act.now, active)
    except ConditionFailed:
        raise Refused("draft.not_found") from None


def _answered(draft: StoredDraft, step: str, given: StepAnswer, act: Act) -> StoredDraft:
    form, before = FORMS[draft.form], draft.content
    if draft.case:
        raise Refused("draft.submitted")
    question = next((one for one in form.steps if one.id == step), None)
    if question is None:
        raise Refused("draft.step_not_found")
    if found := validation.faults(form, question, given.value):
        raise Refused("request.invalid", errors=found)
    if _is_stale(before, step, given):
        _check_going_on(draft, act.now)
        raise Refused("draft.changed")
    others = people.other_answers(form, before.answers, step, given.value, given.removed)
    answers = {**before.answers, step: given.value, **others.answers}
    content = replace(
        before,
        answers={name: one for name, one in answers.items() if name not in others.anew},
        asked={**before.asked, step: questions_of(form)[step]},
        versions={**before.versions, **dict.fromkeys({step, *others.resting}, draft.version + 1)},
        files=files.looked_at(act.actor, before, question, given.value, act.now),
    )
    return _lasting(replace(draft, content=content), act)


def _is_stale(content: Content, step: str, given: StepAnswer) -> bool:
    """Whether an answer rests on another one than the draft has; the same again changes nothing."""
    is_same = given.removed is None and content.answers.get(step) == given.value
    return given.version != content.versions.get(step, 0) and not is_same


def changed_with(
    draft: StoredDraft, step: str, version: int
) -> tuple[dict[str, int], dict[str, Any]]:
    """The answers that a version of a draft saved with that of a step, as far as no later one did:
    their versions, and what they are (None: to be given anew)."""
    versions = {name: one for name, one in draft.content.versions.items() if one == version}
    answers = {name: draft.content.answers.get(name) for name in versions if name != step}
    return versions, answers


def _lasting(draft: StoredDraft, act: Act) -> StoredDraft:
    """The draft, which lasts anew as long as the pack says."""
    days = int(act.law.parameters.value("draft.days").amount)
    return replace(draft, expires_at=store.expiry(act.now, days))


def as_filled(draft: StoredDraft, law: Law) -> Filled:
    """The answers of a draft under the form of today."""
    content = draft.content
    return filled(FORMS[draft.form], content.answers, content.asked, law.day)


def submit(draft: StoredDraft, scheme: str, act: Act, address: str) -> Case:
    """Hand a draft in for a scheme: the case is made, and the draft becomes it, at once.

    One that became a case already is that case, whatever is asked. Refused as
    `faults.submission` and `applications.service.submit` refuse, each fault at its question,
    ("draft.other_scheme") for another scheme than urgent aid may have, and ("draft.not_found")
    where it is for somebody for whom the account does not act any more.
    """
    try:
        return _submitted(draft, scheme, act, address)
    except Refused:
        _check_going_on(draft, act.now)  # whoever does not act any more learns nothing of it
        raise


def _submitted(draft: StoredDraft, scheme: str, act: Act, address: str) -> Case:
    for _ in range(TRIES):
        if draft.case:
            return _before(draft, act)
        if draft.form == "urgent_aid" and scheme != "temporary_aid":
            raise Refused("draft.other_scheme", pointer="/scheme")
        answers = as_filled(draft, act.law)
        form = faults.submission(answers, draft.id, scheme, act.law)
        form = form.model_copy(update={"helper_id": draft.content.helper_id or None})
        case_id = identifiers.case_id(act.actor.id, draft.id)
        beside = [store.submitted(draft, case_id, act.request, act.now)]
        known_files = draft.content.known_files(act.now)
        try:
            return applications.submit(form, act, address, beside, known_files)
        except ConditionFailed:  # an answer was saved meanwhile, or the draft was handed in
            draft = own_draft(act.actor, {"draft_id": draft.id})
        except Refused as refused:
            newest = own_draft(act.actor, {"draft_id": draft.id})
            if newest.version == draft.version:
                raise _at_questions(refused, answers) from None
            draft = newest  # refused for what was true of an earlier version
    raise Unavailable("table.busy")


def _before(draft: StoredDraft, act: Act) -> Case:
    """The case that a draft became; RepeatedRequest where this very request made it."""
    _check_going_on(draft, act.now)
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
