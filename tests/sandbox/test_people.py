"""Families as they are: phones and hands that do not do what one hopes for change no outcome."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import app
from local.cloud import logs
from local.cloud.clock import LogicalClock
from local.population.families import FAMILIES, FOUND_WORK, MOTHER_OF_TWO, RETIRED_COUPLE
from local.population.invented.people import as_young
from local.population.residents import Phone
from local.population.typed import padded
from local.town.client import Declined
from local.town.people import Citizen
from local.town.world import world
from tests.conftest import MONDAY

TYPED = ("members", "phone", "account")


@pytest.fixture
def town():
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:
        yield town


def family(town, openid, household=MOTHER_OF_TWO, **phone):
    return Citizen(town, openid, replace(household, phone=Phone(**phone)))


def stored_application(citizen):
    """What the application says, as it is stored."""
    return citizen.case()["documents"]["application"]


def test_whatever_is_typed_with_blanks_and_wide_digits_is_stored_in_one_spelling(town):
    couple = family(town, "padding", RETIRED_COUPLE, pads=True)
    plain, typed = couple.form(), couple.filled_in()
    assert all(typed[name] != plain[name] for name in TYPED)
    couple.apply()
    saved = stored_application(couple)
    assert [(one["name"], one["identity_number"], one["relation"]) for one in saved["members"]] == [
        (one["name"], one["identity_number"], one["relation"]) for one in plain["members"]
    ]
    assert (saved["phone"], saved["account"]["number"]) == (
        plain["phone"],
        plain["account"]["number"],
    )


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_padded_is_padded_somehow(seed, town):
    form = Citizen(town, "somebody", MOTHER_OF_TWO).form()
    typed = padded(form, f"seed-{seed}")
    assert typed["phone"] != form["phone"]
    assert typed["account"]["number"] != form["account"]["number"]
    assert all(
        one["name"] != other["name"]
        for one, other in zip(typed["members"], form["members"], strict=True)
    )


def test_an_iphone_is_refused_once_and_takes_the_photos_again(town):
    mother = family(town, "iphone", heic=True)
    papers = mother.form()["papers"]
    mother.apply()
    assert len(mother.messages) == len(papers)
    assert all("HEIC" in line for line in mother.messages)
    assert {one["digest"] for one in stored_application(mother)["papers"]}.isdisjoint(
        one["digest"] for one in papers
    )


def test_who_cannot_be_filmed_shows_the_clerk_a_card_that_bears_the_number(town):
    couple = family(town, "foreign", FOUND_WORK)
    couple.apply()
    (wife,) = [one for one in stored_application(couple)["proved"] if one["number"] == 1]
    assert wife["how"] == "foreigner_card"


def test_another_refusal_is_no_photo_to_take_again(town):
    mother = family(town, "iphone", heic=True)
    with pytest.raises(Declined):
        mother.apply(phone="1")
    assert mother.messages == []


@pytest.mark.parametrize("year", [2019, 2031])
def test_a_phone_with_a_wrong_clock_signs_in_another_year(town, year):
    mother = family(town, "clock", clock_year=year)
    signed = {one["signed_at"][:4] for one in mother.form()["consents"]}
    assert signed == {str(year)}


def test_some_family_of_the_demo_types_badly_and_some_has_an_iphone():
    phones = [one.phone for one in FAMILIES.values()]
    assert any(phone.pads for phone in phones)
    assert any(phone.heic for phone in phones)
    assert any(phone.clock_year for phone in phones)


@pytest.mark.parametrize("day", [date(2022, 12, 19), date(2026, 2, 28)])
def test_a_newborn_is_three_weeks_old_on_whatever_day_the_sandbox_begins(day):
    born = [one.born for one in as_young(FOUND_WORK, day).residents if one.no_number == "newborn"]
    assert born == [day - timedelta(weeks=3)]
