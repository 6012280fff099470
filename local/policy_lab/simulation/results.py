"""The results of households under a policy: scheme, class and money, assessed in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chalicelib.assessment.household.facts import Facts
from chalicelib.assessment.rules import WATCHED
from chalicelib.policy import Parameters
from local.policy_lab.columns import Batch, Column, ColumnEngine, Flags, batches, columns_for

SCHEMES = (
    "tekun",
    "dibao",
    "single_person",
    "marginal",
    "rigid_expenditure",
    "temporary_aid",
)
"""The first of these for which a household is eligible is its scheme."""

ONCE = "temporary_aid"
"""What is paid once and not every month."""

OPEN = "indeterminate"


@dataclass(frozen=True)
class HouseholdResult:
    """A household's scheme and class, and what it gets: fen a month, and fen once.

    `scheme` is `watched` where it is eligible for none and `indeterminate` where that is not known;
    `class_` is `indeterminate` where it depends on what was not declared. What is not known counts
    as no payment.
    """

    scheme: str
    class_: str
    monthly_fen: int
    once_fen: int


def results(facts: Sequence[Facts], law: Parameters) -> list[HouseholdResult]:
    """The result of each household, in the order of `facts`."""
    found: dict[int, HouseholdResult] = {}
    certain = [at for at, one in enumerate(facts) if one.otherwise is None]
    for positions, batch in batches([facts[at] for at in certain], law):
        outcome = _assess(batch, law)
        found |= zip((certain[at] for at in positions), outcome.results(), strict=True)
    doubtful = [(at, one) for at, one in enumerate(facts) if one.otherwise is not None]
    sides = [one for _, one in doubtful], [one.otherwise for _, one in doubtful if one.otherwise]
    for (positions, batch), (_, other) in zip(*(batches(side, law) for side in sides), strict=True):
        outcome = _assess(batch, law).either(_assess(other, law))
        found |= zip((doubtful[at][0] for at in positions), outcome.results(), strict=True)
    return [found[position] for position in range(len(facts))]


@dataclass(frozen=True)
class _BatchOutcome:
    """Households in columns: schemes they are eligible for, schemes not known, amounts (fen)."""

    engine: ColumnEngine
    eligible: Flags
    still_open: Flags
    amounts: Column
    least: NDArray[np.int32]
    most: NDArray[np.int32]

    def either(self, other: _BatchOutcome) -> _BatchOutcome:
        """The outcome that is equal as urban and as rural; what differs is not known."""
        differs = (self.eligible != other.eligible) | (self.amounts != other.amounts)
        still_open = self.still_open | other.still_open | differs
        eligible = self.eligible & ~still_open
        amounts = np.where(eligible, self.amounts, 0)
        least, most = np.minimum(self.least, other.least), np.maximum(self.most, other.most)
        return _BatchOutcome(self.engine, eligible, still_open, amounts, least, most)

    def results(self) -> Iterator[HouseholdResult]:
        """A household gets one of the monthly kinds of aid: the largest that it may have."""
        kinds = np.array([one.shown_as or one.name for one in self.engine.rules.schemes])
        scheme = np.where(self.still_open.any(axis=0), OPEN, WATCHED)
        for name in reversed(SCHEMES):
            scheme = np.where(self.eligible[kinds == name].any(axis=0), name, scheme)
        columns = (
            scheme,
            self.least,
            self.most,
            self.amounts[kinds != ONCE].max(axis=0),
            self.amounts[kinds == ONCE].sum(axis=0),
        )
        for name, least, most, monthly, once in zip(*(c.tolist() for c in columns), strict=True):
            yield HouseholdResult(name, self._class(least, most), monthly, once)

    def _class(self, least: int, most: int) -> str:
        lower, upper = self.engine.rules.class_of(least), self.engine.rules.class_of(most)
        return lower if lower == upper else OPEN


def _assess(batch: Batch, law: Parameters) -> _BatchOutcome:
    engine = columns_for(law, batch.county, batch.setting)
    outcome = engine.assess(batch)
    eligible, still_open = engine.outcomes(batch, outcome)
    return _BatchOutcome(engine, eligible, still_open, outcome.amounts, outcome.least, outcome.most)
