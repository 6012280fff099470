"""Whether the comparison would see a slip: every `<`, `<=`, `==`, … of the columns in turn wrong.

A bound that takes in what it should not, or leaves out what it should take in, shows only in a
household that lies exactly on it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.equality import PARTS
from chalicelib.policy.pack import Place
from chalicelib.policy.rules import functions
from local.policy_lab.columns import Batch, Judgements, column_engine, columns_for

SLIPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def seen(place: Place, facts: NDArray[np.int64], unknown: NDArray[np.int64]) -> tuple[int, int]:
    """How many slips change an answer about these households, and how many there are."""
    engine = columns_for(place.parameters, place.county, place.setting)
    batches = [
        Batch.of(engine.rules, place.county, place.setting, facts, open_)
        for open_ in (unknown, np.zeros_like(unknown))
    ]
    right = [engine.judge(batch) for batch in batches]
    found = []
    for slipped in _slipped(functions.judged(engine.rules)):
        wrong = column_engine(engine.rules, slipped)
        pairs = zip(batches, right, strict=True)
        found.append(any(_differ(wrong.judge(batch), one) for batch, one in pairs))
    return sum(found), len(found)


def _slipped(functions: list[ast.FunctionDef]) -> Iterator[list[ast.stmt]]:
    """The functions with one comparison wrong, each in turn.

    Read anew, since the rules' terms stand in several places and each of them is to slip alone.
    """
    module = ast.parse(ast.unparse(ast.Module([*functions], [])))
    for node in ast.walk(module):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in SLIPS:
            right = node.ops
            node.ops = [SLIPS[type(right[0])]()]
            yield module.body
            node.ops = right


def _differ(one: Judgements, other: Judgements) -> bool:
    return any((getattr(one, part) != getattr(other, part)).any() for part in PARTS)
