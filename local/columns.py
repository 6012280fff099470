"""The same rules for columns of households: numpy, for batches; never part of the API's package.

The text comes from the same writer as the scalar function (`assessment/writer.py`), in another
dialect. Households of one place are judged together, block by block, so that the columns in use
stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chalicelib.assessment.facts import Facts
from chalicelib.assessment.writer import Rules
from chalicelib.policy import Parameters
from chalicelib.policy.expression import Bands

BLOCK = 4_096
SMALL = 200
"""Below this, points of all indicators together stay within sixteen bits."""
Column = NDArray[np.int64]


class Columns:
    """Columns of households, in numpy."""

    def choose(self, when: str, then: str, other: str) -> str:
        return f"where({when}, {then}, {other})"

    def both(self, one: str, other: str) -> str:
        return f"({one} & {other})"

    def either(self, one: str, other: str) -> str:
        return f"({one} | {other})"

    def negate(self, one: str) -> str:
        return f"logical_not({one})"

    def least(self, one: str, other: str) -> str:
        return f"minimum({one}, {other})"

    def most(self, one: str, other: str) -> str:
        return f"maximum({one}, {other})"

    def band(self, figure: str, bands: Bands) -> str:
        """The first and what every further band adds; small figures in a quarter of the space."""
        small = all(abs(given) < SMALL for _, given in bands)
        kind = "int16" if small else "int64"
        steps = [
            f"(x >= {start}) * {kind}({given - before})"
            for (_, before), (start, given) in pairwise(bands)
        ]
        first = f"{bands[0][1]} + " if bands[0][1] else ""
        return f"({first}{' + '.join(steps)})".replace("(x >=", f"((x := {figure}) >=", 1)

    def any(self, bits: str) -> str:
        return f"{bits}.any()"

    def mark(self, bits: str, when: str, bit: str) -> str:
        return f"{bits} = {bits} | ({when}) * int32({bit})"


@dataclass(frozen=True)
class Batch:
    """Households of one place as columns: a row per fact in the rules' order, unknown topics."""

    county: str
    setting: str
    facts: NDArray[np.int64]
    unknown: Column


@dataclass(frozen=True)
class Judgements:
    """What a batch came to, in columns; `failed` and `unsure` are bits by condition.

    `amounts` has a row per scheme (fen), `points` one per indicator.
    """

    failed: Column
    unsure: Column
    amounts: NDArray[np.int64]
    points: NDArray[np.int64]
    coefficient: Column
    least: Column
    most: Column


@dataclass(frozen=True)
class ColumnEngine:
    """The rules of a day at a place, for columns."""

    rules: Rules
    judged: Callable[[Sequence[Column], Column], tuple[Any, ...]]

    def judge(self, batch: Batch) -> Judgements:
        """The whole batch, in blocks."""
        size, schemes = batch.unknown.size, len(self.rules.schemes)
        rows = [np.empty(size, np.int64) for _ in range(5)]
        amounts = np.empty((schemes, size), np.int64)
        points = np.empty((len(self.rules.indicators), size), np.int64)
        for start in range(0, size, BLOCK):
            part = slice(start, start + BLOCK)
            failed, unsure, paid, given, *totals = self.judged(
                list(batch.facts[:, part]), batch.unknown[part]
            )
            for row, column in zip(rows, (failed, unsure, *totals), strict=True):
                row[part] = column
            for table, columns in ((amounts, paid), (points, given)):
                for row, column in zip(table, columns, strict=True):
                    row[part] = column
        failed_all, unsure_all, coefficient, least, most = rows
        return Judgements(failed_all, unsure_all, amounts, points, coefficient, least, most)


@lru_cache(maxsize=64)
def columns_for(parameters: Parameters, county: str, setting: str) -> ColumnEngine:
    """The rules of the day of `parameters` at a place, written out for columns."""
    rules = Rules(parameters.rules, parameters.at(county, setting), Columns())
    made: dict[str, Any] = {
        name: getattr(np, name)
        for name in ("where", "minimum", "maximum", "logical_not", "int16", "int32", "int64")
    }
    exec(compile(rules.judged(), "<columns>", "exec"), made)  # noqa: S102 (as in the engine)
    return ColumnEngine(rules, made["judged"])


def batches(facts: Sequence[Facts], parameters: Parameters) -> Iterator[tuple[list[int], Batch]]:
    """The households by place, each with the positions of its own."""
    places: dict[tuple[str, str], list[int]] = {}
    for position, one in enumerate(facts):
        places.setdefault((one.county, one.setting), []).append(position)
    for (county, setting), positions in places.items():
        rules = columns_for(parameters, county, setting).rules
        here = [facts[position] for position in positions]
        columns = np.array([_row(one.figures, rules) for one in here], np.int64).T
        unknown = np.array([rules.bits(one.unknown) for one in here], np.int64)
        yield positions, Batch(county, setting, np.ascontiguousarray(columns), unknown)


def _row(figures: Mapping[str, int], rules: Rules) -> list[int]:
    return [figures[name] for name in rules.facts]
