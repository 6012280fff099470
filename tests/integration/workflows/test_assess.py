"""The formal decision says what the trial calculation said, on the same facts and day."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings

from chalicelib.assessment import service
from chalicelib.assessment.contract import EstimateRequest
from chalicelib.domain.dates import day_of
from local.cloud.interception import Context
from tests.conftest import FAMILY
from tests.integration.workflows.conftest import STANDARD, assessment
from tests.support.cases import submitted
from tests.support.households import AREA, HOUSEHOLDS, applied, possible

ONCE = HealthCheck.function_scoped_fixture, HealthCheck.too_slow


def decided(office, household):
    """What the assessment of a case with this application leaves in it, by scheme."""
    office.driving, office.made = False, office.made + 1
    form = f"form-{office.made:04d}"
    case = submitted(office.sandbox, office.law, form, **applied(household))
    for event, actor, documents in STANDARD["assessing"]:
        due = {"stage_due": office.now} if event == "start_verification" else {}
        case = office.happens(case, event, actor, documents=documents, **due)
    assessment.assess({"id": case.id, "attempt": case.record.attempt}, Context("assess"))
    told = office.happens(case, "withdraw", FAMILY).doc("assessment")
    return {one["scheme"]: (one["outcome"], one["amount_fen"]) for one in [told, *told["others"]]}


@given(household=HOUSEHOLDS)
@settings(max_examples=15, deadline=None, suppress_health_check=ONCE)
def test_the_decision_agrees_with_the_trial_calculation_to_the_fen(office, household):
    day = day_of(office.now)
    assume(possible(household, day))
    request = EstimateRequest.model_validate({**household, "area": AREA})
    tried = service.estimate(request, day, office.law.parameters)
    expected = {one.scheme: (one.outcome, one.amount_fen) for one in tried.schemes}
    assert decided(office, household) == expected
