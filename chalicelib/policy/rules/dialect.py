"""What a formula comes to when it is written out, for one household or for columns of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from chalicelib.policy.rules import nodes
from chalicelib.policy.rules.language import Bands

Rest = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class FormulaTerm:
    """A part of a formula, written out: a whole number, a share of `den`, or a truth.

    `node` is the expression that computes its numerator, `known` that number where the values
    alone settle it, `above_zero` says that it always is, `over` of what by what it is the whole
    quotient, `facts` what it depends on, and `rests` the values it rests on, each with the facts
    that make it matter (none: always).
    """

    node: ast.expr
    den: int = 1
    truth: bool = False
    known: int | None = None
    above_zero: bool = False
    over: tuple[ast.expr, ast.expr] | None = None
    facts: frozenset[str] = frozenset()
    rests: frozenset[Rest] = frozenset()


class Dialect(Protocol):
    """How choices are written for one household, or for columns of them.

    `pick` and `band` give points, `total` adds points that come to `most` at the most. Bits are
    marked one by one, asked for together, and packed into one number at the end.
    """

    def unpack(self, facts: Sequence[tuple[str, bool]], used: Set[str]) -> list[ast.stmt]:
        """What names the facts, each with whether it counts; `used` are all names in use."""

    def direct(self, fact: str) -> ast.expr:
        """How a count is read where nothing is computed from it."""

    def choose(self, when: ast.expr, then: ast.expr, other: ast.expr) -> ast.expr: ...
    def both(self, one: ast.expr, other: ast.expr) -> ast.expr: ...
    def either(self, one: ast.expr, other: ast.expr) -> ast.expr: ...
    def negate(self, one: ast.expr) -> ast.expr: ...
    def least(self, one: ast.expr, other: ast.expr) -> ast.expr: ...
    def most(self, one: ast.expr, other: ast.expr) -> ast.expr: ...
    def band(self, figure: FormulaTerm, bands: Bands) -> ast.expr: ...
    def pick(self, when: ast.expr, then: int, other: int) -> ast.expr: ...
    def total(self, parts: Sequence[ast.expr], most: int) -> ast.expr: ...
    def any(self, bits: str) -> ast.expr: ...
    def mark(self, bits: str, when: ast.expr, bit: int) -> ast.stmt: ...
    def marked(self, bits: str, wanted: Sequence[int]) -> ast.expr: ...
    def packed(self, bits: str, used: Sequence[int]) -> ast.expr: ...


class Scalar:
    """One household at a time, in plain Python."""

    def unpack(self, facts: Sequence[tuple[str, bool]], used: Set[str]) -> list[ast.stmt]:
        return [nodes.unpack((name for name, _ in facts), nodes.name("facts"))]

    def direct(self, fact: str) -> ast.expr:
        return nodes.name(fact)

    def choose(self, when: ast.expr, then: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.choose(when, then, other)

    def both(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.logic(nodes.AND, [one, other])

    def either(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.logic(nodes.OR, [one, other])

    def negate(self, one: ast.expr) -> ast.expr:
        return nodes.unary(nodes.NOT, one)

    def least(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return _chosen(one, nodes.LT, other) or nodes.call("min", one, other)

    def most(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return _chosen(one, nodes.GT, other) or nodes.call("max", one, other)

    def band(self, figure: FormulaTerm, bands: Bands) -> ast.expr:
        """A chain of choices from the lowest band upwards; the first keeps the figure as `x`."""
        node: ast.expr = nodes.constant(bands[-1][1])
        for number, ((_, given), (top, _)) in reversed([*enumerate(pairwise(bands))]):
            measured = nodes.name("x") if number else nodes.keep("x", figure.node)
            below = nodes.compare(measured, nodes.LT, nodes.constant(top))
            node = nodes.choose(below, nodes.constant(given), node)
        return node

    def pick(self, when: ast.expr, then: int, other: int) -> ast.expr:
        return self.choose(when, nodes.constant(then), nodes.constant(other))

    def total(self, parts: Sequence[ast.expr], most: int) -> ast.expr:
        return nodes.total(parts)

    def any(self, bits: str) -> ast.expr:
        return nodes.name(bits)

    def mark(self, bits: str, when: ast.expr, bit: int) -> ast.stmt:
        return nodes.when(when, nodes.add_bit(bits, bit))

    def marked(self, bits: str, wanted: Sequence[int]) -> ast.expr:
        return nodes.has_bits(bits, sum(wanted))

    def packed(self, bits: str, used: Sequence[int]) -> ast.expr:
        return nodes.name(bits)


def _chosen(one: ast.expr, better: ast.cmpop, other: ast.expr) -> ast.expr | None:
    """`one` where it is better, else `other`, which is written twice: a name or a number only."""
    if not isinstance(other, ast.Name | ast.Constant):
        return None
    return nodes.choose(nodes.compare(nodes.keep("m", one), better, other), nodes.name("m"), other)
