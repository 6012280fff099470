"""The only place that reads the system's clock, and the only one that does things at once.

Everything else takes `now` as an argument. A sandbox installs a clock of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """The time, and calls that run at once until a deadline."""

    def now(self) -> datetime:
        """The instant (aware, UTC)."""
        ...

    def gather(self, calls: Sequence[Callable[[], T]], deadline: timedelta) -> list[T | None]:
        """The answers of `calls`, run at once; None where none came by the deadline.

        An exception that a call raised in time is raised here.
        """
        ...

    def pause(self, seconds: float) -> None:
        """Wait so many seconds."""
        ...


class SystemClock:
    """The system's own time."""

    def now(self) -> datetime:
        """The instant of the system."""
        return datetime.now(UTC)

    def gather(self, calls: Sequence[Callable[[], T]], deadline: timedelta) -> list[T | None]:
        """As `Clock.gather`, on threads; what is late is left behind."""
        if not calls:
            return []
        from concurrent import futures

        pool = futures.ThreadPoolExecutor(max_workers=len(calls))
        asked = [pool.submit(call) for call in calls]
        futures.wait(asked, timeout=deadline.total_seconds())
        pool.shutdown(wait=False, cancel_futures=True)
        return [one.result() if one.done() else None for one in asked]

    def pause(self, seconds: float) -> None:
        """Wait so many seconds."""
        time.sleep(seconds)


_clock: Clock = SystemClock()


def current() -> Clock:
    """The clock of this process."""
    return _clock


def install(clock: Clock) -> None:
    """Make `clock` the clock of this process."""
    global _clock
    _clock = clock
