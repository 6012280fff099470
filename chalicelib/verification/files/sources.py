"""How departments are asked: for how long, and after how many failures no more for a while."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.platform.partners.departments import BreakerLimits
from chalicelib.records.law import Law


def limits(law: Law) -> BreakerLimits:
    """After how many failures in a row a source is paused, and for how long."""
    failures = int(law.parameters.value("verification.failures").amount)
    pause = int(law.parameters.value("verification.pause").amount)
    return BreakerLimits(failures, timedelta(minutes=pause))


def deadline(law: Law) -> timedelta:
    """The hard deadline of one round."""
    return timedelta(seconds=int(law.parameters.value("verification.deadline").amount))


def most_drop(law: Law) -> int:
    """By how many percent fewer rows than the one before it a file is held for staff to decide."""
    return int(law.parameters.value("verification.file_drop").amount)
