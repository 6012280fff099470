"""Reconsiderations: asked for by the family, answered by whoever was drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from chalicelib.case import access, contacts, reconsideration_texts
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Role
from chalicelib.domain.dates import instant_text, last_day
from chalicelib.oversight import service as oversight
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.reconsiderations import contract, service, store
from chalicelib.reconsiderations.states import WAITING
from chalicelib.reconsiderations.store import KIND, Reconsideration
from chalicelib.records.change import Version
from chalicelib.records.law import due_note, law_on
from chalicelib.records.requests import act_of
from chalicelib.words import say, speaking
from chalicelib.words.days import day_words

api = Router()


def _again(call: Call, _kind: str, id_: str, _seq: int) -> contract.ReconsiderationView:
    """The answer to what was done before, for whoever may still read it."""
    found, _ = service.visible(call.actor, {"reconsideration_id": id_})
    return _view(found, call)


@api.post(
    "/v1/cases/{case_id}/reconsiderations",
    audience=Audience.CITIZEN,
    check=access.own_case,
    body=contract.ReconsiderationRequest,
    answer=contract.ReconsiderationView,
    status=201,
    repeated=_again,
)
def ask(call: Call) -> contract.ReconsiderationView:
    """Say that one does not agree with the decision of a letter: somebody who took no part looks at
    it again and answers in writing. It delays no remedy of the law."""
    return _view(service.ask(call.subject, call.body, act_of(call)), call)


@api.get(
    "/v1/cases/{case_id}/reconsiderations",
    audience=Audience.CITIZEN,
    check=access.own_case,
    answer=contract.Reconsiderations,
)
def of_case(call: Call) -> contract.Reconsiderations:
    """What the family of a case asked to be looked at again."""
    return _lines(store.of_case(call.subject.id))


@api.get(
    "/v1/reconsiderations",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    answer=contract.Reconsiderations,
)
def drawn(call: Call) -> contract.Reconsiderations:
    """Those that wait for whoever asks, the most urgent first."""
    return _lines(service.for_officer(call.actor))


@api.get(
    "/v1/reconsiderations/{reconsideration_id}",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=service.visible,
    answer=contract.ReconsiderationView,
)
def read(call: Call) -> contract.ReconsiderationView:
    """A reconsideration and what came of it. The look of an officer is recorded."""
    found, case = call.subject
    if call.actor.role is Role.STAFF:
        oversight.look(case, call.actor, "appeal", call.now, law_on(call.now), what=KIND.name)
    return _view(found, call)


@api.post(
    "/v1/reconsiderations/{reconsideration_id}/answer",
    audience=Audience.STAFF,
    check=service.visible,
    body=contract.ReconsiderationAnswer,
    answer=contract.ReconsiderationView,
    repeated=_again,
)
def answer(call: Call) -> contract.ReconsiderationView:
    """Answer it: the decision stands, is made anew by others, or it is dismissed."""
    found, _ = call.subject
    return _view(service.answer(found, call.body, act_of(call)), call)


@api.post(
    "/v1/reconsiderations/{reconsideration_id}/withdrawal",
    audience=Audience.CITIZEN,
    check=service.visible,
    body=contract.ReconsiderationWithdrawal,
    answer=contract.ReconsiderationView,
    repeated=_again,
)
def withdraw(call: Call) -> contract.ReconsiderationView:
    """Ask no more, before it is answered."""
    found, _ = call.subject
    return _view(service.withdraw(found, act_of(call)), call)


def _lines(found: Iterable[Version[Reconsideration]]) -> contract.Reconsiderations:
    lines = [contract.ReconsiderationLine(**_line(one)) for one in found]
    return contract.Reconsiderations(reconsiderations=lines)


def _line(found: Version[Reconsideration]) -> dict[str, Any]:
    clear, task = found.clear, store.task(found)
    return {
        "reconsideration_id": found.id,
        "case_id": clear["case_id"],
        "letter": found.document.letter,
        "title": found.document.title,
        "state": found.state,
        "state_words": say(f"reconsideration.state_{found.state}"),
        "office_name": routing.organ_name(clear["office"]),
        "due": instant_text(task.check) if task else "",
        "due_note": due_note(task.counted_until) if task else "",
    }


def _view(found: Version[Reconsideration], call: Call) -> contract.ReconsiderationView:
    with speaking(call.lang):
        return _viewed(found, call)


def _viewed(found: Version[Reconsideration], call: Call) -> contract.ReconsiderationView:
    document, law, task = found.document, law_on(call.now), store.task(found)
    answered, staff = document.answered, call.actor.role is Role.STAFF
    draws = [{**asdict(one), "among": "、".join(one.among)} for one in document.draws if staff]
    return contract.ReconsiderationView(
        **_line(found),
        asked_at=found.clear["asked_at"],
        in_time=found.clear["in_time"],
        statement=document.statement,
        outcome=answered.outcome if answered else "",
        outcome_words=say(f"reconsideration.outcome_{answered.outcome}") if answered else "",
        reason=answered.reason if answered else "",
        next=say(
            f"reconsideration.next_{_step(found)}",
            organ=routing.organ_name(found.clear["office"]),
            until=day_words(last_day(task.check)) if task else "",
            days=int(law.parameters.value(reconsideration_texts.WITHIN).amount),
        ),
        time_limits_note=reconsideration_texts.time_limits_note(law),
        telephone=contacts.hotline(law),
        draws=draws,
    )


def _step(found: Version[Reconsideration]) -> str:
    late = found.state == WAITING and not found.clear["in_time"]
    return "late" if late else found.state
