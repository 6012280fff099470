"""Staff are called by their names at the desk, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chalicelib.directory import store
from chalicelib.directory.people import names
from chalicelib.directory.people.names import StaffName
from tests.support.desk import Desk
from tests.system.api.scenes import noticed

WU, ZHENG = "吴敏（经办人）", "郑凯（经办人）"


@pytest.fixture
def case(town):
    """A case that two clerks visited, and a task of it that one of them claimed."""
    stage, _, _ = noticed(town)
    stage.later(days=8)
    county = stage.county("220203000000")
    county.waits_for_task(stage.family.case_id, "confirm")
    county.client.post(f"/v1/cases/{stage.family.case_id}/tasks/confirm/claim")
    return stage


def signed_in(town, userid):
    desk = Desk(town)
    desk.signs_in(userid)
    return desk


def calls(id_, text, alike=False):
    """Enter what somebody is called, and forget who was read before."""
    before = store.find(id_)
    name = names.sealed(id_, before.office, StaffName(text, alike))
    store.save(replace(before, name=name), before)
    store.forget()


def test_whoever_has_a_task_visited_and_looked_is_called_by_name_and_post(town, case):
    desk = signed_in(town, "longtan")
    here = f"/desk/cases/{case.family.case_id}"
    assert "何静（经办人）" in desk.get("/desk?list=mine").text
    assert "何静（经办人）" in desk.get(here).text
    acts = desk.get(f"{here}/acts").text
    assert WU in acts
    assert ZHENG in acts
    assert "shanqian1" not in acts
    looks = desk.get(f"{here}/looks").text
    assert "何静（经办人）" in looks


def test_a_task_is_handed_over_to_a_name(town, case):
    desk = signed_in(town, "longtan")
    page = desk.get(f"/desk/cases/{case.family.case_id}/tasks/confirm/hand-over")
    assert "闻雪（经办人）" in page.text
    done = desk.sends(f"/desk/cases/{case.family.case_id}/tasks/confirm/hand-over", to="longtan2")
    assert done.status == 200
    assert "闻雪（经办人）" in signed_in(town, "longtan2").get("/desk?list=mine").text


def test_two_of_one_office_with_the_same_name_are_told_apart(town):
    page = signed_in(town, "fengman-leader").get("/desk/absence").text
    assert "严明（经办人，工号 fengman）" in page
    assert "严明（经办人，工号 fengman2）" in page


def test_names_of_minorities_are_whole_and_a_short_one_is_short(town):
    assert "阿依努尔·买买提明（经办人）" in signed_in(town, "minghua1").get("/desk").text
    assert "欧阳静文（负责人）" in signed_in(town, "huadian-leader").get("/desk").text


def test_whose_name_was_never_entered_is_called_by_the_id(town):
    before = store.find("shanqian1")
    store.save(replace(before, name=None), before)
    assert ">shanqian1<" in signed_in(town, "shanqian1").get("/desk").text


def test_what_looks_like_a_script_is_a_name(town):
    calls("shanqian1", "<script>alert(1)</script>")
    page = signed_in(town, "shanqian1").get("/desk").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;（经办人）" in page
    assert "<script>alert" not in page


def test_who_moved_to_another_county_is_still_called_by_name(town):
    before = store.find("shanqian1")
    store.save(replace(before, office="220202008000"), before)
    assert WU in signed_in(town, "shanqian1").get("/desk").text


def test_no_name_is_in_an_answer_of_the_api_or_in_clear_in_a_table(town, case):
    family, id_ = case.family, case.family.case_id
    county = case.county("220203000000").client
    read = [family.case(), family.timeline(), family.letters(), county.get("/v1/me")]
    read += [county.get("/v1/tasks?list=mine"), county.get(f"/v1/cases/{id_}", purpose="review")]
    text = json.dumps(read, ensure_ascii=False)
    stored = "".join(
        str(town.sandbox.table_items(table)) for table in ("cases", "trail", "people", "directory")
    )
    for name in ("吴敏", "郑凯", "何静", "闻雪"):
        assert name not in text
        assert name not in stored
