"""Worked cases of Jilin City, exact to the fen, and the thresholds on both sides."""

from datetime import date

import pytest

from chalicelib.assessment.household.facts import facts_from
from chalicelib.assessment.rules import assess
from chalicelib.policy import load_pack
from local.population.numbers import numbered

WINTER = date(2022, 12, 19)
SINCE_2025 = date(2025, 3, 1)
LONGTAN, FENGMAN, YONGJI = "220203007000", "220211001000", "220221100000"


def member(relation="applicant", born="19850101", **more):
    return {
        "relation": relation,
        "identity_number": numbered(born, 1),
        "works": False,
        "student": False,
        "grave_illness": False,
        **more,
    }


def income(kind, yuan, whose=0):
    return {"member": whose, "kind": kind, "amount_fen": yuan * 100, "period": "month"}


def assessed(
    members,
    incomes=(),
    *,
    area=LONGTAN,
    setting="urban",
    deposits=0,
    items=(),
    exemptions=(),
    accepts=(),
    day=WINTER,
    pack="jilin-city",
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
        "incomes": None if incomes is None else list(incomes),
        "property": held,
        "expenses": [],
        "registered_area": area,
        "setting": setting,
        "supporters": [],
        **more,
    }
    law = load_pack(pack).parameters_on(day)
    opinion = {"exemptions": exemptions, "accepts": [{"item": item} for item in accepts]}
    return assess(facts_from(application, items, opinion, day, law), law)


def mother_and_two():
    disability = {"kind": "physical", "grade": 2}
    return [member(disability=disability), member("child", "20120101"), member("child", "20150101")]


def couple():
    return [member(born="19550101"), member("spouse", "19560101")]


def status(result, code):
    return next(c.status for c in result.conditions if c.code == code)


def test_a_disabled_mother_of_two_with_maintenance_receives_1300_yuan():
    incomes = [income("maintenance", 500), income("disability_subsidy", 100)]
    dibao = assessed(mother_and_two(), incomes).of("dibao")
    assert (dibao.outcome, dibao.amount_fen) == ("eligible", 130_000)
    assert [line.fen for line in dibao.lines] == [180_000, -50_000]


def test_a_couple_on_1900_of_pensions_is_neither_dibao_nor_marginal():
    found = [{"item": "deposits", "status": "verified", "value": 1_000_000, "member": 0}]
    pensions = [income("pension", 1000), income("pension", 900, 1)]
    result = assessed(couple(), pensions, area=FENGMAN, items=found)
    first = result.of("dibao").conditions[0]
    assert (first.own, first.threshold) == (95_000, 60_000)
    assert result.of("dibao").outcome == result.of("marginal").outcome == "not_eligible"
    assert result.of("tekun").outcome == "not_eligible"
    assert len(result.schemes) == 5  # rigid expenditure begins with 2025


@pytest.mark.parametrize(
    ("yuan", "outcome"), [(1199, "eligible"), (1200, "not_eligible"), (1201, "not_eligible")]
)
def test_income_at_the_standard_is_no_longer_below_it(yuan, outcome):
    assert assessed(couple(), [income("pension", yuan)]).of("dibao").outcome == outcome


@pytest.mark.parametrize(
    ("yuan", "outcome"), [(1799, "eligible"), (1800, "not_eligible"), (1801, "not_eligible")]
)
def test_income_at_one_and_a_half_standards_is_no_longer_marginal(yuan, outcome):
    assert assessed(couple(), [income("pension", yuan)]).of("marginal").outcome == outcome


def test_a_deposit_of_62000_in_yongji_exceeds_two_heads_until_a_person_exempts_it():
    found = [{"item": "deposits", "status": "verified", "value": 6_200_000, "member": 0}]
    before = assessed(couple(), area=YONGJI, items=found).of("dibao")
    assert (before.outcome, status(before, "assessment.deposits")) == ("not_eligible", "fail")
    exempt = [{"item": "deposits", "amount_fen": 6_200_000}]
    after = assessed(couple(), area=YONGJI, items=found, exemptions=exempt).of("dibao")
    assert after.outcome == "eligible"


@pytest.mark.parametrize(
    ("fen", "expected"), [(2_639_999, "pass"), (2_640_000, "pass"), (2_640_001, "fail")]
)
def test_deposits_may_reach_the_limit_of_two_heads_in_yongji(fen, expected):
    dibao = assessed(couple(), area=YONGJI, deposits=fen).of("dibao")
    assert status(dibao, "assessment.deposits") == expected


def test_the_standards_of_2024_hold_from_their_day():
    old = assessed(mother_and_two(), day=date(2023, 12, 31)).of("dibao")
    new = assessed(mother_and_two(), day=date(2024, 1, 1)).of("dibao")
    assert (old.amount_fen, new.amount_fen) == (180_000, 198_000)


@pytest.mark.parametrize("status", ["not_verified", "mismatch"])
@pytest.mark.parametrize(
    ("item", "figure", "condition"),
    [
        ("deposits", "deposits", "assessment.deposits"),
        ("wallet_balance", "deposits", "assessment.deposits"),
        ("companies", "businesses", "assessment.businesses"),
    ],
)
def test_what_was_left_open_decides_nothing_until_a_person_accepts_it_and_is_named(
    status, item, figure, condition
):
    left_open = [{"item": item, "status": status, "value": None, "member": 0}]
    assert assessed(mother_and_two(), items=left_open).of("dibao").outcome == "indeterminate"
    dibao = assessed(mother_and_two(), items=left_open, accepts=[item]).of("dibao")
    resting = {c.code: c.rests_on for c in dibao.conditions if c.rests_on}
    assert (dibao.outcome, resting) == ("eligible", {condition: (figure,)})


@pytest.mark.parametrize("status", ["verified", "nothing_held"])
def test_a_condition_rests_on_nothing_where_the_department_answered(status):
    answered = [{"item": "deposits", "status": status, "value": 0, "member": 0}]
    dibao = assessed(mother_and_two(), items=answered).of("dibao")
    assert [c.rests_on for c in dibao.conditions if c.rests_on] == []


@pytest.mark.parametrize(
    ("pack", "outcome", "amount"), [("jilin-city", "eligible", 1), ("chongqing", "eligible", 2)]
)
def test_another_city_is_another_pack_and_no_other_code(pack, outcome, amount):
    aid = assessed(couple(), kind="urgent", standing={"cause": "fire"}, pack=pack).of(
        "temporary_aid"
    )
    assert (aid.outcome, aid.amount_fen) == (outcome, amount * 2 * 100_000)


@pytest.mark.parametrize(
    ("pack", "yuan", "outcome"),
    [
        ("jilin-city", 1199, "eligible"),
        ("jilin-city", 1200, "not_eligible"),
        ("chongqing", 1433, "eligible"),
        ("chongqing", 1434, "not_eligible"),
    ],
)
def test_each_city_has_its_own_standard(pack, yuan, outcome):
    assert assessed(couple(), [income("pension", yuan)], pack=pack).of("dibao").outcome == outcome


@pytest.mark.parametrize(("pack", "fen"), [("jilin-city", 60_000), ("chongqing", 71_700)])
def test_a_conscript_counts_where_no_local_rule_leaves_him_out(pack, fen):
    son = member("child", "20010101", absent="conscript")
    dibao = assessed([member(), son], pack=pack).of("dibao")
    counted = {"jilin-city": 1, "chongqing": 2}[pack]
    assert dibao.amount_fen == counted * fen


@pytest.mark.parametrize(("absent", "counted"), [("prison", 1), ("missing", 1), (None, 2)])
def test_who_is_away_as_the_law_names_does_not_count(absent, counted):
    dibao = assessed([member(), member("spouse", "19840101", absent=absent)]).of("dibao")
    assert dibao.amount_fen == counted * 60_000


@pytest.mark.parametrize(
    ("since", "counted"), [("2021-12-20", 1), ("2021-12-19", 2), ("2021-12-18", 2)]
)
def test_a_sibling_counts_from_the_anniversary_of_living_together(since, counted):
    sibling = member("sibling", "19800101", living_together_since=since)
    assert assessed([member(), sibling]).of("dibao").amount_fen == counted * 60_000


def old(**more):
    return [member(born="19500101", **more)]


def test_tekun_waits_for_what_is_not_known_of_supporters():
    tekun = assessed(old(self_care_failed=0), supporters=None).of("tekun")
    assert (tekun.outcome, status(tekun, "assessment.no_able_supporter")) == (
        "indeterminate",
        "unknown",
    )


@pytest.mark.parametrize(
    ("fen", "expected"), [(1_439_999, "pass"), (1_440_000, "pass"), (1_440_001, "fail")]
)
def test_tekun_has_the_limit_of_property_too(fen, expected):
    assert status(assessed(old(), deposits=fen).of("tekun"), "assessment.deposits") == expected


@pytest.mark.parametrize(
    ("born", "expected"), [("19621219", "pass"), ("19621220", "fail"), ("20061220", "pass")]
)
def test_labour_ability_ends_at_60_and_begins_at_16(born, expected):
    tekun = assessed([member(born=born)]).of("tekun")
    assert status(tekun, "assessment.no_labour_ability") == expected


@pytest.mark.parametrize(
    ("kind", "grade", "tekun", "single"),
    [
        ("physical", 2, "pass", "pass"),
        ("physical", 3, "fail", "fail"),
        ("visual", 1, "pass", "pass"),
        ("visual", 2, "fail", "pass"),
        ("hearing", 1, "fail", "pass"),
        ("mental", 3, "pass", "pass"),
        ("intellectual", 3, "pass", "pass"),
        ("intellectual", 4, "fail", "fail"),
    ],
)
def test_a_disability_is_grave_by_kind_and_grade(kind, grade, tekun, single):
    result = assessed([member(disability={"kind": kind, "grade": grade})])
    assert status(result.of("tekun"), "assessment.no_labour_ability") == tekun
    assert status(result.of("single_person"), "assessment.gravely_impaired") == single


@pytest.mark.parametrize(
    ("spent", "outcome"), [(1_440_000, "not_eligible"), (1_440_001, "eligible")]
)
def test_rigid_spending_must_exceed_its_share_of_the_income(spent, outcome):
    spending = [{"kind": "medical", "amount_fen": spent}]
    young = [member(), member("spouse", "19860101")]
    result = assessed(young, [income("wage", 2000)], expenses=spending, day=SINCE_2025)
    assert result.of("rigid_expenditure").outcome == outcome


@pytest.mark.parametrize(
    ("yuan", "expected"), [(37_502, "pass"), (37_503, "fail"), (37_504, "fail")]
)
def test_rigid_expenditure_ends_at_the_disposable_income_of_the_place(yuan, expected):
    earned = [{**income("wage", yuan), "period": "year"}]
    rigid = assessed([member()], earned, day=SINCE_2025).of("rigid_expenditure")
    assert status(rigid, "assessment.below_disposable_income") == expected


def test_urgent_aid_asks_for_no_income():
    burnt = {"kind": "urgent", "standing": {"cause": "fire"}}
    aid = assessed(couple(), [income("pension", 9000)], **burnt).of("temporary_aid")
    assert (aid.outcome, aid.amount_fen) == ("eligible", 200_000)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1)])
def test_the_basic_pension_is_left_out_before_and_after_its_plan_ends(day):
    dibao = assessed(couple(), [income("basic_pension", 100)], day=day).of("dibao")
    assert [line.code for line in dibao.lines] == ["assessment.line_standard"]
    assert ("income.count_basic_pension" in dibao.assumed) == (day.year > 2025)


@pytest.mark.parametrize(("absent", "counted"), [("clergy", 1), ("conscript", 1)])
def test_clergy_and_in_jilin_conscripts_do_not_count(absent, counted):
    dibao = assessed([member(), member("child", "20010101", absent=absent)]).of("dibao")
    assert dibao.amount_fen == counted * 60_000
