"""`make bench`: households per second and core, engine by engine, and that ours agree.

Ratios hold within one run alone: machines are noisy. Exit 1 where evaluators of one specification
differ; a ratio below its target is printed, not hidden.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.comparison import compare
from bench.engines import ENGINES, Run
from bench.households import drawn
from bench.mutations import detected
from chalicelib.policy import load_pack
from chalicelib.policy.pack import PlaceLaw

ROUNDS = 5
"""Every engine takes its turn in each, so that what else the machine does slows all alike."""
COMPARED, MUTATED = 1_000_000, 100_000
SEED = 20221219
TARGETS = (
    ("compiled", "interpreted specification", 3),
    ("compiled", "json-logic", 100),
    ("columnar (numpy)", "compiled", 8),
    ("columnar (numpy)", "OpenFisca-core", 4),
)
"""Which engine is to evaluate so many times as many households a second as which other."""


def main() -> int:
    """Print the table, the targets and the comparison of evaluators."""
    console = Console(width=120)
    place = load_pack("jilin-city").parameters_on(date(2022, 12, 19)).at("220203", "urban")
    facts, unknown = drawn(place, COMPARED, SEED)
    speeds = dict(_speeds(place, facts, console))
    console.print(_table(speeds))
    console.print("Not timed: making tuples, dictionaries or columns of the facts.")
    comparison = compare(place, facts, unknown)
    for line in (*_targets(speeds), *comparison.report()):
        console.print(line)
    found, mutants = detected(place, facts[:, :MUTATED], unknown[:MUTATED])
    console.print(f"Of {mutants} comparisons written for columns, each mutated in turn:")
    console.print(f"  {found} are detected by {MUTATED:,} of these households")
    return 0 if comparison.holds else 1


def _speeds(
    place: PlaceLaw, facts: NDArray[np.int64], console: Console
) -> Iterator[tuple[str, float | None]]:
    """Households per second by engine, the best of rounds of all; None where one is absent."""
    runs = dict(_prepared(place, facts, console))
    rounds = [{name: _timed(run) for name, run in runs.items()} for _ in range(ROUNDS)]
    expected = rounds[0]["compiled"][1]
    for name, contender in ENGINES.items():
        if name not in runs:
            yield name, None
            continue
        answer = rounds[0][name][1]
        shared = min(answer.shape[1], expected.shape[1])
        wrong = np.count_nonzero((answer[:, :shared] != expected[:, :shared]).any(axis=0))
        if wrong:
            console.print(f"{name} is wrong on {wrong:,} of {shared:,} households")
        yield name, contender.households / min(one[name][0] for one in rounds)


def _prepared(
    place: PlaceLaw, facts: NDArray[np.int64], console: Console
) -> Iterator[tuple[str, Run]]:
    for name, contender in ENGINES.items():
        try:
            yield name, contender.prepare(place, facts)
        except ImportError as absent:
            console.print(f"{name} is absent: {absent}")


def _timed(run: Run) -> tuple[float, NDArray[np.int64]]:
    began = perf_counter()
    answer = run()
    return perf_counter() - began, answer


def _table(speeds: Mapping[str, float | None]) -> Table:
    table = Table("engine", "households", "seconds", "a second", "× compiled", "what it computes")
    compiled = speeds["compiled"] or 1.0
    for name, speed in speeds.items():
        one = ENGINES[name]
        took = ("absent", "—", "—")
        if speed is not None:
            took = f"{one.households / speed:.3f}", f"{speed:,.0f}", f"{speed / compiled:.3f}"
        table.add_row(name, f"{one.households:,}", *took, one.scope)
    return table


def _targets(speeds: Mapping[str, float | None]) -> Iterator[str]:
    for faster, slower, wanted in TARGETS:
        ours, theirs = speeds[faster], speeds[slower]
        if ours is None or theirs is None:
            yield f"{faster} against {slower}: not measured"
            continue
        met = "met" if ours >= wanted * theirs else "NOT met"
        yield f"{faster} against {slower}: {ours / theirs:,.1f} ×, target {wanted} ×: {met}"


if __name__ == "__main__":
    sys.exit(main())
