"""Days are Shanghai's, money is whole fen, areas lie in one another."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import areas, dates
from chalicelib.domain.errors import Broken
from chalicelib.domain.money import Fen

CALENDAR = dates.WorkCalendar(date(2026, 12, 31))


BOUNDS = datetime(2000, 1, 1), datetime(2099, 1, 1)  # noqa: DTZ001 - hypothesis wants them naive


@given(st.datetimes(*BOUNDS, timezones=st.just(UTC)))
def test_an_instant_survives_its_text_and_lies_in_its_own_day(instant):
    instant = instant.replace(microsecond=0)
    assert dates.parse_instant(dates.instant_text(instant)) == instant
    day = dates.day_of(instant)
    assert dates.start_of_day(day) <= instant < dates.end_of_day(day)


@given(st.dates(date(2022, 1, 1), date(2024, 1, 1)), st.integers(1, 40))
def test_counting_working_days_undoes_adding_them(day, count):
    end = CALENDAR.add_working_days(day, count)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(day, end) == count


def test_a_make_up_sunday_is_worked_and_a_holiday_monday_is_not():
    assert CALENDAR.is_working_day(date(2023, 1, 28))
    assert not CALENDAR.is_working_day(date(2023, 1, 2))


def test_days_after_the_last_notice_are_provisional():
    assert not CALENDAR.provisional(date(2026, 12, 31))
    assert CALENDAR.provisional(date(2027, 1, 1))


@pytest.mark.parametrize(("fen", "yuan"), [(0, "0.00"), (5, "0.05"), (-130_000, "-1,300.00")])
def test_fen_are_written_as_yuan_with_two_decimals(fen, yuan):
    assert Fen(fen).yuan == yuan


def test_a_village_lies_in_its_township_county_and_province():
    assert areas.parent_of("220203007001") == "220203007000"
    assert areas.is_within("220203007001", "220200000000")
    assert not areas.is_within("220203007001", "220204000000")


def test_money_is_multiplied_in_whole_fen():
    assert Fen(3) * 4 == Fen(12)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: Fen(1.0), "money.not_integer_fen"),
        (lambda: Fen(True), "money.not_integer_fen"),
    ],
)
def test_what_is_no_money_is_refused_by_its_name(made, code):
    with pytest.raises(Broken) as refused:
        made()
    assert refused.value.code == code


def test_the_day_itself_is_none_of_the_working_days_that_are_left():
    friday, monday = date(2022, 12, 23), date(2022, 12, 26)
    assert CALENDAR.working_days_left(friday, friday) == 0
    assert CALENDAR.working_days_left(friday, monday) == 1
    assert CALENDAR.working_days_left(date(2022, 12, 24), monday) == 1
    assert CALENDAR.working_days_left(date(2022, 12, 24), friday) == 0
    assert CALENDAR.working_days_left(monday, friday) == -1


@pytest.mark.parametrize("begun", [date(2022, 12, 23), date(2022, 12, 24), date(2022, 12, 31)])
def test_on_the_day_it_began_as_many_working_days_are_left_as_the_limit_has(begun):
    last = CALENDAR.add_working_days(begun, 30)
    assert CALENDAR.working_days_left(begun, last) == 30
    assert CALENDAR.working_days_left(CALENDAR.add_working_days(begun, 1), last) == 29
