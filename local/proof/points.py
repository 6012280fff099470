"""Where a process may die, and how it does."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from local.cloud import processes
from local.cloud.calls import OUTSIDE, AwsCall

ASKS = "verification_verify"
"""The function that asks departments."""


INDEX = "verification_index"
"""It touches no case, and its own points are tried without one (tests/integration/verification)."""


WIRES = {"http", "s3"}
"""How it asks: by a question or by reading the file that was left."""


READS = {
    "GetItem", "Query", "GetObject", "ListObjectsV2", "HeadObject", "GetSecretValue",
    "Decrypt", "Encrypt", "GenerateDataKey",
}  # fmt: skip
"""What changes nothing at AWS: whoever dies after it leaves what was there before it."""


class Crash(BaseException):
    """The process dies here; no handler of errors sees it."""


@dataclass(frozen=True)
class Point:
    """The `number`-th call of functions, "before" or "after" it took effect.

    A `redundant` point leaves the same data behind as the point before it: the same invocation has
    done nothing since that anybody could see. So it is after a call that only reads, before every
    call but an invocation's first, and while departments are asked: a question changes nothing,
    here or there, and one round asks all of them.
    """

    number: int
    phase: str
    call: AwsCall
    redundant: bool = False

    def __str__(self) -> str:
        call = self.call
        return f"{self.phase} call {self.number}, {call.operation} of {call.function}"


@dataclass
class Crashes:
    """A hook that notes every point, and lets the process die once, at `at`.

    A process that starts anew is cold: whatever it held in memory is gone.
    """

    at: Point | None = None
    points: list[Point] = field(default_factory=list)
    crashed_at: Point | None = None

    def __post_init__(self) -> None:
        self._calls = 0
        self._asking = False
        self._number: dict[int, int] = {}
        self._midway: set[int] = set()  # threads whose invocation has made a call

    def __call__(self, phase: str, call: AwsCall) -> None:
        """Called before and after each call of a function."""
        if call.function in {OUTSIDE, INDEX}:
            return
        thread = threading.get_ident()
        if phase == "before":
            self._calls += 1
            self._number[thread] = self._calls
        if call.service in WIRES and call.function == ASKS:
            redundant, self._asking = self._asking, True
        else:
            midway = phase == "before" and thread in self._midway
            redundant = midway or (phase == "after" and call.operation in READS)
            self._asking = False
        self._midway.add(thread)
        point = Point(self._number[thread], phase, call, redundant)
        self.points.append(point)
        if self.at and (point.number, phase) == (self.at.number, self.at.phase):
            self.crashed_at = point
            processes.forget()
            raise Crash

    def answered(self, _function: str, _event: object, _answer: object) -> None:
        """Called with each answer of a function: its invocation is over."""
        self._midway.discard(threading.get_ident())
