"""The bank's files: what was written is read, and what was cut short or altered is not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.payments.formats import bankfile
from chalicelib.payments.formats.bankfile import BankAnswer, Order

BATCH = "BATCH0001"
NOW = datetime(2023, 1, 3, 2, tzinfo=UTC)
references = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUV", min_size=26, max_size=26)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
orders = st.lists(
    st.builds(Order, references, words, words, st.integers(1, 10**9)),
    max_size=6,
    unique_by=lambda order: order.reference,
)


@st.composite
def answers(draw):
    returned = draw(st.booleans())
    reason = draw(st.sampled_from(sorted(bankfile.REASONS))) if returned else ""
    return BankAnswer(
        draw(references),
        draw(st.integers(0, 10**9)),
        "returned" if returned else "credited",
        reason,
        NOW + timedelta(seconds=draw(st.integers(0, 10**6))),
    )


def statement(given):
    rows = [(a.reference, str(a.amount_fen), a.status, a.reason, instant_text(a.at)) for a in given]
    return bankfile.sealed(BATCH, rows, sum(answer.amount_fen for answer in given))


def code_of(read, *args):
    with pytest.raises(Refused) as refused:
        read(*args)
    return refused.value.code


@given(orders)
def test_orders_are_read_as_they_were_written_whatever_a_name_contains(given_orders):
    rows, sum_fen = bankfile.read_rows(BATCH, bankfile.write_orders(BATCH, given_orders))
    written = [replace(order, name=order.name.lstrip("=+-@\t\r\n ")) for order in given_orders]
    assert [Order(r, account, name, int(fen)) for r, account, name, fen in rows] == sorted(
        written, key=lambda order: order.reference
    )
    assert sum_fen == sum(order.amount_fen for order in given_orders)


@given(orders, st.randoms())
def test_the_same_orders_are_the_same_bytes_in_any_sequence(given_orders, chance):
    mixed = list(given_orders)
    chance.shuffle(mixed)
    assert bankfile.write_orders(BATCH, mixed) == bankfile.write_orders(BATCH, given_orders)


def read(content):
    """The answers of a statement, and its faults as pairs of line and code."""
    found = bankfile.read_statement(BATCH, content)
    return list(found.answers), [(fault.row, fault.code) for fault in found.faults]


@given(st.lists(answers(), max_size=6))
def test_a_statement_is_read_as_it_was_written(given_answers):
    assert read(statement(given_answers)) == (given_answers, [])


@given(st.lists(answers(), min_size=1, max_size=4), st.data())
def test_a_statement_cut_short_anywhere_is_not_there_yet(given_answers, data):
    whole = statement(given_answers)
    at = data.draw(st.integers(0, len(whole) - 1))
    assert read(whole[:at]) == ([], [(0, "payments.file_cut_short")])


@given(st.lists(answers(), min_size=1, max_size=4), st.data())
def test_a_statement_with_one_byte_altered_is_never_taken_for_another(given_answers, data):
    whole = bytearray(statement(given_answers))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    found, faults = read(bytes(whole))
    assert found == given_answers or (found, faults[0][1].startswith("payments.")) == ([], True)


@given(st.binary(max_size=200))
def test_rubbish_breaks_nothing(content):
    assert read(content)[0] == []
    assert code_of(bankfile.read_rows, BATCH, content).startswith("payments.file_")


def test_a_statement_of_another_batch_is_reported():
    other = statement([]).replace(BATCH.encode(), b"BATCH0002")
    assert read(other) == ([], [(0, "payments.file_other_batch")])


@pytest.mark.parametrize(
    ("altered", "code"),
    [
        (lambda whole: b"\xef\xbb\xbf" + whole, "mark"),
        (lambda whole: whole.decode().encode("utf-16"), "encoding"),
        (lambda whole: whole.decode().encode("utf-16-le"), "encoding"),
        (lambda whole: whole.replace(b"\n", b"\r\n"), "cut_short"),
        (lambda whole: whole.replace(b",100,", b",1.00,", 1), "first_line"),
        (lambda whole: whole.replace(b",1,", b",2,", 1), "count"),
        (lambda whole: whole.replace(b",100,", b",101,", 1), "sum"),
        (lambda _: b"", "cut_short"),
    ],
)  # fmt: skip
def test_a_file_in_another_form_is_reported_with_what_is_wrong(altered, code):
    whole = bankfile.sealed(BATCH, [GOOD], 100)
    assert read(altered(whole)) == ([], [(0, f"payments.file_{code}")])


def test_a_file_whose_text_is_of_another_encoding_is_reported():
    body = ",".join(f'"{value}"' for value in (*GOOD[:3], "账户已销户", GOOD[4])).encode("gb18030")
    first = f"{BATCH},1,100,{hashlib.sha256(body).hexdigest()}\n".encode()
    assert read(first + body) == ([], [(0, "payments.file_encoding")])


def test_a_file_whose_quotes_do_not_pair_is_reported():
    body = b'"R","100","credited","","2023'
    first = f"{BATCH},1,100,{hashlib.sha256(body).hexdigest()}\n".encode()
    assert read(first + body) == ([], [(0, "payments.file_unreadable")])


GOOD = ("R" * 26, "100", "credited", "", "2023-01-03T02:00:00Z")


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (1, "-100", "amount"),
        (1, "1.00", "amount"),
        (1, "100.00", "amount"),
        (1, "1e2", "amount"),
        (1, " 100", "amount"),
        (1, "1,00", "amount"),
        (1, "٣", "amount"),
        (1, "9" * 16, "amount"),
        (1, "", "amount"),
        (2, "paid", "status"),
        (2, "Credited", "status"),
        (4, "yesterday", "time"),
        (4, "2023-01-03", "time"),
        (4, "2023-13-03T02:00:00Z", "time"),
        (4, "2023-01-03T02:00:00", "time"),
    ],
)
def test_a_line_in_another_form_is_reported_with_its_number_and_the_others_count(
    place, value, code
):
    row = [*GOOD[:place], value, *GOOD[place + 1 :]]
    found, faults = read(bankfile.sealed(BATCH, [GOOD, row, GOOD], 300))
    assert [answer.row for answer in found] == [2, 4]
    assert faults == [(3, f"payments.line_{code}")]


@pytest.mark.parametrize("row", [GOOD[:4], (*GOOD, "more"), ()])
def test_a_line_that_is_too_short_or_too_long_is_reported(row):
    found, faults = read(bankfile.sealed(BATCH, [row, GOOD], 200))
    assert (len(found), faults) == (1, [(2, "payments.line_columns")])


def test_a_reason_that_nobody_agreed_on_is_other():
    row = ("R" * 26, "100", "returned", "E4711", "2023-01-03T02:00:00Z")
    ((answer,), faults) = read(bankfile.sealed(BATCH, [row], 100))
    assert (answer.reason, faults) == ("other", [])
