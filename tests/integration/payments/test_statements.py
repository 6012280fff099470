"""What nobody can book of a statement: finance gets file and line, the family the state."""

from __future__ import annotations

import json
import logging
from collections import Counter
from datetime import date, timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Post
from chalicelib.payments import keys, rules
from chalicelib.payments.bank import discrepancies, exchange, unmatched
from chalicelib.platform.store import table
from local.simulators.bank import statement
from tests.conftest import COUNTY
from tests.integration.payments.conftest import GRANTED_FEN

SENT = "2023-01-01T02:15:00Z"
DOUBTED = "2023年1月的 1,300.00 元已发出，银行的答复无法入账，县级财务正在与银行核对"


@pytest.fixture
def unanswered(county):
    """January's money, which the bank has paid and says nothing of; its reference."""
    county.bank.silent = True
    county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=2)
    ((reference, _),) = county.bank.ledger.items()
    return reference


def row(reference, **other):
    fields = {"amount": str(GRANTED_FEN), "status": "credited", "reason": "", "at": SENT} | other
    return (reference, fields["amount"], fields["status"], fields["reason"], fields["at"])


def newest_payment(county):
    """The newest payment as the family sees it."""
    (case_id,) = county.families
    return county.payments(cases.load(case_id))[-1]


def faults(county):
    """What waits for the clerk: file, and line by line what is wrong."""
    return [
        (one["file"], [(fault["row"], fault["words"]) for fault in one["faults"]])
        for one in county.doubtful()
    ]


LINES = {
    "yuan": ({"amount": "1300.00"}, "金额应为整数，单位为分"),
    "another amount": ({"amount": "130001"}, "金额与委托的不同"),
    "paid in part": ({"amount": "100000"}, "金额与委托的不同"),
    "in 2099": ({"at": "2099-01-01T03:00:00Z"}, "时间晚于现在"),
    "before it was sent": ({"at": "2022-12-31T03:00:00Z"}, "时间早于委托发出"),
    "a day without time": ({"at": "2023-01-01"}, "时间应写作 2023-01-01T03:00:00Z"),
    "another word": ({"status": "success"}, "状态应为 credited 或 returned"),
}


@pytest.mark.parametrize("kind", LINES)
def test_a_line_that_nobody_can_book_waits_for_finance_with_file_and_line(county, unanswered, kind):
    other, words = LINES[kind]
    county.bank.says(county.batch, [row(unanswered, **other)])
    county.later(hours=2)
    assert faults(county) == [(f"{county.batch}-1.csv", [(2, words)])]
    assert (newest_payment(county)["state"], newest_payment(county)["text"]) == ("doubted", DOUBTED)
    assert county.books("2023-01").difference_fen == GRANTED_FEN
    county.check()


@pytest.mark.parametrize(
    ("reference", "rows"), [("X" * 26, "我们没有委托过这一笔"), ("", "我们没有委托过这一笔")]
)
def test_a_line_about_what_was_never_ordered_waits_and_is_not_taken_for_silence(
    county, unanswered, reference, rows
):
    county.bank.says(county.batch, [row(reference)])
    county.until("2023-01-03 12:00")
    assert faults(county) == [(f"{county.batch}-1.csv", [(2, rows)])]
    assert newest_payment(county)["text"] == DOUBTED


def test_a_line_about_what_a_clerk_had_held_is_not_taken_for_silence(county):
    county.bank.silent = True
    county.grants()
    county.until("2023-01-01 10:00")
    assert county.decide(county.waiting()[0], "hold").status == 200
    county.until("2023-01-02 10:00")
    county.releases_everything()
    county.later(hours=2)
    (given_up,) = (row["id"] for row in county.rows("payment") if row["state"] == "cancelled")
    county.bank.says(county.batch, [row(given_up)])
    county.later(hours=2)
    assert faults(county) == [(f"{county.batch}-1.csv", [(2, "我们没有委托过这一笔")])]
    assert newest_payment(county)["text"] == DOUBTED.replace("2023-01-01", "2023-01-02")


@pytest.mark.parametrize(
    ("altered", "words"),
    [
        (lambda whole: b"\xef\xbb\xbf" + whole, "BOM"),
        (lambda whole: whole.decode().encode("utf-16"), "UTF-8"),
        (lambda whole: whole.replace(b",130000,", b",1300.00,", 1), "首行应为"),
        (lambda whole: whole[:-9], "不完整"),
        (lambda whole: whole.replace(whole[:26], b"B" * 26, 1), "另一批次"),
        (lambda _: b"PK\x03\x04\n", "首行应为"),
        (lambda whole: whole + b" " * 16 * 1024 * 1024, "超过 16 MB"),
    ],
)
def test_a_file_that_nobody_can_read_waits_for_finance(county, unanswered, altered, words):
    whole = statement(county.batch, {unanswered: county.bank.ledger[unanswered]})
    county.bank.puts(county.batch, 1, altered(whole))
    county.later(hours=2)
    ((file, ((line, why),)),) = faults(county)
    assert (file, line) == (f"{county.batch}-1.csv", 0)
    assert words in why
    assert newest_payment(county)["text"] == DOUBTED
    county.check()


def test_one_bad_line_keeps_no_other_waiting(county):
    county.bank.silent = True
    cases = [county.grants(), county.grants()]
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=2)
    good, bad = sorted(county.bank.ledger)
    county.bank.says(county.batch, [row(bad, amount="1300.00"), row(good)])
    county.later(hours=2)
    states = sorted(county.payments(case)[0]["state"] for case in cases)
    assert states == ["credited", "doubted"]
    assert [line for _, lines in faults(county) for line, _ in lines] == [2]


@pytest.mark.parametrize("number", [1, 2])
def test_what_the_bank_then_puts_right_is_booked(county, unanswered, number):
    """It writes its file again, or another one beside it, which a clerk settles."""
    county.bank.says(county.batch, [row(unanswered, amount="1300.00")])
    county.later(hours=2)
    assert len(county.doubtful()) == 1
    county.bank.states(county.batch, {unanswered: county.bank.ledger[unanswered]}, number)
    county.later(hours=2)
    assert newest_payment(county)["state"] == "credited"
    left = county.doubtful()
    assert len(left) == number - 1
    assert [county.settles(one).status for one in left] == [200] * len(left)
    assert county.doubtful() == []
    county.until("2023-02-10 10:00")
    assert [r["state"] for r in county.rows("run") if r["period"] == "2023-01"] == ["reconciled"]
    county.settled()


def test_a_bank_whose_clock_is_a_little_ahead_is_accepted(county, unanswered):
    ahead = county.now.replace(microsecond=0) + timedelta(minutes=9)
    county.bank.says(county.batch, [row(unanswered, at=ahead.strftime("%Y-%m-%dT%H:%M:%SZ"))])
    county.later(hours=1)
    assert newest_payment(county)["state"] == "credited"
    assert county.doubtful() == []


def test_a_run_is_not_over_while_something_of_it_waits(county, unanswered):
    county.bank.says(county.batch, [row(unanswered), row("X" * 26)])
    county.until("2023-03-10 10:00")
    assert "answered" in {run["state"] for run in county.rows("run")}
    (line,) = county.doubtful("cash2")
    assert county.settles(line).status == 200
    county.until("2023-03-12 10:00")
    assert [r["state"] for r in county.rows("run") if r["period"] == "2023-01"] == ["reconciled"]


def test_a_file_that_is_put_right_and_spoilt_again_waits_again(county, unanswered):
    for spoilt in (True, False, True):
        county.bank.says(county.batch, [row(unanswered), *([row("X" * 26)] if spoilt else [])])
        county.until(f"2023-01-0{county.now.day + 1} 10:00")
        assert len(county.doubtful()) == spoilt
    county.settled()


def test_who_is_late_hands_it_to_the_leader(county, unanswered):
    post = frozenset({Post.LEADER})
    directory.save(directory.Staff("boss", "boss", COUNTY, post, date(2020, 1, 1)))
    county.bank.says(county.batch, [row("X" * 26)])
    county.until("2023-01-03 10:00")
    assert (len(county.doubtful()), county.doubtful("boss")) == (1, [])
    county.until("2023-01-09 10:00")
    (line,) = county.doubtful("boss")
    assert county.settles(line, by="boss").status == 200
    second = county.settles(line, by="cash1")
    assert (second.status, second.json["code"]) == (409, "payments.not_now")


def test_operators_see_the_file_in_the_log(county, unanswered, caplog):
    logger = logging.getLogger("jiuzhu")
    logger.propagate = True
    try:
        county.bank.says(county.batch, [row("X" * 26)])
        county.later(hours=2)
    finally:
        logger.propagate = False
    said = [line for line in caplog.messages if discrepancies.DOUBTFUL in line]
    assert said
    assert f"{county.batch}-1.csv" in said[0]


def test_a_file_of_many_bad_lines_is_reported_with_its_first_fifty_and_their_number(
    county, unanswered
):
    county.bank.says(county.batch, [row(f"X{number:025d}") for number in range(60)])
    county.later(hours=2)
    (one,) = county.doubtful()
    assert (one["count"], len(one["faults"]), one["faults"][-1]["row"]) == (60, 50, 51)


def test_many_files_are_read_some_at_a_time_and_none_is_lost(county, unanswered, monkeypatch):
    monkeypatch.setattr(exchange, "MOST_FILES", 2)
    for number in range(1, 6):
        county.bank.says(county.batch, [row("X" * 26)], number)
    county.bank.says(county.batch, [row(unanswered)], number=6)
    read = []
    county.sandbox.hooks.append(
        lambda phase, call: read.append(call.operation)
        if phase == "before" and call.service == "s3" else None
    )  # fmt: skip
    county.later(hours=2)
    passes = " ".join(read).split("ListObjectsV2")
    assert max(one.count("GetObject") for one in passes) == 2
    assert newest_payment(county)["state"] == "credited"
    assert len(county.doubtful()) == 5
    county.bank.states(county.batch, {unanswered: county.bank.ledger[unanswered]}, number=1)
    county.until("2023-01-03 10:00")
    assert len(county.doubtful()) == 4  # the first was put right; the others still wait
    county.check()


def test_a_statement_of_no_run_is_reported_to_operators_once(
    county, unanswered, caplog, monkeypatch
):
    monkeypatch.setattr(unmatched, "MOST_NAMES", 2)
    for number in range(1, 4):
        county.bank.says("Q" * 26, [row("X" * 26)], number)
    logger = logging.getLogger("jiuzhu")
    logger.propagate = True
    try:
        county.until("2023-01-05 12:00")
    finally:
        logger.propagate = False
    said = [r.message for r in caplog.get_records("call") if unmatched.UNMATCHED in r.message]
    told_of = Counter(json.loads(line)["record"] for line in said)
    assert told_of.keys() == {f"{'Q' * 26}-{number}.csv" for number in range(1, 4)}
    assert len({*told_of.values()}) == 1  # each as often as any other, in three rounds
    found = table.query("money", keys.unmatched_statement("").pk, prefix="STRAY#")
    assert len(found) == 3
    county.check()


def test_a_statement_that_were_booked_whatever_it_says_would_be_of_2099(
    county, unanswered, monkeypatch
):
    monkeypatch.setattr(rules, "fault_of", lambda *_: "")
    county.bank.says(county.batch, [row(unanswered, at="2099-01-01T03:00:00Z")])
    county.later(hours=2)
    assert "2099" in newest_payment(county)["text"]
