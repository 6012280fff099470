"""Every household a pydantic model made from a dictionary, evaluated by the compiled function."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, create_model

from bench.engines import Run
from bench.engines.compiled import answers
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.engine import engine_for


def prepare(place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
    engine = engine_for(place.parameters.rules, place)
    names = engine.rules.facts
    fields: dict[str, Any] = dict.fromkeys(names, (int, ...))
    model: type[BaseModel] = create_model("Household", **fields)
    rows = [dict(zip(names, row, strict=True)) for row in facts.T.tolist()]

    def run() -> NDArray[np.int64]:
        households = (model.model_validate(row) for row in rows)
        return answers(
            engine.assessed([getattr(one, name) for name in names], 0) for one in households
        )

    return run
