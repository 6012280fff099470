"""Assessment in the case: after the township's opinion the rules are applied, with reasons."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.assessment import rules
from chalicelib.assessment.explanation.changes import changes
from chalicelib.assessment.household.facts import Facts
from chalicelib.assessment.recalculation import recalculation
from chalicelib.case import case as cases
from chalicelib.case import deaths, plausibility, posting, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import State
from chalicelib.case.workflow import DRIVEN
from chalicelib.domain.actors import system
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.platform.aws.stepfunctions import Payload
from chalicelib.policy import Parameters
from chalicelib.records import driver
from chalicelib.records.act import Act
from chalicelib.records.law import Law

if TYPE_CHECKING:
    from chalicelib.assessment.contract import Estimate, EstimateRequest

SYSTEM = system("assessment")


def assess(case_id: str, attempt: int, now: datetime, law: Law) -> Payload:
    """Assess the family for every scheme from the same facts, and move the case on.

    A grant that the township proposed and the rules confirm goes to notice, or on to whoever
    confirms where the law posts nothing; anything else goes back to a person. The facts and the
    policy's fingerprint are stored with the result.
    """
    case = cases.load_at(case_id, attempt, {State.ASSESSING})
    if case.record.attempt != attempt:
        return driver.payload(DRIVEN, case.record, attempt, now)
    case = transitions.change(case, lambda found: _assessed(found, law), Act(SYSTEM, now, law))
    return driver.payload(DRIVEN, case.record, attempt, now)


def _assessed(case: Case, law: Law) -> tuple[str, Step] | None:
    """The event with the assessment; None for a case that is not to be assessed."""
    if case.state is not State.ASSESSING:
        return None
    day = day_of(case.accepted_at or case.submitted_at)
    result = recalculation.result_of(case, deaths.with_days_of_death(case.document), day, law)
    step = Step(documents={"assessment": result}, why={"outcome": result["outcome"]})
    agreed = "agreed" in case.document.facts and not deaths.all_reported_dead(case.document)
    if not agreed or result["outcome"] != "eligible":
        return "assess_other", step
    posted = posting.is_posted(case.scheme, case.document, law.parameters)
    return "assess_eligible" if posted else "assess_unposted", step


def estimate(request: EstimateRequest, day: date, parameters: Parameters) -> Estimate:
    """Assess a household from its declaration alone, as for a decision; nothing is stored.

    Refused as `facts_of` refuses.
    """
    from chalicelib.assessment.explanation.answer import estimate_of, excluded_members

    facts = facts_of(request, day, parameters)
    changed = changes(_application(request), facts, day, parameters)
    article = parameters.value("household.child_age").citation
    excluded = excluded_members(facts, len(request.members), article)
    return estimate_of(rules.assess(facts, parameters), changed, day, excluded)


def facts_of(request: EstimateRequest, day: date, parameters: Parameters) -> Facts:
    """The facts of a household in a trial calculation on `day`.

    Refused("request.invalid") as `plausible.faults` says, Refused("estimate.no_standard") with the
    field.
    """
    application = _application(request)
    if impossible := plausibility.faults(application, day):
        raise Refused("request.invalid", errors=impossible)
    places = rules.places_of(application, parameters)
    if not all(place.has("dibao.standard") for place in places):
        raise Refused("estimate.no_standard", pointer="/area")
    return rules.facts_from(application, [], {}, day, parameters)


def _application(request: EstimateRequest) -> dict[str, Any]:
    return {**request.model_dump(mode="json"), "registered_area": request.area}
