"""A close relative of staff: registered apart, and visited by the county before any decision."""

from __future__ import annotations

import pytest

from chalicelib.domain.actors import Post
from local.population.families import MOTHER_OF_TWO
from local.town.clerks import countersigned
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import AGAINST, REASON, accepted, assessed, declined

MOTHER = MOTHER_OF_TWO.residents[0].identity_number
CHILD = MOTHER_OF_TWO.residents[1].identity_number
COUNTY = "220203000000"


def registers(clerk, number=MOTHER, **fields):
    """A member of staff enters a close relative."""
    entry = {"identity_number": number, "kinship": "sibling", "of": "staff"} | fields
    return clerk.client.post("/v1/staff-relatives", entry)


def county_visit(stage, *, visitors=("longtan2", "longtan-leader")):
    """Two people of the county, and not who decides, visit the family and both say so."""
    county = stage.clerk(COUNTY, number=1)
    case_id = stage.family.case_id
    signed = county.signed(case_id, *visitors)
    county.does(case_id, "county-visit", findings="家庭情况属实", **signed)
    return countersigned(stage.world, visitors[1], stage.family.case_id)


def to_be_confirmed(town):
    """A relative's case that waits for the county's decision."""
    registers(scene(town, "first", MOTHER_OF_TWO).clerk("220203007000"), of="committee")
    stage, _, _ = assessed(town, MOTHER_OF_TWO)
    stage.family.waits_for("confirming")
    return stage


def tasks_of(clerk, stage):
    return [one["task"] for one in clerk.tasks() if one["id"] == stage.family.case_id]


@pytest.mark.parametrize("decision", ["confirm", "decline"])
def test_the_county_decides_a_relatives_case_only_after_its_own_visit(town, decision):
    stage = to_be_confirmed(town)
    county = stage.county(COUNTY)
    said = {"decision": decision, "reason": REASON, **(AGAINST if decision == "decline" else {})}
    refused = declined(county.does, stage.family.case_id, "decision", **said)
    assert refused == (409, "case.task_first")
    county_visit(stage)
    county.does(stage.family.case_id, "decision", **said)
    stage.family.waits_for("receiving", "refused")


def test_the_county_may_send_it_back_without_having_been_there(town):
    stage = to_be_confirmed(town)
    stage.decides(stage.county(COUNTY), "send_back", "请核实住房情况")
    stage.family.waits_for("reviewing")


def test_the_visit_is_the_county_s_and_not_the_township_s(town):
    stage = to_be_confirmed(town)
    clerk, county = stage.clerk("220203007000"), stage.county(COUNTY)
    assert "county_visit" not in tasks_of(clerk, stage)
    assert "county_visit" in tasks_of(county, stage)
    visit = clerk.signed(stage.family.case_id, "shanqian1", "shanqian2") | {"findings": "属实"}
    refused = declined(clerk.does, stage.family.case_id, "county-visit", **visit)
    assert refused == (403, "case.not_yours")


def test_who_is_registered_after_the_application_is_found_in_the_open_case(town):
    stage, clerk, _ = accepted(town)
    county = stage.county(COUNTY)
    assert "county_visit" not in tasks_of(county, stage)
    result = registers(clerk, CHILD, kinship="grandchild", of="committee")
    assert result["registered"]
    assert "county_visit" in tasks_of(county, stage)
    documents = county.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]
    (relative,) = documents["relatives"]
    assert relative == {
        "member": 1, "kinship": "grandchild", "of": "committee", "staff": clerk.persona.userid,
    }  # fmt: skip


def test_whoever_is_registered_twice_is_visited_once(town):
    stage, clerk, colleague = accepted(town)
    registers(clerk)
    registers(clerk)
    registers(colleague)
    assert tasks_of(stage.county(COUNTY), stage).count("county_visit") == 1
    county_visit(stage)
    registers(clerk, CHILD)
    assert "county_visit" not in tasks_of(stage.county(COUNTY), stage)


def test_the_family_reads_that_the_county_comes_and_not_whose_relative_it_is(town):
    stage, clerk, _ = accepted(town)
    registers(clerk)
    text = str([stage.family.case(), stage.family.timeline()])
    assert "县级入户调查" in text
    assert clerk.persona.userid not in text
    assert "note_relative" not in text
    assert "近亲属" not in text


def test_a_citizen_registers_nobody(town):
    family = Citizen(town, "family", MOTHER_OF_TWO)
    entry = {"identity_number": MOTHER, "kinship": "sibling", "of": "staff"}
    assert declined(family.client.post, "/v1/staff-relatives", entry)[0] == 403


def test_who_has_a_relative_in_a_case_does_nothing_more_in_it_and_others_go_on(town):
    stage, clerk, colleague = accepted(town)
    case_id = stage.family.case_id
    clerk.client.post(f"/v1/cases/{case_id}/tasks/visit/claim")
    registers(clerk)
    free = next(one for one in colleague.tasks() if (one["id"], one["task"]) == (case_id, "visit"))
    assert free["claimed_by"] == ""
    refused = declined(clerk.client.post, f"/v1/cases/{case_id}/tasks/visit/claim")
    assert refused == (409, "case.own_relative")
    colleague.client.post(f"/v1/cases/{case_id}/tasks/visit/claim")
    path = f"/v1/cases/{case_id}/tasks/visit/hand-over"
    refused = declined(colleague.client.post, path, {"to": clerk.persona.userid})
    assert refused == (409, "case.own_relative")


def test_a_case_whose_only_clerks_are_relatives_goes_to_the_county_at_once(town):
    stage, clerk, colleague = accepted(town)
    registers(clerk)
    registers(colleague, CHILD, kinship="child")
    assert "visit" in tasks_of(stage.clerk("220203000000", Post.LEADER), stage)


def test_what_opens_later_goes_to_the_county_at_once_as_well(town):
    stage, clerk, colleague = accepted(town)
    registers(clerk)
    registers(colleague, CHILD, kinship="child")
    stage.family.waits_for("reviewing")
    assert "review" in tasks_of(stage.clerk(COUNTY, Post.LEADER), stage)


def test_whoever_is_named_for_a_visit_finds_it_on_the_own_list_wherever_they_work(town):
    stage, clerk, colleague = accepted(town)
    registers(colleague)
    stage.family.waits_for("reviewing")
    county = stage.county(COUNTY)
    signed = clerk.signed(stage.family.case_id, clerk.persona.userid, county.persona.userid)
    clerk.does(stage.family.case_id, "visit", findings="情况属实", **signed)
    mine = county.client.get("/v1/tasks?list=mine")["tasks"]
    assert [one["task"] for one in mine] == ["countersign"]
    countersigned(town, county.persona.userid, stage.family.case_id)
    assert county.client.get("/v1/tasks?list=mine")["tasks"] == []


def test_the_own_case_of_staff_is_for_others(town):
    stage, clerk, _ = accepted(town)
    registers(clerk, kinship="self")
    refused = declined(clerk.client.post, f"/v1/cases/{stage.family.case_id}/tasks/visit/claim")
    assert refused == (409, "case.own_relative")
