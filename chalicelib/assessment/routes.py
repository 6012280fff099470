"""The trial calculation that anybody may ask for."""

from __future__ import annotations

from chalicelib.assessment import service
from chalicelib.assessment.contract import Estimate, EstimateRequest
from chalicelib.domain.dates import day_of
from chalicelib.platform.http import MINUTE, NO_SUBJECT, Audience, Call, RateLimit, Router
from chalicelib.records.law import law_of
from chalicelib.words import speaking

api = Router()


@api.post(
    "/v1/estimates",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=EstimateRequest,
    answer=Estimate,
    no_key_reason="it changes nothing",
    rate_limits=(RateLimit("address", 100, MINUTE),),
)
def estimate(call: Call) -> Estimate:
    """Calculate what a household may have; nothing is stored."""
    day = call.body.day or day_of(call.now)
    with speaking(call.lang):
        return service.estimate(call.body, day, law_of(day).parameters)
