"""Signs that somebody looked where they should not: read and answered by the county's leader."""

from __future__ import annotations

from chalicelib.domain.dates import instant_text
from chalicelib.oversight import contract, service, store
from chalicelib.oversight.store import KIND, Sign
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.records import kind
from chalicelib.records.change import Version
from chalicelib.records.law import due_note
from chalicelib.records.requests import act_of
from chalicelib.words import say

api = Router()


@api.get("/v1/signs", audience=Audience.STAFF, check=NO_SUBJECT, answer=contract.Signs)
def listed(call: Call) -> contract.Signs:
    """The signs that wait for whoever asks, the most urgent first."""
    return contract.Signs(signs=[_line(one) for one in service.listed(call.actor)])


@api.get(
    "/v1/signs/{sign_id}",
    audience=Audience.STAFF,
    check=service.of_office,
    answer=contract.SignLine,
)
def read(call: Call) -> contract.SignLine:
    """A sign: who looked at what."""
    return _line(call.subject)


@api.post(
    "/v1/signs/{sign_id}/answer",
    audience=Audience.STAFF,
    check=service.of_office,
    body=contract.SignAnswer,
    answer=contract.SignLine,
    repeated=lambda _call, _kind, id_, _seq: _line(kind.load(KIND, id_)),
)
def answer(call: Call) -> contract.SignLine:
    """Say what came of asking whoever looked."""
    return _line(service.answer(call.subject, call.body, act_of(call)))


def _line(found: Version[Sign]) -> contract.SignLine:
    sign, task = found.document, store.task(found)
    return contract.SignLine(
        sign_id=found.id,
        kind=sign.kind,
        kind_words=say(f"sign.{sign.kind}"),
        staff=sign.staff,
        day=sign.day,
        cases=[*sign.cases],
        state=found.state,
        due=instant_text(task.check) if task else "",
        due_note=due_note(task.counted_until) if task else "",
        outcome=sign.answered.outcome if sign.answered else "",
        reason=sign.answered.reason if sign.answered else "",
    )
