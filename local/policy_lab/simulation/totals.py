"""Counting what a change of policy does, by county and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.assessment.household.facts import Facts
from local.policy_lab.simulation.reading import Policy
from local.policy_lab.simulation.results import OPEN, HouseholdResult, results

Change = tuple[HouseholdResult, HouseholdResult]
"""A household before and after."""

Move = tuple[str, str]
Moves = Counter[Move]
"""How many households go from one scheme or class to another, or stay."""


@dataclass(frozen=True)
class Totals:
    """What a change does to a number of households; money in fen a month, `once_fen` once.

    `gained_fen` and `lost_fen` are the sums over those that gain and those that lose. The `open`
    ones cannot be assessed under one policy or both: they have no part in gains, losses and money.
    """

    gain: int
    gained_fen: int
    lose: int
    lost_fen: int
    open: int
    monthly_fen: tuple[int, int]
    once_fen: tuple[int, int]
    schemes: Moves
    classes: Moves

    @property
    def households(self) -> int:
        """How many households there are."""
        return self.schemes.total()

    @property
    def unchanged(self) -> int:
        """How many get as much as before."""
        return self.households - self.gain - self.lose - self.open

    @property
    def difference_fen(self) -> int:
        """How much more the change costs a month."""
        return self.monthly_fen[1] - self.monthly_fen[0]

    @property
    def mean_gain_fen(self) -> int:
        """How much more those that gain get a month on average, rounded down."""
        return self.gained_fen // max(self.gain, 1)

    @property
    def mean_loss_fen(self) -> int:
        """How much less those that lose get a month on average, rounded down."""
        return self.lost_fen // max(self.lose, 1)

    def as_json(self) -> dict[str, Any]:
        """All figures, for machines."""
        return {
            "households": self.households,
            "gain": self.gain,
            "lose": self.lose,
            "unchanged": self.unchanged,
            "open": self.open,
            "scheme_changed": moved(self.schemes),
            "class_changed": moved(self.classes),
            "mean_gain_fen": self.mean_gain_fen,
            "mean_loss_fen": self.mean_loss_fen,
            "monthly_before_fen": self.monthly_fen[0],
            "monthly_after_fen": self.monthly_fen[1],
            "difference_fen": self.difference_fen,
            "once_before_fen": self.once_fen[0],
            "once_after_fen": self.once_fen[1],
            "schemes": _listed(self.schemes),
            "classes": _listed(self.classes),
        }


def moved(moves: Moves) -> int:
    """How many change."""
    return sum(count for (before, after), count in moves.items() if before != after)


def _listed(moves: Moves) -> list[dict[str, Any]]:
    return [
        {"from": before, "to": after, "households": count}
        for (before, after), count in sorted(moves.items())
    ]


def totals_of(changes: Iterable[Change]) -> Totals:
    """The households counted."""
    changes = list(changes)
    assessed = [change for change in changes if all(side.scheme != OPEN for side in change)]
    steps = [after.monthly_fen - before.monthly_fen for before, after in assessed]
    gains, losses = [step for step in steps if step > 0], [-step for step in steps if step < 0]
    return Totals(
        gain=len(gains),
        gained_fen=sum(gains),
        lose=len(losses),
        lost_fen=sum(losses),
        open=len(changes) - len(assessed),
        monthly_fen=_summed((before.monthly_fen, after.monthly_fen) for before, after in assessed),
        once_fen=_summed((before.once_fen, after.once_fen) for before, after in assessed),
        schemes=Counter((before.scheme, after.scheme) for before, after in changes),
        classes=Counter((before.class_, after.class_) for before, after in changes),
    )


def _summed(amounts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    before, after = 0, 0
    for one, other in amounts:
        before, after = before + one, after + other
    return before, after


@dataclass(frozen=True)
class Comparison:
    """What the change from one policy to another does: in all, and by county (six digits)."""

    before: Policy
    after: Policy
    total: Totals
    counties: Mapping[str, Totals]

    def as_json(self) -> dict[str, Any]:
        """All figures, for machines, with the fingerprints of both policies."""
        return {
            "policies": [
                {"pack": one.pack, "day": f"{one.day}", "policy": one.law.fingerprint}
                for one in (self.before, self.after)
            ],
            "total": self.total.as_json(),
            "counties": [
                {"county": county, **totals.as_json()} for county, totals in self.counties.items()
            ],
        }


def compare(households: Sequence[Sequence[Facts]], policies: tuple[Policy, Policy]) -> Comparison:
    """The households under both policies, each given with its facts under either."""
    before, after = (
        results([facts[side] for facts in households], policy.law)
        for side, policy in enumerate(policies)
    )
    by_county: dict[str, list[Change]] = {}
    for facts, change in zip(households, zip(before, after, strict=True), strict=True):
        by_county.setdefault(facts[0].county, []).append(change)
    return Comparison(
        *policies,
        total=totals_of(zip(before, after, strict=True)),
        counties={county: totals_of(by_county[county]) for county in sorted(by_county)},
    )
