"""No event that starts, wakes or leads to anything is kept from the function that sees to it."""

from __future__ import annotations

import pytest

from chalicelib.platform.events.stream import RecordedEvent
from chalicelib.reactors import DRIVEN, FOLLOWS, MACHINES
from chalicelib.records import driver
from local.cloud import deployment
from local.cloud.streams import mappings
from tests.conftest import MONDAY

DRIVE, SPREAD = mappings(deployment.resources())
MOST_PATTERNS, MOST_LETTERS = 5, 4096
"""What Lambda takes without asking: Lambda Developer Guide, event filtering."""


def delivered(consumer, **fields):
    image = {name: {"S": value} for name, value in fields.items()}
    return consumer.takes({"dynamodb": {"NewImage": image}})


EVERY = [(kind, event) for kind, machine in MACHINES.items() for event in sorted(machine.events)]


@pytest.mark.parametrize(("kind", "event"), EVERY)
def test_whatever_something_follows_is_delivered(kind, event):
    wanted = bool(FOLLOWS.get((kind, event)))
    assert delivered(SPREAD, kind=kind, event=event) or not wanted


def test_of_a_case_no_more_is_delivered_than_something_follows():
    events = MACHINES["case"].events
    taken = {event for event in events if delivered(SPREAD, kind="case", event=event)}
    assert taken == {event for kind, event in FOLLOWS if kind == "case"}


def test_whatever_starts_or_wakes_a_workflow_is_delivered():
    for row in MACHINES["case"].transitions:
        for was in row.frm or {""}:
            happened = RecordedEvent(
                "case", "c1", row.event, 1, MONDAY, str(was), str(row.to or was)
            )
            if driver.concerns(DRIVEN["case"], happened):
                assert delivered(DRIVE, kind="case", event=row.event), row


@pytest.mark.parametrize(
    "unknown",
    [
        {"kind": "case", "event": "of a later version"},
        {"kind": "payment", "event": "of a later version"},
        {"kind": "of a later version", "event": "open"},
        {"event": "open"},
        {"kind": "case"},
        {},
    ],
    ids=str,
)
def test_what_nobody_knows_is_delivered_to_be_parked_or_set_aside(unknown):
    assert delivered(SPREAD, **unknown)


def test_lambda_takes_the_patterns():
    for source in ("DriveSource", "SpreadSource"):
        filters = deployment.resources()[source]["Properties"]["FilterCriteria"]["Filters"]
        assert len(filters) <= MOST_PATTERNS
        assert all(len(one["Pattern"]) <= MOST_LETTERS for one in filters)
