"""What of an answer is believed: in which unit, of which period, of which type."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.departments.answers import AnswerItem
from chalicelib.platform.partners.departments.validation import MOST_VALUE, value_of
from chalicelib.platform.partners.departments.wire import MOST_LETTERS
from chalicelib.policy import Item


def item(type_="money", unit="yuan", period="month"):
    return Item("x", "某项", "thing", type_, period, "in_rule", unit, shown="detail")


def line(value, unit="yuan", period="month"):
    about = {"member": 0, "identity_number": "", "name": "", "item": "x", "status": "held"}
    return AnswerItem(**about, value=value, unit=unit, period=period)


@given(st.integers(0, MOST_VALUE))
def test_yuan_and_cents_are_fen_to_the_last(fen):
    assert value_of(line(str(Decimal(fen) / 100)), item()) == fen


@given(st.integers(0, MOST_VALUE // 12))
def test_what_a_month_is_in_a_year_is_twelve_times_and_back_again(fen):
    monthly, yearly = item(unit="fen"), item(unit="fen", period="year")
    year = value_of(line(fen, "fen"), yearly)
    assert year == 12 * fen
    assert value_of(line(year, "fen", "year"), monthly) == fen


def test_a_year_that_does_not_divide_is_no_more_than_it_was():
    assert value_of(line(1_199, "fen", "year"), item(unit="fen")) == 99


@pytest.mark.parametrize(
    ("value", "fen"),
    [("1300", 130_000), ("1300.5", 130_050), ("1300.05", 130_005), (1300, 130_000)],
)
def test_yuan_may_be_written_short(value, fen):
    assert value_of(line(value), item()) == fen


@pytest.mark.parametrize(
    "value",
    ["1300.005", "", " ", "1,300.00", "约1300", "-1", "NaN", "Infinity", "1e400", True, None],
)
def test_what_is_no_amount_of_yuan_is_lacking(value):
    with pytest.raises(Refused) as refused:
        value_of(line(value), item())
    assert refused.value.code == "answer.lacking"


@pytest.mark.parametrize(
    ("unit", "period"),
    [("wan_yuan", "month"), ("fen", "month"), ("", "month"), ("yuan", "moment")],
)
def test_an_amount_in_another_unit_is_not_taken_for_ours(unit, period):
    with pytest.raises(Refused) as refused:
        value_of(line("1300", unit, period), item())
    assert refused.value.code == "answer.wrong_unit"


@pytest.mark.parametrize(
    ("type_", "value", "means"),
    [
        ("bool", True, 1),
        ("bool", False, 0),
        ("bool", 1, None),
        ("bool", "yes", None),
        ("date", "2022-02-28", "2022-02-28"),
        ("date", "2022-02-30", None),
        ("date", 20220228, "2022-02-28"),
        ("date", "二月", None),
        ("text", "龙潭街道", "龙潭街道"),
        ("text", "", None),
        ("text", 7, None),
        ("text", "a\u202eb", None),
        ("text", "字" * MOST_LETTERS, "字" * MOST_LETTERS),
        ("text", "字" * (MOST_LETTERS + 1), None),
    ],
)
def test_a_value_is_of_its_items_type_or_lacking(type_, value, means):
    asked, answer = item(type_, "", "moment"), line(value, "", "moment")
    if means is not None:
        assert value_of(answer, asked) == means
        return
    with pytest.raises(Refused) as refused:
        value_of(answer, asked)
    assert refused.value.code == "answer.lacking"
