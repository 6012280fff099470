"""Cases worked by hand from the text of the law: their arithmetic, and the rules' answer."""

import ast
import operator
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.assessment.contract import EstimateRequest
from chalicelib.assessment.explanation.answer import estimate_of
from chalicelib.assessment.outcome.stored import document_of
from chalicelib.assessment.rules import assess, facts_from
from chalicelib.policy import load_pack
from chalicelib.policy.rules.specification import Condition

FOLDER = Path(__file__).parent / "cases"
DEFAULTS = tomllib.loads((FOLDER / "defaults.toml").read_text("utf-8"))
CASES = [
    case
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8")).get("case", [])
]
UNEVEN = 4 / 3
"""A scheme has at most so many times as many grants as refusals, or the other way round."""

SIGNS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
}  # fmt: skip
CALLED = {"min": min, "max": max, "yuan_up": lambda total, parts: -(-total // (parts * 100)) * 100}
"""What an amount is paid as: the total in so many parts, rounded up to a whole yuan."""


def worked(node):
    """What a line of workings comes to; it knows arithmetic and nothing of the rules."""
    match node:
        case ast.Constant(value=number):
            return number
        case ast.BinOp(left=left, op=op, right=right):
            return SIGNS[type(op)](worked(left), worked(right))
        case ast.Compare(left=left, ops=ops, comparators=others):
            figures = [worked(left), *map(worked, others)]
            pairs = zip(ops, figures, figures[1:], strict=False)
            return all(SIGNS[type(op)](one, other) for op, one, other in pairs)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not worked(operand)
        case ast.Call(func=ast.Name(id=name), args=args):
            return CALLED[name](*map(worked, args))
    raise AssertionError(ast.dump(node))


def household(case):
    """The household of a case: the defaults, what the case says, without what is not declared."""
    application = {**DEFAULTS, **case["household"]}
    application["property"] = {**DEFAULTS["property"], **case["household"].get("property", {})}
    for name in case.get("unknown", []):
        application = {key: value for key, value in application.items() if key != name}
        application["property"] = {
            key: value for key, value in application["property"].items() if key != name
        }
    return application


def sentence(case):
    return case["sentence"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["expect"] != "indeterminate"], ids=sentence
)
def test_the_arithmetic_of_a_case_comes_to_what_it_expects(case):
    value = worked(ast.parse(case["workings"], mode="eval").body)
    if isinstance(value, bool):
        assert value == (case["expect"] == "eligible")
        assert "amount_fen" not in case
    else:
        assert (value, case["expect"]) == (case.get("amount_fen", 0), "eligible")


@pytest.mark.parametrize("case", CASES, ids=sentence)
def test_the_rules_say_what_the_law_says(case):
    request = EstimateRequest.model_validate(household(case))
    application = {**request.model_dump(mode="json"), "registered_area": request.area}
    law = load_pack(case.get("pack", "jilin-city")).parameters_on(case["on"])
    result = assess(facts_from(application, [], case.get("opinion", {}), case["on"], law), law).of(
        case["scheme"]
    )
    failed = result.first_failed.code.removeprefix("assessment.") if result.first_failed else ""
    assert (result.outcome, result.amount_fen, failed) == (
        case["expect"],
        case.get("amount_fen", 0),
        case.get("failed", ""),
    )
    assert set(result.missing) >= set(case.get("missing", []))


ABOVE = {"rigid_spending", "beyond_means"}
"""The conditions that ask for more than the threshold; the others ask for no more."""


@pytest.mark.parametrize("case", CASES, ids=sentence)
def test_every_figure_shown_is_one_of_the_household(case):
    """A figure says by itself whether the condition is met; where nobody is measured there is none,
    and a sentence says so."""
    request = EstimateRequest.model_validate(household(case))
    application = {**request.model_dump(mode="json"), "registered_area": request.area}
    law = load_pack(case.get("pack", "jilin-city")).parameters_on(case["on"])
    facts = facts_from(application, [], case.get("opinion", {}), case["on"], law)
    assessed = assess(facts, law)
    shown = document_of(assessed, case["scheme"])
    for result in (shown, *shown["others"]):
        for one in result["conditions"]:
            own, threshold = one["own"], one["threshold"]
            name = one["code"].removeprefix("assessment.")
            if one["status"] == "fail" and name in ABOVE:
                assert own is None or 0 < own <= threshold, one
            elif one["status"] == "fail":
                assert own is None or own >= threshold, one
            if one["status"] == "fail":
                assert ("实际" in one["text"]) is (own is not None), one
    for scheme in estimate_of(assessed, (), case["on"]).schemes:
        for one in scheme.conditions:
            figured = (one.actual is None) == (one.threshold is None)
            assert one.status == "unknown" or figured, one


def test_there_are_cases_enough_and_no_two_alike():
    assert len(CASES) >= 150
    assert len({sentence(case) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("scheme", sorted({case["scheme"] for case in CASES}))
def test_a_scheme_has_refusals_as_well_as_grants(scheme):
    counted = Counter(case["expect"] for case in CASES if case["scheme"] == scheme)
    fewer, more = sorted((counted["eligible"], counted["not_eligible"]))
    assert 0 < more <= UNEVEN * fewer


def test_every_condition_fails_somewhere():
    rules = load_pack("jilin-city").parameters_on(CASES[0]["on"]).rules
    failed = {case.get("failed") for case in CASES}
    assert [one.name for one in rules.of(Condition) if one.name not in failed] == ["not_tekun"]
