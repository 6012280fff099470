"""Households as columns of facts: plausible ones at random, and those that lie on a threshold.

A threshold is not read from the rules but found: one fact of a household is moved until an answer
about it switches. So every edge is reached that a fact can reach, whatever formula it stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.folded import Rules
from local.policy_lab.columns import Batch, columns_for

OPEN_SHARE = 0.1
"""The share of households of whom something is not known."""

ON_A_LINE_SHARE = 0.5
"""The share of households that are moved to a threshold: one below, at it, or one above."""

EMPTY_SHARE = 0.6
"""The share of households that have nothing of one kind."""

MONEY_FEN, MOST_MONEY_FEN, YUAN_FEN = 4_000_000, 60_000_000, 100
MOST_MEMBERS, MOST_OF_A_KIND = 8, 12
FLAGS = (
    "receiving", "urgent", "urgent_cause", "special_hardship", "same_cause", "single_parent",
)  # fmt: skip
NOT_MEMBERS = (*FLAGS, "away", "supporters", "vehicles", "houses", "businesses")
PARTS = (
    ("grace_wage", "wage"), ("poor", "unable"),
    ("cared_for", "poor"), ("central", "cared_for"), ("grave_poor", "grave"),
    ("jobless_poor", "grave_poor"),
)  # fmt: skip
"""What is part of a whole, the wholes first."""
Columns = NDArray[np.int64]


class Switch(NamedTuple):
    """A result that a fact may change: a part of the results, its number, the fact's number."""

    part: int
    number: int
    fact: int


FAILED, POINTS, AMOUNTS = range(3)


def drawn(place: PlaceLaw, count: int, seed: int) -> tuple[Columns, Columns]:
    """`count` households: a row per fact in the rules' order, and the unknown topics (bits)."""
    rng = np.random.default_rng(seed)
    rules = columns_for(place.parameters, place.county, place.setting).rules
    facts = np.array([_column(rng, rules.counts[name], count) for name in rules.facts], np.int64)
    columns = dict(zip(rules.facts, facts, strict=True))
    columns["size"][:] = 1 + rng.binomial(MOST_MEMBERS - 1, 0.25, count)
    _hang_together(columns, rules)
    moved = np.flatnonzero(rng.random(count) < ON_A_LINE_SHARE)
    facts[:, moved] = _on_lines(facts[:, moved], place, rng)
    topics = 1 << len(rules.topic_bits)
    unknown = np.where(rng.random(count) < OPEN_SHARE, rng.integers(0, topics, count), 0)
    return facts, unknown


def _column(rng: np.random.Generator, counts: bool, count: int) -> Columns:
    """Half of the amounts are whole yuan: round figures meet a ratio exactly."""
    if counts:
        drawn = rng.integers(0, 4, count)
    else:
        drawn = rng.integers(0, MONEY_FEN, count)
        drawn -= np.where(rng.random(count) < 0.5, drawn % YUAN_FEN, 0)
    return np.where(rng.random(count) < EMPTY_SHARE, 0, drawn)


def _hang_together(columns: dict[str, Columns], rules: Rules) -> None:
    """No more are something than there are members; no part is more than its whole."""
    for name, column in columns.items():
        if name in FLAGS:
            np.minimum(column, 1, out=column)
        elif rules.counts[name] and name not in NOT_MEMBERS:
            np.minimum(column, columns["size"], out=column)
    for part, whole in PARTS:
        np.minimum(columns[part], columns[whole], out=columns[part])


def _on_lines(facts: Columns, place: PlaceLaw, rng: np.random.Generator) -> Columns:
    """Each household with one fact moved to where an answer switches, or as it was."""
    engine = columns_for(place.parameters, place.county, place.setting)
    size = facts.shape[1]
    here, nothing_unknown = np.arange(size), np.zeros(size, np.int64)
    part, number, fact = _chosen(engine.rules, size, rng).T

    def answer(figures: Columns) -> Columns:
        facts[fact, here] = figures
        result = engine.assess(
            Batch.of(engine.rules, place.county, place.setting, facts, nothing_unknown)
        )
        given = (result.points, result.amounts)
        rows = [one[number % len(one), here].astype(np.int64) for one in given]
        failed = result.failed.astype(np.int64) >> number & 1
        return np.array(np.choose(part, [failed, *rows]))

    counts = np.array([engine.rules.counts[name] for name in engine.rules.facts])[fact]
    most = np.where(counts, MOST_OF_A_KIND, MOST_MONEY_FEN)
    was = facts[fact, here]
    below = _before_a_switch(answer, most, rng)
    beside = below + rng.integers(0, 3, size)
    facts[fact, here] = np.where(below < most - 1, beside, was)
    return facts


def _before_a_switch(
    answer: Callable[[Columns], Columns], most: Columns, rng: np.random.Generator
) -> Columns:
    """A figure the next after which has another answer; one below `most` where none is found.

    Between two figures with different answers lies a switch; where the one halfway has a third,
    there is one on either side of it.
    """
    low, high = np.zeros_like(most), most
    at_low, at_high = answer(low), answer(high)
    while (high - low > 1).any():
        middle = (low + high) // 2
        given = answer(middle)
        up = (given == at_low) | ((given != at_high) & (rng.random(given.size) < 0.5))
        low, at_low = np.where(up, middle, low), np.where(up, given, at_low)
        high, at_high = np.where(up, high, middle), np.where(up, at_high, given)
    return low


def _chosen(rules: Rules, size: int, rng: np.random.Generator) -> Columns:
    """`size` switches, each answer as often as any other."""
    switches = _switches(rules)
    odds = np.array([1 / len(alike) for alike in switches for _ in alike])
    chosen: Columns = rng.choice(np.concatenate(switches), size, p=odds / odds.sum())
    return chosen


def _switches(rules: Rules) -> list[list[Switch]]:
    """For every condition, indicator and sum the facts on which it depends."""
    terms = [
        (FAILED, figured.bit.bit_length() - 1, [figured.holds])
        for figured in rules.conditions.values()
        if figured.holds
    ]
    terms += [
        (POINTS, number, [one.measure]) for number, one in enumerate(rules.indicators.values())
    ]
    terms += [
        (AMOUNTS, number, [term for _, term in lines])
        for number, lines in enumerate(rules.lines.values())
    ]
    numbers = {name: number for number, name in enumerate(rules.facts)}
    by_answer = [
        [Switch(part, number, numbers[name]) for term in parts for name in sorted(term.facts)]
        for part, number, parts in terms
    ]
    return [switches for switches in by_answer if switches]
