"""Whose number is valid: form, day of birth and check character, and nothing else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import identity
from chalicelib.domain.errors import Refused


@pytest.mark.parametrize(
    "number",
    [
        "220201196201019994",  # born 1962; the district's code is of 1983
        "220101195005059999",
        "220301198212319997",  # born the day before it
        "220201199005059992",
        "810000197805109998",  # residence permits: Hong Kong, Taiwan
        "830000197805109991",
        "999999192201019991",  # a foreigner's card of 2023, and a place in no list
        "DEU110085061012",  # a foreigner's card before 2023
    ],
)
def test_where_a_number_was_given_out_refuses_nobody(number):
    made = number if number[0].isalpha() else identity.with_check_digit(number[:17])
    assert identity.checked(made) == made


@given(st.integers(0, 999_999), st.dates(date(1890, 1, 1), date(2100, 1, 1)), st.integers(0, 999))
def test_every_place_and_day_makes_a_valid_number_of_that_day(place, born, order):
    first17 = f"{1 + place % 9}{place % 100_000:05d}{born:%Y%m%d}{order:03d}"
    number = identity.with_check_digit(first17)
    assert identity.checked(number) == number
    assert identity.birth_date(number) == born


@given(st.integers(0, 16), st.integers(1, 9))
def test_a_slip_of_one_digit_is_always_seen(place, by):
    number = "220201196201019994"
    slipped = (int(number[place]) + by) % 10
    with pytest.raises(Refused):
        identity.checked(f"{number[:place]}{slipped}{number[place + 1 :]}")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("220201600101999", "identity.fifteen_digits"),
        ("22020119620101999", "identity.form"),
        ("2202011962010199944", "identity.form"),
        ("X20201196201019994", "identity.form"),
        ("", "identity.form"),
        ("二二〇二〇一一九六二", "identity.form"),
        ("220201196202309998", "identity.date"),
        ("220201188912319997", "identity.date"),
        ("DEU110085131012", "identity.date"),
        ("220201196201019995", "identity.check"),
    ],
)
def test_what_is_wrong_with_a_number_has_its_name(number, code):
    with pytest.raises(Refused) as refused:
        identity.checked(number)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed",
    [
        " 220201 1985 0312 019x ",
        "220201-19850312-019X",
        "２２０２０１１９８５０３１２０１９Ｘ",
        "22020119850312019X\u200b",
    ],
)
def test_blanks_dashes_widths_and_a_small_x_are_one_spelling(typed):
    assert identity.checked(typed) == "22020119850312019X"


def test_an_old_foreigners_card_tells_the_century_by_the_last_year_of_its_kind():
    assert identity.birth_date("DEU110023061012") == date(2023, 6, 10)
    assert identity.birth_date("DEU110024061012") == date(1924, 6, 10)


def test_an_unknown_place_is_a_note_for_the_clerk():
    assert identity.code_known("220201196201019994")
    assert identity.code_known("810000197805109998")
    assert identity.code_known("DEU110085061012")
    assert not identity.code_known(identity.with_check_digit("22999919900101001"))


@pytest.mark.parametrize(
    ("number", "resident"),
    [
        ("220201196201019994", True),
        ("810000197805109998", False),
        (identity.with_check_digit("91110119930312012"), False),
        ("DEU110085061012", False),
    ],
)
def test_a_resident_identity_card_is_distinguished_from_the_cards_of_others(number, resident):
    assert identity.on_resident_card(number) is resident


@pytest.mark.parametrize(
    ("number", "cards"),
    [
        ("220201196201019994", {"identity_card", "household_register"}),
        ("810000197805109998", {"residence_permit"}),
        (identity.with_check_digit("82000019780510999"), {"residence_permit"}),
        ("830000197805109991", {"residence_permit"}),
        (identity.with_check_digit("91110119930312012"), {"foreigner_card", "passport"}),
        ("DEU110085061012", {"foreigner_card", "passport"}),
    ],
)
def test_a_number_stands_on_the_cards_of_its_kind(number, cards):
    assert identity.cards_of(number) == cards


def test_of_a_masked_person_nothing_is_whole():
    person = {
        "name": "乔素梅",
        "identity_number": "22020119850312019X",
        "phone": "13900000001",
        "relation": "applicant",
    }
    assert identity.masked_person(person) == {
        "name": "乔*",
        "identity_number": "**************019X",
        "phone": "*******0001",
        "relation": "applicant",
    }
    newborn = {"name": "测宝", "born": "2022-12-01", "no_number": "newborn"}
    assert identity.masked_person(newborn) == newborn | {"name": "测*", "born": "2022"}


@pytest.mark.parametrize(
    ("day", "years"), [(date(2022, 3, 11), 36), (date(2022, 3, 12), 37), (date(2022, 3, 13), 37)]
)
def test_a_birthday_completes_the_year(day, years):
    assert identity.age_of({"identity_number": "22020119850312019X"}, day) == years
    assert identity.age_of({"born": "1985-03-12"}, day) == years


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2022, 2, 27), 17), (date(2022, 2, 28), 18), (date(2022, 3, 1), 18),
        (date(2024, 2, 28), 19), (date(2024, 2, 29), 20),
    ],
)  # fmt: skip
def test_29_february_comes_on_28_february_where_a_year_has_none(day, years):
    assert identity.full_years(date(2004, 2, 29), day) == years


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 40_000))
def test_a_year_is_completed_once_a_year_and_never_lost(born, days):
    day = born + timedelta(days=days)
    today, tomorrow = (identity.full_years(born, one) for one in (day, day + timedelta(days=1)))
    assert 0 <= tomorrow - today <= 1
    assert today == identity.full_years(born, date(day.year, 12, 31)) - (
        (day.month, day.day) < (born.month, born.day) and not _is_last_of_february(day, born)
    )


def _is_last_of_february(day, born):
    return (
        (born.month, born.day) == (2, 29)
        and (day + timedelta(days=1)).day == 1
        and (day.month == 2)
    )
