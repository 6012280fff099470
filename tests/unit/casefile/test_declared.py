"""Everything that a family declared is there for staff to read, in words."""

from typing import get_args

import pytest

from chalicelib.case import household
from chalicelib.casefile.reading import declared

PEOPLE = [{"name": "田桂芝", "relation": "applicant"}, {"name": "田·阿依古丽", "relation": "child"}]


def rows(**application):
    return declared.rows({"hardship": "腿脚不便", "members": PEOPLE, **application})


def answer(title, **application):
    """What stands beside a title."""
    return "；".join(said for asked, said in rows(**application) if asked == title)


def test_what_was_not_declared_is_not_the_same_as_nothing():
    assert answer("收入") == "没有填"
    assert answer("收入", incomes=[]) == "没有"
    assert answer("存款") == "没有填"
    assert answer("存款", property={"deposits_fen": 0}) == "0.00 元"


def test_an_income_says_whose_it_is_how_much_how_often_and_what_it_costs():
    income = {"member": 1, "kind": "business", "amount_fen": 123450, "costs_fen": 2300,
              "period": "month", "received": None}  # fmt: skip
    assert answer("做买卖、种地养殖的收入", incomes=[income]) == (
        "田·阿依古丽，1,234.50 元，周期：每个月，成本：23.00 元"
    )


def test_an_amount_that_the_family_did_not_know_is_no_zero():
    assert answer("工资", incomes=[{"member": 0, "kind": "wage", "amount_fen": None}]) == (
        "田桂芝，不知道"
    )


def test_what_was_spent_is_there():
    assert (
        answer("看病吃药", expenses=[{"kind": "medical", "amount_fen": 900_000}]) == "9,000.00 元"
    )


def test_a_relative_who_owes_support_is_there_with_income_and_why_none_can_be_asked_for():
    said = answer("赡养、抚养、扶养义务人", supporters=[
        {"name": "田强", "relation": "child", "age": 41, "income_fen": 3_600_000,
         "hindered": "prison", "disability": {"kind": "visual", "grade": 1}},
    ])  # fmt: skip
    for part in ("田强", "子女", "41", "36,000.00 元", "在坐牢", "视力残疾 一级"):
        assert part in said


def test_what_is_owned_has_its_unit_and_none_is_no_gap():
    owned = {"vehicles": 1, "houses": 0, "businesses": None}
    assert answer("机动车数量", property=owned) == "1 辆"
    assert answer("住房套数", property=owned) == "0 套"
    assert answer("公司或个体户数量", property=owned) == "没有填"


def test_of_what_everybody_is_asked_it_is_said_that_it_does_not_hold():
    assert declared.circumstances(PEOPLE[1]) == "没有工作，没有残疾证，没有大病"


def test_a_member_s_circumstances_are_there_and_what_does_not_hold_is_not():
    said = declared.circumstances({
        "name": "田桂芝", "relation": "applicant", "identity_number": "1", "works": False,
        "grave_illness": True, "disability": {"kind": "physical", "grade": 2}, "absent": None,
    })  # fmt: skip
    assert said == "是否重病：有大病，残疾情况：肢体残疾 二级，没有工作"


@pytest.mark.parametrize(
    ("kinds", "given"),
    [
        (household.IncomeKind, lambda one: {"incomes": [{"member": 0, "kind": one}]}),
        (household.VehicleKind, lambda one: {"property": {"vehicle_details": [{"kind": one}]}}),
        (household.Cause, lambda one: {"standing": {"cause": one, "aided_causes": [one]}}),
        (household.Recognition, lambda one: {"standing": {"receives": [one]}}),
        (household.DisabilityKind, lambda one: {"supporters": [{"disability": {"kind": one}}]}),
    ],
)
def test_every_kind_that_a_form_offers_has_words(kinds, given):
    for one in get_args(kinds):
        assert all(one not in said for _, said in rows(**given(one)))


@pytest.mark.parametrize("absent", get_args(household.Absence))
def test_every_absence_has_words(absent):
    assert absent not in declared.circumstances({"absent": absent})
