"""Races, stepped: every interleaving of a few operations, one AWS call at a time.

Threads over moto prove nothing; here only one operation runs at any moment, it stops before each
of its AWS calls, and a schedule says who goes on. `interleavings` tries every schedule but those
that differ from one it tries only in the order of two steps that cannot be distinguished: two
reads, or two calls that touch nothing in common.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from local.cloud.calls import AwsCall
from local.cloud.engine import Sandbox

Operation = Callable[[], Any]
READS = frozenset(
    {"GetItem", "BatchGetItem", "Query", "HeadObject", "GetObject", "Decrypt", "GenerateDataKey"}
    | {"GetSecretValue"}
)


@dataclass
class _Runner:
    operation: Operation
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    stopped: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    over: bool = False
    outcome: Any = None
    before: AwsCall | None = None  # the AWS call before which it stands; None before it has begun


@dataclass
class _Run:
    """One schedule: who went on at each step, among whom, and whether another run covers it."""

    runners: list[_Runner]
    taken: list[int] = field(default_factory=list)
    choices: list[list[int]] = field(default_factory=list)
    covered: bool = False


def interleavings(
    sandbox: Sandbox, prepare: Callable[[], Sequence[Operation]]
) -> Iterator[tuple[list[int], list[Any]]]:
    """Run the operations that `prepare` makes under every schedule of their AWS calls.

    Before each run the tables are put back. Yields the schedule and what each operation returned
    or raised.
    """
    tables = sandbox.snapshot()
    prefix: list[int] | None = []
    while prefix is not None:
        sandbox.restore(tables)
        run = _run(sandbox, prepare(), prefix)
        if not run.covered:
            yield run.taken, [runner.outcome for runner in run.runners]
        prefix = _next(run)


def side_by_side(sandbox: Sandbox, operations: Sequence[Operation]) -> list[Any]:
    """Run the operations in step, each going one AWS call further in turn; what each came to.

    Of however many, all read before any of them writes.
    """
    run = _Run([_Runner(operation) for operation in operations])
    with _stepped(sandbox, run):
        while left := [runner for runner in run.runners if not runner.over]:
            for runner in left:
                runner.go.release()
                runner.stopped.acquire()
    return [runner.outcome for runner in run.runners]


def _next(run: _Run) -> list[int] | None:
    """The beginning of the next schedule in order; None after the last."""
    for at in reversed(range(len(run.taken))):
        later = [option for option in run.choices[at] if option > run.taken[at]]
        if later:
            return [*run.taken[:at], later[0]]
    return None


def _run(sandbox: Sandbox, operations: Sequence[Operation], prefix: Sequence[int]) -> _Run:
    run = _Run([_Runner(operation) for operation in operations])
    with _stepped(sandbox, run):
        _step_through(run, prefix)
    return run


@contextmanager
def _stepped(sandbox: Sandbox, run: _Run) -> Iterator[None]:
    """The run's operations on threads, each standing before its next AWS call."""
    by_thread: dict[int, _Runner] = {}

    def stop(phase: str, call: AwsCall) -> None:
        runner = by_thread.get(threading.get_ident())
        if phase == "before" and runner is not None:
            runner.before = call
            runner.stopped.release()
            runner.go.acquire()

    def work(runner: _Runner) -> None:
        by_thread[threading.get_ident()] = runner
        runner.go.acquire()
        try:
            runner.outcome = runner.operation()
        except Exception as refusal:
            runner.outcome = refusal
        runner.over = True
        runner.stopped.release()

    sandbox.hooks.append(stop)
    threads = [threading.Thread(target=work, args=(runner,), daemon=True) for runner in run.runners]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()
    sandbox.hooks.remove(stop)


def _step_through(run: _Run, prefix: Sequence[int]) -> None:
    last, done = 0, None
    while left := [index for index, runner in enumerate(run.runners) if not runner.over]:
        # Of two steps that follow one another and that cannot be distinguished, only that order is
        # tried in which the first goes first: the other way round both do the same.
        told_apart = [i for i in left if i >= last or not _alike(done, run.runners[i].before)]
        run.covered |= not told_apart
        options = told_apart or left[:1]
        chosen = prefix[len(run.taken)] if len(run.taken) < len(prefix) else options[0]
        run.taken.append(chosen)
        run.choices.append([] if run.covered else options)
        last, done = chosen, run.runners[chosen].before
        run.runners[chosen].go.release()
        run.runners[chosen].stopped.acquire()


def _alike(one: AwsCall | None, other: AwsCall | None) -> bool:
    """Whether two steps do the same in either order."""
    if all(call is None or call.operation in READS for call in (one, other)):
        return True
    if one is None or other is None:
        return False
    if one.touches is None or other.touches is None:
        return False
    return one.touches.isdisjoint(other.touches)
