"""Time in the sandbox: it stands still while anybody works and jumps when everybody waits.

Threads that work are *busy*. Whoever waits names a deadline; when nobody is busy any more, the
time jumps to the nearest deadline and wakes who waits for it, one at a time and in a fixed order.
So a case's month passes in seconds, every instant is exact, and two runs with one seed are equal
to the second.
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")
LEAVE_TAKING = 2.0  # real seconds that threads have to end when a sandbox is taken down


class Stopped(BaseException):
    """The clock was stopped: whoever still waited has nothing more to do."""


class Stalled(RuntimeError):
    """Everybody waits and nothing is due, so nothing would ever happen again."""


@dataclass
class _Waiter:
    key: object
    deadline: float | None
    order: int
    thread: int = field(default_factory=threading.get_ident)
    awake: bool = False
    fired: bool = False


class LogicalClock:
    """The sandbox's clock. The thread that makes it, its owner, is busy until it waits.

    An error in a thread of the clock is raised in the owner when it next returns from waiting.
    """

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._elapsed = 0.0
        self._busy = 1
        self._waiters: list[_Waiter] = []
        self._count = 0
        self._alive = 0
        self._owner = threading.get_ident()
        self.failures: list[BaseException] = []
        self.condition = threading.Condition()
        self.stopped = False

    def now(self) -> datetime:
        """The logical instant (aware, UTC), in whole seconds."""
        return self._start + timedelta(seconds=int(self._time()))

    def enter(self) -> None:
        """Somebody begins to work."""
        with self.condition:
            self._busy += 1

    def leave(self) -> None:
        """Somebody has finished."""
        with self.condition:
            self._busy -= 1
            self._jump()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Work, during which time stands still."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def wait(self, key: object, seconds: float | None) -> bool:
        """Wait until `key` is fired or so many logical seconds are over; whether it was fired.

        The caller must be busy; while it waits it is not. Raises Stopped when the sandbox is taken
        down meanwhile, and Stalled in the owner when nothing would ever wake it.
        """
        with self.condition:
            if self.stopped:
                raise Stopped
            self._count += 1
            deadline = None if seconds is None else self._time() + max(0.0, seconds)
            waiter = _Waiter(key, deadline, self._count)
            self._waiters.append(waiter)
            self._busy -= 1
            self._jump()
            self._block(waiter)
            if not waiter.awake:
                self._wake(waiter, fired=False)
                raise Stopped
            if waiter.thread == self._owner and self.failures:
                raise self.failures.pop(0)
            return waiter.fired

    def sleep_until(self, instant: datetime) -> None:
        """Wait until a logical instant; at once if it is over."""
        seconds = (instant - self._start).total_seconds() - self._time()
        if seconds > 0:
            self.wait(object(), seconds)

    def settle(self) -> None:
        """Wait until everybody else waits for a later instant."""
        self.wait(object(), 0)

    def lend(self, seconds: float) -> None:
        """Wait on behalf of a busy caller who waits for us: a partner that is slow or silent.

        For threads that the clock does not know, such as those of a simulator's HTTP server.
        """
        try:
            self.wait(object(), seconds)
        except Stopped:
            return

    def fire(self, key: object) -> None:
        """Wake whoever waits for `key`."""
        with self.condition:
            for waiter in [w for w in self._waiters if w.key is key]:
                self._wake(waiter, fired=True)

    def gather(self, calls: Sequence[Callable[[], T]], deadline: timedelta) -> list[T | None]:
        """As `Clock.gather`: the calls run at once; None where none came by the deadline."""
        done = object()
        answers: dict[int, T] = {}
        failures: dict[int, BaseException] = {}
        left = set(range(len(calls)))

        def run(index: int) -> None:
            try:
                answers[index] = calls[index]()
            except BaseException as failure:
                failures[index] = failure
            with self.condition:
                left.discard(index)
                if not left:
                    self.fire(done)

        for index in range(len(calls)):
            context = contextvars.copy_context()
            self.thread(lambda i=index, c=context: c.run(run, i), f"call-{index}")  # type: ignore[misc]
        with self.condition:
            if left:
                self.wait(done, deadline.total_seconds())
            if failures:
                raise failures[min(failures)]
            return [answers.get(index) for index in range(len(calls))]

    def thread(self, work: Callable[[], None], name: str) -> threading.Thread:
        """A thread that is busy from its start until its end."""

        def run() -> None:
            try:
                work()
            except BaseException as failure:
                self.fail(failure)
            finally:
                self.end()

        self.begin()
        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread

    def begin(self) -> None:
        """A thread of the clock is about to start."""
        with self.condition:
            self._alive += 1
            self._busy += 1

    def end(self) -> None:
        """A thread of the clock is over."""
        with self.condition:
            self._alive -= 1
            self._busy -= 1
            self._jump()
            self.condition.notify_all()

    def fail(self, failure: BaseException) -> None:
        """Keep what ended a thread, to be raised in the owner."""
        if not isinstance(failure, Stopped):
            with self.condition:
                self.failures.append(failure)

    def stop(self) -> None:
        """Let every waiting thread end: the sandbox is being taken down."""
        with self.condition:
            self.stopped = True
            self.condition.notify_all()
            self.condition.wait_for(lambda: self._alive == 0, timeout=LEAVE_TAKING)

    def next_deadline(self) -> datetime | None:
        """The instant for which somebody waits next; None if nobody waits for one."""
        with self.condition:
            nearest = self._nearest()
        return None if nearest is None else self._start + timedelta(seconds=nearest)

    def _time(self) -> float:
        """Seconds since the start."""
        return self._elapsed

    def _nearest(self) -> float | None:
        return min((w.deadline for w in self._waiters if w.deadline is not None), default=None)

    def _block(self, waiter: _Waiter) -> None:
        while not waiter.awake and not self.stopped:
            self.condition.wait()

    def _wake(self, waiter: _Waiter, *, fired: bool) -> None:
        self._waiters.remove(waiter)
        waiter.fired, waiter.awake = fired, True
        self._busy += 1
        self.condition.notify_all()

    def _jump(self) -> None:
        if self._busy or self.stopped:
            return
        nearest = self._nearest()
        if nearest is None:
            self._stall()
            return
        self._elapsed = max(self._elapsed, nearest)
        due = [w for w in self._waiters if w.deadline is not None and w.deadline <= self._elapsed]
        self._wake(min(due, key=lambda w: (w.deadline, w.order)), fired=False)

    def _stall(self) -> None:
        for waiter in self._waiters:
            if waiter.thread == self._owner:
                self.failures.append(Stalled("everybody waits and nothing is due"))
                self._wake(waiter, fired=False)
                return


class RealClock(LogicalClock):
    """Real time plus an offset that can be moved on: for a sandbox that people look at.

    The thread that makes it is not counted as busy.
    """

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._busy = 0
        self._owner = 0
        self._offset = -time.monotonic()

    def forward(self, seconds: float) -> None:
        """Move on, from event to event, so that what is due happens in order and on its instant.

        The caller must not be busy.
        """
        with self.condition:
            target = self._time() + seconds
            while (nearest := self._nearest()) is not None and nearest <= target:
                self._move_to(nearest)
            self._move_to(target)

    def to_next_event(self) -> None:
        """Move on to the nearest instant for which somebody waits."""
        nearest = self.next_deadline()
        if nearest is not None:
            self.forward((nearest - self._start).total_seconds() - self._time())

    def _move_to(self, elapsed: float) -> None:
        self._offset += max(0.0, elapsed - self._time())
        self.condition.notify_all()
        self.condition.wait_for(lambda: self._settled(elapsed), timeout=LEAVE_TAKING)

    def _settled(self, elapsed: float) -> bool:
        nearest = self._nearest()
        return self._busy <= 0 and (nearest is None or nearest > elapsed)

    def _time(self) -> float:
        return time.monotonic() + self._offset

    def _block(self, waiter: _Waiter) -> None:
        while not waiter.awake and not self.stopped:
            left = None if waiter.deadline is None else waiter.deadline - self._time()
            if left is not None and left <= 0:
                self._wake(waiter, fired=False)
            else:
                self.condition.wait(left)

    def _jump(self) -> None:
        self.condition.notify_all()
