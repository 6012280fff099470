"""That the evaluators of one specification agree in every fen, point, class and reason bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chalicelib.policy.rules.engine import Assessed
from local.policy_lab.columns import BatchResult

PARTS = ("failed", "unsure", "amounts", "points", "coefficient", "least", "most")


def in_columns(rows: Sequence[Assessed]) -> dict[str, NDArray[np.int64]]:
    """What one household after the other came to, as columns of the same names."""
    columns = zip(*rows, strict=True)
    return {name: np.array(column, np.int64).T for name, column in zip(PARTS, columns, strict=True)}


def differences(rows: Sequence[Assessed], result: BatchResult) -> dict[str, int]:
    """In how many figures of each part the two differ; nothing where they agree."""
    scalar = in_columns(rows)
    found = {
        name: int(np.count_nonzero(scalar[name] != getattr(result, name)[..., : len(rows)]))
        for name in PARTS
    }
    return {name: count for name, count in found.items() if count}
