"""The departments and how they fare: what operators look at when answers stay away."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.case.due import Law
from chalicelib.platform.departments import Failing, Limits, failing
from chalicelib.policy import Source
from chalicelib.verification.contract import SourceLine, Sources
from chalicelib.words import say


def limits(law: Law) -> Limits:
    """When a source that keeps failing is left alone, and for how long."""
    failures = int(law.parameters.value("verification.failures").amount)
    pause = int(law.parameters.value("verification.pause").amount)
    return Limits(failures, timedelta(minutes=pause))


def patience(law: Law) -> timedelta:
    """The hard deadline of one round."""
    return timedelta(seconds=int(law.parameters.value("verification.deadline").amount))


def listed(now: datetime, law: Law) -> Sources:
    """Every department of the catalogue, those that fail with since when and why."""
    known, _ = failing()
    lines = [
        _line(source, known.get(source.code), limits(law), now)
        for source in law.parameters.catalogue.sources
    ]
    return Sources(sources=lines)


def _line(source: Source, fails: Failing | None, limits: Limits, now: datetime) -> SourceLine:
    line = SourceLine(
        code=source.code,
        name=source.zh,
        level=source.level,
        answers=source.answers,
        items=len(source.items),
    )
    if fails is None:
        return line
    until = None if source.answers == "file" else limits.until(fails)
    return line.model_copy(
        update={
            "failures": fails.failures,
            "failed_at": fails.at,
            "why": say(fails.code),
            "left_alone_until": until if until and until > now else None,
        }
    )
