"""The function written out from the rules, one household at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bench.engines import Run
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.engine import Assessed, engine_for


def prepare(place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
    evaluate = engine_for(place.parameters.rules, place).assessed
    rows = list(map(tuple, facts.T.tolist()))
    return lambda: answers(evaluate(row, 0) for row in rows)


def answers(results: Iterable[Assessed]) -> NDArray[np.int64]:
    """Amounts, coefficient and reasons, household after household, as columns."""
    return np.array([(*one[2], one[4], one[0]) for one in results], np.int64).T
