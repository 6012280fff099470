"""What the trail's stream and the schedule call: they pass on the tables of `reactors.py`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.platform.runtime.worker import task

if TYPE_CHECKING:
    from chalicelib.platform.events.stream import RecordedEvent


@task
def drive(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Start and wake the workflow for each committed event of a record that has one."""
    from chalicelib.platform.events import stream
    from chalicelib.reactors import DRIVEN
    from chalicelib.records import driver

    def follow(happened: RecordedEvent) -> None:
        driver.follow(DRIVEN, happened, now)

    return stream.consume(event, follow)


@task
def spread(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """React to each committed event; what fails is parked and the batch goes on."""
    from chalicelib.platform.events import reactions, stream
    from chalicelib.platform.store import reads
    from chalicelib.reactors import REACTIONS
    from chalicelib.records.law import law_on

    def follow(happened: RecordedEvent) -> None:
        reads.reacting(happened.item)
        reactions.react(REACTIONS, happened, now, law_on(now))

    with reads.once():
        return stream.consume(event, follow)


@task
def reconcile(_event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Carry on what is past due, count anew what a notice moves, try again what was parked."""
    from chalicelib.payments.bank import unmatched
    from chalicelib.platform.events import reactions
    from chalicelib.reactors import OVERDUE, PROVISIONAL, REACTIONS
    from chalicelib.records import reconcile as reconciler
    from chalicelib.records.law import law_on

    law = law_on(now)
    return {
        "counted": reconciler.recount(PROVISIONAL, now, law),
        "past_due": reconciler.sweep(OVERDUE, now, law),
        "parked": reactions.retry_parked(REACTIONS, now, law),
        "unmatched_statements": unmatched.scan(now, law),
    }
