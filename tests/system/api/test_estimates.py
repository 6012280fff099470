"""Anybody may try out what a family may have; it agrees with the decision, and nothing is kept."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings

from chalicelib.assessment.rules import assess, facts_from
from chalicelib.policy import load_pack
from tests.support.households import AREA, HOUSEHOLDS, applied, possible
from tests.support.texts import latin
from tests.system.api.conftest import ask

FRIDAY = date(2022, 12, 23)
NOTHING = {"deposits_fen": 0, "securities_fen": 0, "vehicles": 0, "houses": 1, "businesses": 0}
MOTHER = {
    "area": "220203007001",
    "setting": "urban",
    "day": "2022-12-19",
    "members": [
        {
            "relation": "applicant",
            "born": "1985-03-12",
            "disability": {"kind": "physical", "grade": 2},
        },
        {"relation": "child", "born": "2012-05-20", "student": True},
        {"relation": "child", "born": "2015-09-08", "student": True},
    ],
    "incomes": [{"member": 0, "kind": "maintenance", "amount_fen": 50_000}],
    "property": NOTHING,
    "expenses": [],
}


def tried(town, household):
    return ask(town, None, "POST", "/v1/estimates", json.dumps(household).encode())


def scheme(answer, name):
    return next(one for one in answer["schemes"] if one["scheme"] == name)


def test_a_mother_of_two_learns_what_she_may_have_without_signing_in(town):
    status, answer, _ = tried(town, MOTHER)
    dibao = scheme(answer, "dibao")
    assert (status, dibao["outcome"], dibao["amount_fen"]) == (200, "eligible", 130_000)
    assert [line["fen"] for line in dibao["calculation"]] == [180_000, -50_000]
    assert dibao["conditions"][0]["article"] == "《社会救助暂行办法》（国务院令第649号）第9条"


@pytest.mark.parametrize(
    ("left_out", "missing", "asked"),
    [
        ("incomes", ["incomes"], "收入"),
        ("property", ["businesses", "deposits", "houses", "vehicles"], "存款"),
    ],
)
def test_what_is_left_out_is_asked_for_and_neither_helps_nor_harms(town, left_out, missing, asked):
    by_name = {name: value for name, value in MOTHER.items() if name != left_out}
    _, answer, _ = tried(town, by_name)
    dibao = scheme(answer, "dibao")
    assert (dibao["outcome"], dibao["amount_fen"]) == ("indeterminate", 0)
    assert dibao["missing"] == missing
    assert any(asked in question for question in answer["questions"])


def test_nobody_is_asked_again_for_what_was_answered_with_nothing(town):
    _, answer, _ = tried(town, MOTHER)
    assert not [question for question in answer["questions"] if "支出" in question]


def test_an_old_person_who_may_have_dibao_is_advised_to_apply_whatever_tekun_still_needs(town):
    old = {**MOTHER, "members": [{"relation": "applicant", "born": "1950-01-01"}], "incomes": []}
    _, answer, _ = tried(town, old)
    assert scheme(answer, "tekun")["missing"] == ["self_care", "supporters"]
    assert answer["next"].startswith("这是试算")


def test_a_condition_that_fails_decides_whatever_else_is_unknown(town):
    body = {**MOTHER, "property": {"deposits_fen": 10_000_000}}
    dibao = scheme(tried(town, body)[1], "dibao")
    assert (dibao["outcome"], dibao["missing"]) == ("not_eligible", [])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"members": [{"relation": "applicant", "born": "2022-12-20"}]}, "/members/0/born"),
        ({"area": "110101"}, "/area"),
        ({"day": "2020-01-01"}, "/area"),
        ({"incomes": [{"member": 0, "kind": "wage", "amount_fen": -1}]}, "/incomes/0/amount_fen"),
        ({"members": MOTHER["members"] * 134}, "/members"),
        ({"property": {"vehicles": 400}}, "/property/vehicles"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_field(town, change, pointer):
    status, problem, _ = tried(town, {**MOTHER, **change})
    assert status == 422
    assert pointer in {error["pointer"] for error in problem["errors"]}
    text = " ".join([problem["detail"], *(error["detail"] for error in problem["errors"])])
    assert [word for word in ("代码", "参数", "分）", "字段") if word in text] == []
    assert latin(text) == []


def after(answer, code, name="dibao"):
    change = next(one for one in answer["changes"] if one["code"] == f"estimate.{code}")
    return scheme(change, name)


@pytest.mark.parametrize(
    ("code", "fen"),
    [("change_less", 140_000), ("change_more", 120_000), ("change_member", 190_000)],
)
def test_a_family_sees_what_a_step_would_change(town, code, fen):
    assert after(tried(town, MOTHER)[1], code)["amount_fen"] == fen


@pytest.mark.parametrize(
    ("yuan", "now", "then", "marginal"),
    [
        (1699, "eligible", "eligible", "not_eligible"),
        (1700, "eligible", "not_eligible", "eligible"),
        (1800, "not_eligible", "not_eligible", "eligible"),
    ],
)
def test_the_step_over_the_line_is_seen_before_it_is_taken(town, yuan, now, then, marginal):
    body = {**MOTHER, "incomes": [{"member": 0, "kind": "wage", "amount_fen": yuan * 100}]}
    answer = tried(town, body)[1]
    assert scheme(answer, "dibao")["outcome"] == now
    assert after(answer, "change_more")["outcome"] == then
    assert after(answer, "change_more", "marginal")["outcome"] == marginal


@pytest.mark.parametrize(("yuan", "less"), [(99, False), (100, True), (101, True)])
def test_no_income_below_zero_is_shown(town, yuan, less):
    body = {**MOTHER, "incomes": [{"member": 0, "kind": "wage", "amount_fen": yuan * 100}]}
    codes = [change["code"] for change in tried(town, body)[1]["changes"]]
    assert ("estimate.change_less" in codes) == less


def test_what_does_not_count_cannot_be_what_changes(town):
    subsidy = [{"member": 0, "kind": "disability_subsidy", "amount_fen": 30_000}]
    answer = tried(town, {**MOTHER, "incomes": subsidy + MOTHER["incomes"]})[1]
    assert after(answer, "change_less")["amount_fen"] == 140_000


@given(household=HOUSEHOLDS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_trial_and_decision_agree_to_the_fen(town, household):
    assume(possible(household, FRIDAY))
    law = load_pack("jilin-city").parameters_on(FRIDAY)
    decided = assess(facts_from(applied(household), [], {}, FRIDAY, law), law)
    trial = {**household, "area": AREA, "day": FRIDAY.isoformat()}
    status, answer, _ = tried(town, trial)
    assert status == 200
    assert [(one["scheme"], one["outcome"], one["amount_fen"]) for one in answer["schemes"]] == [
        (one.scheme, one.outcome, one.amount_fen) for one in decided.schemes
    ]
