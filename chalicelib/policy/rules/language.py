"""The language of a pack's formulas: exact arithmetic over facts, formulas and dated values.

A formula is Python's own syntax, narrowed to what can be assessed for one household and for a
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
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Protocol

from chalicelib.domain.errors import Broken

COMPARED: dict[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Lt: lt,
    ast.LtE: le,
    ast.Gt: gt,
    ast.GtE: ge,
    ast.Eq: eq,
    ast.NotEq: ne,
}
FUNCTIONS = frozenset({"min", "max", "floor", "ceil", "band", "rounded", "urban"})
Bands = Sequence[tuple[int, int]]


class Values(Protocol):
    """The values in force at one place: a number each, or a table of bands."""

    def number(self, name: str) -> int | Decimal:
        """The number of that name."""

    def in_town(self, name: str) -> int | Decimal:
        """The number of that name as it is in town."""

    def bands(self, name: str) -> Bands:
        """The table of that name: where each band begins, and what it gives."""


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
