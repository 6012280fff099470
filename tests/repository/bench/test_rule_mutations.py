"""Every mutation of a rule of the pack (one sign, number or function changed) fails a worked
case."""

import ast
from dataclasses import replace
from functools import cache

import pytest

from chalicelib.assessment.contract import EstimateRequest
from chalicelib.assessment.household.facts import facts_from
from chalicelib.domain.errors import Broken
from chalicelib.policy import load_pack
from chalicelib.policy.rules import functions
from chalicelib.policy.rules.dialect import Scalar
from chalicelib.policy.rules.engine import compiled
from chalicelib.policy.rules.folded import Rules
from chalicelib.policy.rules.specification import Condition, Formula, Scheme, Specification
from tests.support.searches import sampled
from tests.unit.assessment.test_cases import CASES, household

REPLACEMENTS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
ENOUGH = 3
"""Places and laws with fewer cases are left out: others test the same rules."""

EVEN = "every ratio in force gives whole fen of every standard in force"
TOP_UPS = (("elders", "elders"), ("minors", "minors"), ("disabled", "grave_disabled"),
           ("ill", "grave_ill"))  # fmt: skip
CALLED = {"min": "max", "max": "min", "floor": "ceil", "ceil": "floor"}


class Mutator(ast.NodeTransformer):
    """Changes the `wanted`th sign, name or number of a formula."""

    def __init__(self, wanted):
        self.wanted, self.seen, self.made = wanted, -1, False

    def generic_visit(self, node):
        mutant = self._replacement(node)
        if mutant is not None:
            self.seen += 1
            if self.seen == self.wanted:
                self.made = True
                return mutant
        return super().generic_visit(node)

    def _replacement(self, node):
        match node:
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() | ast.Eq():
                return REPLACEMENTS[type(node)]()
            case ast.Add() | ast.Sub() | ast.Mult():
                return REPLACEMENTS[type(node)]()
            case ast.Constant(value=int(number)):
                return ast.Constant(number + 1)
            case ast.Name(id=name) if name in CALLED:
                return ast.Name(CALLED[name], ast.Load())
            case ast.Attribute() | ast.Name():
                return None
        return None


def mutants(text):
    """The text with one thing changed, for every thing that can be changed."""
    number = 0
    while True:
        mutator = Mutator(number)
        mutant = ast.unparse(mutator.visit(ast.parse(text, mode="eval")))
        if not mutator.made:
            return
        yield mutant
        number += 1


def law_and_facts(case):
    law = load_pack(case.get("pack", "jilin-city")).parameters_on(case["on"])
    request = EstimateRequest.model_validate(household(case))
    application = {**request.model_dump(mode="json"), "registered_area": request.area}
    return law, facts_from(application, [], case.get("opinion", {}), case["on"], law)


@cache
def places():
    """The cases by the law and place that apply."""
    by_place = {}
    for case in CASES:
        law, facts = law_and_facts(case)
        by_place.setdefault((law, facts.county, facts.setting), []).append((case["scheme"], facts))
    return {place: cases for place, cases in by_place.items() if len(cases) >= ENOUGH}


def answers(change=lambda rules: rules):
    """What every case comes to under rules that were changed, place by place."""
    for (law, county, setting), cases in places().items():
        rules = Rules(change(law.rules), law.at(county, setting), Scalar())
        assessed = compiled(functions.assessed(rules))["assessed"]
        for name, facts in cases:
            row, unknown = rules.row(facts.figures), rules.bits(facts.unknown)
            failed, unsure, amounts, *_ = assessed(row, unknown)
            for scheme, amount in zip(rules.schemes, amounts, strict=True):
                if name in (scheme.name, scheme.shown_as):
                    bits = [rules.conditions[code].bit for code in scheme.conditions]
                    first = next((bit for bit in bits if failed & bit), 0)
                    yield name, first, bool(unsure & sum(bits)), amount


@cache
def expected():
    return list(answers())


def written():
    """Every text of a formula, a condition or a line, with the entry that holds it."""
    rules = load_pack("jilin-city").parameters_on(CASES[0]["on"]).rules
    for formula in rules.of(Formula):
        yield formula, "is_", formula.is_
    for condition in rules.of(Condition):
        if condition.holds:
            yield condition, "holds", condition.holds
    for scheme in rules.of(Scheme):
        for line in scheme.lines:
            yield scheme, line[0], line[1]


INDICATORS_ALONE = {"some_need", "some_income", "some_income_before"}
"""Formulas that only the coefficient uses: tests/unit/assessment/test_hardship.py looks at them."""

SHOWN_ALONE = {"refused_share", "means"}
"""Formulas that are only shown beside the sum: tests/unit/assessment/test_explanation.py looks at
them."""

NEW_WAGE = (
    "max(wage + other_than_wage - floor(income.job_cost_ratio * max(wage, 0))"
    " - hardship_deduction, 0)"
)
EQUIVALENT = {
    "max(gross_income - job_costs - hardship_deduction, 1)": "a fen a year is none a month",
    NEW_WAGE.replace("n, 0)", "n, 1)"): "a fen a year is far below any standard",
    NEW_WAGE.replace("max(wage, 0)", "max(wage, 1)"): "a job costs nothing of a fen",
    "floor(income.job_cost_ratio * max(earned, 1))": "a job costs nothing of a fen",
    "ceil(dibao.exit_ratio * standard) if receiving == 1 else standard": EVEN,
    **{f"ceil(topup.{whom} * standard) * {counted}": EVEN for whom, counted in TOP_UPS},
    **{
        " + ".join(
            f"{'ceil' if one == whom else 'floor'}(topup.{one} * standard) * {counted}"
            for one, counted in TOP_UPS
        ): EVEN
        for whom, _ in TOP_UPS
    },
}
"""Equivalent mutations: they change no answer of any pack, and why."""


def mutated_rules():
    for entry, where, text in written():
        if entry.name not in INDICATORS_ALONE | SHOWN_ALONE:
            for mutant in mutants(text):
                if mutant not in EQUIVALENT:
                    yield entry, where, mutant


def mutated(entry, where, mutant):
    """A change of the rules by which an entry says something else."""
    if isinstance(entry, Scheme):
        lines = tuple((code, mutant if code == where else text) for code, text in entry.lines)
        changed = replace(entry, lines=lines)
    else:
        changed = replace(entry, **{where: mutant})

    def change(rules):
        mine = (type(entry), entry.name)
        return Specification(
            tuple(changed if (type(one), one.name) == mine else one for one in rules.entries)
        )

    return change


def named(entry, _where, mutant):
    return f"{entry.name}: {mutant}"


@pytest.mark.parametrize(("entry", "where", "mutant"), sampled(mutated_rules(), 12, named))
def test_a_mutation_of_a_rule_is_detected_or_refused(entry, where, mutant):
    try:
        found = list(answers(mutated(entry, where, mutant)))
    except Broken:
        return
    assert found != expected()


@pytest.mark.parametrize("mutant", EQUIVALENT)
def test_a_mutation_that_is_listed_as_equivalent_changes_nothing(mutant):
    (entry, where), *_ = [
        (entry, where) for entry, where, text in written() if mutant in mutants(text)
    ]
    assert list(answers(mutated(entry, where, mutant))) == expected()
