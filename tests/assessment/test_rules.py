"""Worked cases of Jilin City, exact to the fen, and the thresholds on both sides."""

from datetime import date

import pytest

from chalicelib.assessment.facts import facts_from
from chalicelib.assessment.rules import excluded_kinds, judge
from chalicelib.domain.identity import with_check_digit
from chalicelib.policy import load_pack

WINTER = date(2022, 12, 19)
LONGTAN, FENGMAN, YONGJI = "220203007000", "220211001000", "220221100000"


def member(relation="applicant", born="19850101", **more):
    number = with_check_digit("220203" + born + "001")
    return {
        "relation": relation,
        "identity_number": number,
        "works": False,
        "student": False,
        "grave_illness": False,
        **more,
    }


def income(kind, yuan, whose=0):
    return {"member": whose, "kind": kind, "amount_fen": yuan * 100, "period": "month"}


def judged(
    members,
    incomes=(),
    *,
    area=LONGTAN,
    setting="urban",
    deposits=0,
    items=(),
    exemptions=(),
    day=WINTER,
    **more,
):
    held = {
        "deposits_fen": deposits,
        "securities_fen": 0,
        "vehicles": 0,
        "houses": 1,
        "businesses": 0,
    }
    application = {
        "members": members,
        "incomes": list(incomes),
        "property": held,
        "expenses": [],
        "registered_area": area,
        "setting": setting,
        **more,
    }
    facts = facts_from(application, items, exemptions, day)
    return judge(facts, load_pack("jilin-city").parameters_on(day))


def mother_and_two():
    disability = {"kind": "physical", "grade": 2}
    return [member(disability=disability), member("child", "20120101"), member("child", "20150101")]


def couple():
    return [member(born="19550101"), member("spouse", "19560101")]


def status(result, code):
    return next(c.status for c in result.conditions if c.code == code)


def test_a_disabled_mother_of_two_with_maintenance_receives_1300_yuan():
    incomes = [income("maintenance", 500), income("disability_subsidy", 100)]
    dibao = judged(mother_and_two(), incomes).of("dibao")
    assert (dibao.outcome, dibao.amount_fen) == ("eligible", 130_000)
    assert [line.fen for line in dibao.lines] == [180_000, -50_000]


def test_a_couple_on_1900_of_pensions_is_neither_dibao_nor_marginal():
    found = [{"item": "deposits", "status": "verified", "value": 1_000_000, "member": 0}]
    pensions = [income("pension", 1000), income("pension", 900, 1)]
    result = judged(couple(), pensions, area=FENGMAN, items=found)
    first = result.of("dibao").conditions[0]
    assert (first.own, first.threshold) == (95_000, 60_000)
    assert result.of("dibao").outcome == result.of("marginal").outcome == "not_eligible"
    assert result.of("tekun").outcome == "not_eligible"
    assert len(result.schemes) == 6


@pytest.mark.parametrize(
    ("yuan", "outcome"), [(1199, "eligible"), (1200, "not_eligible"), (1201, "not_eligible")]
)
def test_income_at_the_standard_is_no_longer_below_it(yuan, outcome):
    assert judged(couple(), [income("pension", yuan)]).of("dibao").outcome == outcome


@pytest.mark.parametrize(
    ("yuan", "outcome"), [(1799, "eligible"), (1800, "not_eligible"), (1801, "not_eligible")]
)
def test_income_at_one_and_a_half_standards_is_no_longer_marginal(yuan, outcome):
    assert judged(couple(), [income("pension", yuan)]).of("marginal").outcome == outcome


def test_a_deposit_of_62000_in_yongji_exceeds_two_heads_until_a_person_exempts_it():
    found = [{"item": "deposits", "status": "verified", "value": 6_200_000, "member": 0}]
    before = judged(couple(), area=YONGJI, items=found).of("dibao")
    assert (before.outcome, status(before, "assessment.deposits")) == ("not_eligible", "fail")
    exempt = [{"item": "deposits", "amount_fen": 6_200_000}]
    after = judged(couple(), area=YONGJI, items=found, exemptions=exempt).of("dibao")
    assert after.outcome == "eligible"


@pytest.mark.parametrize(
    ("fen", "expected"), [(2_639_999, "pass"), (2_640_000, "pass"), (2_640_001, "fail")]
)
def test_deposits_may_reach_the_limit_of_two_heads_in_yongji(fen, expected):
    dibao = judged(couple(), area=YONGJI, deposits=fen).of("dibao")
    assert status(dibao, "assessment.deposits") == expected


def test_the_standards_of_2024_hold_from_their_day():
    old = judged(mother_and_two(), day=date(2023, 12, 31)).of("dibao")
    new = judged(mother_and_two(), day=date(2024, 1, 1)).of("dibao")
    assert (old.amount_fen, new.amount_fen) == (180_000, 198_000)


@pytest.mark.parametrize("status", ["not_verified", "mismatch"])
@pytest.mark.parametrize(
    ("item", "condition"),
    [("deposits", "assessment.deposits"), ("companies", "assessment.businesses")],
)
def test_what_was_left_open_is_named_in_the_condition_that_rests_on_it(status, item, condition):
    left_open = [{"item": item, "status": status, "value": None, "member": 0}]
    dibao = judged(mother_and_two(), items=left_open).of("dibao")
    resting = {c.code: c.rests_on for c in dibao.conditions if c.rests_on}
    assert (dibao.outcome, resting) == ("eligible", {condition: (item,)})


@pytest.mark.parametrize("status", ["verified", "nothing_held"])
def test_a_condition_rests_on_nothing_where_the_department_answered(status):
    answered = [{"item": "deposits", "status": status, "value": 0, "member": 0}]
    dibao = judged(mother_and_two(), items=answered).of("dibao")
    assert [c.rests_on for c in dibao.conditions if c.rests_on] == []


def test_urgent_aid_asks_for_no_income():
    aid = judged(couple(), [income("pension", 9000)], kind="urgent").of("temporary_aid")
    assert (aid.outcome, aid.amount_fen) == ("eligible", 200_000)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1)])
def test_the_basic_pension_is_left_out_before_and_after_its_plan_ends(day):
    assert "basic_pension" in excluded_kinds(load_pack("jilin-city").parameters_on(day))
