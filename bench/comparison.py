"""That the evaluators of one specification agree, household by household."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from bench.equality import differences
from bench.interpreted import Interpreter
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.engine import engine_for
from local.policy_lab.columns import Batch, columns_for


@dataclass
class Comparison:
    """What was compared, in how many figures it differs, and how long the open households took.

    `interpreted` households of the interpreter's, of which `interpreter_differs` had another
    result.
    """

    households: int
    differing: Counter[str] = field(default_factory=Counter)
    interpreted: int = 0
    interpreter_differs: int = 0
    open_households: int = 0
    compiled_seconds: float = 0
    columnar_seconds: float = 0

    @property
    def holds(self) -> bool:
        """Whether all of them agree in everything."""
        return not (self.differing or self.interpreter_differs)

    def report(self) -> Iterator[str]:
        """The comparison in words, a line each."""
        yield "Amounts (fen), points, coefficient, its least and most (so classes), reasons (bits):"
        differ = f"DIFFERENT: {dict(self.differing)}" if self.differing else "the same"
        yield f"  compiled and columnar on {self.households:,} households: {differ}"
        differ = (
            f"DIFFERENT on {self.interpreter_differs:,}" if self.interpreter_differs else "the same"
        )
        yield f"  compiled and interpreted on {self.interpreted:,} of them: {differ}"
        compiled = self.open_households / self.compiled_seconds
        columnar = self.open_households / self.columnar_seconds
        yield "Where of one in ten something is unknown, households a second and core:"
        yield f"  compiled {compiled:,.0f}, columnar {columnar:,.0f}"


def compare(
    place: PlaceLaw,
    facts: NDArray[np.int64],
    unknown: NDArray[np.int64],
    at_once: int = 100_000,
    interpreted: int = 10_000,
) -> Comparison:
    """All households one by one and in columns, `interpreted` of them by the interpreter too.

    In every second block of `at_once` nothing is unknown: columns have another code path for that.
    """
    engine = engine_for(place.parameters.rules, place)
    columns = columns_for(place.parameters, place.county, place.setting)
    interpreter = Interpreter(engine.rules, place)
    starts = range(0, unknown.size, at_once)
    comparison = Comparison(unknown.size)
    for number, start in enumerate(starts):
        part = slice(start, start + at_once)
        open_ = unknown[part] * (number % 2 == 0)
        batch = Batch.of(engine.rules, place.county, place.setting, facts[:, part], open_)
        rows = list(zip(map(tuple, facts[:, part].T.tolist()), open_.tolist(), strict=True))
        began = perf_counter()
        one_by_one = [engine.assessed(*row) for row in rows]
        between = perf_counter()
        result = columns.assess(batch)
        if number % 2 == 0:
            comparison.open_households += len(rows)
            comparison.compiled_seconds += between - began
            comparison.columnar_seconds += perf_counter() - between
        comparison.differing.update(differences(one_by_one, result))
        for row, answer in list(zip(rows, one_by_one, strict=True))[: interpreted // len(starts)]:
            comparison.interpreted += 1
            comparison.interpreter_differs += interpreter.assessed(*row) != answer
    return comparison
