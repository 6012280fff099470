"""The engines that are compared: each evaluates rows of facts of one place, with nothing unknown.

`ENGINES` has them by name; a module is imported when its engine is asked for, so that one that is
not installed is absent and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from chalicelib.policy.pack import PlaceLaw

Run = Callable[[], NDArray[np.int64]]
"""Evaluates all rows; its answer has a row per amount of a scheme, then coefficient and reasons."""


@dataclass(frozen=True)
class Contender:
    """An engine: how many households it is given, and what it computes of the rules."""

    module: str
    households: int
    scope: str

    def prepare(self, place: PlaceLaw, facts: NDArray[np.int64]) -> Run:
        """What evaluates the first households of `facts`; ImportError where it is not installed."""
        engine = import_module(f"bench.engines.{self.module}")
        run: Run = engine.prepare(place, facts[:, : self.households])
        return run


EVERYTHING = "formulas, conditions, amounts, indicators, reasons"
ENGINES = {
    "interpreted specification": Contender(
        "interpreted", 2_000, f"{EVERYTHING}; in exact fractions"
    ),
    "compiled": Contender("compiled", 100_000, EVERYTHING),
    "columnar (numpy)": Contender("columnar", 200_000, EVERYTHING),
    "pydantic objects": Contender("pydantic_objects", 20_000, "compiled, rows as pydantic models"),
    "OpenFisca-core": Contender("openfisca", 200_000, f"{EVERYTHING}; set-up included"),
    "json-logic": Contender("json_logic_steps", 200, EVERYTHING),
    "zen-engine": Contender("zen_graph", 1_000, EVERYTHING),
}
