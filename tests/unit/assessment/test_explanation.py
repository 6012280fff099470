"""What a family reads: terms, assumed values, the first condition that fails and what to do."""

from datetime import date
from shutil import copytree

import pytest

from chalicelib.assessment.contract import EstimateRequest
from chalicelib.assessment.service import estimate
from chalicelib.domain.errors import Refused
from chalicelib.policy import load_pack
from chalicelib.policy.pack import PACKS
from chalicelib.policy.rules.engine import engine_for
from chalicelib.words import LANGUAGES, sentences
from tests.unit.assessment.test_rules import (
    WINTER,
    assessed,
    couple,
    income,
    member,
    mother_and_two,
)

DECLARED = {"deposits_fen": 0, "securities_fen": 0, "vehicles": 0, "houses": 1, "businesses": 0}


def tried(day=WINTER, members=({"relation": "applicant", "born": "1985-01-01"},), **declared):
    request = EstimateRequest.model_validate(
        {"area": "220203", "setting": "urban", "members": members, "incomes": [],
         "property": DECLARED, "expenses": [], "supporters": [], **declared}
    )  # fmt: skip
    return estimate(request, day, load_pack("jilin-city").parameters_on(day))


def of(answer, scheme):
    return next(one for one in answer.schemes if one.scheme == scheme)


def wage(yuan):
    return [{"member": 0, "kind": "wage", "amount_fen": yuan * 100}]


def test_the_first_failed_condition_is_given_in_both_languages_with_the_next_step():
    why = of(tried(incomes=wage(700)), "dibao").reason
    assert why.code == "assessment.income_below_standard"
    assert (
        why.zh
        == "没有达到的条件：家庭人均月收入低于低保标准（实际 每月 700.00 元，标准 每月 600.00 元）"
    )
    assert "in fact 700.00 yuan a month, the line 600.00 yuan a month" in why.en
    assert why.next_step_zh and why.next_step_en


@pytest.mark.parametrize(
    ("day", "points_to"), [(date(2024, 3, 15), False), (date(2025, 1, 2), True)]
)
def test_nobody_is_pointed_to_a_scheme_before_its_day(day, points_to):
    reason = of(tried(day, incomes=wage(1500)), "marginal").reason
    assert "临时救助" in reason.next_step_zh
    assert ("刚性支出困难" in reason.next_step_zh, "rigid" in reason.next_step_en) == (
        points_to,
        points_to,
    )


def test_a_condition_without_figures_is_given_too():
    why = of(tried(), "marginal").reason
    assert (why.zh, why.en) == ("这个家庭符合低保", "the family qualifies for dibao")


def test_who_may_have_it_gets_no_reason():
    assert of(tried(), "dibao").reason is None


@pytest.mark.parametrize(
    ("members", "months"),
    [(couple(), 12), (mother_and_two(), 12), ([member()], 6), ([*couple(), member("parent")], 6)],
)
def test_a_household_that_can_work_is_reviewed_every_half_year(members, months):
    dibao = assessed(members).of("dibao")
    assert [(one.code, one.figure) for one in dibao.terms] == [
        ("assessment.term_review_months", months)
    ]


@pytest.mark.parametrize(("heads", "township"), [(1, 1), (2, 0)])
def test_the_county_decides_urgent_aid_that_is_more_than_a_township_may_grant(heads, township):
    family = couple()[:heads]
    aid = assessed(family, kind="urgent", standing={"cause": "fire"}).of("temporary_aid")
    assert (aid.amount_fen, [one.figure for one in aid.terms]) == (heads * 100_000, [township])


def test_the_line_at_which_the_family_falls_out_is_shown_to_the_fen():
    answer = tried(incomes=wage(550))
    cliff = next(one for one in answer.changes if one.code == "estimate.change_cliff")
    after = {one.scheme: one.outcome for one in cliff.schemes}
    assert (cliff.income_change_fen, after["dibao"], after["marginal"]) == (
        5_000,
        "not_eligible",
        "eligible",
    )
    assert cliff.words == "每月再多收入 50.00 元，就不再符合目前的救助"


def test_how_far_the_next_higher_scheme_lies_is_shown_to_the_fen():
    answer = tried(incomes=wage(600))
    reach = next(one for one in answer.changes if one.code == "estimate.change_reach")
    after = {one.scheme: (one.outcome, one.amount_fen) for one in reach.schemes}
    assert (reach.income_change_fen, after["dibao"]) == (-1, ("eligible", 100))


def test_income_alone_never_reaches_what_property_forbids():
    answer = tried(incomes=wage(2_000), property={**DECLARED, "vehicles": 1})
    assert "estimate.change_reach" not in [one.code for one in answer.changes]


PLACES = [
    (pack, day, setting)
    for pack in ("jilin-city", "chongqing")
    for day in (date(2022, 12, 19), date(2024, 3, 15), date(2026, 6, 1))
    for setting in ("urban", "rural")
]


@pytest.mark.parametrize(("pack", "day", "setting"), PLACES)
def test_whatever_a_result_may_rest_on_is_named_in_words(pack, day, setting):
    parameters = load_pack(pack).parameters_on(day)
    county = {"jilin-city": "220203", "chongqing": "500103"}[pack]
    rules = engine_for(parameters.rules, parameters.at(county, setting)).rules
    names = {name for scheme in rules.schemes for name, _ in rules.rests(scheme)}
    names |= {"income.excluded", "tekun.excluded", "household.not_counted"}
    where = {"county": county, "setting": setting}
    assumed = [name for name in names if parameters.is_assumed(name, **where)]
    for lang in LANGUAGES:
        assert {f"value.{name}" for name in assumed} <= sentences(lang).keys()


def test_what_is_assumed_is_given_in_words():
    assumed = {one.code: (one.zh, one.en) for one in of(tried(), "dibao").assumed}
    assert assumed["dibao.vehicles"] == ("机动车限额", "how many vehicles are allowed")


@pytest.mark.parametrize(("day", "named"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_the_assumption_on_basic_pensions_is_named_to_whom_it_concerns(day, named):
    name = "income.count_basic_pension"
    old = [member(born="19500101", self_care_failed=0)]
    with_it, without = (assessed(old, incomes, day=day) for incomes in
                        ([income("basic_pension", 100)], [income("pension", 100)]))  # fmt: skip
    assert (name in with_it.of("dibao").assumed) == named
    assert name not in without.of("dibao").assumed


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"members": [{"relation": "applicant", "born": "1985-01-01",
                       "employed_since": "2022-12-20"}]}, "/members/0/employed_since"),
        ({"incomes": [{"member": 0, "kind": "other", "amount_fen": 1, "period": "once",
                       "received": "2022-12-20"}]}, "/incomes/0/received"),
    ],
)  # fmt: skip
def test_what_is_later_than_the_day_is_refused_with_the_field(change, pointer):
    with pytest.raises(Refused) as refused:
        tried(**change)
    assert refused.value.figures["errors"] == [{"pointer": pointer, "code": "form.later"}]


def test_a_past_day_is_assessed_by_its_own_law_whenever_it_is_asked_about():
    then = [assessed(couple(), day=day).of("dibao").amount_fen
            for day in (date(2024, 6, 1), date(2022, 12, 19), date(2024, 6, 1))]  # fmt: skip
    assert then == [132_000, 120_000, 132_000]
    policies = {assessed(couple(), day=date(2022, 12, 19)).fingerprint for _ in range(2)}
    assert len(policies) == 1


def test_a_decision_is_worked_out_again_to_the_fen_after_the_law_has_moved_on(tmp_path):
    copytree(PACKS, tmp_path, dirs_exist_ok=True)
    risen = (tmp_path / "jilin-city" / "standards.toml").read_text().split("[[value]]")[3]
    risen = risen.replace("2024-01-01", "2027-01-01").replace("66000", "72000")
    (tmp_path / "jilin-city" / "zz_risen.toml").write_text("[[value]]" + risen)
    days = date(2022, 12, 19), date(2027, 1, 1)
    before, after = (
        [tried_under(load_pack("jilin-city", folder).parameters_on(day), day) for day in days]
        for folder in (PACKS, tmp_path)
    )
    assert after[0] == before[0]
    assert (before[1][1], after[1][1]) == (66_000, 72_000)
    assert after[1][0] != before[1][0]


def tried_under(parameters, day):
    """The fingerprint under which one without income is tried out, and the dibao (fen)."""
    declared = {"area": "220203", "setting": "urban", "incomes": [], "property": DECLARED,
            "members": [{"relation": "applicant", "born": "1985-01-01"}],
            "expenses": [], "supporters": []}  # fmt: skip
    answer = estimate(EstimateRequest.model_validate(declared), day, parameters)
    return answer.policy, of(answer, "dibao").amount_fen


def missing(result):
    return {one.code.removeprefix("assessment."): one.missing for one in result.conditions
            if one.missing}  # fmt: skip


def test_every_condition_names_the_topics_it_waits_for_and_no_others():
    silent = assessed([member(grave_illness=True)], None, expenses=None, supporters=None,
                    day=date(2025, 3, 1))  # fmt: skip
    assert missing(silent.of("dibao")) == {"income_below_standard": ("incomes",)}
    assert missing(silent.of("rigid_expenditure")) == {
        "below_disposable_income": ("incomes",),
        "rigid_spending": ("expenses", "incomes"),
        "not_dibao": ("incomes",),
        "not_marginal": ("incomes",),
    }
    assert missing(silent.of("single_person")) == {
        "not_dibao": ("incomes",),
        "marginal_or_jobless": ("incomes",),
        "own_income": ("incomes",),
    }
    assert silent.of("single_person").missing == ("incomes",)
    assert silent.of("dibao").missing == ("incomes",)
    assert silent.of("tekun").missing == ()


def test_a_scheme_that_waits_for_its_sum_alone_says_so():
    tekun = assessed([member(born="19500101")]).of("tekun")
    assert (missing(tekun), tekun.undeclared) == ({}, ("self_care",))


def test_a_scheme_that_is_known_waits_for_nothing():
    known = assessed(mother_and_two()).of("dibao")
    assert (missing(known), known.undeclared, known.missing) == ({}, (), ())


@pytest.mark.parametrize(
    ("scheme", "article"),
    [
        ("dibao", "《最低生活保障审核确认办法》（民发〔2021〕57号）第14条"),
        ("tekun", "《特困人员认定办法》（民发〔2021〕43号）第6条"),
        ("marginal", "《最低生活保障审核确认办法》（民发〔2021〕57号）第14条"),
        ("rigid_expenditure", "《刚性支出困难家庭认定办法》（民发〔2024〕57号）第4条"),
    ],
)
def test_each_scheme_quotes_the_article_that_limits_property_for_it(scheme, article):
    conditions = assessed(couple(), day=date(2025, 3, 1)).of(scheme).conditions
    assert next(one.article for one in conditions if one.code == "assessment.vehicles") == article


def test_a_known_household_has_a_class_and_every_indicators_points():
    hardship = assessed([member(self_care_failed=0)]).hardship
    assert hardship.class_ == "B"
    assert None not in hardship.contributions.values()
    assert (hardship.contributions["income_percent"], hardship.contributions["elders"]) == (16, 0)


def test_the_share_that_stops_is_shown_beside_the_rounding():
    family = [member(refused_work=3), member("spouse", "19860101"), member("child", "20150101")]
    dibao = assessed(family, [income("maintenance", 500)]).of("dibao")
    assert [(one.code.removeprefix("assessment.line_"), one.fen) for one in dibao.lines] == [
        ("standard", 180_000), ("income", -50_000), ("refusal", -43_333), ("rounding", 33),
    ]  # fmt: skip
    assert dibao.amount_fen == sum(one.fen for one in dibao.lines) == 86_700


@pytest.mark.parametrize(("yuan", "means"), [(1_000, 0), (2_000, 12_000_00 + 2_000_00 - 7_200_00)])
def test_what_a_family_can_bear_is_shown_beside_what_it_spends(yuan, means):
    spent = [{"kind": "medical", "amount_fen": 100}]
    incomes = [income("pension", 1_000 if means else 0)]
    aid = assessed([member()], incomes, deposits=yuan * 100, expenses=spent).of("temporary_aid")
    beyond = next(one for one in aid.conditions if one.code == "assessment.beyond_means")
    assert (beyond.own, beyond.threshold) == (100, means)
