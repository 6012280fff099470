"""The language of a pack's formulas: exact arithmetic over facts, formulas and dated values.

A formula is Python's own syntax, narrowed to what can be judged for one household and for a
column of them alike: whole numbers, `+ - * //`, `/` by a number, comparisons, `and or not`,
`a if c else b`, `min max floor ceil`, `band(table, figure)` for half-open bands, `rounded(sum,
parts)` for what is paid of a sum in so many parts, in the unit and direction of the pack
(`rounding.unit`, `rounding.up`), and `urban(value)` for a value as it is in town. A plain name is a
fact or a formula; a dotted one a value of the pack. Ratios stay exact fractions with a known
denominator until `floor`, `ceil` or `rounded` rounds them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Protocol

from chalicelib.domain.errors import Broken

COMPARED: dict[type[ast.cmpop], tuple[str, Callable[[int, int], bool]]] = {
    ast.Lt: ("<", lt),
    ast.LtE: ("<=", le),
    ast.Gt: (">", gt),
    ast.GtE: (">=", ge),
    ast.Eq: ("==", eq),
    ast.NotEq: ("!=", ne),
}
FUNCTIONS = frozenset({"min", "max", "floor", "ceil", "band", "rounded", "urban"})
Bands = Sequence[tuple[int, int]]
Rest = tuple[str, frozenset[str]]


class Values(Protocol):
    """The values in force at one place: a number each, or a table of bands."""

    def number(self, name: str) -> int | Decimal:
        """The number of that name."""

    def in_town(self, name: str) -> int | Decimal:
        """The number of that name as it is in town."""

    def bands(self, name: str) -> Bands:
        """The table of that name: where each band begins, and what it gives."""


@dataclass(frozen=True)
class Term:
    """A part of a formula, written out: a whole number, a share of `den`, or a truth.

    `known` is its numerator where the values alone settle it, `above_zero` says that it always is,
    `over` of what by what it is the whole quotient, `facts` what it depends on, and
    `rests` the values it rests on, each with the facts that make it matter (none: always).
    """

    text: str
    den: int = 1
    truth: bool = False
    known: int | None = None
    above_zero: bool = False
    over: tuple[str, str] | None = None
    facts: frozenset[str] = frozenset()
    rests: frozenset[Rest] = frozenset()


class Dialect(Protocol):
    """How choices are written for one household, or for columns of them.

    `pick` and `band` give points, `total` adds points that come to `most` at the most. Bits are
    marked one by one, asked for together, and packed into one number at the end.
    """

    def unpack(self, facts: Sequence[tuple[str, bool]], body: Sequence[str]) -> list[str]:
        """The lines that name the facts, each with whether it counts; `body` is what uses them."""

    def direct(self, fact: str) -> str:
        """How a count is written where nothing is computed from it."""

    def choose(self, when: str, then: str, other: str) -> str: ...
    def both(self, one: str, other: str) -> str: ...
    def either(self, one: str, other: str) -> str: ...
    def negate(self, one: str) -> str: ...
    def least(self, one: str, other: str) -> str: ...
    def most(self, one: str, other: str) -> str: ...
    def band(self, figure: Term, bands: Bands) -> str: ...
    def pick(self, when: str, then: int, other: int) -> str: ...
    def total(self, parts: Sequence[str], most: int) -> str: ...
    def any(self, bits: str) -> str: ...
    def mark(self, bits: str, when: str, bit: int) -> str: ...
    def marked(self, bits: str, wanted: Sequence[int]) -> str: ...
    def packed(self, bits: str, used: Sequence[int]) -> str: ...


class Scalar:
    """One household at a time, in plain Python."""

    def unpack(self, facts: Sequence[tuple[str, bool]], body: Sequence[str]) -> list[str]:
        return [f"({', '.join(name for name, _ in facts)}) = facts"]

    def direct(self, fact: str) -> str:
        return fact

    def choose(self, when: str, then: str, other: str) -> str:
        return f"({then} if {when} else {other})"

    def both(self, one: str, other: str) -> str:
        return f"({one} and {other})"

    def either(self, one: str, other: str) -> str:
        return f"({one} or {other})"

    def negate(self, one: str) -> str:
        return f"(not {one})"

    def least(self, one: str, other: str) -> str:
        return (
            f"(m if (m := {one}) < {other} else {other})"
            if _plain(other)
            else f"min({one}, {other})"
        )

    def most(self, one: str, other: str) -> str:
        return (
            f"(m if (m := {one}) > {other} else {other})"
            if _plain(other)
            else f"max({one}, {other})"
        )

    def band(self, figure: Term, bands: Bands) -> str:
        *lower, (_, last) = bands
        tops = [start for start, _ in bands[1:]]
        steps = [f"{given} if x < {top} else " for (_, given), top in zip(lower, tops, strict=True)]
        return f"({''.join(steps)}{last})".replace("x <", f"(x := {figure.text}) <", 1)

    def pick(self, when: str, then: int, other: int) -> str:
        return self.choose(when, str(then), str(other))

    def total(self, parts: Sequence[str], most: int) -> str:
        return " + ".join(parts)

    def any(self, bits: str) -> str:
        return bits

    def mark(self, bits: str, when: str, bit: int) -> str:
        return f"if {when}: {bits} |= {bit}"

    def marked(self, bits: str, wanted: Sequence[int]) -> str:
        return f"({bits} & {sum(wanted)} != 0)"

    def packed(self, bits: str, used: Sequence[int]) -> str:
        return bits


def _plain(text: str) -> bool:
    """Whether a text is a name or a number, which may be written twice."""
    return text.isidentifier() or text.isdigit()


@lru_cache(maxsize=4096)
def parse(text: str, name: str) -> ast.expr:
    """The formula `text`, read once; Broken("policy.formula") where it is not in the language."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        raise wrong(name) from None
    names_in(tree, name)
    return tree


def wrong(name: str) -> Broken:
    """That the formula of that name is not in the language."""
    return Broken("policy.formula", name=name)


def names_in(tree: ast.expr, name: str) -> set[str]:
    """The facts and formulas a formula names; Broken for what the language has no word for."""
    found = set()
    for node in _parts(tree, name):
        if isinstance(node, ast.Name):
            found.add(node.id)
    return found


def _parts(node: ast.expr, name: str) -> list[ast.expr]:  # noqa: C901 (one case for each form)
    match node:
        case ast.Name() | ast.Attribute(value=ast.Name()):
            return [node]
        case ast.Constant(value=int()) if not isinstance(node.value, bool):
            return [node]
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv()):
            inner = [node.left, node.right]
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=int())):
            inner = [node.left, node.right]
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            inner = [node.operand]
        case ast.BoolOp():
            inner = node.values
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            inner = [node.left, *node.comparators]
        case ast.IfExp():
            inner = [node.test, node.body, node.orelse]
        case ast.Call(func=ast.Name(id=called), keywords=[]) if called in FUNCTIONS:
            inner = node.args
        case _:
            raise wrong(name)
    return [node, *(part for one in inner for part in _parts(one, name))]
