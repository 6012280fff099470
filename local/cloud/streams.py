"""The trail's stream: committed events, delivered to its consumers as Lambda would deliver them.

moto's own mapping calls the consumer inside the writing call, even for a transaction that is then
cancelled, and never retries. Here records are taken after the call that committed them, and every
consumer gets those that its filters take, in order per record, in batches, with partial answers,
bisecting, a bounded number of retries and a dead-letter list, as the template declares.

Three promises, each of which can be switched off to show that it matters: a cancelled write is
never seen (`unsafe_see_cancelled`), what fails comes again (`unsafe_drop_on_failure`), and, in the
engine, every database call is atomic (`unsafe_no_lock`).
"""

from __future__ import annotations

import json
import random
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from local.cloud.clock import LogicalClock
from local.cloud.waiters import Stopped

Invoke = Callable[[str, dict[str, Any]], Any]
Record = dict[str, Any]
RETRY_SECONDS = 1.0
MOST_DOUBLINGS = 6  # a retry waits at most about a minute, as Lambda's do


@dataclass(frozen=True)
class Consumer:
    """How one consumer is fed, as its event source mapping in the template says."""

    function: str
    batch_size: int
    retries: int  # -1: until the record is too old
    bisect: bool
    partial_answers: bool
    oldest: int = 0  # the age (seconds) at which a record is given up; 0: as the stream keeps it
    patterns: tuple[Mapping[str, Any], ...] = ()  # of which a record must fit one; none: any

    def takes(self, record: Record) -> bool:
        """Whether a record is delivered at all."""
        return not self.patterns or any(_fits(one, record) for one in self.patterns)


def mappings(resources: Mapping[str, Any]) -> list[Consumer]:
    """The event source mappings of the template."""
    found = []
    for resource in resources.values():
        if resource.get("Type") != "AWS::Lambda::EventSourceMapping":
            continue
        given = resource["Properties"]
        found.append(
            Consumer(
                given["FunctionName"]["Fn::GetAtt"][0].lower(),
                given["BatchSize"],
                given["MaximumRetryAttempts"],
                given.get("BisectBatchOnFunctionError", False),
                "ReportBatchItemFailures" in given.get("FunctionResponseTypes", []),
                given.get("MaximumRecordAgeInSeconds", 0),
                tuple(
                    json.loads(one["Pattern"])
                    for one in given.get("FilterCriteria", {}).get("Filters", ())
                ),
            )
        )
    return sorted(found, key=lambda mapping: mapping.function)


@dataclass
class Trouble:
    """What the stream does beyond delivering, as AWS may: at least once, in order per key only.

    `duplicate` is the share of records that come twice, `shuffle` mixes the keys of a batch, and
    `delay` holds each batch back for up to so many logical seconds. The rest is unsafe.
    """

    seed: int = 0
    duplicate: float = 0.0
    shuffle: bool = False
    delay: int = 0
    unsafe_drop_on_failure: bool = False
    unsafe_see_cancelled: bool = False


@dataclass
class Pump:
    """Takes committed records and delivers them, on threads of the clock or on the caller's.

    A thread is busy while it has anything to deliver, so time does not pass over a record; it
    passes only while a failed batch waits for its retry.
    """

    clock: LogicalClock
    invoke: Invoke
    consumers: Sequence[Consumer]
    threaded: bool = True
    trouble: Trouble = field(default_factory=Trouble)
    dead_letters: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._queues: dict[str, deque[Record]] = {c.function: deque() for c in self.consumers}
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._number = 0
        self._chances = {c.function: self._chance(c.function) for c in self.consumers}

    def _chance(self, function: str) -> random.Random:
        """Each consumer draws for itself, so that a seed gives one run whoever is faster."""
        return random.Random(f"{self.trouble.seed}/{function}")

    def committed(self, images: Sequence[Mapping[str, Any]]) -> None:
        """Take the new images of one committed call."""
        with self._lock:
            for image in images:
                self._number += 1
                self._enqueue(_record(self._number, image))
        if self.threaded and images:
            self._start()

    def drain(self) -> None:
        """Deliver everything on the calling thread, until nothing is left."""
        while any(self._queues.values()):
            for consumer in self.consumers:
                self._deliver_all(consumer)

    @property
    def pending(self) -> int:
        """How many records wait for delivery."""
        return sum(map(len, self._queues.values()))

    def _enqueue(self, record: Record) -> None:
        for consumer in self.consumers:
            queue = self._queues[consumer.function]
            twice = self._chances[consumer.function].random() < self.trouble.duplicate
            queue.extend([record] * (1 + twice) if consumer.takes(record) else ())

    def _start(self) -> None:
        for consumer in self.consumers:
            with self._lock:
                if consumer.function in self._running or not self._queues[consumer.function]:
                    continue
                self._running.add(consumer.function)
            self.clock.thread(lambda c=consumer: self._run(c), f"stream-{consumer.function}")  # type: ignore[misc]

    def _run(self, consumer: Consumer) -> None:
        while True:
            self._deliver_all(consumer)
            with self._lock:
                if not self._queues[consumer.function]:
                    self._running.discard(consumer.function)
                    return

    def _deliver_all(self, consumer: Consumer) -> None:
        queue, chance = self._queues[consumer.function], self._chances[consumer.function]
        while queue:
            if self.trouble.delay and self.threaded:
                self.clock.wait(object(), chance.randint(0, self.trouble.delay))
            with self._lock:
                batch = [queue.popleft() for _ in range(min(consumer.batch_size, len(queue)))]
            if self.trouble.shuffle:
                batch = _shuffled(batch, chance)
            self._deliver(consumer, batch, 0)

    def _deliver(self, consumer: Consumer, batch: list[Record], tries: int) -> None:
        """Deliver a batch until it is taken or its retries are over; splitting costs no retry."""
        while batch:
            failed = self._call(consumer, batch)
            if failed is None or self.trouble.unsafe_drop_on_failure:
                return
            batch = batch[failed:]
            if consumer.bisect and not failed and len(batch) > 1:
                middle = len(batch) // 2
                self._deliver(consumer, batch[:middle], tries)
                batch = batch[middle:]
            elif 0 <= consumer.retries <= tries or 0 < consumer.oldest <= _waited(tries):
                self.dead_letters.append({"function": consumer.function, **batch[0]})
                batch, tries = batch[1:], 0
            else:
                self._back_off(tries)
                tries += 1

    def _back_off(self, tries: int) -> None:
        if self.threaded:
            self.clock.wait(object(), _pause(tries))

    def _call(self, consumer: Consumer, batch: list[Record]) -> int | None:
        """Where the batch failed, None if it did not."""
        try:
            answer = self.invoke(consumer.function, {"Records": batch}) or {}
        except Stopped:
            raise
        except BaseException:
            return 0
        if not consumer.partial_answers:
            return None
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        failures = [f["itemIdentifier"] for f in answer.get("batchItemFailures", [])]
        if any(number not in numbers for number in failures):
            return 0  # Lambda takes an answer that it does not understand for a failed batch
        return min(map(numbers.index, failures), default=None)


def _fits(pattern: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether a record has in each field what a pattern of Lambda asks for."""
    return all(
        any(_may_be(one, found.get(name)) for one in asked)
        if isinstance(asked, list)
        else _fits(asked, found.get(name, {}))
        for name, asked in pattern.items()
    )


def _may_be(rule: Any, value: Any) -> bool:
    if not isinstance(rule, dict):
        return bool(rule == value)
    ((name, said),) = rule.items()
    if name == "exists":
        return bool(said) == (value is not None)
    if name != "anything-but":
        raise NotImplementedError(name)
    return value is not None and value not in list(said)


def _pause(tries: int) -> float:
    """How long (seconds) a batch that failed so often waits for its next retry."""
    return RETRY_SECONDS * float(2 ** min(tries, MOST_DOUBLINGS))


def _waited(tries: int) -> float:
    """How long (seconds) the retries of a batch took in all."""
    return sum(map(_pause, range(tries)))


def _record(number: int, image: Mapping[str, Any]) -> Record:
    return {
        "eventID": f"e{number}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {name: image[name] for name in ("pk", "sk")},
            "NewImage": dict(image),
            "SequenceNumber": f"{number:021d}",
            "StreamViewType": "NEW_IMAGE",
        },
    }


def _shuffled(batch: list[Record], chance: random.Random) -> list[Record]:
    """The batch in another order; events of one key stay in theirs."""
    by_key: dict[str, deque[Record]] = {}
    for record in batch:
        by_key.setdefault(record["dynamodb"]["Keys"]["pk"]["S"], deque()).append(record)
    keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in batch]
    chance.shuffle(keys)
    return [by_key[key].popleft() for key in keys]
