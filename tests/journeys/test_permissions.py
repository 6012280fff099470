"""What each function did in real cases is what its policy grants, and nothing is granted idly."""

from __future__ import annotations

import pytest

from app import app
from chalicelib.platform import reactions, table
from chalicelib.platform.keys import Key
from local import logs, permissions
from local.clock import LogicalClock
from local.world import world
from tests.api.conftest import MONDAY


def of_functions(uses):
    return {use for use in uses if use.function in permissions.variables()}


def test_no_function_does_what_its_policy_does_not_grant(played):
    uses = of_functions(played.result.uses)
    assert len(uses) > 30
    assert permissions.violations(uses) == []


def test_nothing_is_granted_that_is_neither_used_nor_explained(played, parked):
    assert permissions.unused(of_functions(played.result.uses | parked)) == []


@pytest.fixture
def parked():
    """The uses of a reaction that failed and is tried again, which no demo shows."""
    with logs.kept(), world(app, LogicalClock(MONDAY)) as town:
        place = Key("cases", f"STUCK#{reactions.CONSUMER}", "case#c1#gone#00000001")
        table.put(place, {"kind": "case", "id": "c1", "event": "gone", "seq": 1, "reaction": "x"})
        town.sandbox.invoke("reconcile", {})
        assert table.get(place) is None
        return frozenset(town.sandbox.uses)
