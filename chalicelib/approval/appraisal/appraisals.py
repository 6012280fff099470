"""The democratic appraisal (民主评议): one of two ways to look into an objection (57号, art. 19).

Without an objection there is none. Who took part and how they voted is evidence for the opinion
that the township gives anew, never the opinion itself.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

from chalicelib.approval.appraisal.appraisal_contract import Appraisal, AppraisalPlan
from chalicelib.approval.noticing import objections
from chalicelib.case import posting, transitions, uploads
from chalicelib.case.case import Case, Step
from chalicelib.domain import names
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.domain.errors import Refused, refuses
from chalicelib.platform.models.secret_json import revealed
from chalicelib.records.act import Act
from chalicelib.records.law import Law

LEAST, REPRESENTATIVES = "appraisal.least", "appraisal.representatives"
NAME = "appraisal"
EVENTS = {"call_appraisal": "call_appraisal", "visit_instead": "call_off_appraisal"}


def plan(case: Case, form: AppraisalPlan, act: Act) -> Case:
    """Call an appraisal in the place of another visit, or visit after all.

    Refused("approval.no_appraisal") for a scheme whose texts know none, ("request.invalid") for a
    day that is over.
    """
    said = _signed(form, act)
    calls = form.decision == "call_appraisal"
    if calls and form.meets_on and form.meets_on < day_of(act.now):
        uploads.checked([{"pointer": "/meets_on", "code": "form.appraisal_ahead"}])

    def decided(found: Case) -> tuple[str, Step]:
        _check_appraised(found, act.law)
        documents = {NAME: {**found.doc(NAME), "called": said}}
        return EVENTS[form.decision], _step(documents, said, form.version, act)

    return transitions.change(case, decided, act)


def _check_appraised(case: Case, law: Law) -> None:
    """Refused("approval.no_appraisal") for a scheme whose texts know none."""
    if not posting.is_appraised(case.scheme, law.parameters):
        raise Refused("approval.no_appraisal")


def cannot(case: Case, act: Act) -> frozenset[str]:
    """No appraisal is called where the texts of the scheme know none."""
    never = {"call_appraisal"} if refuses(_check_appraised, case, act.law) else set()
    return frozenset(never)


def record(case: Case, form: Appraisal, act: Act) -> Case:
    """Record what an appraisal came to.

    Refused("request.invalid") for somebody who is counted twice, too few people, too few of them
    representatives, a day before the objection or after today, and photos of the record that
    whoever sends it did not upload.
    """
    said = _signed(form, act)
    named = {
        f"/photos/{at}": {"kind": "visit_photo", "digest": one}
        for at, one in enumerate(form.photos)
    }
    stored = case.uploads.get(act.actor.id, ())
    uploads.checked(uploads.faults(act.actor, photos=named, known_files=stored))

    def decided(found: Case) -> tuple[str, Step]:
        number_faults = _twice(form) or _number_faults(form, act.law)
        uploads.checked([*_day_faults(found, form, act), *number_faults])
        documents = {NAME: {**found.doc(NAME), "held": said}}
        return "appraise", _step(documents, said, form.version, act)

    return transitions.change(case, decided, act)


def _signed(form: AppraisalPlan | Appraisal, act: Act) -> dict[str, Any]:
    return {**revealed(form), "by": act.actor.id, "at": instant_text(act.now)}


def _step(documents: dict[str, Any], said: dict[str, Any], version: int, act: Act) -> Step:
    return Step(documents=documents, why=said, idempotency_key=act.idempotency_key, version=version)


def _day_faults(case: Case, form: Appraisal, act: Act) -> uploads.Faults:
    objected = [day_of(parse_instant(one["at"])) for one in objections.so_far(case)]
    if min(objected, default=form.met_on) <= form.met_on <= day_of(act.now):
        return []
    return [{"pointer": "/met_on", "code": "form.appraisal_day"}]


def _twice(form: Appraisal) -> uploads.Faults:
    """Who has the name of somebody before them: one person has one vote, and two of one name are
    told apart in writing."""
    spelled = [names.folded(one.name.get_secret_value()) for one in form.participants]
    again = ((at, spelled.index(name)) for at, name in enumerate(spelled))
    code = "form.appraisal_twice"
    return [
        {"pointer": f"/participants/{at}/name", "code": code, "first": str(first + 1)}
        for at, first in again
        if first < at
    ]


def _number_faults(form: Appraisal, law: Law) -> uploads.Faults:
    """Whether too few took part, or too few of them for the villagers."""
    present = len(form.participants)
    if present < int(law.parameters.value(LEAST).amount):
        return [{"pointer": "/participants", "code": "form.appraisal_few"}]
    share = Decimal(law.parameters.value(REPRESENTATIVES).amount) * present
    spoke = sum(one.takes_part_as == "representative" for one in form.participants)
    if spoke < int(share.to_integral_value(ROUND_CEILING)):
        return [{"pointer": "/participants", "code": "form.appraisal_representatives"}]
    return []
