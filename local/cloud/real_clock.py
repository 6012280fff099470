"""Real time plus an offset that can be moved on: for a sandbox that people look at."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from local.cloud.clock import TIME_TO_END, LogicalClock
from local.cloud.waiters import Waiter


class RealClock(LogicalClock):
    """The logical clock's interface on real time; threads run at once, not in turns.

    The thread that makes it is not counted as busy.
    """

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._busy = 0
        self._owner = 0
        self._offset = -time.monotonic()

    def forward(self, seconds: float) -> None:
        """Move on, from event to event, so that what is due happens in order and on its instant.

        Whatever is under way is finished first. The caller must not be busy.
        """
        with self.condition:
            target = self._time() + seconds
            self._rest(self._time())
            while (nearest := self._waiters.nearest()) is not None and nearest <= target:
                self._move_to(nearest)
            self._move_to(target)

    def to_next_event(self) -> None:
        """Move on to the nearest instant for which somebody waits."""
        nearest = self.next_deadline()
        if nearest is not None:
            self.forward((nearest - self._start).total_seconds() - self._time())

    def sleep_until_due(
        self, tick: datetime, every: timedelta, due: Callable[[], datetime | None]
    ) -> datetime:
        """As `LogicalClock.sleep_until_due`; the caller is woken for every tick."""
        self.sleep_until(tick)
        while (since := due()) is None or tick < since:
            tick += every
            self.sleep_until(tick)
        return tick

    def _move_to(self, elapsed: float) -> None:
        self._offset += max(0.0, elapsed - self._time())
        for waiter in self._waiters:
            waiter.signal.notify()
        self._rest(elapsed)

    def _rest(self, elapsed: float) -> None:
        """Wait until nobody is busy, nor will be by then."""
        self.condition.wait_for(lambda: self._settled(elapsed), timeout=TIME_TO_END)

    def _settled(self, elapsed: float) -> bool:
        nearest = self._waiters.nearest()
        return self._busy <= 0 and (nearest is None or nearest > elapsed)

    def _time(self) -> float:
        return time.monotonic() + self._offset

    def _block(self, waiter: Waiter) -> None:
        while not waiter.awake and not self.stopped:
            left = None if waiter.deadline is None else waiter.deadline - self._time()
            if left is not None and left <= 0:
                self._wake(waiter)
            else:
                waiter.signal.wait(left)

    def _jump(self) -> None:
        self.condition.notify_all()
