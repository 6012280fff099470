"""Who waits in the sandbox: for what, until when, and in which order they go on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass


class Stopped(BaseException):
    """The clock was stopped: whoever still waited has nothing more to do."""


class Stalled(RuntimeError):
    """Everybody waits and nothing is due, so nothing would ever happen again."""


@dataclass
class Waiter:
    """Who waits: for what, until which second, and in which turn.

    `passes` is asked when it would be woken: for how many seconds more it waits instead.
    """

    key: object
    deadline: float | None
    order: int
    thread: int
    signal: threading.Condition
    passes: Callable[[], float] = lambda: 0.0
    awake: bool = False
    fired: bool = False


class Waiters:
    """All who wait, under the mutex of a clock."""

    def __init__(self, mutex: threading.RLock) -> None:
        self._mutex = mutex
        self._waiting: list[Waiter] = []
        self._count = 0

    def __iter__(self) -> Iterator[Waiter]:
        return iter(self._waiting)

    def add(self, key: object, deadline: float | None, thread: int) -> Waiter:
        """Somebody begins to wait: behind all who wait for the same second."""
        signal = threading.Condition(self._mutex)  # its own: waking one must not wake all
        waiter = Waiter(key, deadline, self._next(), thread, signal)
        self._waiting.append(waiter)
        return waiter

    def remove(self, waiter: Waiter) -> None:
        """Somebody does not wait any more."""
        self._waiting.remove(waiter)

    def move(self, waiter: Waiter, deadline: float) -> None:
        """Somebody waits until another second: behind all who wait for that one."""
        waiter.deadline, waiter.order = deadline, self._next()

    def nearest(self) -> float | None:
        """The earliest second for which anybody waits."""
        return min((one.deadline for one in self if one.deadline is not None), default=None)

    def first(self) -> Waiter | None:
        """Whose turn it is next, of those who wait for a second."""
        waiting = (one for one in self if one.deadline is not None)
        return min(waiting, key=lambda one: (one.deadline, one.order), default=None)

    def _next(self) -> int:
        self._count += 1
        return self._count
