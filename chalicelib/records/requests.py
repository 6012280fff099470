"""A request as the act that it asks for."""

from __future__ import annotations

from chalicelib.platform.http import Call
from chalicelib.records.act import Act
from chalicelib.records.law import law_on


def act_of(call: Call) -> Act:
    """Who asks, when, under the law of the day, with the request's idempotency key."""
    return Act(call.actor, call.now, law_on(call.now), call.key)
