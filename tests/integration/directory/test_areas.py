"""Choosing an area on the phone, from the province down."""

import pytest

from chalicelib.directory import service
from chalicelib.directory.offices import routing

PROVINCE = "220000000000"


def test_a_township_is_shown_with_its_communities(town):
    area = town.caller.get("/v1/areas/220203007000").json
    assert (area["name"], area["level"]) == ("山前街道", "township")
    assert area["full_name"] == "龙潭区山前街道"
    assert area["children"][0] == {
        "code": "220203007001",
        "name": routing.area_names()["220203007001"],
        "level": "village",
    }


def test_a_community_has_nothing_in_it(town):
    assert town.caller.get("/v1/areas/220203007001").json["children"] == []


def test_every_area_is_reached_from_the_province():
    reached, waiting = set(), [PROVINCE]
    while waiting:
        code = waiting.pop()
        reached.add(code)
        waiting += [child.code for child in service.area(code).children]
    assert reached == routing.area_names().keys()
    assert len(reached) == 13_014


@pytest.mark.parametrize("code", ["220203007999", "000000000000", "999999999999"])
def test_an_area_that_is_none_is_not_found(town, code):
    answer = town.caller.get(f"/v1/areas/{code}")
    assert (answer.status, answer.json["code"]) == (404, "area.not_found")


@pytest.mark.parametrize("code", ["x", "22020300700", "2202030070000", "２２０２０３００７０００"])
def test_what_has_not_the_form_of_an_area_is_not_found(town, code):
    assert town.caller.get(f"/v1/areas/{code}").status == 404
