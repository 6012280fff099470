"""A bank that is late, silent, forgetful of its files or answers twice: nothing is paid twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from chalicelib.payments.bank import exchange
from tests.conftest import COUNTY
from tests.integration.payments.conftest import GRANTED_FEN, furnished, opened


@pytest.fixture
def released(county):
    """January's money of one family, released at ten on New Year's Day."""

    def releasing(**trouble):
        for name, value in trouble.items():
            setattr(county.bank, name, value)
        case = county.grants()
        county.until("2023-01-01 10:00")
        county.releases_everything()
        county.later(minutes=15)
        return case

    return releasing


def state(county, case):
    (payment,) = county.payments(case)
    return payment["state"]


def test_what_the_bank_has_not_answered_stands_open_in_the_books(county, released):
    case = released()
    assert state(county, case) == "sending"
    books = county.books("2023-01")
    assert (books.ordered_fen, books.difference_fen) == (GRANTED_FEN, GRANTED_FEN)
    (payment,) = county.payments(case)
    assert payment["text"] == "2023年1月的 1,300.00 元已于 2023年1月1日发往尾号 0001 的账户"
    county.later(hours=2)
    assert county.books("2023-01").difference_fen == 0
    county.settled()


def test_a_statement_that_is_late_leaves_the_outcome_unknown_until_it_comes(county, released):
    case = released(delay=timedelta(hours=50))
    county.until("2023-01-02 09:00")
    assert state(county, case) == "sending"
    county.until("2023-01-02 12:30")
    (payment,) = county.payments(case)
    assert payment["state"] == "unknown"
    assert payment["text"] == "2023年1月的 1,300.00 元已发出，银行尚未答复，我们每天催问"
    county.check()
    county.until("2023-01-04 09:30")
    (payment,) = county.payments(case)
    assert payment["state"] == "credited"
    assert payment["text"] == "2023年1月的 1,300.00 元已于 2023年1月3日到账，尾号 0001"
    county.settled()


def test_a_silent_bank_is_asked_each_morning_with_the_same_file_and_pays_once(county, released):
    case = released(silent=True)
    county.until("2023-01-05 08:00")
    assert state(county, case) == "unknown"
    assert len(county.bank.orders) > 2
    assert len(set(county.bank.orders)) == 1
    county.bank.silent = False
    county.until("2023-01-06 10:00")
    assert state(county, case) == "credited"
    assert len(county.bank.transfers) == 1
    county.settled()


def test_while_the_outcome_is_unknown_every_run_has_an_instant_at_which_it_is_looked_at(
    county, released
):
    released(silent=True)
    county.until("2023-01-20 12:00")
    unknown = [run for run in county.rows("run") if run["state"] == "unknown"]
    assert [run["next_check"] for run in unknown] == ["2023-01-21T01:00:00Z"]
    county.check()


@pytest.mark.parametrize("trouble", ["cut_short", "repeats", "receives_twice"])
def test_files_that_are_cut_short_or_come_twice_change_nothing(county, released, trouble):
    case = released(**{trouble: True})
    county.later(hours=4)
    assert state(county, case) == "credited"
    assert len(county.bank.transfers) == 1
    county.settled()


def test_an_order_file_that_the_bank_did_not_get_whole_is_paid_when_it_is_sent_again(
    county, released
):
    case = released(loses=1)
    county.until("2023-01-02 09:00")
    assert len(county.bank.refused) == 1
    assert county.bank.transfers == []
    county.until("2023-01-03 12:00")
    assert state(county, case) == "credited"
    county.settled()


def test_the_order_file_stays_the_same_when_some_lines_are_answered_and_others_are_not(county):
    cases = [county.grants(), county.grants()]
    sent = []
    county.sandbox.on_put("jiuzhu-exchange", "orders/", lambda _key, body: sent.append(body))
    county.bank.silent = True
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-03 12:00")
    _answer_one(county)
    county.until("2023-01-05 12:00")
    assert sorted(state(county, case) for case in cases) == ["credited", "unknown"]
    assert len(sent) > 2
    assert len(set(sent)) == 1
    county.check()


def _answer_one(county):
    """A statement about the first line alone."""
    reference = min(county.bank.ledger)
    county.bank.states(county.batch, {reference: county.bank.ledger[reference]}, number=7)


@pytest.fixture
def unanswered(county, released):
    """January's money, which the bank has paid and says nothing of."""
    case = released(silent=True)
    county.later(hours=1)
    ((reference, entry),) = county.bank.ledger.items()
    return case, reference, entry


def test_the_clerk_sees_in_the_books_what_the_bank_has_not_answered_and_when_it_is_asked(
    county, unanswered
):
    county.until("2023-01-03 12:00")
    (line,) = county.clerk().get(f"/v1/books/{COUNTY}/2023-01").json["unanswered"]
    assert line == {
        "count": 1,
        "sum_fen": GRANTED_FEN,
        "sent_at": "2023-01-01T02:15:00Z",
        "next_check_at": "2023-01-04T01:00:00Z",
    }
    _, reference, entry = unanswered
    county.bank.states(county.batch, {reference: entry})
    county.until("2023-01-04 12:00")
    assert county.clerk().get(f"/v1/books/{COUNTY}/2023-01").json["unanswered"] == []
    county.settled()


def test_a_reference_that_were_another_at_each_sending_would_pay_twice(
    county, released, monkeypatch
):
    real, sendings = exchange._order, count()

    def changing(payment):
        return replace(real(payment), reference=f"{payment.id}{next(sendings)}")

    monkeypatch.setattr(exchange, "_order", changing)
    released(silent=True)
    county.until("2023-01-03 12:00")
    assert len(county.rows("payment")) == 1
    assert county.bank.paid_fen() > GRANTED_FEN


def test_a_bank_that_forgets_references_would_pay_again_and_we_would_see_it():
    with opened() as sandbox:
        county = furnished(sandbox, unsafe_forgetful=True, receives_twice=True)
        county.grants()
        county.until("2023-01-01 10:00")
        county.releases_everything()
        county.later(hours=3)
        with pytest.raises(AssertionError, match="paid twice"):
            county.check()
