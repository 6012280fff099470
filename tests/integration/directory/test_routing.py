"""An application goes where it belongs, to the next office above, or to who passes it on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.directory import store
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import AreaLevel, level_of, parent_of
from chalicelib.domain.errors import Refused
from tests.conftest import CITY, COUNTY, TOWNSHIP

HOME, SHULAN = "220203007001", "220283200201"
PROVINCE, CHANGCHUN = "220000000000", "220102001001"


def test_the_file_holds_every_area_of_the_province_on_its_level():
    counted = Counter(level_of(code) for code in routing.area_names())
    assert counted == {
        AreaLevel.PROVINCE: 1,
        AreaLevel.PREFECTURE: 9,
        AreaLevel.COUNTY: 69,
        AreaLevel.TOWNSHIP: 1_075,
        AreaLevel.VILLAGE: 11_860,
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


def hired(office, *posts, **more):
    """Somebody who works at an office: a case worker, if no posts are named."""
    held = frozenset(posts or {Post.CASE_WORKER})
    one = store.Staff(f"s{office}", f"s{office}", office, held, date(2020, 1, 1), **more)
    store.save(one)
    return one


def leave(*staff):
    """They have left."""
    for one in staff:
        store.save(replace(store.find(one), until=date(2022, 1, 1)))


def areas(registered, living, emergency=None):
    application = {
        "registered_area": registered,
        "living_area": living,
        "emergency_area": emergency,
    }
    return {name: area for name, area in application.items() if area}


def office_for(*form):
    goes = routing.destination(areas(*form[:2]), *form[2:])
    return None if goes.elsewhere else goes.office


@pytest.mark.parametrize("scheme", ["dibao", "tekun", "marginal", "rigid_expenditure"])
def test_an_application_goes_to_the_township_of_registration(quiet, scheme):
    hired("220283200000")
    assert office_for(HOME, SHULAN, scheme) == TOWNSHIP
    assert office_for(SHULAN, HOME, scheme) == "220283200000"


def test_temporary_aid_goes_to_where_the_family_lives(quiet):
    assert office_for(SHULAN, HOME, "temporary_aid") == TOWNSHIP
    assert routing.area_of(areas(SHULAN, HOME), "temporary_aid") == HOME
    assert routing.area_of(areas(SHULAN, HOME), "dibao") == SHULAN


def test_where_nobody_works_the_office_above_takes_it(quiet):
    assert office_for("220203001001", HOME, "dibao") == COUNTY
    assert office_for(SHULAN, HOME, "dibao") == CITY


@pytest.mark.parametrize(
    ("posts", "office"),
    [
        ((Post.FINANCE,), COUNTY),
        ((Post.FINANCE, Post.CASE_WORKER), "220203001000"),
        ((Post.LEADER,), "220203001000"),
    ],
)
def test_a_lone_finance_clerk_is_nobody_who_handles_a_case(quiet, posts, office):
    hired("220203001000", *posts)
    assert office_for("220203001001", HOME, "dibao") == office


def test_a_case_of_the_county_alone_goes_to_the_county_or_above_it(quiet):
    assert routing.destination(areas(HOME, HOME), "dibao", AreaLevel.COUNTY).office == COUNTY
    leave("county1", "county2")
    hired(COUNTY, Post.FINANCE)
    assert routing.destination(areas(HOME, HOME), "dibao", AreaLevel.COUNTY).office == CITY


def test_who_begins_tomorrow_or_left_yesterday_takes_nothing(quiet):
    office = "220203001000"
    monday = date(2022, 12, 19)
    one = hired(office, until=date(2022, 12, 18))
    assert routing.staffed(office) == COUNTY
    store.save(replace(one, until=monday))  # the last day counts
    assert routing.staffed(office) == office
    store.save(replace(one, since=date(2022, 12, 20), until=None))
    assert routing.staffed(office) == COUNTY


@pytest.mark.parametrize(
    ("registered", "living"), [(None, None), (SHULAN, SHULAN), (CHANGCHUN, None)]
)
def test_urgent_aid_goes_to_where_the_emergency_is_whatever_else_is_known(
    quiet, registered, living
):
    application = areas(registered, living, HOME)
    assert routing.destination(application, "temporary_aid") == routing.Destination(TOWNSHIP)
    assert routing.area_of(application, "temporary_aid") == HOME


# From elsewhere.


@pytest.mark.parametrize(
    ("registered", "living", "scheme"),
    [
        (CHANGCHUN, HOME, "dibao"),
        ("220102000000", HOME, "tekun"),
        (HOME, CHANGCHUN, "temporary_aid"),
    ],
)
def test_what_belongs_elsewhere_is_passed_on_by_the_office_of_the_other_area(
    quiet, registered, living, scheme
):
    goes = routing.destination(areas(registered, living), scheme)
    assert goes == routing.Destination(TOWNSHIP, elsewhere=True)


def test_the_passing_office_is_one_where_somebody_works(quiet):
    assert routing.destination(areas(CHANGCHUN, "220203001001"), "dibao").office == COUNTY
    assert routing.destination(areas(CHANGCHUN, SHULAN), "dibao").office == CITY


@pytest.mark.parametrize(
    ("registered", "living", "scheme", "pointer", "office"),
    [
        (CHANGCHUN, CHANGCHUN, "dibao", "/registered_area", "长春市南关区南岭街道"),
        (CHANGCHUN, "222401001001", "dibao", "/registered_area", "长春市南关区南岭街道"),
        (CHANGCHUN, CHANGCHUN, "temporary_aid", "/living_area", "长春市南关区南岭街道"),
    ],
)
def test_where_nobody_can_even_pass_it_on_the_office_to_apply_to_is_named(
    quiet, registered, living, scheme, pointer, office
):
    with pytest.raises(Refused, match=r"area\.not_served") as refused:
        routing.destination(areas(registered, living), scheme)
    assert refused.value.figures == {"pointer": pointer, "office": office}


@pytest.mark.parametrize(
    ("registered", "living", "pointer"),
    [
        ("110101001001", HOME, "/registered_area"),
        (HOME, "220203007999", "/living_area"),
        ("110101001001", "110101001001", "/registered_area"),
    ],
)
def test_an_area_we_lack_is_not_routed_whichever_field_names_it(quiet, registered, living, pointer):
    for scheme in ("dibao", "temporary_aid"):
        with pytest.raises(Refused, match=r"area\.unknown") as refused:
            routing.destination(areas(registered, living), scheme)
        assert refused.value.figures == {"pointer": pointer}


# The superior.


def test_the_superior_is_the_next_office_above_with_a_leader(quiet):
    assert routing.superior(TOWNSHIP) == COUNTY
    assert routing.superior(COUNTY) == CITY
    assert routing.superior("220283200000") == CITY


def test_an_office_without_a_leader_is_passed_over(quiet):
    leave("county2")
    assert routing.superior(TOWNSHIP) == CITY


def test_where_nobody_above_has_a_leader_what_is_overdue_stays(quiet):
    assert routing.superior(CITY) == CITY
    assert routing.superior(PROVINCE) == PROVINCE
    leave("county2", "city1")
    hired(PROVINCE, Post.CASE_WORKER)
    assert routing.superior(TOWNSHIP) == TOWNSHIP
