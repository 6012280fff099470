"""What a family may not read of a child is in nothing that it sees, before staff know the child."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.dates import parse_instant
from local.population.residents import resident
from tests.system.api.conftest import scene
from tests.system.api.scenes import declined
from tests.system.api.test_who_signs import ALONE

CHILD = resident("郎小满", "2016-04-01", 93, "grandchild", deposits=4_321_000)
RICH, POOR = (resident("卜清泉", "1950-01-01", 101, deposits=fen) for fen in (900_000, 0))


def lives_with(town, grandfather, child=CHILD):
    """The case of a grandfather and a child, of whom nobody knows yet whose child it is."""
    household = replace(ALONE, residents=(grandfather, child))
    for one in household.residents:
        town.departments.residents[one.identity_number] = one
    stage = scene(town, "family", household)
    stage.family.apply(incomes=[])
    stage.family.waits_for("reviewing", "explaining")
    return stage, stage.clerk(str(stage.family.receipt["office"]))


def stands(stage):
    return stage.family.timeline()["stage"]


def told_by(stage):
    lines = stage.family.case()["documents"]["report"]["differences"]
    return [one for line in lines for one in line["told_by"]]


def found(stage):
    """What the family reads that it has more than it declared: figures, and the letters' lines."""
    stage.later(minutes=1)
    lines = stage.family.case()["documents"]["report"]["differences"]
    letters = [one["lines"] for one in stage.family.letters() if one["name"] == "differences"]
    return [one["found"] for one in lines], [line for lines in letters for line in lines[1:-1]]


def test_what_a_child_has_cannot_be_found_by_declaring_more_and_less(town):
    stage, _clerk = lives_with(town, POOR)
    for fen in (4_000_000, 4_700_000, 0):
        stage.family.does("correction", property={"deposits_fen": fen})
        stage.later(minutes=1)
        stage.family.waits_for("reviewing", "explaining")
        assert (stands(stage), found(stage)) == ("reviewing", ([], []))
    assert stage.family.timeline()["events"][-1]["event"] == "report_clear"


def test_beside_a_grown_member_s_figure_the_child_s_is_in_no_line(town):
    stage, clerk = lives_with(town, RICH)
    figures, lines = found(stage)
    assert (stands(stage), figures, len(lines)) == ("explaining", [900_000], 1)
    assert "9000.00" in lines[0].replace(",", "")
    shown = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["report"]
    assert [one["found"] for one in shown["differences"]] == [5_221_000]


def test_once_the_case_is_accepted_the_family_is_informed_and_explains(town):
    stage, clerk = lives_with(town, POOR)
    assert stands(stage) == "reviewing"
    clerk.waits_for_task(stage.family.case_id, "review")
    stage.accepts(clerk)
    figures, lines = found(stage)
    assert (stands(stage), figures, len(lines)) == ("explaining", [4_321_000], 1)
    assert {one["task"] for one in clerk.tasks()} == {"call_back", "visit"}
    stage.family.does("explanation", statement="孩子父母留下的", complete=True)
    clerk.waits_for_task(stage.family.case_id, "review")
    assert stands(stage) == "reviewing"


@pytest.mark.parametrize("explained", [True, False])
def test_who_explained_the_rest_before_gets_the_whole_time_for_what_came_out(town, explained):
    stage, clerk = lives_with(town, RICH)
    if explained:
        stage.family.does("explanation", statement="忘了填写", complete=True)
        stage.later(minutes=1)
    first = parse_instant(stage.family.letters()[-1]["written_at"])
    town.clock.sleep_until(first + timedelta(days=1))
    stage.accepts(clerk)
    figures, lines = found(stage)
    assert (stands(stage), figures, len(lines)) == ("explaining", [5_221_000], 2)
    due = parse_instant(stage.family.timeline()["due"])
    town.clock.sleep_until(due - timedelta(minutes=5))
    assert stands(stage) == "explaining"
    town.clock.sleep_until(due + timedelta(minutes=5))
    assert stands(stage) == "reviewing"


def test_what_is_not_shown_cannot_be_disputed_so_that_asking_shows_nothing(town):
    child = resident("郎小满", "2016-04-01", 93, "grandchild", incomes={"pension": 90_000})
    stage, clerk = lives_with(town, RICH, child)
    shown = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["report"]
    items = {one["item"] for line in shown["differences"] for one in line["told_by"]}
    hers = items - {one["item"] for one in told_by(stage)}
    assert hers
    for item in hers | {"wage"}:
        words = {"statement": "核对有误", "evidence": [], "dispute": [item]}
        refused = declined(stage.family.does, "explanation", **words)
        assert refused == (409, "approval.nothing_found_there")
