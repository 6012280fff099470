"""Every area has its office; an application goes where it belongs, or to the next office above."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.directory import routing, store
from chalicelib.domain.areas import Level, level_of, parent_of
from chalicelib.domain.errors import Refused
from tests.conftest import CITY, COUNTY, TOWNSHIP

HOME, SHULAN = "220203007001", "220283200201"
PROVINCE = "220000000000"


def test_the_file_holds_every_area_of_the_province_on_its_level():
    counted = Counter(level_of(code) for code in routing.area_names())
    assert counted == {
        Level.PROVINCE: 1,
        Level.PREFECTURE: 9,
        Level.COUNTY: 69,
        Level.TOWNSHIP: 1_075,
        Level.VILLAGE: 11_860,
    }
    assert counted.total() == 13_014


def test_the_area_above_every_area_is_in_the_file():
    names = routing.area_names()
    above = {parent_of(code) for code in names} - {None}
    assert above <= names.keys()


def test_every_area_has_an_office_with_a_name():
    for code in routing.area_names():
        assert routing.office_name(code)
    assert routing.office_name(HOME) == "龙潭区山前街道新山社区"


def test_an_area_that_is_none_has_no_office():
    with pytest.raises(Refused, match=r"area\.unknown"):
        routing.office_name("220203007999")


def staffed(office, **more):
    """Somebody who works at an office."""
    one = store.Staff(f"s{office}", f"s{office}", office, frozenset(), date(2020, 1, 1), **more)
    store.save(one)
    return one


@pytest.mark.parametrize("scheme", ["dibao", "tekun", "marginal", "rigid_expenditure"])
def test_an_application_goes_to_the_township_of_registration(quiet, scheme):
    staffed("220283200000")
    assert routing.office_for(HOME, SHULAN, scheme) == TOWNSHIP
    assert routing.office_for(SHULAN, HOME, scheme) == "220283200000"


def test_temporary_aid_goes_to_where_the_family_lives(quiet):
    assert routing.office_for(SHULAN, HOME, "temporary_aid") == TOWNSHIP
    assert routing.area_of(SHULAN, HOME, "temporary_aid") == HOME
    assert routing.area_of(SHULAN, HOME, "dibao") == SHULAN


def test_where_nobody_works_the_office_above_takes_it(quiet):
    assert routing.office_for("220203001001", HOME, "dibao") == COUNTY
    assert routing.office_for(SHULAN, HOME, "dibao") == CITY


def test_who_begins_tomorrow_or_left_yesterday_takes_nothing(quiet):
    office = "220203001000"
    monday = date(2022, 12, 19)
    one = staffed(office, until=date(2022, 12, 18))
    assert routing.staffed(office) == COUNTY
    store.save(replace(one, until=monday))  # the last day counts
    assert routing.staffed(office) == office
    store.save(replace(one, since=date(2022, 12, 20), until=None))
    assert routing.staffed(office) == COUNTY


def test_the_superior_is_the_next_staffed_office_above(quiet):
    assert routing.superior(TOWNSHIP) == COUNTY
    assert routing.superior(COUNTY) == CITY
    assert routing.superior("220283200000") == CITY
    assert routing.superior(PROVINCE) == PROVINCE


def test_where_nobody_works_at_all_the_case_still_has_an_office(quiet):
    for one in ("town1", "town2", "county1", "county2", "city1"):
        store.save(replace(store.find(one), until=date(2022, 1, 1)))
    assert routing.office_for(HOME, HOME, "dibao") == TOWNSHIP
    assert routing.superior(TOWNSHIP) == COUNTY


def test_an_area_we_lack_is_not_routed(quiet):
    with pytest.raises(Refused, match=r"area\.unknown"):
        routing.office_for("110101001001", HOME, "dibao")
