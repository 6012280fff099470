"""The schedule: the function `reconcile`, called every quarter of a logical hour.

EventBridge calls it whether anything is due or not. To stay fast, a tick is skipped when the
earliest `next_check` in the due indexes lies in its future and no reaction is parked: `reconcile`
would have read empty pages. `every_tick=True` skips none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.dates import instant_text
from local import deployment
from local.clock import Stopped
from local.engine import Sandbox

QUARTER = timedelta(minutes=15)
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

    A call that fails is kept in `failures`; the next tick comes all the same.
    """

    sandbox: Sandbox
    function: str = "reconcile"
    every: timedelta = field(default_factory=lambda: period(deployment.resources()))
    every_tick: bool = False
    called: list[datetime] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    def start(self) -> Ticks:
        """Begin; the first tick comes after one period."""
        self._next = self.sandbox.clock.now() + self.every
        self.sandbox.clock.thread(self._run, "ticks")
        return self

    def _run(self) -> None:
        while True:
            self.sandbox.clock.sleep_until(self._next)
            if self.every_tick or self._anything_due():
                self._call()
            self._next += self.every

    def _anything_due(self) -> bool:
        earliest = self.sandbox.earliest_work()
        return earliest is not None and earliest <= instant_text(self._next)

    def _call(self) -> None:
        self.called.append(self._next)
        event = {"source": "aws.events", "time": instant_text(self._next)}
        try:
            self.sandbox.invoke(self.function, event)
        except Stopped:
            raise
        except BaseException as failure:
            self.failures.append(failure)
