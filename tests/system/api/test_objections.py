"""Objections to a notice: once a person, never the family itself, and all to one survey."""

from __future__ import annotations

import json

import pytest

from chalicelib.case import case as cases
from chalicelib.platform.store import identifiers
from local.population.families import FOUND_WORK, MOTHER_OF_TWO, PAPER_MISSING
from local.town.people import Citizen
from tests.system.api.scenes import ALONE, REASON, assessed, declined, noticed

AREA = MOTHER_OF_TWO.registered_area
COUNTY = "220203000000"


def board(stage):
    (notice,) = stage.notices(AREA)
    return f"/v1/notices/{AREA}/{notice['id']}/objections"


def objects(citizen, path, statement="她家有一辆车"):
    return citizen.client.post(path, {"statement": statement})


def surveyed_again(stage, clerk, colleague):
    """The township visits again and proposes as before; tekun is then noticed anew."""
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "核实无车")
    stage.gives_opinion(clerk, "propose_grant", "异议不属实")
    stage.family.waits_for("noticing")
    stage.later(minutes=1)


def test_whoever_objected_before_changes_nothing_by_objecting_again(town):
    stage, clerk, colleague = assessed(town, ALONE)
    neighbour = Citizen(town, "neighbour", PAPER_MISSING)
    assert objects(neighbour, board(stage))["received"]
    surveyed_again(stage, clerk, colleague)
    assert objects(neighbour, board(stage), "她家真的有车")["received"]
    assert stage.family.timeline()["stage"] == "noticing"
    stage.family.waits_for("confirming")


def test_another_person_may_object_to_the_next_notice_and_staff_read_both(town):
    stage, clerk, colleague = assessed(town, ALONE)
    path = board(stage)
    objects(Citizen(town, "neighbour", PAPER_MISSING), path)
    stage.later(minutes=1)
    late = Citizen(town, "late", FOUND_WORK)
    surveyed_again(stage, clerk, colleague)
    objects(late, board(stage), "她丈夫住在一起")
    stage.family.waits_for("reviewing")
    case = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
    objection = case["documents"]["objection"]
    assert [one["statement"] for one in objection] == ["她家有一辆车", "她丈夫住在一起"]
    assert ["answer" in one for one in objection] == [True, False]
    own = json.dumps([stage.family.case(), stage.family.timeline()], ensure_ascii=False)
    assert [one for one in objection if one["statement"] in own] == []


def test_who_comes_second_to_the_same_notice_is_examined_in_the_same_survey(town):
    stage, clerk, _ = noticed(town)
    path = board(stage)
    objects(Citizen(town, "neighbour", PAPER_MISSING), path)
    stage.later(minutes=1)
    assert stage.notices(AREA) == []
    result = objects(Citizen(town, "late", FOUND_WORK), path, "她丈夫住在一起")
    assert "山前街道" in result["next"]
    assert "最迟 202" in result["next"]
    assert "963961" in result["next"]
    (letter,) = [one for one in stage.family.letters() if one["name"] == "objected"]
    text = "".join(letter["lines"])
    for words in ("有人提出异议", "按规定保密", "山前街道", "最迟 202", "963961", "第19条"):
        assert words in text
    assert "车" not in text
    case = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
    assert len(case["documents"]["objection"]) == 2
    stage.later(days=8)
    later = Citizen(town, "later", ALONE)
    assert declined(objects, later, path) == (409, "notice.over")


def test_who_comes_after_the_new_opinion_is_read_by_the_county_before_it_decides(town):
    stage, clerk, colleague = noticed(town)
    path = board(stage)
    objects(Citizen(town, "neighbour", PAPER_MISSING), path)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "核实无车")
    stage.gives_opinion(clerk, "propose_grant", "异议不属实")
    stage.family.waits_for("confirming")
    result = objects(Citizen(town, "late", FOUND_WORK), path, "她丈夫住在一起")
    assert "决定前" in result["next"]
    assert "最迟 202" in result["next"]
    county = stage.county(COUNTY)
    county.waits_for_task(stage.family.case_id, "confirm")
    case = county.client.get(f"/v1/cases/{stage.family.case_id}")
    assert ["answer" in one for one in case["documents"]["objection"]] == [True, False]


@pytest.mark.parametrize("purpose", [{}, {"purpose": "review"}])
def test_nobody_of_the_staff_reads_on_which_account_somebody_objected_or_signed(town, purpose):
    stage, clerk, _ = noticed(town)
    neighbour = Citizen(town, "neighbour", PAPER_MISSING)
    objects(neighbour, board(stage))
    read = clerk.client.get(f"/v1/cases/{stage.family.case_id}", **purpose)
    (entry,) = read["documents"]["objection"]
    assert entry.keys() == {"statement", "at", "number"}
    document = cases.load(stage.family.case_id).document
    held = json.dumps([document.owner, document.documents])
    ids = [identifiers.account_id(one.openid) for one in (neighbour, stage.family)]
    assert [one in held for one in ids] == [True, True]
    assert [one in json.dumps(read) for one in ids] == [False, False]


def test_a_family_does_not_object_to_its_own_notice_and_is_informed_what_it_can_do(town):
    stage, _, _ = noticed(town)
    refused = declined(objects, stage.family, board(stage), REASON)
    assert refused == (409, "notice.own")
    assert stage.family.timeline()["stage"] == "noticing"
