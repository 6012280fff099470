"""Faults that no undisturbed play shows, injected to prove that a crash brings them to light.

Each is a design that looks right: nothing is wrong until a process dies between two calls. Where
the reconciler would repair what was lost, it is prevented from doing so.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from unittest.mock import patch

from chalice.app import Chalice

from chalicelib.payments.formats import bankfile
from chalicelib.payments.formats.bankfile import Order, Statement
from chalicelib.platform.aws import stepfunctions
from chalicelib.platform.events.stream import RecordedEvent
from chalicelib.platform.store import table, tokens
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import Record
from chalicelib.records import driver
from chalicelib.records.driver import DrivenKind
from local.proof.story import STORIES, Story, play_story

REFERENCE = 26  # characters of a payment's own reference


@contextmanager
def paid_again() -> Iterator[None]:
    """Each time that orders are sent again they get references that the bank has never seen."""
    sendings = itertools.count()
    write, read = bankfile.write_orders, bankfile.read_statement

    def write_anew(batch: str, orders: Iterable[Order]) -> bytes:
        again = str(next(sendings) or "")
        return write(batch, [replace(o, reference=o.reference + again) for o in orders])

    def read_back(batch: str, content: bytes) -> Statement:
        statement = read(batch, content)
        answers = (replace(a, reference=a.reference[:REFERENCE]) for a in statement.answers)
        return replace(statement, answers=tuple(answers))

    with (
        patch.object(bankfile, "write_orders", write_anew),
        patch.object(bankfile, "read_statement", read_back),
    ):
        yield


@contextmanager
def start_lost() -> Iterator[None]:
    """An event counts as followed before the workflow was started for it."""
    follow = driver.follow_event
    followed: set[tuple[str, str]] = set()  # the driver may write to no table

    def note_and_follow(kind: DrivenKind, happened: RecordedEvent, now: datetime) -> None:
        event = happened.id, happened.event
        if event not in followed:
            followed.add(event)
            follow(kind, happened, now)

    with patch.object(driver, "follow_event", note_and_follow), _nothing_restarted():
        yield


@contextmanager
def token_lost() -> Iterator[None]:
    """A token is taken out of the table before the step behind it was woken."""

    def take_and_wake(kind: DrivenKind, row: Record, now: datetime) -> None:
        for item in tokens.waiting(row.kind, row.id):
            if item["stage"] != row.state:
                table.delete(Key("cases", item["pk"], item["sk"]))
                token = tokens.unseal(row.kind, row.id, item)
                stepfunctions.wake(token, driver.payload(kind, row, row.attempt, now))

    with patch.object(driver, "wake_all", take_and_wake), _nothing_restarted():
        yield


def _nothing_restarted() -> AbstractContextManager[object]:
    return patch.object(driver, "restart", lambda *_: None)


@dataclass(frozen=True)
class InjectedFault:
    """An injected fault, and the crashes of a story that show it: before or after an operation."""

    name: str
    inject: Callable[[], AbstractContextManager[None]]
    story: Story
    phase: str
    operation: str


INJECTED_FAULTS = {
    fault.name: fault
    for fault in (
        InjectedFault("double payment", paid_again, STORIES["3"], "after", "PutObject"),
        InjectedFault("lost start", start_lost, STORIES["3"], "before", "StartExecution"),
        InjectedFault("lost token", token_lost, STORIES["1"], "before", "SendTaskSuccess"),
    )
}


def detected(app: Chalice, fault: InjectedFault) -> str:
    """What a crash at the control's operation brings to light; empty if none does.

    Empty as well if the fault shows without any crash: then it proves nothing.
    """
    with fault.inject():
        undisturbed = play_story(app, fault.story)
    if undisturbed.findings:
        return ""
    for point in undisturbed.points:
        if (point.phase, point.call.operation) == (fault.phase, fault.operation):
            with fault.inject():
                found = play_story(app, fault.story, point, undisturbed).findings
            if found:
                return f"{point}: {'; '.join(found)}"
    return ""
