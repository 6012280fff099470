"""The syntax nodes of which the rules are made, each in one short call.

`compile` asks of every node where it stands. The rules stand in no file, so that each says `AT` as
it is made, which is cheaper than a walk over all of them at the end. Operations, names and numbers
are made once and shared by all expressions: a node is not changed once it is made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from typing import Any

AT: dict[str, Any] = {"lineno": 1, "col_offset": 0}
LOAD, STORE = ast.Load(), ast.Store()
ADD, SUB, MULT, FLOOR_DIV = ast.Add(), ast.Sub(), ast.Mult(), ast.FloorDiv()
BIT_AND, BIT_OR = ast.BitAnd(), ast.BitOr()
LT, GT, GE, NE = ast.Lt(), ast.Gt(), ast.GtE(), ast.NotEq()
AND, OR, NOT, MINUS = ast.And(), ast.Or(), ast.Not(), ast.USub()


@lru_cache(maxsize=8192)
def name(of: str) -> ast.Name:
    """What is kept under a name."""
    return ast.Name(of, LOAD, **AT)


@lru_cache(maxsize=8192, typed=True)
def constant(value: int | None) -> ast.Constant:
    """A number, a truth or nothing, as it stands."""
    return ast.Constant(value, **AT)


def binary(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.BinOp:
    """`left op right`."""
    return ast.BinOp(left, op, right, **AT)


def joined(op: ast.operator, parts: Iterable[ast.expr]) -> ast.expr:
    """`part op part op part`, at least one."""
    return reduce(lambda left, right: binary(left, op, right), parts)


def total(parts: Iterable[ast.expr]) -> ast.expr:
    """The sum of the parts, at least one."""
    return joined(ADD, parts)


def unary(op: ast.unaryop, one: ast.expr) -> ast.UnaryOp:
    """`op one`."""
    return ast.UnaryOp(op, one, **AT)


def logic(op: ast.boolop, parts: Sequence[ast.expr]) -> ast.expr:
    """`part op part op part`, at least one."""
    return ast.BoolOp(op, [*parts], **AT) if len(parts) > 1 else parts[0]


def compare(left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.Compare:
    """`left op right`, a truth."""
    return ast.Compare(left, [op], [right], **AT)


@lru_cache(maxsize=8192)
def has_bits(of: str, bits: int) -> ast.Compare:
    """Whether the number of that name has any of the bits."""
    return compare(binary(name(of), BIT_AND, constant(bits)), NE, constant(0))


def choose(when: ast.expr, then: ast.expr, other: ast.expr) -> ast.IfExp:
    """`then if when else other`."""
    return ast.IfExp(when, then, other, **AT)


def keep(under: str, value: ast.expr) -> ast.NamedExpr:
    """`(under := value)`: a value that the same expression uses again."""
    return ast.NamedExpr(ast.Name(under, STORE, **AT), value, **AT)


def call(function: str, *args: ast.expr) -> ast.Call:
    """`function(*args)`."""
    return ast.Call(name(function), [*args], [], **AT)


def attribute(of: ast.expr, named: str) -> ast.Attribute:
    """`of.named`."""
    return ast.Attribute(of, named, LOAD, **AT)


def method(of: ast.expr, named: str, *args: ast.expr) -> ast.Call:
    """`of.named(*args)`."""
    return ast.Call(attribute(of, named), [*args], [], **AT)


def tuple_of(parts: Iterable[ast.expr]) -> ast.Tuple:
    """`(a, b, c)`."""
    return ast.Tuple([*parts], LOAD, **AT)


def list_of(parts: Iterable[ast.expr]) -> ast.List:
    """`[a, b, c]`."""
    return ast.List([*parts], LOAD, **AT)


def table(keys: Iterable[ast.expr], values: Iterable[ast.expr]) -> ast.Dict:
    """`{key: value}`."""
    return ast.Dict([*keys], [*values], **AT)


def assign(to: str, value: ast.expr) -> ast.Assign:
    """`to = value`."""
    return ast.Assign([ast.Name(to, STORE, **AT)], value, **AT)


def unpack(names: Iterable[str], value: ast.expr) -> ast.Assign:
    """`(a, b, c) = value`."""
    targets: list[ast.expr] = [ast.Name(one, STORE, **AT) for one in names]
    return ast.Assign([ast.Tuple(targets, STORE, **AT)], value, **AT)


def add_bit(to: str, bit: int) -> ast.AugAssign:
    """`to |= bit`."""
    return ast.AugAssign(ast.Name(to, STORE, **AT), BIT_OR, constant(bit), **AT)


def when(test: ast.expr, then: ast.stmt) -> ast.If:
    """`if test: then`."""
    return ast.If(test, [then], [], **AT)


def answer(value: ast.expr) -> ast.Return:
    """`return value`."""
    return ast.Return(value, **AT)


def function(named: str, takes: Iterable[str], body: Iterable[ast.stmt]) -> ast.FunctionDef:
    """`def named(*takes): body`."""
    args = ast.arguments([], [ast.arg(one, **AT) for one in takes], None, [], [], None, [])
    return ast.FunctionDef(named, args, [*body], [], **AT)


def names_of(tree: ast.AST) -> set[str]:
    """Every name in a tree, whether read or written; `ast.walk` takes four times as long."""
    names: set[str] = set()
    found = [tree]
    for node in found:  # it grows on the way
        if isinstance(node, ast.Name):
            names.add(node.id)
            continue
        for part in vars(node).values():
            if isinstance(part, list):
                found += part
            elif isinstance(part, ast.AST):
                found.append(part)
    return names
