"""The schedules: `reconcile` and `verification_index`, called every quarter of a logical hour.

EventBridge calls them whether anything is due or not. To stay fast, a tick is skipped when there
is nothing to do: for `reconcile` when the earliest `next_check` in the due indexes lies in its
future and no reaction is parked, for `verification_index` when since its last tick departments have
left nothing and nobody has decided what waited. `every_tick=True` skips none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.dates import instant_text, parse_instant
from local.cloud import deployment
from local.cloud.engine import Sandbox
from local.cloud.memory import below, exchanged
from local.cloud.waiters import Stopped

QUARTER = timedelta(minutes=15)
INDEX = "verification_index"
Due = Callable[[], bool]
_EVER = datetime.min.replace(tzinfo=UTC)
_UNITS = {"minute": "minutes", "hour": "hours", "day": "days"}


def period(resources: Mapping[str, Any], otherwise: timedelta = QUARTER) -> timedelta:
    """How often the template's rule calls; `otherwise` if it declares no rate."""
    for resource in resources.values():
        rate = str(resource.get("Properties", {}).get("ScheduleExpression", ""))
        if found := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", rate):
            return timedelta(**{_UNITS[found[2]]: int(found[1])})
    return otherwise


@dataclass
class Ticks:
    """Calls `function` at every period from the sandbox's start, until the sandbox ends.

    A call that fails is added to `failures`; the next tick runs all the same.
    """

    sandbox: Sandbox
    function: str = "reconcile"
    every: timedelta = field(default_factory=lambda: period(deployment.resources()))
    every_tick: bool = False
    due: Due | None = None
    called: list[datetime] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    _failed: bool = False

    def start(self) -> Ticks:
        """Begin; the first tick comes after one period."""
        self._next = self.sandbox.clock.now() + self.every
        self.sandbox.clock.thread(self._run, "ticks")
        return self

    def _run(self) -> None:
        while True:
            self._next = self.sandbox.clock.sleep_until_due(self._next, self.every, self._since)
            self._call()
            self._next += self.every

    def _since(self) -> datetime | None:
        """From when on anything is due; None while nothing is."""
        if self.every_tick or self._failed or (self.due and self.due()):
            return _EVER
        earliest = None if self.due else self.sandbox.earliest_work()
        if earliest is None:
            return None
        return parse_instant(earliest) if earliest else _EVER

    def _call(self) -> None:
        self.called.append(self._next)
        self._failed = False
        event = {"source": "aws.events", "time": instant_text(self._next)}
        try:
            self.sandbox.invoke(self.function, event)
        except Stopped:
            raise
        except BaseException as failure:
            self._failed = True
            self.failures.append(failure)


def files_changed() -> Due:
    """Whether departments have left anything, or people have decided what waited for them, since
    this was asked the last time."""
    seen: tuple[object, ...] = ({}, [])

    def changed() -> bool:
        nonlocal seen
        decided = below("jiuzhu-cases", "FILE#", "decided_at")
        before, seen = seen, (exchanged("departments/"), decided)
        return before != seen

    return changed
