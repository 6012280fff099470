"""What keys cost: no request, even in a process that knows nothing yet, calls KMS over
three times."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from app import app
from chalicelib.platform.store import sealing
from local.cloud import logs
from local.cloud.clock import LogicalClock
from local.demo import demo
from local.demo.narrator import Part
from local.demo.plays import injured_worker, mother_of_two
from local.demo.plays.scene import Scene
from local.population import families
from local.town.people import Citizen
from local.town.world import world
from tests.system.api.conftest import MONDAY

API = "api_handler"


@pytest.fixture(scope="module")
def most():
    """The most KMS calls of a request of each route, in two cases from submission to money."""
    found, seen = Counter(), 0
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:

        def note(function, event, _answer):
            nonlocal seen
            if function == API:
                made = town.sandbox.calls[seen:]
                calls = sum((call.function, call.service) == (API, "kms") for call in made)
                asked = event["requestContext"]
                route = f"{asked['httpMethod']} {asked['resourcePath']}"
                found[route] = max(found[route], calls)
                seen = len(town.sandbox.calls)
                sealing.forget()

        town.sandbox.on_answer(note)
        demo.play_all(town.clock, [
            (mother_of_two.play, scene(town, "mother", families.MOTHER_OF_TWO), timedelta()),
            (injured_worker.play, scene(town, "worker", families.INJURED_WORKER), timedelta()),
        ])  # fmt: skip
    return found


def scene(town, name, household):
    return Scene(town, None, Part(name, name, "某*"), Citizen(town, name, household))


SUBMISSION = "POST /v1/drafts/{draft_id}/submission"


def test_no_request_calls_kms_more_than_twice_but_a_submission_three_times(most):
    assert {route: calls for route, calls in most.items() if calls > 2} == {SUBMISSION: 3}
    # that of the draft, the new case's, and that of the office's worklist


def test_the_journeys_use_the_routes_that_open_something(most):
    assert len(most) >= 12
    assert most["GET /v1/cases/{case_id}/timeline"] == 1  # the case's key
