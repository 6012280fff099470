"""An execution may begin at any stage, and one of an old attempt may come back at any."""

from __future__ import annotations

import pytest

from chalicelib.approval import tasks as approval
from chalicelib.assessment import tasks as assessment
from chalicelib.case.states import State
from chalicelib.verification import tasks as verification
from local.cloud.interception import Context
from tests.integration.workflows.conftest import SAME_DAY, STANDARD

BEGINS = {
    # stage of the row: the states entered, in which it then waits, and where the case then stands
    "waiting": ("Route WaitToVerify", "waiting"),
    "verifying": ("Route WaitNextRound", "verifying"),
    "explaining": ("Route Explain", "explaining"),
    "reviewing": ("Route Review", "reviewing"),
    "assessing": ("Route Assess Notice", "noticing"),
    "proposing": ("Route Propose", "proposing"),
    "noticing": ("Route Notice", "noticing"),
    "confirming": ("Route Confirm", "confirming"),
    "confirmed": ("Route Grant", "receiving"),
    "declined": ("Route Refuse", "refused"),
    "deciding": ("Route Decide", "deciding"),
    "paying_first": ("Route PayFirst Route WaitToVerify", "waiting"),
    "urgent_waiting": ("Route WaitToVerify", "waiting"),
    "urgent_verifying": ("Route WaitNextRound", "verifying"),
    "post_reviewing": ("Route PostReview", "post_reviewing"),
}
WAITS = frozenset(
    {"explaining", "reviewing", "proposing", "noticing", "confirming", "deciding", "post_reviewing"}
)

STEPS = {
    "verify": verification.verify,
    "assess": assessment.assess,
    "conclude": approval.conclude,
    "overdue": approval.overdue,
}


@pytest.mark.parametrize("stage", BEGINS)
def test_an_attempt_begins_where_the_case_stands(office, stage):
    case = office.brought_to(stage)
    office.begins(case)
    entered, then = BEGINS[stage]
    assert office.entered(case, 2) == entered.split()
    assert office.now_at(case) == (then, 2)
    assert office.tokens(case) == ([then] if then in WAITS else [])


@pytest.mark.parametrize("stage", sorted((STANDARD | SAME_DAY).keys() - BEGINS.keys()))
def test_a_case_that_rests_or_has_ended_begins_no_attempt_and_ends_one_that_comes(office, stage):
    case = office.brought_to(stage)
    before = office.events(case)
    assert office.begins(case) is None
    office.begins_again(case, stage)
    assert (office.entered(case, "again"), office.status(case, "again")) == (
        ["Route", "Over"],
        "SUCCEEDED",
    )
    assert office.events(case) == before


@pytest.mark.parametrize("stage", BEGINS)
def test_an_old_attempt_that_comes_back_at_any_stage_ends_quietly_and_changes_nothing(
    office, stage
):
    case = office.brought_to(stage)
    office.begins(case)
    before = (office.events(case), office.tokens(case), office.status(case, 2))
    for told in State:
        office.begins_again(case, told.value, name=told.value)
    office.later(seconds=10)
    for name, step in STEPS.items():
        told = step({"id": case.id, "attempt": 1, "stage": stage}, Context(name))
        assert told == {
            "kind": "case",
            "id": case.id,
            "attempt": 1,
            "stage": "superseded",
            "seconds": 1,
        }
    assert {told: office.status(case, told.value) for told in State} == dict.fromkeys(
        State, "SUCCEEDED"
    )
    assert (office.events(case), office.tokens(case), office.status(case, 2)) == before


@pytest.mark.parametrize("stage", BEGINS)
def test_an_attempt_that_still_waits_ends_quietly_once_the_next_has_begun(office, stage):
    case = office.brought_to(stage)
    office.begins(case)
    if office.begins(case) is None:
        assert office.status(case, 2) == "SUCCEEDED"  # it had nothing to wait for
        return
    before = office.events(case)
    assert office.tokens(case) == ([office.now_at(case)[0]] if BEGINS[stage][1] in WAITS else [])
    office.later(hours=6)
    assert (office.entered(case, 2)[-1], office.status(case, 2)) == ("Over", "SUCCEEDED")
    assert office.events(case)[: len(before)] == before
    assert office.events(case).count("resume") == 2
