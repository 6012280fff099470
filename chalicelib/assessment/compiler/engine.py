"""The rules of a day at a place as a function: compiled once, called for every household."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chalicelib.assessment.compiler.writer import Rules
from chalicelib.assessment.household.facts import Facts
from chalicelib.policy import Parameters
from chalicelib.policy.expression import Scalar

Judged = tuple[int, int, Sequence[int], Sequence[int], int, int, int]
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
    """The compiled rules: `judged` and `explained` take a row of facts and unknown topics."""

    rules: Rules
    judged: Callable[[Sequence[int], int], Judged]
    explained: Callable[[Sequence[int], int], Explained]

    def row(self, facts: Facts) -> tuple[int, ...]:
        """The facts in the rules' order."""
        return tuple(facts.figures[name] for name in self.rules.facts)


@lru_cache(maxsize=256)
def engine_for(parameters: Parameters, county: str, setting: str) -> Engine:
    """The rules of the day of `parameters` at a place, compiled."""
    rules = Rules(parameters.rules, parameters.at(county, setting), Scalar())
    made: dict[str, Any] = {}
    # The text comes from the pack's formulas, which policy.expression narrows to arithmetic.
    exec(compile(rules.judged() + rules.explained(), "<rules>", "exec"), made)  # noqa: S102
    return Engine(rules, made["judged"], made["explained"])
