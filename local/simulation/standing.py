"""Where households stand under a policy: scheme, class and money, judged in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from chalicelib.assessment.facts import Facts
from chalicelib.assessment.rules import WATCHED
from chalicelib.policy import Parameters
from local.columns import Batch, ColumnEngine, batches, columns_for

SCHEMES = (
    "tekun",
    "dibao",
    "single_person",
    "marginal",
    "rigid_expenditure",
    "temporary_aid",
)
"""The first of these that takes a household in is its scheme."""

ONCE = "temporary_aid"
"""What is paid once and not every month."""

OPEN = "indeterminate"


@dataclass(frozen=True)
class Standing:
    """A household's scheme and class, and what it gets: fen a month, and fen once.

    `scheme` is `watched` where none takes it in and `indeterminate` where one may yet do so;
    `class_` is `indeterminate` where it depends on what nobody told. What is open
    pays nothing yet.
    """

    scheme: str
    class_: str
    monthly_fen: int
    once_fen: int


def standings(facts: Sequence[Facts], law: Parameters) -> list[Standing]:
    """Where each household stands, in the order of `facts`."""
    found: dict[int, Standing] = {}
    for positions, batch in batches(facts, law):
        engine = columns_for(law, batch.county, batch.setting)
        found |= zip(positions, _of_place(engine, batch), strict=True)
    return [found[position] for position in range(len(facts))]


def _of_place(engine: ColumnEngine, batch: Batch) -> Iterator[Standing]:
    """A household gets one of the monthly kinds of aid: the largest that it may have."""
    judged = engine.judge(batch)
    eligible, still_open = engine.outcomes(batch, judged)
    kinds = np.array([one.shown_as or one.name for one in engine.rules.schemes])
    scheme = np.where(still_open.any(axis=0), OPEN, WATCHED)
    for name in reversed(SCHEMES):
        scheme = np.where(eligible[kinds == name].any(axis=0), name, scheme)
    columns = (
        scheme,
        judged.least,
        judged.most,
        judged.amounts[kinds != ONCE].max(axis=0),
        judged.amounts[kinds == ONCE].sum(axis=0),
    )
    for name, least, most, monthly, once in zip(*(c.tolist() for c in columns), strict=True):
        yield Standing(name, _class(engine, least, most), monthly, once)


def _class(engine: ColumnEngine, least: int, most: int) -> str:
    lower, upper = engine.rules.class_of(least), engine.rules.class_of(most)
    return lower if lower == upper else OPEN
