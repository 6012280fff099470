"""Executions killed at every state: the next attempt carries the case on, the old one is over."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from local.cloud.deployment import ROOT
from tests.integration.workflows.plays import played, undisturbed
from tests.support.searches import sampled

STANDARD = "Route WaitToVerify Verify Review Reviewed? Assess Notice Confirm Confirmed? Grant"
KILLED_AT = {
    "mother_of_two": STANDARD,
    "retired_couple": "Explain Propose Refuse",
    "same_name": "WaitNextRound Overdue",
    "injured_worker": "Route Decide PayFirst WaitToVerify Verify Review Reviewed? PostReview Over",
}
KILLED_WAITING = {
    "mother_of_two": "WaitToVerify Review Notice Confirm",
    "retired_couple": "Explain Propose",
    "same_name": "WaitNextRound",
    "injured_worker": "Decide WaitToVerify PostReview",
}

CLOSED_BY_A_PERSON = {
    ("injured_worker", state) for state in ("Review", "Reviewed?", "PostReview", "Over")
}
"""Verified and killed: what is left is the clerk's to close, and no workflow is needed for it."""


def pairs(places):
    return [(play, state) for play, states in places.items() for state in states.split()]


@dataclass
class Kill:
    """Stops the first attempt where it enters a state, or a moment later while it waits there."""

    state: str
    waiting: bool = False
    done: list[str] = field(default_factory=list)

    def __call__(self, town, state, payload):
        if state != self.state or payload["attempt"] != 1 or self.done:
            return
        name = f"{payload['id']}-1"
        self.done.append(name)
        if self.waiting:
            town.clock.thread(lambda: self._later(town, name), "kill")
        else:
            town.sandbox.stop_execution(name)

    def _later(self, town, name):
        town.clock.sleep_until(town.clock.now() + timedelta(seconds=1))
        town.sandbox.stop_execution(name)


def check(play, kill):
    attempts = 1 if (play, kill.state) in CLOSED_BY_A_PERSON else 2
    calm, outcome = undisturbed(play), played(play, kill)
    assert outcome.entered[1][-1] == kill.state
    assert outcome.executions[1] == "ABORTED"
    assert [outcome.executions[n] for n in range(2, attempts + 1)] == ["SUCCEEDED"] * (attempts - 1)
    assert outcome.attempt == attempts
    assert outcome.events == calm.events
    assert (outcome.state, outcome.paid) == (calm.state, calm.paid)


def test_every_state_of_the_workflow_is_tried():
    definition = json.loads((ROOT / "stepfunctions/application.asl.json").read_text("utf-8"))
    assert {state for _, state in pairs(KILLED_AT)} == definition["States"].keys()


@pytest.mark.parametrize(("play", "state"), sampled(pairs(KILLED_AT), 9))
def test_killed_as_it_enters_a_state(play, state):
    check(play, Kill(state))


@pytest.mark.parametrize(("play", "state"), sampled(pairs(KILLED_WAITING), 5))
def test_killed_while_it_waits(play, state):
    check(play, Kill(state, waiting=True))
