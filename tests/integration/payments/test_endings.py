"""The money of a benefit whose end was decided: paid for its last month once, and no more."""

from __future__ import annotations

import itertools

import pytest

from chalicelib.case import case as cases
from chalicelib.certification.benefits import reports, reviews
from chalicelib.certification.contract import BenefitDecision, BenefitReview, ReportedChange
from chalicelib.domain.dates import instant_text
from chalicelib.payments import rules, service, store
from chalicelib.payments.disbursement import following, payment, runs
from chalicelib.records import change as records
from chalicelib.records import kind
from chalicelib.records.act import Act
from tests.conftest import staff
from tests.integration.payments.conftest import GRANTED_FEN, furnished, opened
from tests.integration.payments.test_crashes import IdempotencyKey as CrashOnce
from tests.integration.payments.test_deaths import (
    entitlement_of,
    idempotency_key,
    quiet_county,
    told_of_the_money,
)
from tests.support.searches import strides

__all__ = ["quiet_county"]
STRIDE = 150


def is_ended(county, case):
    """Somebody tells it, the township proposes the end, the county decides it."""
    change, now, law = ReportedChange(kind="income", words="找到工作"), county.now, county.law
    found = reports.report(
        cases.load(case.id), change, Act(staff("town1"), now, law, idempotency_key(county, "tell"))
    )
    proposed = BenefitReview(
        decision="propose_end", ground="own_will", reason="情况属实", version=found.record.seq
    )
    found = reviews.examine(
        found, proposed, Act(staff("town1"), now, law, idempotency_key(county, "find"))
    )
    decided = BenefitDecision(decision="confirm", reason="情况属实", version=found.record.seq)
    reviews.decide(found, decided, Act(staff("county1"), now, law, idempotency_key(county, "end")))


def ended(county, hooks=()):
    """A benefit that ends in January, after the run of February was opened."""
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-20 10:00")
    county.sandbox.hooks.extend(hooks)
    is_ended(county, case)
    county.sandbox.clock.settle()
    county.later(minutes=40)
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=6)
    county.until("2023-03-01 10:00")
    county.releases_everything()
    county.later(hours=4)
    return case


def test_it_is_paid_until_the_end_of_the_month_and_the_entitlement_ends_once(county):
    case = ended(county)
    assert told_of_the_money(county, case) == [("2023-01", "regular", GRANTED_FEN)]
    assert cases.load(case.id).record.state == "ended"
    assert entitlement_of(county).state == "ended"
    county.settled()


def play(point):
    """The story with a crash of a worker; whether the crash came at all."""
    with opened() as sandbox:
        county = furnished(sandbox)
        crash = CrashOnce(point)
        case = ended(county, [crash])
        county.check()
        assert county.bank.paid_fen() == GRANTED_FEN, point
        assert cases.load(case.id).record.state == "ended", point
        assert entitlement_of(county).state == "ended", point
        assert county.sandbox.pump.dead_letters == []
        return crash.crashed


@pytest.mark.parametrize("stride", strides(STRIDE, 6 * STRIDE))
def test_wherever_a_worker_dies_the_last_month_is_paid_once_and_the_end_comes(stride):
    for point in itertools.count(stride // 4, stride):
        if not play(point):
            break
    assert point > stride


def test_january_that_was_claimed_before_the_end_was_decided_is_sent_all_the_same(quiet_county):
    county = quiet_county
    case, run, reference = claimed_of(county)
    is_ended(county, case)
    service.follow_benefit(case.id, 1, county.now, county.law)
    runs._send_line(
        run, kind.load(store.PAYMENT, reference), instant_text(county.now), county.now, county.law
    )
    assert kind.load(store.PAYMENT, reference).state == "sending"


def test_nothing_is_owed_after_the_month_in_which_the_end_was_decided(quiet_county):
    """Decided in December: even where nobody ended the case yet, January owes nothing."""
    county = quiet_county
    case = county.grants()
    service.open_entitlement(case.id, 1, county.now, county.law)
    is_ended(county, case)
    service.follow_benefit(case.id, 1, county.now, county.law)
    assert cases.load(case.id).record.state == "leaving"
    assert rules.due_fen(entitlement_of(county).document, "regular", "2023-01") == 0


def claimed_of(county):
    case = county.grants()
    service.open_entitlement(case.id, 1, county.now, county.law)
    county.until("2023-01-01 08:00")
    (row,) = county.rows("run")
    run = kind.load(store.RUN, row["id"])
    closes = records.Change("close", check=county.now)
    run = store.follows(store.RUN, run, closes, county.now, county.law)
    followed = following.follow(entitlement_of(county).id, county.now, county.law)
    payment.claim(run, followed, "regular", 0, county.now, county.law)
    (row,) = county.rows("payment")
    return case, kind.load(store.RUN, run.id), row["id"]
