"""A worker that dies before or after any of its AWS calls: nothing is lost, nothing paid twice."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from chalicelib.payments import store
from chalicelib.payments.disbursement import answers, payment, runs
from chalicelib.records import kind
from local.cloud.streams import Trouble
from tests.integration.payments.conftest import (
    GRANTED_FEN,
    URGENT_FEN,
    account_of,
    furnished,
    opened,
)
from tests.support.searches import strides

WORKERS = frozenset({"spread", "reconcile"})
STRIDE = {"urgent": 30, "month": 60, "doubted": 90, "late": 60}
"""Points between two that are tried."""


class Crash(BaseException):
    """The function is gone, as when its memory or its time is over."""


class IdempotencyKey:
    """Crashes at one point of the workers' AWS calls: point 2n is before call n, 2n + 1 after."""

    def __init__(self, point):
        self.point, self.seen, self.crashed = point, 0, False

    def __call__(self, phase, call):
        if call.function not in WORKERS or self.crashed:
            return
        if self.seen == self.point:
            self.crashed = True
            raise Crash
        self.seen += 1


def urgent(county):
    """Urgent aid of one family, released at once."""
    case = county.helps_at_once()
    county.later(minutes=40)
    county.releases_everything()
    county.later(hours=4)
    return [(case, "2022-12", URGENT_FEN)]


def month(county):
    """January's money of two families; one sends it back, and it is paid again."""
    county.bank.closed.add(account_of(2))
    granted = [county.grants(), county.grants()]
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=4)
    county.bank.closed.clear()
    county.releases_everything()
    county.later(hours=5)
    return [(case, "2023-01", GRANTED_FEN) for case in granted]


def doubted(county):
    """A month that is held and built anew; it comes back, and is paid to another account."""
    county.bank.closed.add(account_of(1))
    case = county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    county.decide(line, "hold")
    county.until("2023-01-02 12:00")
    county.releases_everything()
    county.later(hours=4)
    (line,) = county.waiting()
    county.decide(line, account={"bank": "农业银行", "number": "622848000000000017"})
    county.later(hours=1)
    (line,) = county.waiting()
    assert county.decide(line, by="cash2").status == 200
    county.later(hours=5)
    assert county.payments(case)[-1]["account_tail"] == "0017"
    return [(case, "2023-01", GRANTED_FEN)]


def late(county):
    """A file of which one line is nobody's; then what arrived comes back, and is paid again."""
    county.bank.silent = True
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=4)
    (reference,) = county.bank.ledger
    county.bank.silent = False
    other = replace(county.bank.ledger[reference], amount_fen=1)
    county.bank.states(county.batch, county.bank.ledger | {"X" * 26: other}, number=2)
    county.until("2023-01-02 10:00")
    county.bank.states(county.batch, {reference: county.bank.send_back(reference)}, number=3)
    county.until("2023-01-03 10:00")
    assert county.settles(county.doubtful()[0]).status == 200
    (line,) = county.waiting("cash2")
    assert county.decide(line, by="cash2").status == 200
    county.later(hours=5)
    assert [p["state"] for p in county.payments(case)] == ["returned", "credited"]
    return [(case, "2023-01", GRANTED_FEN)]


def play(story, point):
    """A story with a crash; whether the crash came at all."""
    with opened() as sandbox:
        county = furnished(sandbox)
        crash = IdempotencyKey(point)
        sandbox.hooks.append(crash)
        paid = story(county)
        county.check()
        for case, period, fen in paid:
            states = [p["state"] for p in county.payments(case) if p["period"] == period]
            assert states.count("credited") == 1, (point, states)
            assert county.payments(case)[-1]["amount_fen"] == fen
        assert county.bank.paid_fen() == sum(fen for _, _, fen in paid)
        assert county.sandbox.pump.dead_letters == []
        assert {run["state"] for run in county.rows("run")} <= {"answered", "gathering"}
        assert {release["state"] for release in county.rows("release")} == {"carried_out"}
        return crash.crashed


STORIES = [urgent, month, doubted, late]


@pytest.mark.parametrize("scale", strides(1, 8))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_wherever_a_worker_dies_everything_is_paid_once_and_nothing_stays_behind(story, scale):
    stride = scale * STRIDE[story.__name__]
    for point in itertools.count(stride // 2, stride):
        if not play(story, point):
            break
    assert point > 250


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_events_that_come_twice_late_and_in_another_order_change_nothing(story):
    for seed in range(3):
        trouble = Trouble(seed=seed, duplicate=1.0, shuffle=True, delay=30)
        with opened(trouble=trouble) as sandbox:
            county = furnished(sandbox)
            story(county)
            county.settled()


def test_a_workaround_of_the_claim_would_pay_a_part_twice_and_be_seen(county, monkeypatch):
    """A claim that takes no notice of the attempt before it, in a run of its own."""
    county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-02 10:00")
    monkeypatch.setattr(payment.rules, "next_attempt", lambda held, _approved: held.attempt + 1)
    (row,) = county.rows("entitlement")
    entitlement = kind.load(store.ENTITLEMENT, row["id"])
    runs.of_one(entitlement, "2023-01", "again", county.now, county.law)
    county.later(minutes=20)
    county.releases_everything()
    county.later(hours=3)
    with pytest.raises(AssertionError, match="paid twice"):
        county.check()


def test_following_up_only_what_was_just_booked_would_leave_a_case_open(monkeypatch):
    """A crash between the credit and what follows from it: the next look must follow it up."""
    real, booked = answers._settle, []

    def forgetful(run, line, now, law):
        if line.reference not in booked:
            booked.append(line.reference)
            raise Crash
        if not weak:
            real(run, line, now, law)

    monkeypatch.setattr(answers, "_settle", forgetful)
    ends = {}
    for weak in (False, True):
        booked.clear()
        with opened() as sandbox:
            county = furnished(sandbox)
            county.grants_once()
            county.releases_everything()
            county.later(hours=5)
            ends[weak] = county.rows("entitlement")[0]["state"]
    assert ends == {False: "complete", True: "active"}
