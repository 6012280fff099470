"""Tables that are put back to a moment before money was paid: nobody is paid twice, nobody is left
out.

One moment is drawn anew by each run; `jiuzhu release restore` plays all.
"""

from __future__ import annotations

import json
import os
import random
from types import SimpleNamespace

import pytest

from app import app
from chalicelib.payments.bank import exchange
from local import stacks
from local.cli import main
from local.releases import files, redelivering
from local.releases.files import FOLDER
from local.releases.replaying import Recording
from local.releases.restoring import moments, restored

NEWEST = str(max(files.numbers()))


def play(name):
    return Recording.read(FOLDER / NEWEST, name)


def drawn():
    every = [
        (name, stage) for name in files.plays(FOLDER / NEWEST) for stage in moments(play(name))
    ]
    return random.Random(os.environ["JIUZHU_SEED"]).choice(every)


def test_whoever_was_paid_before_the_restoration_is_paid_once_and_in_the_books():
    name, stage = drawn()
    assert (name, stage, restored(app, play(name), stage)) == (name, stage, [])


def test_an_order_that_tables_have_forgotten_is_sent_again_and_paid_once():
    assert restored(app, play("mother_of_two"), "run.waiting_release") == []


def test_a_family_that_comes_into_another_run_of_the_month_is_paid_once():
    """The first run was past its check and closed before the last events were given out again."""
    assert restored(app, play("mother_of_two"), "run.gathering") == []


def test_a_bank_that_pays_a_reference_again_is_seen():
    def forgets(bank):
        bank.ledger.clear()

    found = restored(app, play("mother_of_two"), "run.waiting_release", forgets)
    assert any("bank" in one for one in found)


def test_an_order_that_counts_as_sent_anew_would_leave_its_statement_unread(monkeypatch):
    monkeypatch.setattr(exchange, "sent_before", lambda _runs: "")
    found = restored(app, play("paid_late"), "run.held")
    assert any("left out" in one for one in found)


def test_what_the_stream_had_not_delivered_would_leave_a_family_out(monkeypatch):
    monkeypatch.setattr(redelivering, "deliveries", lambda _trail, _since: [])
    found = restored(app, play("mother_of_two"), "case.receiving")
    assert any("left out" in one for one in found)


def test_money_of_a_decision_that_was_lost_is_told_to_operators():
    """The county decides again, in the next month: the money of this one is in no book."""
    found = restored(app, play("mother_of_two"), "case.confirming")
    assert any("operators were told" in one for one in found)
    assert not any("left out" in one for one in found)


EVENT = {"pk": {"S": "case#c1"}, "kind": {"S": "case"}}
TRAIL = [
    {**EVENT, "sk": {"S": "000003"}, "at": {"S": "2026-11-20T09:00:00Z"}, "doc": {"B": b"sealed"}},
    {**EVENT, "sk": {"S": "000002"}, "at": {"S": "2026-11-20T08:00:00Z"}},
    {**EVENT, "sk": {"S": "000001"}, "at": {"S": "2026-11-20T07:59:59Z"}},
]


@pytest.fixture
def stack(monkeypatch):
    """A stack whose trail holds three events; what its functions were called with."""
    called = []

    def invoke(**given):
        called.append((given["FunctionName"], json.loads(given["Payload"])))
        payload = SimpleNamespace(read=lambda: b'{"batchItemFailures": []}')
        return {"Payload": payload}

    pages = SimpleNamespace(paginate=lambda **_: [{"Items": TRAIL[:2]}, {"Items": TRAIL[2:]}])
    client = SimpleNamespace(get_paginator=lambda _: pages, invoke=invoke)
    monkeypatch.setattr(redelivering.boto3, "client", lambda _service: client)
    monkeypatch.setattr(
        stacks, "outputs", lambda _stack: {"TrailTable": "trail-1", "Spread": "spread-1"}
    )
    return called


def test_events_of_a_stack_since_an_instant_are_given_out_again_in_their_order(stack, capsys):
    since = ["--since", "2026-11-20T08:00:00Z"]
    assert main(["redeliver", "--stack", "jiuzhu", *since]) == 0
    ((name, batch),) = stack
    assert name == "spread-1"
    places = [one["dynamodb"]["Keys"]["sk"]["S"] for one in batch["Records"]]
    assert places == ["000002", "000003"]
    assert batch["Records"][1]["dynamodb"]["NewImage"]["doc"] == {"B": "c2VhbGVk"}
    assert "2 个事件" in capsys.readouterr().out


def test_an_instant_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["redeliver", "--stack", "jiuzhu", "--since", "yesterday"])
    assert "时间格式有误" in capsys.readouterr().err
