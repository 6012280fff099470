"""What each function did in real cases is what its policy grants, and nothing is granted idly."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from app import app
from chalicelib.case import keys as case_keys
from chalicelib.platform.events import reactions
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.keys import Key
from local.cloud import logs, permissions
from local.cloud.clock import LogicalClock
from local.population.families import MOTHER_OF_TWO
from local.town.people import Citizen
from local.town.world import world
from tests.conftest import COUNTY
from tests.system.api.conftest import MONDAY, ask
from tests.system.api.scenes import NEARLY_POOR, REASON, assessed


def of_functions(uses):
    return {use for use in uses if use.function in permissions.variables()}


def test_no_function_does_what_its_policy_does_not_grant(played):
    uses = of_functions(played.result.uses)
    assert len(uses) > 30
    assert permissions.violations(uses) == []


def test_nothing_is_granted_that_is_neither_used_nor_explained(
    played, parked, brought, proved, recognised
):
    uses = played.result.uses | parked | brought.uses | proved | recognised
    assert permissions.unused(of_functions(uses)) == []


def test_a_bank_that_answers_hours_later_brings_its_answer_to_the_case(brought):
    assert [(status, body.get("result")) for status, body in brought.answers] == [
        (401, None),
        (200, "merged"),
        (200, "merged_before"),
    ]
    assert [one["reason"] for one in brought.before["open"]] == ["answer.pending"]
    assert brought.after["open"] == []
    assert "tickets" not in brought.before  # what only we and the bank may know
    assert brought.after["rounds"] == brought.before["rounds"] + 1


@pytest.fixture
def brought():
    """A bank that promises an answer, and brings it after the rounds: unsigned, signed, again."""
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:
        town.departments.behaviour["bank"].delay = 10.0**6
        family = Citizen(town, "mother", MOTHER_OF_TWO)
        family.apply()
        town.clock.sleep_until(town.clock.now() + timedelta(hours=9))
        before = family.case()["documents"]["report"]
        callback = town.departments.callback(town.departments.tickets[0])
        answers = [
            ask(town, "", "POST", "/v1/sources/bank/answers", json.dumps(body).encode())[:2]
            for body in ({**callback, "signature": "0" * 64}, callback, callback)
        ]
        after = family.case()["documents"]["report"]
        uses = frozenset(town.sandbox.uses)
        return SimpleNamespace(uses=uses, answers=answers, before=before, after=after)


@pytest.fixture
def proved():
    """The uses of a face that is proved, and found to be proved after the process has forgotten."""
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:
        family = Citizen(town, "mother", MOTHER_OF_TWO)
        for _ in range(2):
            assert family.proves(MOTHER_OF_TWO.residents[0])["proved"]
            sealing.forget()
        return frozenset(town.sandbox.uses)


@pytest.fixture
def recognised():
    """The uses of a household that is recognised and receives nothing: it stands on no board."""
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:
        stage, *_ = assessed(town, NEARLY_POOR)
        stage.decides(stage.county(COUNTY), "confirm", REASON)
        stage.family.waits_for("receiving")
        stage.later(minutes=1)
        return frozenset(town.sandbox.uses)


@pytest.fixture
def parked():
    """The uses of reactions that failed and are tried again, which no demo shows."""
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:
        family = Citizen(town, "mother", MOTHER_OF_TWO)
        listed = case_keys.receipt(family.apply()["receipt"])
        table.delete(listed)  # as if it had never been listed
        stuck = [
            ("case#c1#gone#00000001", {"kind": "complaint", "id": "c1"}, "note_complaint"),
            ("case#c2#list#00000001", {"kind": "case", "id": family.case_id}, "list_for_search"),
        ]
        places = [Key("cases", f"STUCK#{reactions.CONSUMER}", at) for at, _, _ in stuck]
        for place, (_, record, reaction) in zip(places, stuck, strict=True):
            table.put(place, {**record, "event": "link", "seq": 1, "reaction": reaction})
        town.sandbox.invoke("reconcile", {})
        assert [table.get(place) for place in places] == [None, None]
        assert table.get(listed)
        return frozenset(town.sandbox.uses)
