"""json-logic: a rule document for every step, whose answer the later ones read."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
from json_logic import jsonLogic
from numpy.typing import NDArray

from bench.engines import Run
from bench.program import SIGNS, Plain, asked, program
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.folded import Rules


def prepare(place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
    rules = Rules(place.parameters.rules, place, Plain())
    steps = [(name, logic(tree)) for name, tree in program(rules)]
    answers = asked(rules)
    rows = [dict(zip(rules.facts, row, strict=True)) for row in facts.T.tolist()]

    def evaluate(row: dict[str, int]) -> list[int]:
        data = dict(row)
        for name, document in steps:
            data[name] = jsonLogic(document, data)
        return [data[name] for name in answers]

    return lambda: np.array([evaluate(row) for row in rows], np.int64).T


def logic(node: ast.expr) -> Any:  # noqa: C901, PLR0911 (one case a form)
    """The expression as a json-logic document."""
    match node:
        case ast.Constant(value=number):
            return number
        case ast.Name(id=name):
            return {"var": name}
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return {"!": [logic(operand)]}
        case ast.UnaryOp(operand=operand):
            return {"-": [logic(operand)]}
        case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
            upper, lower = logic(left), logic(right)
            return {"/": [{"-": [upper, {"%": [upper, lower]}]}, lower]}
        case ast.BinOp(left=left, op=op, right=right):
            return {SIGNS[type(op)]: [logic(left), logic(right)]}
        case ast.BoolOp(op=op, values=parts):
            return {SIGNS[type(op)]: [logic(part) for part in parts]}
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return {SIGNS[type(op)]: [logic(left), logic(right)]}
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return {"if": [logic(test), logic(body), logic(orelse)]}
        case ast.Call(func=ast.Name(id=called), args=args):
            return {called: [logic(arg) for arg in args]}
    raise TypeError(ast.dump(node))
