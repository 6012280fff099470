"""How often, and after which pauses, DynamoDB is asked again."""

from __future__ import annotations

import random

TRIES = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.025, 0.4
"""Seconds: the pauses add up to about a second and a half, since somebody waits for the answer."""
THROTTLED = frozenset(
    {
        "ThrottlingError",
        "ThrottlingException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
    }
)
"""How DynamoDB says that it is asked too much, as a reason of a cancellation and by itself."""


def pause(attempt: int) -> float:
    """Seconds to wait before a further attempt: growing and random, so that two part ways."""
    return random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt))  # noqa: S311
