"""The same rules for columns of households."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.engines import Run
from chalicelib.policy.pack import PlaceLaw
from local.policy_lab.columns import Batch, columns_for


def prepare(place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
    engine = columns_for(place.parameters, place.county, place.setting)
    nothing_unknown = np.zeros(facts.shape[1], np.int64)
    batch = Batch.of(engine.rules, place.county, place.setting, facts, nothing_unknown)

    def run() -> NDArray[np.int64]:
        result = engine.assess(batch)
        return np.vstack([result.amounts, result.coefficient, result.failed])

    return run
