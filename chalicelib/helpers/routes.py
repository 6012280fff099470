"""Acting for somebody: asked for, consented to, refused, withdrawn, listed."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from chalicelib.domain.actors import Role
from chalicelib.domain.dates import day_of
from chalicelib.helpers import contract, service, store
from chalicelib.helpers.states import ACTIVE, ASKED, EXPIRED, REFUSED
from chalicelib.helpers.store import KIND, HelperDelegation, Line
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.platform.models import EmptyBody
from chalicelib.records import kind, read_log
from chalicelib.records.change import Version
from chalicelib.records.requests import act_of
from chalicelib.words import say, speaking
from chalicelib.words.days import day_words

api = Router()


def _again(call: Call, _kind: str, id_: str, _seq: int) -> contract.HelperView:
    """The answer to what was done before, for whoever may still read it."""
    return _view(service.visible(call.actor, {"helper_id": id_}), call)


def _refused_before(call: Call, _kind: str, id_: str, _seq: int) -> contract.HelperView:
    """The answer to a refusal that was made before, also on a phone that is not the person's own,
    while nothing happened since."""
    found = kind.load(KIND, id_)
    return _view(found, call) if found.state == REFUSED else _again(call, _kind, id_, _seq)


@api.post(
    "/v1/helpers",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=contract.HelperRequest,
    answer=contract.HelperView,
    status=201,
    repeated=_again,
)
def ask(call: Call) -> contract.HelperView:
    """Ask to act for somebody; it has effect once that person consents."""
    return _view(service.ask(call.body, act_of(call)), call)


@api.get("/v1/helpers", audience=Audience.CITIZEN, check=NO_SUBJECT, answer=contract.Helpers)
def listed(call: Call) -> contract.Helpers:
    """Whom one helps, who helps the person whose phone this is, and who asks to."""
    own, of_person = store.lists(call.actor.id)
    theirs = [_line(store.line_of(one), call.now) for one in of_person]
    return contract.Helpers(
        helping=[_line(one, call.now) for one in own],
        helped_by=[one for one in theirs if one.state == ACTIVE],
        asking=[one for one in theirs if one.state == ASKED],
    )


@api.get(
    "/v1/helpers/{helper_id}",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=service.visible,
    answer=contract.HelperView,
)
def read(call: Call) -> contract.HelperView:
    """A delegation. The look of a member of staff is recorded."""
    if call.actor.role is Role.STAFF:
        read_log.add(KIND, call.subject, call.actor, call.now)
    return _view(call.subject, call)


@api.post(
    "/v1/helpers/{helper_id}/consent",
    audience=Audience.CITIZEN,
    check=service.visible,
    body=contract.HelperAnswer,
    answer=contract.HelperView,
    repeated=_again,
)
def consent(call: Call) -> contract.HelperView:
    """Consent, as the person, before the camera of one's own phone or of the helper's.

    A phone that is not the helper's is the person's own from then on: it reads what helpers do.
    """
    return _view(service.consent(call.subject, call.body, act_of(call)), call)


@api.post(
    "/v1/helpers/{helper_id}/counter-consent",
    audience=Audience.STAFF,
    check=service.visible,
    body=contract.CounterConsent,
    answer=contract.HelperView,
    repeated=_again,
)
def consent_at_counter(call: Call) -> contract.HelperView:
    """Note that the person consented here, and that the card was seen."""
    return _view(service.consent_at_counter(call.subject, call.body, act_of(call)), call)


@api.post(
    "/v1/helpers/{helper_id}/refusal",
    audience=Audience.CITIZEN,
    check=service.visible,
    body=contract.HelperAnswer,
    answer=contract.HelperView,
    repeated=_refused_before,
)
def refuse(call: Call) -> contract.HelperView:
    """Say no, as the person, before the camera of a phone that is not the helper's."""
    return _view(service.refuse(call.subject, call.body, act_of(call)), call)


@api.post(
    "/v1/helpers/{helper_id}/withdrawal",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=service.to_end,
    body=EmptyBody,
    answer=contract.HelperView,
    repeated=_again,
)
def withdraw(call: Call) -> contract.HelperView:
    """End it at once: by the person, by the helper, or by staff for a person at the counter."""
    return _view(service.withdraw(call.subject, act_of(call)), call)


def _view(found: Version[HelperDelegation], call: Call) -> contract.HelperView:
    with speaking(call.lang):
        return _line(store.line_of(found), call.now)


def _line(line: Line, now: datetime) -> contract.HelperView:
    """A delegation as it is shown; one past its last day is over, also before that was noted."""
    until = date.fromisoformat(line.until)
    state = EXPIRED if line.state in {ASKED, ACTIVE} and until < day_of(now) else line.state
    figures = {"person": line.person_name, "helper": line.helper_name, "until": day_words(until)}
    return contract.HelperView(
        helper_id=line.id,
        person_name=line.person_name,
        helper_name=line.helper_name,
        relation=line.relation,
        acts=[one for one in get_args(contract.HelpedAct) if one in line.acts],
        until=until,
        state=state,
        state_words=say(f"helper.state_{state}"),
        next=say(f"helper.next_{state}", **figures),
    )
