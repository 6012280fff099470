"""The invented people: nobody who lives, of every kind, the same for a seed."""

from collections import Counter
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.case.household import Relation, Supporter
from chalicelib.directory.offices.routing import area_names
from chalicelib.domain import names
from chalicelib.domain.areas import AreaLevel, level_of
from chalicelib.domain.dates import day_of
from chalicelib.domain.identity import KINDS, birth_date, checked, full_years
from local.population import contradictions
from local.population.families import (
    FAMILIES,
    MOTHER_OF_TWO,
)
from local.population.invented.households import population
from local.population.numbers import CARDS, CODE, CODES, NOWHERE, PERMITS
from local.simulators.departments import STRANGER
from local.simulators.sample_people import SAMPLE_PEOPLE
from local.simulators.spelling import spelt
from tests.conftest import MONDAY


@pytest.fixture(scope="module")
def many():
    return population(seed=7, households=1_000)


def everybody(households):
    return [one for household in households for one in household.residents]


def numbers_of(households):
    known = [one.identity_number for one in everybody(households)]
    known += [one.identity_number for h in households for one in h.supporters or ()]
    return [number for number in known if number]


def age(one):
    return full_years(one.born, day_of(MONDAY))


def invented(number):
    """Whether a number is of a kind that belongs to nobody."""
    order = number[14:17]
    if number[:3].isalpha():
        return number[3:7] == NOWHERE
    return number[:6] in CODES or (number[:6] in [*PERMITS, *CARDS.values()] and order >= "900")


def test_every_identity_number_is_valid_and_nobodys(many):
    for one in everybody([*many, *FAMILIES.values()]):
        assert (one.identity_number is None) == (one.no_number in KINDS)
        if one.identity_number:
            assert birth_date(one.identity_number) == one.born
    for number in numbers_of([*many, *FAMILIES.values()]):
        assert checked(number) == number
        assert invented(number)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_of_every_population_the_numbers_are_right_and_the_names_can_be_sent(seed):
    drawn = population(seed, 60)
    for one in everybody(drawn):
        assert names.checked(one.name) == one.name
        assert 0 <= age(one) <= 104
    numbers = numbers_of(drawn)
    assert len(set(numbers)) == len(numbers)
    assert [number for number in numbers if checked(number) != number or not invented(number)] == []


def test_nobody_is_twice(many):
    numbers = numbers_of([*many, *FAMILIES.values()])
    numbers += [*SAMPLE_PEOPLE, STRANGER, contradictions.STRANGER]
    assert len(set(numbers)) == len(numbers)
    unnumbered = [(one.name, one.born) for one in everybody(many) if not one.identity_number]
    assert len(set(unnumbered)) == len(unnumbered)


def test_every_family_lives_in_a_village_or_community_of_jilin_city(many):
    names_of = area_names()
    for household in [*many, *FAMILIES.values()]:
        areas = {household.registered_area, household.living_area}
        areas |= {one.registered_area for one in household.residents} - {""}
        assert all(area in names_of and level_of(area) is AreaLevel.VILLAGE for area in areas)
        assert household.living_area.startswith("2202")


def test_they_live_in_every_county_and_some_are_registered_elsewhere(many):
    counties = {code[:6] for code in area_names() if code[:4] == "2202" and code[4:6] != "00"}
    assert {"220271", "220272", "220273"} < counties  # development zones
    assert {household.living_area[:6] for household in many} == counties
    apart = [h for h in many if h.registered_area != h.living_area]
    abroad = [h for h in apart if not h.registered_area.startswith("2202")]
    assert 0.1 < len(apart) / len(many) < 0.2
    assert 0 < len(abroad) / len(many) < 0.04
    assert any(one.registered_area for one in everybody(many))


def test_one_seed_gives_one_population(many):
    assert population(7, 50) == many[:50]
    assert population(8, 50) != many[:50]


def test_every_age_is_reached(many):
    ages = {age(one) for one in everybody(many)}
    assert min(ages) == 0
    assert 100 <= max(ages) <= 104
    assert {years // 10 for years in ages} == {*range(11)}


@pytest.mark.parametrize(
    ("least", "most", "kind"),
    [
        (0.95, 0.995, lambda number: number[:6] in CODES),
        (0.05, 0.25, lambda number: number[:6] in CODES and number[:6] != CODE),
        (0.3, 0.8, lambda number: number[:6] in CODES and number[6:10] < "1983"),
        (0.001, 0.02, lambda number: number[:6] in PERMITS),
        (0.0005, 0.02, lambda number: number[0] == "9"),
        (0.0005, 0.02, lambda number: number[:3].isalpha()),
    ],
    ids=[
        "card",
        "another city",
        "before 1983",
        "permit",
        "foreign",
        "old foreign",
    ],
)
def test_numbers_of_every_kind_occur(many, least, most, kind):
    numbers = numbers_of(many)
    assert least < sum(map(kind, numbers)) / len(numbers) < most


def test_some_have_no_number_most_of_them_just_born(many):
    without = Counter(one.no_number for one in everybody(many) if one.no_number)
    assert without.keys() == KINDS
    assert without.most_common(1)[0][0] == "newborn"
    assert all(age(one) == 0 for one in everybody(many) if one.no_number == "newborn")
    assert sum(without.values()) < 0.03 * len(everybody(many))


@pytest.mark.parametrize(
    ("least", "most", "kind"),
    [
        (0.1, 0.4, lambda name: len(name) == 2),
        (0.5, 0.8, lambda name: len(name) == 3),
        (0.005, 0.05, lambda name: len(name) > 2 and name[:2] in names.COMPOUND_SURNAMES),
        (0.001, 0.02, lambda name: len(name) == 2 and name in names.COMPOUND_SURNAMES),
        (0.001, 0.03, lambda name: "䶮" in name),
        (0.001, 0.05, lambda name: any("\U00020000" <= char < "\U00031350" for char in name)),
        (0.0005, 0.05, lambda name: any(char >= "\U00031350" for char in name)),
        (0.001, 0.03, lambda name: "·" in name),
        (0.001, 0.03, lambda name: names.DOTS & {*name} and "·" not in name),
        (0.001, 0.03, lambda name: len(name) >= 12),
        (0.001, 0.02, lambda name: name[0].casefold() != name[0]),
    ],
    ids=[
        "one character", "two characters", "compound", "seeming compound", "䶮", "extensions to G",
        "younger extensions", "dot", "other dots", "long", "letters",
    ],
)  # fmt: skip
def test_names_of_every_kind_occur(many, least, most, kind):
    called = [one.name for one in everybody(many)]
    assert least < sum(bool(kind(name)) for name in called) / len(called) < most


def test_families_of_every_kind_occur(many):
    families = Counter(
        tuple(sorted({one.relation for one in household.residents})) for household in many
    )
    elsewhere = {one.relation for household in many for one in household.supporters}
    assert elsewhere == {*get_args(Supporter.model_fields["relation"].annotation)}
    relations = {relation for family in families for relation in family}
    assert relations == {*get_args(Relation)}
    alone = [h for h in many if len(h.residents) == 1]
    assert any(age(h.residents[0]) > 60 for h in alone)
    orphans = [h for h in alone if age(h.residents[0]) < 18]
    assert orphans
    assert all([s.relation for s in h.supporters] == ["grandparent"] for h in orphans)
    assert any(one.student and age(one) == 24 for one in everybody(many))
    assert any(len(one.incomes) > 1 for one in everybody(many))


def test_children_are_younger_than_their_parents_and_parents_than_theirs(many):
    for household in many:
        applicant = household.residents[0]
        for one in household.residents:
            years = age(applicant) - age(one)
            least = {"child": 19, "grandchild": 38, "spouse": -7}.get(one.relation, -120)
            assert years >= least
            assert one.relation != "parent" or years <= -19


def test_the_population_has_the_ill_the_disabled_and_who_left_something_out(many):
    people = everybody(many)
    assert any(one.disability for one in people)
    assert any(one.grave_illness for one in people)
    hidden = [h for h in many if h.deposits_fen < sum_held(h, "deposits")]
    assert 0.02 < len(hidden) / len(many) < 0.12


def test_some_type_badly_and_some_phones_take_photos_that_nobody_can_open(many):
    assert 0.1 < sum(household.phone.pads for household in many) / len(many) < 0.2
    assert 0.05 < sum(household.phone.heic for household in many) / len(many) < 0.12


def test_some_phones_have_the_clock_of_another_year(many):
    years = [h.phone.clock_year for h in many if h.phone.clock_year]
    assert 0.01 < len(years) / len(many) < 0.06
    assert len({*years}) > 1


def test_some_children_have_just_been_born_and_have_no_number(many):
    newborns = [one.born for one in everybody(many) if one.no_number == "newborn"]
    assert any(born > day_of(MONDAY) - timedelta(weeks=4) for born in newborns)


def sum_held(household, item):
    return sum(one.held[item].value for one in household.residents if item in one.held)


def test_no_name_is_shown_by_accident():
    assert "乔素梅" not in repr(MOTHER_OF_TWO)
    assert CODE not in repr(MOTHER_OF_TWO)


# What registers make of people.


def test_registers_spell_some_people_otherwise_and_mean_the_same(many):
    mistyped = 0
    for one in everybody(many):
        if not one.identity_number:
            continue
        number, name = spelt("bank", one.identity_number, one.name)
        assert checked(number) == one.identity_number
        assert names.same(name, one.name)
        mistyped += (number, name) != (one.identity_number, one.name)
    assert 0.03 < mistyped / len(everybody(many)) < 0.15
