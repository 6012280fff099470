"""The same rules for columns of households: numpy, for batches; never part of the API's package.

The functions come from the same rules as those for one household (`policy/rules/functions.py`), in
another dialect. Households of one place are assessed together, block by block, so that the columns
in use stay in the processor's cache.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chalicelib.assessment.household.facts import Facts
from chalicelib.policy import Parameters
from chalicelib.policy.rules import functions, nodes
from chalicelib.policy.rules.dialect import FormulaTerm
from chalicelib.policy.rules.engine import compiled
from chalicelib.policy.rules.folded import Rules
from chalicelib.policy.rules.language import Bands

BLOCK = 24_576
MOST_SMALL, MOST_IN_SIXTEEN = 127, 32_767
"""The most that eight and sixteen bits hold."""
NUMPY = ("where", "minimum", "maximum", "logical_not", "int8", "int16", "int64")
"""What the functions call of numpy."""
Column = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Columns:
    """Columns of households, in numpy."""

    def choose(self, when: ast.expr, then: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.call("where", when, then, other)

    def both(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.binary(one, nodes.BIT_AND, other)

    def either(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.binary(one, nodes.BIT_OR, other)

    def negate(self, one: ast.expr) -> ast.expr:
        return nodes.call("logical_not", one)

    def least(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.call("minimum", one, other)

    def most(self, one: ast.expr, other: ast.expr) -> ast.expr:
        return nodes.call("maximum", one, other)

    def unpack(self, facts: Sequence[tuple[str, bool]], used: Set[str]) -> list[ast.stmt]:
        """Counts come in sixteen bits, and are widened where something is computed from them."""
        given = [_few(name) if counts else name for name, counts in facts]
        wide = [
            nodes.assign(name, nodes.method(self.direct(name), "astype", nodes.name("int64")))
            for name, counts in facts
            if counts and name in used
        ]
        return [nodes.unpack(given, nodes.name("facts")), *wide]

    def direct(self, fact: str) -> ast.expr:
        return nodes.name(_few(fact))

    def band(self, figure: FormulaTerm, bands: Bands) -> ast.expr:
        """The first and what every further band adds; points in an eighth of the space.

        A quotient is not made where it is only compared: it reaches a bound where what is divided
        reaches as many times the divisor. Both are kept, as `x` and `y`, for the further bands.
        """
        whole, divisor = figure.over or (figure.node, None)
        reached: ast.expr = nodes.keep("x", whole)
        times: ast.expr | None = nodes.keep("y", divisor) if divisor else None
        truths = []
        for start, _ in bands[1:]:
            truths.append(nodes.compare(reached, nodes.GE, _bound(start, times)))
            reached, times = nodes.name("x"), nodes.name("y") if divisor else None
        return self._added([given for _, given in bands], truths)

    def pick(self, when: ast.expr, then: int, other: int) -> ast.expr:
        return self._added([other, then], [when])

    def _added(self, given: Sequence[int], truths: Sequence[ast.expr]) -> ast.expr:
        """What there is at first, and what each truth adds: small ones as many as add alike."""
        steps = [then - before for before, then in pairwise(given)]
        first = [nodes.constant(given[0])] if given[0] else []
        if any(abs(one) > MOST_SMALL for one in given):
            added = [_times(one, "int64", by) for one, by in zip(truths, steps, strict=True)]
            return nodes.total([*first, *added])
        alike: dict[int, list[ast.expr]] = {}
        for step, truth in zip(steps, truths, strict=True):
            alike.setdefault(step, []).append(nodes.method(truth, "view", nodes.name("int8")))
        sums = ((step, nodes.total(same)) for step, same in alike.items())
        added = [same if step == 1 else _times(same, "int8", step) for step, same in sums]
        return nodes.total([*first, *added])

    def total(self, parts: Sequence[ast.expr], most: int) -> ast.expr:
        """Small points added as they are where they cannot come to more than they hold."""
        if most <= MOST_SMALL:
            return nodes.total(parts)
        wide = "int16" if most <= MOST_IN_SIXTEEN else "int64"
        return nodes.total([nodes.call(wide, nodes.constant(0)), *parts])

    def any(self, bits: str) -> ast.expr:
        return nodes.method(nodes.name(bits), "any")

    def mark(self, bits: str, when: ast.expr, bit: int) -> ast.stmt:
        return nodes.assign(f"{bits}_{bit}", when)

    def marked(self, bits: str, wanted: Sequence[int]) -> ast.expr:
        truths = [nodes.name(f"{bits}_{bit}") for bit in wanted]
        return nodes.joined(nodes.BIT_OR, truths) if truths else nodes.constant(False)

    def packed(self, bits: str, used: Sequence[int]) -> ast.expr:
        size = nodes.attribute(nodes.name("unknown"), "size")
        truths = nodes.table(
            (nodes.constant(bit) for bit in used), (nodes.name(f"{bits}_{bit}") for bit in used)
        )
        return nodes.call("packed", size, truths)


def _few(fact: str) -> str:
    """The name of a count in sixteen bits."""
    return f"few_{fact}"


def _times(truth: ast.expr, kind: str, step: int) -> ast.expr:
    return nodes.binary(truth, nodes.MULT, nodes.call(kind, nodes.constant(step)))


def _bound(start: int, times: ast.expr | None) -> ast.expr:
    """Where a band begins, so many times the divisor if there is one."""
    if times is None:
        return nodes.constant(start)
    return times if start == 1 else nodes.binary(nodes.constant(start), nodes.MULT, times)


def packed(size: int, truths: Mapping[int, NDArray[np.bool_]]) -> NDArray[np.int32]:
    """Truths by bit, packed into one column; eight of them at a time, in a byte each."""
    together = np.zeros(size, np.int32)
    for shift in range(0, 32, 8):
        byte = np.zeros(size, np.uint8)
        inside = [truths.get(1 << shift + place) for place in reversed(range(8))]
        for truth in inside:
            byte += byte
            if truth is not None:
                byte |= np.asarray(truth).view(np.uint8)
        together |= byte.astype(np.int32) << shift
    return together


@dataclass(frozen=True)
class Batch:
    """Households of one place as columns: one per fact in the rules' order, unknown topics.

    Counts are held in sixteen bits, amounts (fen) in sixty-four.
    """

    county: str
    setting: str
    facts: Sequence[NDArray[np.integer]]
    unknown: Column

    @classmethod
    def of(
        cls, rules: Rules, county: str, setting: str, rows: NDArray[np.int64], unknown: Column
    ) -> Batch:
        """A batch of `rows`, one per fact."""
        facts: list[NDArray[np.integer]] = [
            row.astype(np.int16 if rules.counts[name] else np.int64)
            for name, row in zip(rules.facts, rows, strict=True)
        ]
        return cls(county, setting, facts, unknown)


@dataclass(frozen=True)
class BatchResult:
    """The results of a batch, in columns; `failed` and `unsure` are bits by condition.

    `amounts` has a row per scheme (fen), `points` one per indicator.
    """

    failed: NDArray[np.int32]
    unsure: NDArray[np.int32]
    amounts: NDArray[np.int64]
    points: NDArray[np.integer]
    coefficient: NDArray[np.int32]
    least: NDArray[np.int32]
    most: NDArray[np.int32]


@dataclass(frozen=True)
class ColumnEngine:
    """The rules of a day at a place, for columns."""

    rules: Rules
    calculate: Callable[[Sequence[NDArray[np.integer]], Column], tuple[Any, ...]]
    meant: Callable[[Sequence[NDArray[np.integer]], Column], list[Any]]

    def assess(self, batch: Batch) -> BatchResult:
        """The whole batch, in blocks."""
        size, schemes = batch.unknown.size, len(self.rules.schemes)
        rows = [np.empty(size, np.int32) for _ in range(5)]
        amounts = np.empty((schemes, size), np.int64)
        points = np.empty((len(self.rules.indicators), size), self._points_hold())
        for start in range(0, size, BLOCK):
            part = slice(start, start + BLOCK)
            failed, unsure, paid, given, *totals = self.calculate(
                [fact[part] for fact in batch.facts], batch.unknown[part]
            )
            for row, column in zip(rows, (failed, unsure, *totals), strict=True):
                row[part] = column
            for number, column in enumerate(paid):
                amounts[number, part] = column
            for number, column in enumerate(given):
                points[number, part] = column
        failed_all, unsure_all, coefficient, least, most = rows
        return BatchResult(failed_all, unsure_all, amounts, points, coefficient, least, most)

    def _points_hold(self) -> type[np.signedinteger]:
        measured = self.rules.indicators.values()
        given = (abs(points) for one in measured for _, points in one.bands)
        return np.int8 if max(given, default=0) <= MOST_SMALL else np.int64

    def outcomes(self, batch: Batch, result: BatchResult) -> tuple[Flags, Flags]:
        """For which schemes a household is eligible, and which are not known: a row per scheme."""
        size = batch.unknown.size
        meant = self.meant(batch.facts, batch.unknown)
        eligible, still_open = np.empty((2, len(meant), size), np.bool_)
        for row, (scheme, here) in enumerate(zip(self.rules.schemes, meant, strict=True)):
            bits, topics = self.rules.scheme_bits(scheme), self.rules.scheme_topics(scheme)
            stands = np.broadcast_to(here, size) & (result.failed & bits == 0)
            unknown = (result.unsure & bits | batch.unknown & topics) != 0
            eligible[row], still_open[row] = stands & ~unknown, stands & unknown
        return eligible, still_open


@lru_cache(maxsize=64)
def columns_for(parameters: Parameters, county: str, setting: str) -> ColumnEngine:
    """The rules of the day of `parameters` at a place, written out for columns."""
    rules = Rules(parameters.rules, parameters.at(county, setting), Columns())
    return column_engine(rules, functions.assessed(rules))


def column_engine(rules: Rules, written: Sequence[ast.stmt]) -> ColumnEngine:
    """The rules with `written` as the functions that assess."""
    numpy = {name: getattr(np, name) for name in NUMPY}
    made = compiled([*written, functions.meant(rules)], packed=packed, **numpy)
    return ColumnEngine(rules, made["assessed"], made["meant"])


def batches(facts: Sequence[Facts], parameters: Parameters) -> Iterator[tuple[list[int], Batch]]:
    """The households by place, each with the positions of its own."""
    places: dict[tuple[str, str], list[int]] = {}
    for position, one in enumerate(facts):
        places.setdefault((one.county, one.setting), []).append(position)
    for (county, setting), positions in places.items():
        rules = columns_for(parameters, county, setting).rules
        here = [facts[position] for position in positions]
        columns = np.array([rules.row(one.figures) for one in here], np.int64).T
        unknown = np.array([rules.bits(one.unknown) for one in here], np.int64)
        yield positions, Batch.of(rules, county, setting, columns, unknown)
