"""The rules of a day at a place as steps, for engines that evaluate one expression at a time.

A household of whom everything is told: every formula, whether each condition holds and each
scheme pays, the amounts, the points of every indicator, the coefficient, and the reasons: the
conditions that fail, as bits of one number.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from chalicelib.policy.rules.dialect import Scalar, Term
from chalicelib.policy.rules.folded import Rules
from chalicelib.policy.rules.language import Bands
from chalicelib.policy.rules.specification import Category, Formula

Step = tuple[str, ast.expr]


class Plain(Scalar):
    """Python's expressions without assignments, which other engines have too."""

    def least(self, one: str, other: str) -> str:
        return f"min({one}, {other})"

    def most(self, one: str, other: str) -> str:
        return f"max({one}, {other})"

    def band(self, figure: Term, bands: Bands) -> str:
        text = str(bands[-1][1])
        for (_, given), (top, _) in zip(reversed(bands[:-1]), reversed(bands[1:]), strict=True):
            text = f"({given} if {figure.text} < {top} else {text})"
        return text


SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.And: "and", ast.Or: "or",
}  # fmt: skip
"""What other engines call an operation."""


def asked(rules: Rules) -> list[str]:
    """The steps that are answered, in the order of a `Run`'s rows."""
    return [*(f"amount_{scheme.name}" for scheme in rules.schemes), "coefficient", "failed"]


def program(rules: Rules) -> list[Step]:
    """The steps in order, each named; `rules` are written out in `Plain`."""
    return [(name, ast.parse(text, mode="eval").body) for name, text in _texts(rules)]


def _texts(rules: Rules) -> Iterator[tuple[str, str]]:
    for formula in rules.rules.of(Formula):
        term = rules.writer.write(rules.rules.trees[formula.is_], formula.name)
        if term.known is None and term.den == 1:
            yield formula.name, term.text
    for code, figured in rules.conditions.items():
        if figured.holds is not None:
            yield f"holds_{code}", figured.holds.text
    for scheme in rules.schemes:
        stands = [_holds(rules, code) for code in scheme.conditions]
        meant = rules.term(scheme.when)
        pays = [*stands] if meant.known else [*stands, meant.text]
        yield f"pays_{scheme.name}", " and ".join(pays)
        yield f"fails_{scheme.name}", f"not ({' and '.join(stands)})"
        sums = [term.text for _, term in rules.lines[scheme.name] if term.known != 0]
        amount = f"max({' + '.join(sums)}, 0)" if sums else "0"
        yield f"amount_{scheme.name}", f"{amount} if pays_{scheme.name} else 0"
    for name, one in rules.indicators.items():
        measured = rules.term(one.measure)
        yield f"measure_{name}", measured.text
        named = replace(measured, text=f"measure_{name}")
        bands = [(start, level * one.weight) for start, level in one.bands]
        yield f"points_{name}", rules.writer.in_bands(bands, named).text
    yield "coefficient", " + ".join(_capped(rules, one) for one in rules.rules.of(Category))
    bits = ((one.bit, _holds(rules, code)) for code, one in rules.conditions.items())
    yield "failed", " + ".join(f"(0 if {holds} else {bit})" for bit, holds in bits)


def _holds(rules: Rules, code: str) -> str:
    told = rules.conditions[code].condition
    if told.eligible:
        return f"not fails_{told.eligible}"
    return f"not pays_{told.not_eligible}" if told.not_eligible else f"holds_{code}"


def _capped(rules: Rules, category: Category) -> str:
    inside = [name for name, one in rules.indicators.items() if one.category == category.name]
    return f"min({' + '.join(f'points_{name}' for name in inside)}, {category.cap})"
