"""zen-engine: one decision graph, whose expression node works the steps out in order."""

from __future__ import annotations

import ast
import json
from typing import Any

import numpy as np
import zen
from numpy.typing import NDArray

from bench.engines import Run
from bench.program import SIGNS, Plain, Step, asked, program
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.folded import Rules


def prepare(place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
    rules = Rules(place.parameters.rules, place, Plain())
    decision = zen.ZenEngine().create_decision(json.dumps(graph([*program(rules)])))
    answers = asked(rules)
    rows = [dict(zip(rules.facts, row, strict=True)) for row in facts.T.tolist()]

    def evaluate(row: dict[str, int]) -> list[int]:
        result = decision.evaluate(row)["result"]
        return [round(result[name]) for name in answers]

    return lambda: np.array([evaluate(row) for row in rows], np.int64).T


def graph(steps: list[Step]) -> dict[str, Any]:
    """A decision of three nodes: input, steps, output."""
    earlier = {name for name, _ in steps}
    expressions = [{"id": name, "key": name, "value": text(tree, earlier)} for name, tree in steps]
    content = {"expressions": expressions, "passThrough": False}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "content": {}},
        {"id": "steps", "type": "expressionNode", "name": "steps", "content": content},
        {"id": "out", "type": "outputNode", "name": "out", "content": {}},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "steps"},
        {"id": "b", "type": "edge", "sourceId": "steps", "targetId": "out"},
    ]
    return {"nodes": nodes, "edges": edges}


def text(node: ast.expr, earlier: set[str]) -> str:  # noqa: C901, PLR0911 (one case a form)
    """The expression in zen's language; what an earlier step gave is read from `$`."""

    def of(part: ast.expr) -> str:
        return text(part, earlier)

    match node:
        case ast.Constant(value=value):
            return str(value).lower()
        case ast.Name(id=name):
            return f"$.{name}" if name in earlier else name
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"(not ({of(operand)}))"
        case ast.UnaryOp(operand=operand):
            return f"(-({of(operand)}))"
        case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
            return f"floor({of(left)} / {of(right)})"
        case ast.BinOp(left=left, op=op, right=right):
            return f"({of(left)} {SIGNS[type(op)]} {of(right)})"
        case ast.BoolOp(op=op, values=parts):
            return "(" + f" {SIGNS[type(op)]} ".join(map(of, parts)) + ")"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"({of(left)} {SIGNS[type(op)]} {of(right)})"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return f"({of(test)} ? {of(body)} : {of(orelse)})"
        case ast.Call(func=ast.Name(id=called), args=args):
            return f"{called}([{', '.join(map(of, args))}])"
    raise TypeError(ast.dump(node))
