"""The bank's files: what was written is read, and what was cut short or altered is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.domain.names import standard
from chalicelib.payments import bankfile
from chalicelib.payments.bankfile import Answer, Order

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
    return Answer(
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
    written = [replace(order, name=standard(order.name)) for order in given_orders]
    assert [Order(r, account, name, int(fen)) for r, account, name, fen in rows] == sorted(
        written, key=lambda order: order.reference
    )
    assert sum_fen == sum(order.amount_fen for order in given_orders)


@given(orders, st.randoms())
def test_the_same_orders_are_the_same_bytes_in_any_sequence(given_orders, chance):
    mixed = list(given_orders)
    chance.shuffle(mixed)
    assert bankfile.write_orders(BATCH, mixed) == bankfile.write_orders(BATCH, given_orders)


@given(st.lists(answers(), max_size=6))
def test_a_statement_is_read_as_it_was_written(given_answers):
    assert bankfile.read_statement(BATCH, statement(given_answers)) == given_answers


@given(st.lists(answers(), min_size=1, max_size=4), st.data())
def test_a_statement_cut_short_anywhere_is_not_there_yet(given_answers, data):
    whole = statement(given_answers)
    at = data.draw(st.integers(0, len(whole) - 1))
    assert code_of(bankfile.read_statement, BATCH, whole[:at]) == "payments.file_cut_short"


@given(st.lists(answers(), min_size=1, max_size=4), st.data())
def test_a_statement_with_one_byte_altered_is_never_taken_for_another(given_answers, data):
    whole = bytearray(statement(given_answers))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        assert bankfile.read_statement(BATCH, bytes(whole)) == given_answers
    except Refused as refused:
        assert refused.code in {"payments.file_cut_short", "payments.file_unreadable"}


@given(st.binary(max_size=200))
def test_rubbish_is_refused_and_breaks_nothing(content):
    assert code_of(bankfile.read_statement, BATCH, content).startswith("payments.file_")


def test_a_statement_of_another_batch_is_not_read():
    other = statement([]).replace(BATCH.encode(), b"BATCH0002")
    assert code_of(bankfile.read_statement, BATCH, other) == "payments.file_cut_short"


GOOD = ("R" * 26, "100", "credited", "", "2023-01-03T02:00:00Z")


@pytest.mark.parametrize(
    ("place", "value"), [(1, "-100"), (1, "1e2"), (1, "٣"), (2, "paid"), (4, "yesterday")]
)
def test_a_whole_statement_in_another_form_is_unreadable(place, value):
    row = [*GOOD[:place], value, *GOOD[place + 1 :]]
    content = bankfile.sealed(BATCH, [row], 100)
    assert code_of(bankfile.read_statement, BATCH, content) == "payments.file_unreadable"


@pytest.mark.parametrize("rows", [[GOOD[:4]], [(*GOOD, "more")]])
def test_a_line_that_is_too_short_or_too_long_is_unreadable(rows):
    content = bankfile.sealed(BATCH, rows, 100)
    assert code_of(bankfile.read_statement, BATCH, content) == "payments.file_unreadable"


def test_a_statement_that_does_not_add_up_is_unreadable():
    content = bankfile.sealed(BATCH, [GOOD], 101)
    assert code_of(bankfile.read_statement, BATCH, content) == "payments.file_unreadable"


def test_a_reason_that_nobody_agreed_on_is_other():
    row = ("R" * 26, "100", "returned", "E4711", "2023-01-03T02:00:00Z")
    (answer,) = bankfile.read_statement(BATCH, bankfile.sealed(BATCH, [row], 100))
    assert answer.reason == "other"
