"""Forms, and drafts of what is filled in."""

from __future__ import annotations

from chalicelib.applications import service as applications
from chalicelib.applications.contract import Receipt
from chalicelib.case.access import case_of_earlier_request
from chalicelib.case.case import Case
from chalicelib.domain.errors import Refused
from chalicelib.forms import contract, service, store
from chalicelib.forms.contract import FormDefinition
from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.drafts import looking_over
from chalicelib.forms.drawing.drawn import PERSON, Drawing, version_of
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.platform.models import EmptyBody
from chalicelib.records.law import law_on
from chalicelib.records.requests import act_of
from chalicelib.words import LANGUAGES, say, speaking

api = Router()


@api.get(
    "/v1/forms/{form_name}",
    audience=Audience.PUBLIC,
    check=service.known_form,
    answer=FormDefinition,
    query=("lang", "helped"),
)
def form(call: Call) -> FormDefinition:
    """A form as data: what is asked, when, and what may be answered. Where it is `helped` (true),
    questions that name the reader name `{name}` instead, whom the reader helps."""
    person = PERSON if _is_helped(call) else ""
    return service.drawn(call.subject, _language(call), law_on(call.now), person)


def _is_helped(call: Call) -> bool:
    """Whether somebody fills the form in for another; Refused("request.query") for no yes or no."""
    helped = call.query.get("helped", "false")
    if helped not in {"true", "false"}:
        raise Refused("request.query")
    return helped == "true"


def _language(call: Call) -> str:
    """The language that the query names, else that of the request; Refused("request.query") for one
    that we lack."""
    lang = call.query.get("lang", call.lang)
    if lang not in LANGUAGES:
        raise Refused("request.query")
    return lang


def _begun_again(call: Call, _kind: str, draft_id: str, _version: int) -> contract.DraftBegun:
    """The answer to a draft that was begun before."""
    return _begun(service.own_draft(call.actor, {"draft_id": draft_id}), call)


@api.post(
    "/v1/drafts",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=contract.NewDraft,
    answer=contract.DraftBegun,
    status=201,
    repeated=_begun_again,
)
def begin(call: Call) -> contract.DraftBegun:
    """Begin a form, for oneself or for somebody whom one helps."""
    return _begun(service.begin(call.body, act_of(call)), call)


def _begun(draft: store.StoredDraft, call: Call) -> contract.DraftBegun:
    return contract.DraftBegun(
        draft_id=draft.id,
        form=draft.form,
        version=version_of(FORMS[draft.form]),
        answers={},
        expires_at=draft.expires_at,
        next=say("draft.next_begun", call.lang),
    )


@api.get("/v1/drafts", audience=Audience.CITIZEN, check=NO_SUBJECT, answer=contract.Drafts)
def drafts(call: Call) -> contract.Drafts:
    """The drafts that one can go on with."""
    lines = [
        contract.DraftLine(
            draft_id=one.id,
            form=one.form,
            answered=len(one.content.answers),
            updated_at=one.updated_at,
            expires_at=one.expires_at,
            for_name=person,
        )
        for one, person in service.listed(call.actor.id, call.now)
    ]
    return contract.Drafts(drafts=lines)


@api.get(
    "/v1/drafts/{draft_id}",
    audience=Audience.CITIZEN,
    check=service.own_draft,
    ahead=service.ahead,
    answer=contract.Draft,
)
def read(call: Call) -> contract.Draft:
    """A draft with its answers, under the form of today."""
    draft, filled = call.subject, service.as_filled(call.subject, law_on(call.now))
    return contract.Draft(
        draft_id=draft.id,
        form=draft.form,
        version=version_of(filled.form),
        answers=dict(filled.answers),
        versions=dict(draft.content.versions),
        look_again=[*filled.look_again],
        expires_at=draft.expires_at,
        submitted_case=draft.case or None,
    )


def _answered_again(call: Call, _kind: str, draft_id: str, version: int) -> contract.SavedAnswer:
    """The answer to an answer that was saved before."""
    draft = service.own_draft(call.actor, {"draft_id": draft_id})
    return _saved(draft, call.path["step"], version)


@api.put(
    "/v1/drafts/{draft_id}/answers/{step}",
    audience=Audience.CITIZEN,
    check=service.draft_to_answer,
    ahead=service.ahead,
    body=contract.StepAnswer,
    answer=contract.SavedAnswer,
    repeated=_answered_again,
)
def answer(call: Call) -> contract.SavedAnswer:
    """Save the answer of a step as it is given, also one that is filled in by half."""
    step = call.path["step"]
    draft = service.answer(call.subject, step, call.body, act_of(call))
    return _saved(draft, step, draft.version)


def _saved(draft: store.StoredDraft, step: str, version: int) -> contract.SavedAnswer:
    versions, changed = service.changed_with(draft, step, version)
    return contract.SavedAnswer(
        versions=versions,
        changed=changed,
        answered=len(draft.content.answers),
        expires_at=draft.expires_at,
    )


@api.post(
    "/v1/drafts/{draft_id}/removal",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=EmptyBody,
    answer=contract.RemovedDraft,
    no_key_reason="what is gone is not removed again, and nobody's but one's own is",
)
def remove(call: Call) -> contract.RemovedDraft:
    """Remove a draft of one's own; whatever else is named stays."""
    store.remove(call.actor.id, call.path["draft_id"])
    return contract.RemovedDraft(next=say("draft.next_removed", call.lang))


@api.get(
    "/v1/drafts/{draft_id}/check",
    audience=Audience.CITIZEN,
    check=service.own_draft,
    ahead=service.ahead,
    answer=contract.DraftCheck,
    query=("lang",),
)
def look_over(call: Call) -> contract.DraftCheck:
    """What was answered, what is missing, and which scheme fits by the decision's own rules."""
    if call.subject.case:
        raise Refused("draft.submitted")
    law, lang = law_on(call.now), _language(call)
    filled, person = service.as_filled(call.subject, law), service.person_of(call.subject, lang)
    with speaking(lang):
        drawing = Drawing(filled.form, lang, law.parameters, person)
        return looking_over.check(filled, drawing, law)


def _submitted_again(call: Call, _kind: str, case_id: str, _seq: int) -> Receipt:
    """The answer to a draft that was handed in before."""
    return _receipt(case_of_earlier_request(call.actor, case_id), call)


@api.post(
    "/v1/drafts/{draft_id}/submission",
    audience=Audience.CITIZEN,
    check=service.draft_to_answer,
    ahead=service.ahead,
    body=contract.DraftSubmission,
    answer=Receipt,
    status=201,
    repeated=_submitted_again,
)
def submit(call: Call) -> Receipt:
    """Hand a draft in. The receipt is given only once nothing can be lost any more."""
    case = service.submit(call.subject, call.body.scheme, act_of(call), call.address)
    return _receipt(case, call)


def _receipt(case: Case, call: Call) -> Receipt:
    with speaking(call.lang):
        return applications.receipt_of(case, law_on(call.now))
