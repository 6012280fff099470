"""Which office somebody goes to, and how it is reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.directory import service
from chalicelib.directory.offices import contact
from chalicelib.policy import load_pack

VILLAGE, TOWNSHIP, COUNTY = "220203007001", "220203007000", "220203000000"
NOBODY_THERE = "220203008000"


def office(town, area):
    return town.caller.get(f"/v1/offices/{area}").json


def test_people_of_a_village_go_to_their_township_with_the_countys_telephone_beside_it(town):
    found = office(town, VILLAGE)
    assert (found["office"], found["level"]) == (TOWNSHIP, "township")
    assert found["office_name"] == "龙潭区山前街道办事处"
    assert found["area_name"].startswith("龙潭区山前街道")
    assert found["county_name"] == "龙潭区民政局"
    assert all(found[name] for name in ("telephone", "hours", "county_telephone"))
    assert (found["hotline"], found["any_hotline"]) == ("963961", "12345")


def test_what_nobody_confirmed_is_said_to_be_so(town):
    assert "先打个电话" in office(town, VILLAGE)["hours_note"]
    assert office(town, VILLAGE)["address"] == ""


def test_where_nobody_of_an_office_handles_cases_the_office_above_is_named_and_why(town):
    found = office(town, NOBODY_THERE)
    assert found["office"] == COUNTY
    assert found["note"].endswith("现在没有人办，由龙潭区民政局办。")


def test_where_nobody_above_handles_cases_either_it_is_the_townships_own(town):
    found = office(town, "220102001000")
    assert found["office"] == "220102001000"
    assert found["telephone"] == "963961"


def test_a_county_is_its_own_office(town):
    assert office(town, COUNTY)["office"] == COUNTY


def test_what_a_bureau_entered_of_an_office_goes_ahead_of_what_holds_for_all():
    parameters = load_pack("jilin-city").parameters_on(date(2022, 12, 19))
    general = parameters.value("office.telephone")
    own = replace(general, amount="0432-0000000", where={"office": TOWNSHIP})
    known = replace(parameters, values=(own, *parameters.values))
    assert contact.known("office.telephone", TOWNSHIP, known) == "0432-0000000"
    assert contact.known("office.telephone", COUNTY, known) == "963961"


@pytest.mark.parametrize("area", ["220203007999", "x", "22020300700"])
def test_an_area_that_is_none_is_not_found(town, area):
    assert town.caller.get(f"/v1/offices/{area}").status == 404


def test_every_area_has_an_office(town):
    for code in ("220000000000", "220200000000", COUNTY, TOWNSHIP, VILLAGE):
        assert service.office(code, town.sandbox.clock.now()).office_name
