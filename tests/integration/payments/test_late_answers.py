"""Money that comes back days after it arrived: booked at its own time, and paid again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.case import case as cases
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.dates import instant_text
from chalicelib.payments import store
from chalicelib.payments.disbursement import answers
from chalicelib.records.change import Change
from tests.conftest import COUNTY, staff
from tests.integration.payments.conftest import GRANTED_FEN, URGENT_FEN, account_of

LATE = {"bank": "农业银行", "number": "6228480000000000015"}


@pytest.fixture
def arrived(county):
    """January's money of one family, which arrived on the first; the case and its reference."""
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    assert states(county, case) == [(1, "credited")]
    ((reference, _),) = county.bank.ledger.items()
    return case, reference


def states(county, case):
    return [(p["attempt"], p["state"]) for p in county.payments(case) if p["period"] < "2023-02"]


def comes_back(county, reference, number=2, **said):
    """The bank sends it back and says so in a further file."""
    county.bank.states(county.batch, {reference: county.bank.send_back(reference, **said)}, number)


def test_a_return_after_the_credit_is_booked_at_its_time_and_asks_a_clerk(county, arrived):
    case, reference = arrived
    county.until("2023-01-03 11:00")
    comes_back(county, reference)
    county.until("2023-01-04 10:00")
    (payment,) = county.payments(case)
    assert (payment["state"], payment["reason"]) == ("returned", "account_closed")
    assert (payment["credited_at"][:10], payment["returned_at"][:10]) == (
        "2023-01-01",
        "2023-01-03",
    )
    assert payment["text"] == (
        "2023年1月的 1,300.00 元于 2023年1月3日被退回（账户已销户），县级财务正在处理"
    )
    books = county.books("2023-01")
    assert (books.paid_fen, books.returned_fen, books.difference_fen) == (0, GRANTED_FEN, 0)
    (line,) = county.waiting()
    assert (line["about"], line["reason_words"]) == ("returned", "账户已销户")
    assert county.doubtful() == []
    county.settled()


def test_it_is_then_paid_again_to_another_account_and_stays_there(county, arrived):
    case, reference = arrived
    county.until("2023-01-03 11:00")
    comes_back(county, reference)
    county.until("2023-01-04 10:00")
    county.decide(county.waiting()[0], account=LATE)
    county.later(minutes=30)
    assert county.decide(county.waiting("cash2")[0], by="cash2").status == 200
    county.later(hours=3)
    assert states(county, case) == [(1, "returned"), (2, "credited")]
    county.until("2023-01-20 10:00")  # both runs are looked at again and again
    assert states(county, case) == [(1, "returned"), (2, "credited")]
    assert len(county.bank.transfers) == 1
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    assert [entry.account for entry in county.bank.ledger.values()][-1] == LATE["number"]
    county.settled()


def test_credit_and_return_in_one_file_are_booked_in_the_order_in_which_they_happened(county):
    county.bank.silent = True
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=1)
    ((reference, entry),) = county.bank.ledger.items()
    back = county.bank.send_back(reference)
    rows = [
        (reference, str(GRANTED_FEN), status, reason, instant_text(at))
        for status, reason, at in (
            ("returned", "account_closed", back.at),
            ("credited", "", entry.at),
        )
    ]
    county.bank.says(county.batch, rows)
    county.later(hours=2)
    (payment,) = county.payments(case)
    assert payment["state"] == "returned"
    assert payment["credited_at"] == instant_text(entry.at)
    assert [line["about"] for line in county.waiting()] == ["returned"]
    assert county.doubtful() == []
    county.settled()


@pytest.mark.parametrize("times", [1, 2])
def test_statements_and_returns_that_come_twice_count_once(county, arrived, times):
    case, reference = arrived
    county.until("2023-01-03 11:00")
    back = county.bank.send_back(reference)
    for number in range(2, 2 + times):
        county.bank.states(county.batch, {reference: back}, number)
    county.until("2023-01-05 10:00")
    county.bank.states(county.batch, {reference: back}, number=9)
    county.until("2023-01-06 10:00")
    assert len(county.waiting()) == 1
    assert county.books("2023-01").returned_fen == GRANTED_FEN
    assert states(county, case) == [(1, "returned")]
    county.settled()


def test_one_off_aid_that_was_complete_is_paid_again_when_it_comes_back(county):
    case = county.helps_at_once()
    county.releases_everything()
    county.later(hours=3)
    assert [e["state"] for e in county.rows("entitlement")] == ["complete"]
    ((reference, _),) = county.bank.ledger.items()
    county.until("2022-12-20 08:00")
    comes_back(county, reference)
    county.until("2022-12-20 10:00")
    assert [e["state"] for e in county.rows("entitlement")] == ["active"]
    county.check()
    county.decide(county.waiting()[0])
    county.later(hours=3)
    assert [(p["attempt"], p["state"]) for p in county.payments(case)] == [
        (1, "returned"),
        (2, "credited"),
    ]
    county.until("2022-12-21 09:30")
    assert [e["state"] for e in county.rows("entitlement")] == ["complete"]
    assert county.bank.paid_fen() == URGENT_FEN
    county.settled()


def test_a_case_that_was_closed_with_its_aid_is_paid_again_too(county):
    case = county.grants_once()
    county.releases_everything()
    county.later(hours=3)
    assert cases.load(case.id).record.state == "closed"
    ((reference, _),) = county.bank.ledger.items()
    county.until("2022-12-22 11:00")
    comes_back(county, reference)
    county.until("2022-12-23 10:00")
    county.decide(county.waiting()[0])
    county.later(hours=3)
    assert [p["state"] for p in county.payments(case)] == ["returned", "credited"]
    county.settled()


def january_came_back(county):
    """A family whose January was sent and came back, since its account is closed."""
    county.bank.closed.add(account_of(1))
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    return case


def aid_came_back(county):
    """A family whose one-off aid was sent and came back, since its account is closed."""
    county.bank.closed.add(account_of(1))
    case = county.grants_once()
    county.releases_everything()
    county.later(hours=3)
    return case


def credited_after_it_came_back(county):
    """A return, and after it the bank says that the same money arrived."""
    case = january_came_back(county)
    ((reference, entry),) = county.bank.ledger.items()
    county.until("2023-01-02 11:00")
    later = (reference, str(entry.amount_fen), "credited", "", instant_text(county.now))
    county.bank.says(county.batch, [later], number=2)
    county.until("2023-01-03 10:00")
    return case


def test_a_credit_after_a_return_is_asked_of_the_bank_before_anything_is_paid_again(county):
    case = credited_after_it_came_back(county)
    assert states(county, case) == [(1, "returned")]
    (line,) = county.doubtful()
    assert line["faults"][0]["row"] == 2
    assert line["faults"][0]["words"].startswith("与银行此前的答复矛盾")
    (back,) = county.waiting()
    refused = county.decide(back)
    assert (refused.status, refused.json["code"]) == (409, "payments.settle_first")
    county.bank.closed.clear()
    assert county.settles(line, reason="银行确认该笔已退回").status == 200
    assert county.decide(back).json["code"] == "payments.four_eyes"
    assert county.decide(back, by="cash2").status == 200
    county.later(hours=3)
    assert states(county, case) == [(1, "returned"), (2, "credited")]
    county.settled()


def test_where_one_clerk_settled_it_the_leader_may_pay_it_again(county):
    """A county may have but one finance clerk."""
    post = frozenset({Post.LEADER})
    directory.save(directory.Staff("boss", "boss", COUNTY, post, date(2020, 1, 1)))
    for gone in map(directory.find, ("cash2", "county2")):
        directory.save(replace(gone, until=date(2022, 12, 31)), gone)
    case = credited_after_it_came_back(county)
    county.bank.closed.clear()
    (line,) = county.doubtful()
    county.settles(line, reason="银行确认该笔已退回")
    county.until("2023-01-04 10:00")
    (back,) = county.waiting("boss")
    assert county.decide(back, by="boss").status == 200
    county.later(hours=3)
    assert states(county, case) == [(1, "returned"), (2, "credited")]


@pytest.fixture
def paid_again(county):
    """January's money that came back, which one clerk has led to another account."""
    case = january_came_back(county)
    assert county.decide(county.waiting()[0], account=LATE).status == 200
    county.later(minutes=30)
    return case


def says_after_all(county, *others, until="2023-01-03 10:00"):
    """The bank says that the money which came back arrived, after some other lines."""
    reference, entry = next(iter(county.bank.ledger.items()))
    later = (reference, str(entry.amount_fen), "credited", "", instant_text(county.now))
    county.bank.says(county.batch, [*others, later], number=2)
    county.until(until)


def test_what_was_approved_before_the_bank_took_its_word_back_is_not_paid_before_that_is_settled(
    county, paid_again
):
    county.until("2023-01-02 11:00")
    says_after_all(county)
    (again,) = county.waiting("cash2")
    refused = county.decide(again, by="cash2")
    assert (refused.status, refused.json["code"]) == (409, "payments.settle_first")
    assert county.bank.transfers == []
    county.bank.closed.clear()
    (doubt,) = county.doubtful()
    assert county.settles(doubt, reason="银行确认该笔已退回").status == 200
    assert county.decide(again, by="cash2").status == 200
    county.later(hours=3)
    assert states(county, paid_again) == [(1, "returned"), (2, "credited")]
    county.settled()


def test_what_waits_to_be_sent_is_released_anew_when_the_bank_takes_its_word_back(county):
    """The case is examined when the clerk approves, so that the money waits for some days."""
    case = aid_came_back(county)
    county.happens(case, "recheck")
    assert county.decide(county.waiting()[0]).status == 200
    county.until("2022-12-24 11:00")
    says_after_all(county, until="2022-12-25 10:00")
    county.bank.closed.clear()
    county.happens(case, "keep", staff("town1"))
    county.until("2022-12-26 10:00")
    assert county.bank.transfers == []
    (again,) = county.waiting("cash2")
    assert again["reason_words"].startswith("批准再次支付后，银行的答复前后矛盾")
    assert county.decide(again, by="cash2").json["code"] == "payments.settle_first"
    (doubt,) = county.doubtful()
    assert county.settles(doubt, reason="银行确认该笔已退回").status == 200
    assert county.decide(again).json["code"] == "payments.four_eyes"
    assert county.decide(again, by="cash2").status == 200
    county.later(hours=3)
    assert len(county.bank.transfers) == 1
    county.settled()


def test_who_held_money_is_not_named_any_more_once_it_was_released(county):
    """The case is examined when the money is released, so that it waits and is released anew."""
    case = aid_came_back(county)
    assert county.decide(county.waiting()[0], account=LATE).status == 200
    county.later(minutes=30)
    assert county.decide(county.waiting("cash2")[0], "hold", by="cash2").status == 200
    county.until("2022-12-20 10:00")
    (anew,) = county.waiting("cash2")
    assert anew["held_by"] == "cash2"
    county.happens(case, "recheck")
    assert county.decide(anew, by="cash2").status == 200
    county.until("2022-12-22 10:00")
    county.happens(case, "keep", staff("town1"))
    county.until("2022-12-23 10:00")
    (again,) = county.waiting("cash2")
    assert (again["held_by"], again["held_words"]) == ("", "")


def test_a_word_taken_back_among_many_bad_lines_is_not_overlooked(county):
    county.bank.closed.add(account_of(1))
    county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    county.until("2023-01-02 11:00")
    at = instant_text(county.now)
    says_after_all(county, *((f"X{n:025d}", "1", "credited", "", at) for n in range(60)))
    refused = county.decide(county.waiting()[0])
    assert (refused.status, refused.json["code"]) == (409, "payments.settle_first")


def test_a_word_taken_back_in_a_file_that_nobody_can_read_is_asked_of_the_bank_too(county):
    county.bank.closed.add(account_of(1))
    county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    county.until("2023-01-02 11:00")
    ((reference, _),) = county.bank.ledger.items()
    in_yuan = (reference, "1300.00", "credited", "", instant_text(county.now))
    county.bank.says(county.batch, [in_yuan], number=2)
    county.until("2023-01-03 10:00")
    refused = county.decide(county.waiting()[0])
    assert (refused.status, refused.json["code"]) == (409, "payments.settle_first")


def test_a_run_ends_some_weeks_after_its_last_answer_and_still_books_what_comes_back(
    county, arrived
):
    case, reference = arrived
    county.until("2023-01-31 12:00")
    january = [run for run in county.rows("run") if run["period"] == "2023-01"]
    assert [run["state"] for run in january] == ["answered"]
    county.until("2023-02-02 12:00")
    january = [run for run in county.rows("run") if run["period"] == "2023-01"]
    assert [run["state"] for run in january] == ["reconciled"]
    assert states(county, case) == [(1, "credited")]
    comes_back(county, reference)
    county.until("2023-02-03 12:00")  # the next morning, not when the run is looked at again
    assert states(county, case) == [(1, "returned")]
    assert "returned" in {line["about"] for line in county.waiting()}
    county.check()


def names_another_account(county, case):
    """The family asks for another account, and the office confirms it."""
    loaded = cases.load(case.id)
    theirs = {"bank": "吉林银行", "number": account_of(7), "holder": 0, "by": "town1"}
    documents = {"application": loaded.doc("application") | {"account": theirs}}
    county.happens(loaded, "change_account", Actor(loaded.document.owner, Role.CITIZEN))
    county.happens(loaded, "confirm_account", staff("town1"), documents)


@pytest.mark.parametrize("while_it_is_paid_again", [False, True])
def test_a_family_that_changed_its_account_since_is_not_led_back_by_an_old_run(
    county, arrived, while_it_is_paid_again
):
    """Neither each look at a run of a repetition nor its arrival gives its account anew."""
    case, reference = arrived
    county.until("2023-01-03 11:00")
    comes_back(county, reference)
    county.until("2023-01-04 10:00")
    county.decide(county.waiting()[0], account=LATE)
    county.later(minutes=30)
    if while_it_is_paid_again:
        names_another_account(county, case)
    county.decide(county.waiting("cash2")[0], by="cash2")
    county.later(hours=3)
    if not while_it_is_paid_again:
        names_another_account(county, case)
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    assert [entry.account for entry in county.bank.ledger.values()][-1] == account_of(7)


def test_a_run_that_were_over_with_its_last_answer_would_never_book_it(
    county, arrived, monkeypatch
):
    case, reference = arrived
    monkeypatch.setattr(
        answers, "_wait_for_returns", lambda run, *_: store.follows(
            store.RUN, run, Change("reconcile"), county.now, county.law
        ),
    )  # fmt: skip
    county.until("2023-01-03 11:00")
    comes_back(county, reference)
    county.until("2023-01-05 10:00")
    assert states(county, case) == [(1, "credited")]
