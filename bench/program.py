"""The rules of a day at a place as steps, for engines that evaluate one expression at a time.

For a household of which nothing is unknown: every formula, whether each condition holds and each
scheme pays, the amounts, the points of every indicator, the coefficient, and the reasons: the
conditions that fail, as bits of one number. What no scheme of the day asks is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from chalicelib.policy.rules import nodes
from chalicelib.policy.rules.dialect import FormulaTerm, Scalar
from chalicelib.policy.rules.folded import Rules
from chalicelib.policy.rules.language import Bands
from chalicelib.policy.rules.specification import Category

Step = tuple[str, ast.expr]


class Plain(Scalar):
    """Python's expressions without assignments, which other engines have too."""

    def least(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.call("min", one, other)

    def most(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.call("max", one, other)

    def band(self, figure: FormulaTerm, bands: Bands) -> ast.expr:
        node: ast.expr = nodes.constant(bands[-1][1])
        for (_, given), (top, _) in reversed([*pairwise(bands)]):
            below = nodes.compare(figure.node, nodes.LT, nodes.constant(top))
            node = nodes.choose(below, nodes.constant(given), node)
        return node


SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.And: "and", ast.Or: "or",
}  # fmt: skip
"""What other engines call an operation."""


def asked(rules: Rules) -> list[str]:
    """The steps that are answered, in the order of a `Run`'s rows."""
    return [*(f"amount_{scheme.name}" for scheme in rules.schemes), "coefficient", "failed"]


def program(rules: Rules) -> Iterator[Step]:
    """The steps in order, each named; `rules` are written out in `Plain`."""
    yield from rules.steps
    conditions = {code: rules.conditions[code] for one in rules.schemes for code in one.conditions}
    for code, figured in conditions.items():
        if figured.holds is not None:
            yield f"holds_{code}", figured.holds.node
    for scheme in rules.schemes:
        stands = [_holds(rules, code) for code in scheme.conditions]
        meant = rules.term(scheme.when)
        for_whom = [] if meant.known else [meant.node]
        yield f"pays_{scheme.name}", nodes.logic(nodes.AND, [*stands, *for_whom])
        yield f"fails_{scheme.name}", _not(nodes.logic(nodes.AND, stands))
        sums = [term.node for _, term in rules.lines[scheme.name] if term.known != 0]
        nothing = nodes.constant(0)
        amount = nodes.call("max", nodes.total(sums), nothing) if sums else nothing
        pays = nodes.name(f"pays_{scheme.name}")
        yield f"amount_{scheme.name}", nodes.choose(pays, amount, nothing)
    for name, one in rules.indicators.items():
        yield f"measure_{name}", one.measure.node
        named = replace(one.measure, node=nodes.name(f"measure_{name}"))
        yield f"points_{name}", rules.writer.in_bands(one.bands, named).node
    categories = rules.specification.of(Category)
    yield "coefficient", nodes.total(_capped(rules, one) for one in categories)
    bits = ((nodes.constant(one.bit), _holds(rules, code)) for code, one in conditions.items())
    yield "failed", nodes.total(nodes.choose(holds, nodes.constant(0), bit) for bit, holds in bits)


def _holds(rules: Rules, code: str) -> ast.expr:
    condition = rules.conditions[code].condition
    if condition.eligible:
        return _not(nodes.name(f"fails_{condition.eligible}"))
    if condition.not_eligible:
        return _not(nodes.name(f"pays_{condition.not_eligible}"))
    return nodes.name(f"holds_{code}")


def _not(one: ast.expr) -> ast.expr:
    return nodes.unary(nodes.NOT, one)


def _capped(rules: Rules, category: Category) -> ast.expr:
    inside = [
        name for name, one in rules.indicators.items() if one.indicator.category == category.name
    ]
    together = nodes.total(nodes.name(f"points_{name}") for name in inside)
    return nodes.call("min", together, nodes.constant(category.cap))
