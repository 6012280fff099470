"""The rules walked as they stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.engines import Run
from bench.engines.compiled import answers
from bench.interpreted import Interpreter
from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.engine import engine_for


def prepare(place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
    rules = engine_for(place.parameters.rules, place).rules
    interpreter = Interpreter(rules, place)
    rows = list(map(tuple, facts.T.tolist()))
    return lambda: answers(interpreter.assessed(row, 0) for row in rows)
