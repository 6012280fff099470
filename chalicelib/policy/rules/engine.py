"""The rules of a day at a place as a function: compiled once, called for every household."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chalicelib.policy.rules import functions
from chalicelib.policy.rules.dialect import Scalar
from chalicelib.policy.rules.folded import Rules
from chalicelib.policy.rules.language import Values
from chalicelib.policy.rules.specification import Specification

Assessed = tuple[int, int, Sequence[int], Sequence[int], int, int, int]
"""Failed and unknown conditions (bits), amounts by scheme (fen), points by indicator, the
coefficient, and the least and the most that it may be."""

Explained = tuple[
    list[tuple[int | None, int | None]],
    list[list[int]],
    list[list[int]],
    list[bool],
    list[list[int]],
]
"""Own figure and threshold by condition; lines, terms, whether it is meant, and of each share how
many and how much, by scheme."""


@dataclass(frozen=True)
class Engine:
    """The compiled rules: `assessed` and `explained` take a row of facts and unknown topics."""

    rules: Rules
    assessed: Callable[[Sequence[int], int], Assessed]
    explained: Callable[[Sequence[int], int], Explained]


@lru_cache(maxsize=256)
def engine_for(specification: Specification, values: Values) -> Engine:
    """The rules of a day at the place where `values` are in force, compiled."""
    rules = Rules(specification, values, Scalar())
    made = compiled([*functions.assessed(rules), functions.explained(rules)])
    return Engine(rules, made["assessed"], made["explained"])


def compiled(written: Iterable[ast.stmt], **called: object) -> dict[str, Any]:
    """The written functions by name, ready to be called; `called` is what they call themselves."""
    made: dict[str, Any] = dict(called)
    # The trees come from the pack's formulas, which policy.rules.language narrows to arithmetic.
    exec(compile(ast.Module([*written], []), "<rules>", "exec"), made)  # noqa: S102
    return made
