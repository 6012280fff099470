"""Telephone and account numbers, however people group them."""

import pytest

from chalicelib.domain import digits
from chalicelib.domain.errors import Refused


@pytest.mark.parametrize(
    "typed",
    [
        "139 0000 0001",
        "+86 139-0000-0001",
        "8613900000001",
        "0086 13900000001",
        "１３９００００００01",
    ],
)
def test_blanks_and_the_countrys_number_are_taken_off(typed):
    assert digits.phone(typed) == "13900000001"


@pytest.mark.parametrize("typed", ["0432-65012345", "(0432) 6501 2345", "０１０－６５０１２３４５"])
def test_who_has_no_mobile_gives_a_landline_with_its_area_code(typed):
    assert digits.phone(typed) in {"043265012345", "01065012345"}


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("+86 432 6501 2345", "043265012345"),
        ("+86 (0)432-65012345", "043265012345"),
        ("0086-0432-65012345", "043265012345"),
        ("8643265012345", "043265012345"),
        ("+86 10 6501 2345", "01065012345"),
        ("+86 21 6501 2345", "02165012345"),
    ],
)
def test_a_landline_is_found_as_it_is_dialled_from_abroad(typed, dialled):
    assert digits.phone(typed) == dialled


@pytest.mark.parametrize("typed", ["013812345678", "0138 1234 5678", "+86 (0)138 1234 5678"])
def test_a_mobile_with_the_0_of_old_telephones_is_that_mobile(typed):
    assert digits.phone(typed) == "13812345678"


@pytest.mark.parametrize(
    "typed",
    [
        "1390000000",
        "139000000011",
        "23900000001",
        "65012345",
        "00432650123",
        "0432650",
        "0138123456",
        "8665012345",
        "",
    ],
)
def test_what_is_no_number_at_which_somebody_can_be_called_is_refused(typed):
    with pytest.raises(Refused, match=r"form\.phone"):
        digits.phone(typed)


def test_an_account_may_be_typed_in_groups_as_it_stands_on_the_card():
    assert digits.account_number("6217 0000 0000 0000 001") == "6217000000000000001"


@pytest.mark.parametrize(
    ("number", "taken"), [("1" * 7, False), ("1" * 8, True), ("1" * 32, True), ("1" * 33, False)]
)
def test_an_account_has_eight_to_32_digits(number, taken):
    if taken:
        assert digits.account_number(number) == number
    else:
        with pytest.raises(Refused, match=r"form\.account_number"):
            digits.account_number(number)


def test_the_check_digit_of_a_card_is_known():
    assert digits.card_check_holds("4111111111111111")
    assert not digits.card_check_holds("4111111111111112")


@pytest.mark.parametrize(
    "typed",
    [
        " 1234 5678-9012 3 ",
        "№ 1234 5678 9012 3",
        "#1234567890123",
        "No. 1234567890123",
        "【1234567890123",
        "回执号：1234 5678 9012 3",
    ],
)
def test_a_receipt_is_found_however_it_was_grouped_and_whatever_stands_before_it(typed):
    assert digits.receipt(typed) == "1234567890123"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 0431-88776655 ", "0431-88776655"),
        ("０４３１ 88776655", "0431 88776655"),
        ("13900000001", "13900000001"),
        ("12345", "12345"),
    ],
)
def test_a_telephone_of_an_office_is_kept_as_it_is_written(typed, stored):
    assert digits.telephone(typed) == stored


@pytest.mark.parametrize("typed", ["", "1234", "1234567890123", "0431-8877665x", "办公室"])
def test_what_is_no_telephone_is_refused(typed):
    with pytest.raises(Refused, match=r"form\.telephone"):
        digits.telephone(typed)


def test_a_telephone_is_kept_as_it_is_seen():
    assert digits.telephone("\u202d(0432)\u200b 62041234\n转 801\u202c") == "(0432) 62041234 转 801"
