"""Deaths and changes that are reported, and what staff find and decide of them."""

from __future__ import annotations

import base64

from chalicelib.case.access import visible_case
from chalicelib.case.changes import CaseState, again, staff_change, state_of
from chalicelib.certification import contract
from chalicelib.certification.benefits import reports, reviews
from chalicelib.certification.persons import deaths, decisions, restorations
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.platform.partners.departments import deployed, is_signed
from chalicelib.records.law import law_on
from chalicelib.records.requests import act_of
from chalicelib.words import say

api = Router()


@api.post(
    "/v1/sources/{source}/deaths",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=contract.DeathReport,
    answer=contract.DeathReceipt,
    no_key_reason="a death is reported once by itself, and the signature says who reports it",
)
def receive_death(call: Call) -> contract.DeathReceipt:
    """Receive a death that a source registered; the answer is the same whoever it was."""
    law, source, report = law_on(call.now), call.path["source"], call.body
    if source not in deaths.sources(law.parameters.catalogue):
        raise Refused("source.not_found")
    number = report.identity_number.get_secret_value()
    _check_signature(source, f"{number}\n{report.died_on.isoformat()}", report)
    deaths.receive(source, number, report.died_on, call.now, law)
    return contract.DeathReceipt(next=say("next.death_told"))


def _check_signature(source: str, content: str, report: contract.DeathReport) -> None:
    """Refused("answer.unsigned") unless the source itself signed what is reported."""
    key = base64.b64decode(deployed.source_key(source))
    if not is_signed(report.signature, key, content.encode(), "DEATH", f"/{source}"):
        raise Refused("answer.unsigned")


staff_change(api, "/v1/cases/{case_id}/death-check", contract.DeathCheck, decisions.check)
staff_change(api, "/v1/cases/{case_id}/death-decision", contract.DeathDecision, decisions.decide)
staff_change(
    api, "/v1/cases/{case_id}/death-correction", contract.Restoration, restorations.restore
)
staff_change(api, "/v1/cases/{case_id}/benefit-review", contract.BenefitReview, reviews.examine)
staff_change(api, "/v1/cases/{case_id}/benefit-decision", contract.BenefitDecision, reviews.decide)


@api.post(
    "/v1/cases/{case_id}/reported-change",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=visible_case,
    body=contract.ReportedChange,
    answer=CaseState,
    repeated=again,
)
def report_change(call: Call) -> CaseState:
    """Tell the office of a change while a benefit is received; it is paid on meanwhile."""
    return state_of(reports.report(call.subject, call.body, act_of(call)))
