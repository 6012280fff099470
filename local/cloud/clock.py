"""Time in the sandbox: it stands still while anybody works and jumps when everybody waits.

Threads that work are *busy*. Whoever waits names a deadline; when nobody is busy any more, the
time jumps to the nearest deadline and wakes who waits for it, one at a time, who asked first first.
A new thread and one whose key was fired take their turn in the same way, so that only one thread
of the clock runs at any moment. A case's month passes in seconds, every instant is exact, and two
runs with one seed are equal, step by step.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from local.cloud.waiters import Stalled, Stopped, Waiter, Waiters

T = TypeVar("T")
TIME_TO_END = 2.0  # real seconds that threads have to end when a sandbox is taken down


class LogicalClock:
    """The sandbox's clock. The thread that makes it, its owner, is busy until it waits.

    An error in a thread of the clock is raised in the owner when it next returns from waiting.
    """

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._elapsed = 0.0
        self._busy = 1
        self._turns = 1
        self._alive = 0
        self._owner = threading.get_ident()
        self.failures: list[BaseException] = []
        mutex = threading.RLock()
        self.condition = threading.Condition(mutex)
        self._waiters = Waiters(mutex)
        self.stopped = False

    def now(self) -> datetime:
        """The logical instant (aware, UTC), in whole seconds."""
        return self._start + timedelta(seconds=int(self._time()))

    def enter(self) -> None:
        """Somebody begins to work."""
        with self.condition:
            self._busy += 1
            self._turns += 1

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

    def wait(
        self, key: object, seconds: float | None, passes: Callable[[], float] = lambda: 0.0
    ) -> bool:
        """Wait until `key` is fired or so many logical seconds are over; whether it was fired.

        The caller must be busy; while it waits it is not. Raises Stopped when the sandbox is taken
        down meanwhile, and Stalled in the owner when nothing would ever wake it.
        """
        with self.condition:
            if self.stopped:
                raise Stopped
            waiter = self._enlist(key, seconds, threading.get_ident())
            waiter.passes = passes
            self._busy -= 1
            self._jump()
            self._take_turn(waiter)
            if waiter.thread == self._owner and self.failures:
                raise self.failures.pop(0)
            return waiter.fired

    def sleep_until(self, instant: datetime) -> None:
        """Wait until a logical instant; at once if it is over."""
        if seconds := self._seconds_to(instant):
            self.wait(object(), seconds)

    def sleep_until_due(
        self, tick: datetime, every: timedelta, due: Callable[[], datetime | None]
    ) -> datetime:
        """Wait until the first of the instants `tick`, `tick + every` and so on from which on
        something is `due`; answers that instant.

        Nobody is woken for the others, so that a month in which nothing happens takes no time. What
        is due is asked anew only when somebody has worked since.
        """
        asked_in, since = 0, None

        def passes() -> float:
            """How long it is to the next tick; nothing once something is due."""
            nonlocal tick, asked_in, since
            if asked_in != self._turns:
                asked_in, since = self._turns, due()
            while since is None or tick < since:
                tick += every
                if seconds := self._seconds_to(tick):
                    return seconds
            return 0.0

        if seconds := self._seconds_to(tick) or passes():
            self.wait(object(), seconds, passes)
        return tick

    def settle(self) -> None:
        """Wait until everybody else waits for a later instant."""
        while True:
            self.wait(object(), 0)
            with self.condition:
                nearest = self._waiters.nearest()
                if nearest is None or nearest > self._time():
                    return

    def lend(self, seconds: float) -> None:
        """Wait on behalf of a busy caller who waits for us: a partner that is slow or silent.

        For threads that the clock does not know, such as those of a simulator's HTTP server.
        """
        try:
            self.wait(object(), seconds)
        except Stopped:
            return

    def fire(self, key: object) -> None:
        """Whoever waits for `key` goes on, at this instant, when it is its turn."""
        with self.condition:
            for waiter in self._waiters:
                if waiter.key is key and not waiter.fired:
                    waiter.fired = True
                    self._waiters.move(waiter, self._time())
                    waiter.signal.notify()
            self._jump()

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

    def pause(self, seconds: float) -> None:
        """Wait so many logical seconds, in a thread of the clock."""
        self.wait(object(), seconds)

    def thread(self, work: Callable[[], None], name: str) -> threading.Thread:
        """A thread of the clock: it takes its turn, and is busy but for its waits."""

        turn = self.begin()

        def run() -> None:
            try:
                self.admit(turn)
                work()
            except BaseException as failure:
                self.fail(failure)
            finally:
                self.end()

        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread

    def begin(self) -> Waiter:
        """The turn of a thread that is about to start."""
        with self.condition:
            self._alive += 1
            turn = self._enlist(object(), 0)
            self._jump()
            return turn

    def admit(self, turn: Waiter) -> None:
        """The thread has started: wait for its turn, then be busy until `end`."""
        with self.condition:
            self._take_turn(turn)

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
            for waiter in self._waiters:
                waiter.signal.notify()
            self.condition.wait_for(lambda: self._alive == 0, timeout=TIME_TO_END)

    def next_deadline(self) -> datetime | None:
        """The instant for which somebody waits next; None if nobody waits for one."""
        with self.condition:
            nearest = self._waiters.nearest()
        return None if nearest is None else self._start + timedelta(seconds=nearest)

    def _seconds_to(self, instant: datetime) -> float:
        """How long it is to an instant; nothing once it is over."""
        return max(0.0, (instant - self._start).total_seconds() - self._time())

    def _time(self) -> float:
        """Seconds since the start."""
        return self._elapsed

    def _enlist(self, key: object, seconds: float | None, thread: int = 0) -> Waiter:
        deadline = None if seconds is None else self._time() + max(0.0, seconds)
        return self._waiters.add(key, deadline, thread)

    def _take_turn(self, waiter: Waiter) -> None:
        self._block(waiter)
        if not waiter.awake:
            self._wake(waiter)
            raise Stopped

    def _block(self, waiter: Waiter) -> None:
        while not waiter.awake and not self.stopped:
            waiter.signal.wait()

    def _wake(self, waiter: Waiter) -> None:
        self._waiters.remove(waiter)
        waiter.awake = True
        self._busy += 1
        self._turns += 1
        waiter.signal.notify()

    def _jump(self) -> None:
        if self._busy or self.stopped:
            return
        while (waiter := self._waiters.first()) is not None:
            assert waiter.deadline is not None
            self._elapsed = max(self._elapsed, waiter.deadline)
            if not (longer := waiter.passes()):
                self._wake(waiter)
                return
            self._waiters.move(waiter, waiter.deadline + longer)
        self._stall()

    def _stall(self) -> None:
        for waiter in self._waiters:
            if waiter.thread == self._owner:
                self.failures.append(Stalled("everybody waits and nothing is due"))
                self._wake(waiter)
                return
