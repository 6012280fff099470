"""What the pages of a family ask costs no more AWS calls than a reading may."""

from __future__ import annotations

import pytest

from local.population.families import RETIRED_COUPLE
from tests.system.api.conftest import scene
from tests.system.api.test_drafts import READ, cost

OF_CASE = ("timeline", "findings", "correction", "letters")


@pytest.fixture
def family(town):
    """The couple of whom a deposit was found."""
    stage = scene(town, "couple", RETIRED_COUPLE)
    stage.accepts(stage.clerk(stage.applies()))
    stage.family.waits_for("explaining")
    return stage.family


def test_what_a_family_reads_of_its_case_costs_four_calls_at_most(town, family):
    paths = [f"/v1/cases/{family.case_id}/{part}" for part in OF_CASE]
    asked = ["/v1/cases", "/v1/offices/220203007001", *paths]
    for path in asked:
        family.client.get(path)  # keys and secrets are open now
    costs = {path: len(cost(town, family.client.get, path)[1]) for path in asked}
    assert {path: count for path, count in costs.items() if count > READ} == {}
