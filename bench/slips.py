"""Whether the comparison would see a slip: every `<`, `<=`, `==`, … of the columns in turn wrong.

A bound that takes in what it should not, or leaves out what it should take in, shows only in a
household that lies exactly on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.equality import PARTS
from chalicelib.policy.pack import Place
from local.policy_lab.columns import Batch, Judgements, columns_for, compiled

SLIPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


def seen(place: Place, facts: NDArray[np.int64], unknown: NDArray[np.int64]) -> tuple[int, int]:
    """How many slips change an answer about these households, and how many there are."""
    engine = columns_for(place.parameters, place.county, place.setting)
    batches = [
        Batch.of(engine.rules, place.county, place.setting, facts, open_)
        for open_ in (unknown, np.zeros_like(unknown))
    ]
    right = [engine.judge(batch) for batch in batches]
    found = []
    for text in _slipped(engine.rules.judged()):
        wrong = compiled(engine.rules, text)
        pairs = zip(batches, right, strict=True)
        found.append(any(_differ(wrong.judge(batch), one) for batch, one in pairs))
    return sum(found), len(found)


def _slipped(text: str) -> Iterator[str]:
    for sign in re.finditer(r"(?<= )([<>]=?|[=!]=)(?= )", text):
        yield text[: sign.start()] + SLIPS[sign[0]] + text[sign.end() :]


def _differ(one: Judgements, other: Judgements) -> bool:
    return any((getattr(one, part) != getattr(other, part)).any() for part in PARTS)
