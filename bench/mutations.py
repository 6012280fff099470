"""Whether the comparison detects mutations: every `<`, `<=`, `==`, … of the columns changed in
turn.

A wrong comparison with a threshold shows only in a household that lies exactly on it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.equality import PARTS
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules import functions
from local.policy_lab.columns import Batch, BatchResult, column_engine, columns_for

REPLACEMENTS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def detected(
    place: PlaceLaw, facts: NDArray[np.int64], unknown: NDArray[np.int64]
) -> tuple[int, int]:
    """How many mutants change a result of these households, and how many there are."""
    engine = columns_for(place.parameters, place.county, place.setting)
    batches = [
        Batch.of(engine.rules, place.county, place.setting, facts, open_)
        for open_ in (unknown, np.zeros_like(unknown))
    ]
    expected = [engine.assess(batch) for batch in batches]
    detections = []
    for mutant in _mutants(functions.assessed(engine.rules)):
        mutated = column_engine(engine.rules, mutant)
        pairs = zip(batches, expected, strict=True)
        detections.append(any(_differ(mutated.assess(batch), one) for batch, one in pairs))
    return sum(detections), len(detections)


def _mutants(functions: list[ast.FunctionDef]) -> Iterator[list[ast.stmt]]:
    """The functions with one comparison changed, each in turn.

    The tree is parsed again, since terms of the rules are shared and only one place may change.
    """
    module = ast.parse(ast.unparse(ast.Module([*functions], [])))
    for node in ast.walk(module):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in REPLACEMENTS:
            unchanged = node.ops
            node.ops = [REPLACEMENTS[type(unchanged[0])]()]
            yield module.body
            node.ops = unchanged


def _differ(one: BatchResult, other: BatchResult) -> bool:
    return any((getattr(one, part) != getattr(other, part)).any() for part in PARTS)
