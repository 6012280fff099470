"""What goes before the public: what is paid, once; recognition by itself does not."""

from __future__ import annotations

import pytest

from chalicelib.platform.events import keys
from chalicelib.platform.store import table
from local.cloud import deployment
from local.population.families import MOTHER_OF_TWO, PAPER_MISSING
from local.town.people import Citizen
from tests.integration.workflows.plays import states
from tests.system.api.scenes import ALONE, NEARLY_POOR, REASON, assessed, declined, noticed

AREA = MOTHER_OF_TWO.registered_area
COUNTY = "220203000000"


def board(stage):
    return stage.family.client.get(f"/v1/notices/{AREA}")


def events(stage):
    return [one["event"] for one in stage.family.timeline()["events"]]


def objected_and_surveyed(stage, clerk, colleague, decision="propose_grant"):
    """A neighbour objects, and the township gives a new opinion after a new survey."""
    (notice,) = board(stage)["notices"]
    path = f"/v1/notices/{AREA}/{notice['id']}/objections"
    Citizen(stage.world, "neighbour", PAPER_MISSING).client.post(
        path, {"statement": "她家有一辆车"}
    )
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "核实无车")
    stage.gives_opinion(clerk, decision, "异议不属实，车是邻居的")
    stage.later(minutes=1)


def test_recognition_as_a_marginal_household_goes_on_to_the_county_without_a_notice(town):
    stage, _, _ = assessed(town, NEARLY_POOR)
    assert stage.family.timeline()["stage"] == "confirming"
    assert board(stage)["notices"] == []
    assert "notice" not in [letter["name"] for letter in stage.family.letters()]
    stage.decides(stage.county(COUNTY), "confirm", REASON)
    stage.family.waits_for("receiving")
    stage.later(minutes=30)
    assert stage.family.timeline()["payments"] == []
    assert table.query("cases", keys.stuck("spread", "", 0).pk) == []


def test_a_benefit_is_noticed_for_seven_days(town):
    stage, _, _ = assessed(town, MOTHER_OF_TWO)
    assert stage.family.timeline()["stage"] == "noticing"
    assert len(board(stage)["notices"]) == 1


def test_after_an_objection_dibao_goes_on_to_the_county_with_the_new_opinion(town):
    stage, clerk, colleague = noticed(town)
    objected_and_surveyed(stage, clerk, colleague)
    assert stage.family.timeline()["stage"] == "confirming"
    assert events(stage).count("assess_eligible") == 1
    assert board(stage)["notices"] == []


def test_the_county_reads_the_objection_and_what_came_of_it(town):
    stage, clerk, colleague = noticed(town)
    objected_and_surveyed(stage, clerk, colleague)
    county = stage.county(COUNTY)
    county.waits_for_task(stage.family.case_id, "confirm")
    (entry,) = county.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["objection"]
    assert entry["statement"] == "她家有一辆车"
    answer = entry["answer"]
    assert (answer["decision"], answer["reason"]) == ("propose_grant", "异议不属实，车是邻居的")
    assert "她家有一辆车" not in str(stage.family.case())


@pytest.mark.parametrize(
    ("decision", "outcome"), [("propose_grant", "kept"), ("propose_refusal", "changed")]
)
def test_what_came_of_an_objection_stands_on_the_board_for_three_days(town, decision, outcome):
    stage, clerk, colleague = noticed(town)
    objected_and_surveyed(stage, clerk, colleague, decision)
    (entry,) = board(stage)["outcomes"]
    assert entry.keys() == {
        "id", "surname", "scheme", "scheme_name", "outcome", "outcome_words", "until",
    }  # fmt: skip
    assert (entry["surname"], entry["outcome"]) == ("乔*", outcome)
    assert "车" not in str(entry)
    stage.later(days=4)
    assert board(stage)["outcomes"] == []


def test_nobody_objects_to_what_came_of_an_objection(town):
    stage, clerk, colleague = noticed(town)
    objected_and_surveyed(stage, clerk, colleague)
    (entry,) = board(stage)["outcomes"]
    path = f"/v1/notices/{AREA}/{entry['id']}/objections"
    late = Citizen(town, "late", PAPER_MISSING).client
    assert declined(late.post, path, {"statement": "她家有两辆车"}) == (404, "notice.not_found")


def test_tekun_is_noticed_anew_after_an_objection(town):
    stage, clerk, colleague = assessed(town, ALONE)
    assert stage.family.timeline()["stage"] == "noticing"
    objected_and_surveyed(stage, clerk, colleague)
    assert stage.family.timeline()["stage"] == "noticing"
    assert len(board(stage)["notices"]) == len(board(stage)["outcomes"]) == 1
    (letter,) = [one for one in stage.family.letters() if one["name"] == "objected"]
    assert "重新公示" in "".join(letter["lines"])
    assert "43号）第15条" in "".join(letter["lines"])


def test_what_the_county_sends_back_is_a_new_opinion_and_noticed_again(town):
    stage, clerk, colleague = noticed(town)
    objected_and_surveyed(stage, clerk, colleague)
    stage.decides(stage.county(COUNTY), "send_back", "请核实住房情况")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "租住，已核实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")


def test_what_needs_no_notice_leads_the_workflow_straight_on(town):
    stage, _, _ = assessed(town, NEARLY_POOR, form_id="played-here")  # its execution is looked at
    history = town.sandbox.executions()[f"{stage.family.case_id}-1"].exec_arn
    result = deployment.client("stepfunctions").get_execution_history(executionArn=history)
    entered = states(result["events"])
    assert entered[-3:] == ["Assess", "Notice", "Confirm"]
