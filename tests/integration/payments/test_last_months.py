"""The last months of a benefit: owed until its end and paid once, in whatever order things come."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from chalicelib import tasks as entries
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.domain.dates import SHANGHAI, Month
from chalicelib.payments import service, store
from chalicelib.payments.disbursement import following, payment, runs
from chalicelib.platform.store import record
from chalicelib.records import kind
from chalicelib.records.act import Act
from local.cloud.streams import Trouble
from tests.conftest import nothing
from tests.integration.payments.conftest import GRANTED_FEN, MACHINE, account_of, furnished, opened
from tests.integration.payments.test_crashes import IdempotencyKey as CrashOnce
from tests.integration.payments.test_deaths import (
    entitlement_of,
    is_decided,
    is_looked_into,
    is_told,
    quiet_county,
    sends,
)
from tests.integration.payments.test_endings import claimed_of, is_ended
from tests.integration.payments.test_returns import OTHER
from tests.support.interleavings import interleavings
from tests.support.searches import sampled, strides

__all__ = ["quiet_county"]
STRIDE = 550


class Story:
    """A family with a benefit from January on, to whom things happen in some order."""

    def __init__(self, county):
        self.county, self.case = county, county.grants()
        self.ended_in = ""
        county.until("2023-01-20 10:00")

    def release(self):
        """The clerk releases whatever waits of runs, and the bank pays it."""
        for line in self.county.waiting():
            if line["about"] == "run":
                self.county.decide(line, by="cash2")
        self.county.later(hours=5)

    def back(self):
        """What arrived for January comes back."""
        (reference,) = [r for r in self.county.bank.ledger if self.is_of_january(r)]
        entry = self.county.bank.send_back(reference)
        (run,) = {row["run"] for row in self.county.rows("payment") if row["id"] == reference}
        self.county.bank.states(run, {reference: entry}, number=2)
        self.county.until(f"{self.day + timedelta(days=1)} 10:00")

    def is_of_january(self, reference):
        periods = {row["id"]: row["period"] for row in self.county.rows("payment")}
        return periods[reference] == "2023-01"

    def account(self):
        """The clerk gives another account for what came back."""
        for line in self.county.waiting():
            if line["about"] == "returned":
                self.county.decide(line, account=OTHER)
        self.county.later(hours=1)

    def end(self):
        """The county decides that the benefit ends."""
        is_ended(self.county, self.case)
        self.ended()

    def death(self):
        """Everybody of the family dies, and it is settled on the same day."""
        self.county.all_die(self.case, str(self.day))
        self.ended()

    def ended(self):
        self.ended_in = f"{self.day:%Y-%m}"
        self.county.sandbox.clock.settle()
        self.county.later(minutes=40)

    @property
    def day(self) -> date:
        return self.county.now.astimezone(SHANGHAI).date()

    def month_passes(self):
        following = Month.parse(f"{self.day:%Y-%m}").next
        self.county.until(f"{following.first_day} 10:00")

    def closes(self):
        """Two months go by in which everything that waits is released."""
        for _ in range(2):
            self.month_passes()
            for _ in range(2):
                self.account()
                self.release()

    def owed(self):
        """The months up to that of the end."""
        month, owed = Month.parse("2023-01"), []
        while str(month) <= self.ended_in:
            owed.append((str(month), "regular", GRANTED_FEN))
            month = month.next
        return owed

    def credited(self):
        return sorted(
            (one["period"], one["part"], one["amount_fen"])
            for one in self.county.payments(self.case)
            if one["state"] == "credited"
        )


ORDERS = [
    order
    for order in itertools.permutations(["release", "back", "account", "end"])
    if order.index("release") < order.index("back") < order.index("account")
]


CASES = [
    (order, number, "death" if (number // 2 + place) % 2 else "end")
    for place, order in enumerate(ORDERS)
    for number in (0, 2)
]
"""Each order, after which of the things the month passes, and by what the benefit ends."""


@pytest.mark.parametrize(("order", "passes_after", "how"), sampled(CASES, 3))
def test_in_whatever_order_each_month_before_the_end_is_paid_once_and_none_after(
    county, order, passes_after, how
):
    story = Story(county)
    for at, what in enumerate(order):
        getattr(story, how if what == "end" else what)()
        if at == passes_after:
            story.month_passes()
    story.closes()
    assert story.credited() == story.owed()
    assert cases.load(story.case.id).record.state == "ended"
    assert {row["state"] for row in county.rows("entitlement")} == {"ended"}
    county.settled()


@pytest.mark.parametrize("order", sampled([(order,) for order in ORDERS[::2]], 2))
def test_so_it_is_when_every_reaction_comes_days_late_and_twice(order):
    trouble = Trouble(seed=1, duplicate=1.0, delay=3 * 24 * 3600)
    with opened(trouble=trouble) as sandbox:
        story = Story(furnished(sandbox))
        for what in order:
            getattr(story, what)()
            story.county.later(days=4)
        story.closes()
        assert story.credited() == story.owed()
        story.county.settled()


def test_a_share_of_which_the_county_s_finding_comes_after_the_end_is_paid_later(county):
    """The reaction to the refutation is parked until the benefit is over."""
    story = Story(county)
    story.end()
    is_told(county, story.case)
    story.release()
    story.release()
    county.until("2023-02-03 10:00")
    is_looked_into(county, story.case, "alive")
    county.sandbox.handlers["spread"] = nothing
    is_decided(county, story.case)
    county.until("2023-02-05 10:00")
    assert cases.load(story.case.id).record.state == "ended"
    county.sandbox.handlers["spread"] = entries.spread
    service.follow_benefit(story.case.id, 1, county.now, county.law)
    story.closes()
    assert {part for _, part, _ in story.credited()} == {"arrears-1", "regular"}
    assert sum(fen for *_, fen in story.credited()) == GRANTED_FEN
    county.settled()


# Whoever is faster, whoever dies of a crash.


def dies(county, case):
    """The case ends in January, as everybody of the family has died."""

    def die():
        transitions.advance(
            cases.load(case.id), "die", Act(MACHINE, county.now, county.law), Step()
        )

    return die


def test_an_end_beside_the_sending_of_a_month_before_it_leaves_it_to_be_sent(quiet_county):
    county = quiet_county
    case, run, reference = claimed_of(county)
    for schedule, outcomes in interleavings(
        county.sandbox, lambda: [dies(county, case), sends(county, run, reference)]
    ):
        assert outcomes == [None, None], (schedule, outcomes)
        assert kind.load(store.PAYMENT, reference).state == "sending", schedule


def test_an_end_beside_the_building_of_a_run_claims_the_month_before_it_once(quiet_county):
    county = quiet_county
    case, run, reference = claimed_of(county)
    payment.cancel(kind.load(store.PAYMENT, reference), county.now, county.law)

    def builds():
        def enter():
            followed = following.follow(entitlement_of(county).id, county.now, county.law)
            runs._enter(run, followed, county.now, county.law)

        return lambda: record.retried(enter)

    for schedule, outcomes in interleavings(county.sandbox, lambda: [dies(county, case), builds()]):
        assert outcomes == [None, None], (schedule, outcomes)
        states = sorted(row["state"] for row in county.rows("payment"))
        assert states == ["cancelled", "claimed"], schedule


def play(point):
    """January is released after the end, comes back, and is paid to another account; with a crash
    of a worker on the way, if it came at all."""
    with opened() as sandbox:
        story = Story(furnished(sandbox))
        story.end()
        crash = CrashOnce(point)
        sandbox.hooks.append(crash)
        story.county.bank.closed.add(account_of(1))
        story.month_passes()
        story.release()
        story.closes()
        story.county.check()
        assert story.credited() == story.owed(), point
        assert story.county.bank.paid_fen() == GRANTED_FEN, point
        assert entitlement_of(story.county).state == "ended", point
        assert sandbox.pump.dead_letters == []
        return crash.crashed


@pytest.mark.parametrize("stride", strides(STRIDE, 10 * STRIDE))
def test_wherever_a_worker_dies_the_month_that_came_back_after_the_end_is_paid_once(stride):
    for point in itertools.count(stride // 2, stride):
        if not play(point):
            break
    assert point > stride
