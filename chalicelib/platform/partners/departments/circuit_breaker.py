"""Which sources may not be asked now: one that got enough questions, or has failed too often.

The state is shared by all processes: a counter of questions for each source and minute, and one
row that names whoever is failing. While everybody answers nothing is written to that row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.platform.partners.departments import keys
from chalicelib.platform.runtime.clock import Clock
from chalicelib.platform.store import table
from chalicelib.policy import Source

COUNTER_LIFETIME = timedelta(hours=1)
"""How long the counter of a minute is stored."""
TRIES = 3
LONGEST_WAIT = timedelta(hours=2)
"""How far ahead a question is given its turn."""


@dataclass(frozen=True)
class Failing:
    """A source that failed `failures` times in a row, the last time `at`, with this reason."""

    failures: int
    at: datetime
    code: str


@dataclass(frozen=True)
class BreakerLimits:
    """After how many failures in a row a source is paused (not asked), and for how long."""

    failures: int
    pause: timedelta

    def paused_until(self, failing: Failing) -> datetime | None:
        """Until when a source is paused, when one question tries it; None where it is not."""
        return failing.at + self.pause if failing.failures >= self.failures else None


@dataclass(frozen=True)
class CircuitBreaker:
    """Decides which sources may be asked now: pauses those that fail, limits questions a minute."""

    limits: BreakerLimits
    clock: Clock

    def refused(self, sources: Sequence[Source], booked: Collection[str] = ()) -> dict[str, str]:
        """The sources that may not be asked now, each with its reason; the others are counted.

        A file that was left is always read: that costs the department nothing. What was `booked`
        for this minute was counted when it was booked.
        """
        now = self.clock.now()
        wired = {source.code for source in sources if source.answers != "file"}
        paused = self._paused(wired, now)
        asked = [one for one in sources if one.code not in paused and one.code not in booked]
        counted = table.count(
            keys.questions(instant_text(now)[:16]),
            [one.code for one in asked],
            now + COUNTER_LIFETIME,
        )
        refused = {source.code: "answer.paused" for source in sources if source.code in paused}
        over = [one.code for one in asked if counted[one.code] > one.per_minute]
        return refused | dict.fromkeys(over, "answer.limited")

    def book(self, sources: Sequence[Source], about: str) -> dict[str, datetime]:
        """For sources that have had enough questions: when this one, named `about`, has its turn.

        Turns are given in the order in which questions come, each in the first minute that is not
        full; within it the same second at all sources, another for each question. Who would wait
        longer than LONGEST_WAIT has none.
        """
        minute = self.clock.now().replace(second=0, microsecond=0)
        within = timedelta(seconds=_second_of(about))
        found = {source.code: self._turn(source, minute) for source in sources}
        return {code: turn + within for code, turn in found.items() if turn}

    def _turn(self, source: Source, minute: datetime) -> datetime | None:
        """The first minute after this one in which a source takes one more question."""
        queue = table.count(
            keys.queue(instant_text(minute)[:16]), [source.code], minute + COUNTER_LIFETIME
        )
        turn = minute + timedelta(minutes=1 + (queue[source.code] - 1) // source.per_minute)
        while turn <= minute + LONGEST_WAIT:
            place = keys.questions(instant_text(turn)[:16])
            if (
                table.count(place, [source.code], turn + COUNTER_LIFETIME)[source.code]
                <= source.per_minute
            ):
                return turn
            turn += timedelta(minutes=1)
        return None

    def record(self, codes: Mapping[str, str]) -> None:
        """How sources answered: the reason of each that failed, empty for one that did not."""
        for number in range(TRIES):
            known, version = failing(consistent=number > 0)
            after = _after(known, codes, self.clock.now())
            if after == known or _stored(after, version):
                return

    def _paused(self, asked: set[str], now: datetime) -> set[str]:
        """Which of `asked` are paused; after the pause only the first question passes."""
        known, version = failing(consistent=False)  # a trial is stored upon the newest version only
        ends = {code: self.limits.paused_until(one) for code, one in known.items() if code in asked}
        paused = {code for code, end in ends.items() if end and now < end}
        trials = {code for code, end in ends.items() if end} - paused
        if trials:
            tried = {code: replace(known[code], at=now) for code in trials}
            if not _stored({**known, **tried}, version):
                return paused | trials
        return paused


def _second_of(text: str) -> int:
    """A second of a minute, another for every text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % 60


def failing(*, consistent: bool = True) -> tuple[dict[str, Failing], int]:
    """Every source that failed last time, and the version of the row that says so."""
    row = table.get(keys.sources(), consistent=consistent) or {"version": 0}
    codes = {name.partition(".")[0] for name in row if "." in name}
    known = {
        code: Failing(
            row[f"{code}.failures"], parse_instant(row[f"{code}.at"]), row[f"{code}.code"]
        )
        for code in codes
    }
    return known, row["version"]


def _after(
    known: Mapping[str, Failing], codes: Mapping[str, str], now: datetime
) -> dict[str, Failing]:
    after = {source: one for source, one in known.items() if codes.get(source) != ""}
    for source, code in codes.items():
        if code:
            before = known[source].failures if source in known else 0
            after[source] = Failing(before + 1, now, code)
    return after


def _stored(known: Mapping[str, Failing], version: int) -> bool:
    """Whether the row is what was read, and now says this."""
    item: dict[str, Any] = {"version": version + 1}
    for source, one in known.items():
        item[f"{source}.failures"] = one.failures
        item[f"{source}.at"] = instant_text(one.at)
        item[f"{source}.code"] = one.code
    return table.put(
        keys.sources(),
        item,
        "attribute_not_exists(pk) OR version = :version",
        {":version": version},
    )
