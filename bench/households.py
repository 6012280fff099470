"""Households as columns of facts: plausible ones at random, and those that lie on a threshold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from chalicelib.assessment.writer import Rules
from chalicelib.policy.pack import Place
from chalicelib.policy.specification import Fact, Indicator

OPEN_SHARE = 0.1
"""The share of households of whom something is not known."""

ON_A_LINE_SHARE = 0.3
"""The share of households that lie at, one below or one above a threshold."""

MONEY_FEN = 4_000_000
EMPTY_SHARE = 0.6
"""The share of households that have nothing of one kind."""


def drawn(
    rules: Rules, place: Place, count: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`count` households: a row per fact in the rules' order, and the unknown topics (bits)."""
    rng = np.random.default_rng(seed)
    money = {one.name for one in rules.rules.of(Fact) if one.unit.startswith("fen")}
    columns = {name: _column(rng, name in money, count) for name in rules.facts}
    _hang_together(columns)
    _on_lines(columns, rules, place, rng, count)
    topics = 1 << len(rules.topic_bits)
    unknown = np.where(rng.random(count) < OPEN_SHARE, rng.integers(0, topics, count), 0)
    return np.array([columns[name] for name in rules.facts], np.int64), unknown


def _column(rng: np.random.Generator, money: bool, count: int) -> NDArray[np.int64]:
    amounts = rng.integers(0, MONEY_FEN, count) if money else rng.integers(0, 4, count)
    return np.where(rng.random(count) < EMPTY_SHARE, 0, amounts)


def _hang_together(columns: dict[str, NDArray[np.int64]]) -> None:
    """Nobody lives in a household of none, and no more are something than there are members."""
    columns["size"] = np.maximum(columns["size"], 1)
    for name in ("unable", "working", "elders", "minors", "refusers", "able"):
        columns[name] = np.minimum(columns[name], columns["size"])
    for name in ("receiving", "urgent", "urgent_cause", "same_cause"):
        columns[name] = np.minimum(columns[name], 1)
    columns["grace_wage"] = np.minimum(columns["grace_wage"], columns["wage"])


def _on_lines(
    columns: dict[str, NDArray[np.int64]],
    rules: Rules,
    place: Place,
    rng: np.random.Generator,
    count: int,
) -> None:
    """Moves some households to a threshold: one below, at, or one above."""
    lines = [*_income_lines(place), *_direct_lines(rules, place)]
    chosen = np.where(rng.random(count) < ON_A_LINE_SHARE, rng.integers(0, len(lines), count), -1)
    beside = rng.integers(-1, 2, count)
    incomes = [name for name in INCOMES if name in columns]
    for number, (fact, a_head, line) in enumerate(lines):
        here = chosen == number
        heads = columns["size"][here] if a_head else 1
        if fact in INCOMES:
            for name in incomes:
                columns[name][here] = 0
        columns[fact][here] = np.maximum(line * heads + beside[here], 0)


INCOMES = ("wage", "grace_wage", "business", "rents", "pension", "basic_pension", "maintenance",
           "unemployment", "transfers", "other_income")  # fmt: skip


def _income_lines(place: Place) -> Iterator[tuple[str, bool, int]]:
    """Yearly incomes a head at which a scheme, a tier or a band ends."""
    standard = int(place.number("dibao.standard"))
    for ratio in (1, place.number("marginal.multiplier"), place.number("dibao.exit_ratio")):
        yield "transfers", True, int(12 * standard * ratio)
    yield "pension", True, int(place.number("place.disposable_income"))
    for percent in (25, 34, 50, 67, 75, 100):
        yield "pension", True, -(-12 * standard * percent // 100)


def _direct_lines(rules: Rules, place: Place) -> Iterator[tuple[str, bool, int]]:
    """Limits of property and the edges of indicators that measure a fact itself."""
    standard = int(place.number("dibao.standard"))
    for months in ("dibao.months_of_property", "rigid.months_of_property"):
        yield "deposits", True, int(place.number(months)) * standard
    for name in ("vehicles", "houses", "businesses"):
        yield name, False, int(place.number(f"dibao.{name}"))
    yield "medical", True, int(place.number("temporary_aid.expenditure_months")) * standard
    for one in rules.rules.of(Indicator):
        if one.measure in rules.facts and one.measure != "size":
            yield from ((one.measure, False, start) for start, _ in one.bands[1:])
