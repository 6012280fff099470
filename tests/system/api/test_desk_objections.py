"""What is said of a notice at the counter, on the telephone or on a phone is written down at the
desk, looked into there, and stands beside every decision upon it."""

from __future__ import annotations

import pytest

from local.population.families import FOUND_WORK, PAPER_MISSING
from local.town.people import Citizen
from tests.support.desk import Desk
from tests.system.api.scenes import declined, noticed
from tests.system.api.test_objections import AREA, board

COUNTY = "220203000000"
HEARD = {"heard": "counter", "statement": "她家有一辆车，停在楼下"}
NAMED = {"objector": {"name": "王邻居", "phone": "13900000001"}}


def objects(citizen, path, **more):
    return citizen.client.post(path, {"statement": "她家有一辆车"} | more)


def at_the_desk(town, clerk):
    desk = Desk(town)
    desk.signs_in(clerk.persona.userid)
    return desk


def page_of(stage):
    """Where the desk has what was said of the notice."""
    return board(stage).replace("/v1/", "/desk/")


def test_who_objects_has_a_number_and_reads_who_looks_into_it_by_when(town):
    stage, _, _ = noticed(town)
    path = board(stage)
    neighbour = Citizen(town, "neighbour", PAPER_MISSING)
    first = objects(neighbour, path)
    assert len(first["number"]) == 8
    assert first["number"].isdigit()
    assert "山前街道" in first["office_name"]
    assert first["due"] > stage.world.clock.now().date().isoformat()
    assert first["telephone"] == "963961"
    assert objects(neighbour, path, statement="她家真的有车")["number"] == first["number"]
    other = objects(Citizen(town, "late", FOUND_WORK), path)
    assert other["number"] != first["number"]


def test_what_is_heard_at_the_counter_is_written_down_with_a_number_to_tell(town):
    stage, clerk, _ = noticed(town)
    page, desk = page_of(stage), at_the_desk(town, clerk)
    assert "还没有人提出意见" in desk.get(page).text
    answer = desk.sends(page, of="statement", **HEARD)
    assert answer.status == 200
    assert "登记好了，编号" in answer.text
    assert "重新调查" in answer.text
    shown = desk.get(page).text
    for words in ("她家有一辆车，停在楼下", "当面说的", "提出的人没有说自己是谁", "入户调查"):
        assert words in shown
    stage.family.waits_for("reviewing")
    stage.later(minutes=1)
    assert stage.notices(AREA) == []
    assert "公示异议告知书" in str(stage.family.letters())


def test_several_people_come_to_the_same_counter_and_each_has_a_number(town):
    stage, clerk, _ = noticed(town)
    path = board(stage).replace("objections", "heard-objections")
    numbers = {
        clerk.client.post(path, {**HEARD, "statement": said})["number"]
        for said in ("她家有一辆车", "她家有一辆车", "她丈夫住在一起")
    }
    case = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
    assert {one["number"] for one in case["documents"]["objection"]} == numbers
    assert len(numbers) == 3


def test_a_form_that_is_sent_twice_writes_down_once(town):
    stage, clerk, _ = noticed(town)
    page, desk = page_of(stage), at_the_desk(town, clerk)
    desk.get(page)
    fields = {**desk.page.form("statement"), **HEARD}
    first, second = desk.posts(page, fields), desk.posts(page, fields)
    assert (first.status, second.status) == (200, 200)
    case = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
    assert len(case["documents"]["objection"]) == 1


def test_nothing_said_comes_back_with_the_form(town):
    stage, clerk, _ = noticed(town)
    page, desk = page_of(stage), at_the_desk(town, clerk)
    desk.get(page)
    refused = desk.sends(page, of="statement", statement="")
    assert refused.status == 422
    assert "请" in refused.text


@pytest.mark.parametrize("purpose", ["", "?purpose=review"])
def test_who_lets_the_office_know_them_is_asked_back_and_nobody_else_reads_who(town, purpose):
    stage, clerk, _ = noticed(town)
    page = page_of(stage)
    objects(Citizen(town, "neighbour", PAPER_MISSING), board(stage), **NAMED)
    desk = at_the_desk(town, clerk)
    acts = desk.get(f"/desk/cases/{stage.family.case_id}/acts{purpose}").text
    assert ("王邻居" in acts, "13900000001" in acts) == (bool(purpose), bool(purpose))
    assert "13900000001" not in desk.get(page).text
    read = f"{stage.family.case()}{stage.family.timeline()}{stage.family.letters()}"
    assert "王邻居" not in read
    assert "13900000001" not in read


def test_the_office_of_another_place_reads_and_writes_nothing(town):
    stage, _, _ = noticed(town)
    page, path = page_of(stage), board(stage).replace("objections", "heard-objections")
    elsewhere = stage.county("220202000000")
    assert at_the_desk(town, elsewhere).get(page).status == 404
    assert declined(elsewhere.client.post, path, HEARD) == (404, "notice.not_found")
    assert "objections" not in at_the_desk(town, elsewhere).get(f"/desk/notices/{AREA}").text


def test_the_board_leads_to_what_was_said_also_after_it_was_taken_down(town):
    stage, clerk, _ = noticed(town)
    page, desk = page_of(stage), at_the_desk(town, clerk)
    assert page in desk.get(f"/desk/notices/{AREA}").text
    objects(Citizen(town, "neighbour", PAPER_MISSING), board(stage))
    stage.family.waits_for("reviewing")
    stage.later(minutes=1)
    shown = desk.get(f"/desk/notices/{AREA}").text
    assert page in shown
    assert "已经撤下的公示" in shown


def test_objection_and_visit_stand_beside_the_appraisal_the_opinion_and_the_decision(town):
    stage, clerk, colleague = noticed(town)
    case = f"/desk/cases/{stage.family.case_id}"
    objects(Citizen(town, "neighbour", PAPER_MISSING), board(stage))
    stage.family.waits_for("reviewing")
    desk = at_the_desk(town, clerk)
    for form in ("appraisal-plan", "appraisal", "visit", "opinion"):
        assert "她家有一辆车" in desk.get(f"{case}/{form}").text
    stage.visits(clerk, colleague, "核实无车")
    assert "核实无车" in desk.get(f"{case}/opinion").text
    stage.gives_opinion(clerk, "propose_grant", "异议不属实")
    stage.family.waits_for("confirming")
    shown = at_the_desk(town, stage.county(COUNTY)).get(f"{case}/decision").text
    for words in ("她家有一辆车", "核实无车", "调查后：", "异议不属实"):
        assert words in shown
    looks = at_the_desk(town, clerk).get(f"{case}/looks").text
    assert stage.county(COUNTY).persona.name in looks


def test_a_form_without_an_objection_says_nothing_of_one(town):
    stage, clerk, _ = noticed(town)
    shown = at_the_desk(town, clerk).get(f"/desk/cases/{stage.family.case_id}/opinion").text
    assert "公示异议" not in shown
    assert "情况属实" in shown


def test_a_clerk_finds_the_board_of_a_village_from_the_first_page(town):
    stage, clerk, _ = noticed(town)
    page, desk = page_of(stage), at_the_desk(town, clerk)
    desk.get(desk.get("/desk/more").link("公示"))
    desk.get(desk.page.link("新山社区"))
    assert page in desk.page.text
