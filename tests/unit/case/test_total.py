"""The total time of a decision: working days, but those in which the family is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case import total
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import TASKS, TIMED, State, Track
from chalicelib.domain.dates import instant_text
from chalicelib.policy import load_pack
from chalicelib.records.tasks import OpenTask

PACK = load_pack("jilin-city")
LAW, CALENDAR = PACK.parameters_on(date(2022, 12, 19)), PACK.calendar
MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)
NEW = CaseDocument(Track.STANDARD, "a", "某*", facts=frozenset({"accepted"}))
DAYS = st.integers(min_value=0, max_value=40)


def day(number):
    return MONDAY + timedelta(days=number)


def stood(case, *steps, scheme="dibao"):
    """The document after the case came to each state on its day."""
    for state, number in steps:
        held = total.clock_of(case)
        clock = total.clock_after(held, case, State(state), scheme, day(number), LAW)
        if clock:
            case = with_clock(case, clock)
    return case


def with_clock(case, clock):
    return replace(case, documents={**case.documents, "clock": total.stored(clock)})


def clock_of(case, number=0):
    return total.total_of(case, day(number), LAW, CALENDAR)


def test_it_is_thirty_working_days_from_acceptance_over_the_new_year_and_its_made_up_days():
    clock = clock_of(stood(NEW, ("reviewing", 0)))
    assert (clock.days, clock.by) == (30, date(2023, 2, 3))
    assert clock.over_at == datetime(2023, 2, 3, 16, tzinfo=UTC)
    assert clock.warned_on == date(2023, 1, 30)  # the first of the last five


@pytest.mark.parametrize("scheme", ["temporary_aid", "rigid_expenditure"])
def test_where_no_text_sets_a_total_there_is_none(scheme):
    assert clock_of(stood(NEW, ("reviewing", 0), scheme=scheme)) is None


def test_tekun_has_fifteen_working_days_the_notice_and_fifteen_working_days():
    clock = clock_of(stood(NEW, ("reviewing", 0), scheme="tekun"))
    assert (clock.days, clock.notice, clock.confirm) == (15, 7, 15)
    survey = CALENDAR.add_working_days(MONDAY.date(), 15)
    decided = CALENDAR.add_working_days(survey + timedelta(days=8), 15)
    assert (
        (survey, clock.by) == (date(2023, 1, 10), decided) == (date(2023, 1, 10), date(2023, 2, 13))
    )


def test_an_objection_begins_the_time_of_tekun_anew_and_no_second_one_of_the_same_survey():
    objected = replace(NEW, facts=NEW.facts | {"objected"})
    case = stood(NEW, ("reviewing", 0), ("assessing", 9), ("noticing", 9), scheme="tekun")
    assert clock_of(case, 10).by == date(2023, 2, 13)
    case = stood(replace(objected, documents=case.documents), ("reviewing", 14), scheme="tekun")
    assert case.documents["clock"]["since"] == instant_text(day(14))
    again = clock_of(case, 14).by
    assert again > date(2023, 2, 13)
    case = stood(case, ("verifying", 15), ("reviewing", 16), scheme="tekun")
    assert clock_of(case, 16).by == again


def test_an_objection_begins_nothing_anew_where_a_text_sets_a_total():
    objected = replace(NEW, facts=NEW.facts | {"objected"})
    case = stood(NEW, ("reviewing", 0), ("noticing", 9))
    case = stood(replace(objected, documents=case.documents), ("reviewing", 14))
    assert clock_of(case, 14).by == date(2023, 2, 3)


def test_the_survey_s_time_leaves_out_what_the_family_took():
    case = stood(NEW, ("reviewing", 0), ("explaining", 1), ("reviewing", 4), scheme="tekun")
    since = total.surveyed_since(total.clock_of(case), day(4), CALENDAR)
    assert since == datetime(2022, 12, 21, 16, tzinfo=UTC)  # the 22nd, three working days on
    assert (
        total.surveyed_since(total.clock_of(stood(NEW, ("reviewing", 0))), MONDAY, CALENDAR) is None
    )


def test_what_is_sent_back_is_surveyed_within_its_whole_time_again():
    case = stood(NEW, ("reviewing", 0), ("explaining", 1), ("reviewing", 4), scheme="tekun")
    back = total.sent_back(total.clock_of(case), day(9))
    assert total.surveyed_since(back, day(9), CALENDAR) == day(9)
    assert clock_of(with_clock(case, back), 9).by == clock_of(case, 9).by


def test_rigid_expenditure_has_one_since_its_rules_are_in_force():
    later = PACK.parameters_on(date(2025, 1, 1))
    assert total.length(total.NORMAL, "rigid_expenditure", later) == 30
    assert total.length(total.EXTENDED, "rigid_expenditure", later) == 45


def test_where_a_township_confirms_it_is_twenty_and_what_the_county_takes_back_has_thirty():
    case = stood(NEW, ("reviewing", 0), ("explaining", 1), ("reviewing", 2))
    thirty = total.clock_of(case)
    twenty = total.delegated(thirty, "dibao", LAW)
    clock = clock_of(with_clock(case, twenty), 2)
    assert (clock.days, clock.by) == (20, date(2023, 1, 18))
    assert total.of_county(twenty, "dibao", LAW) == thirty
    assert total.of_county(thirty, "dibao", LAW) == thirty


@pytest.mark.parametrize(
    ("on", "scheme", "days"),
    [
        (date(2022, 10, 19), "dibao", 30),  # before 民发〔2022〕83号 no text shortens it
        (date(2022, 10, 20), "dibao", 20),
        (date(2022, 10, 20), "marginal", 20),
        (date(2025, 1, 1), "rigid_expenditure", 30),  # 民发〔2024〕57号 names no shorter one
        (date(2025, 1, 1), "tekun", 30),
    ],
)
def test_how_long_a_township_has_is_what_the_law_of_the_day_says(on, scheme, days):
    clock = total.CaseClock(instant_text(MONDAY), 30, ())
    shorter = total.delegated(clock, scheme, PACK.parameters_on(on))
    assert shorter == (clock if days == 30 else replace(clock, days=days, delegated=True))


def test_before_acceptance_nothing_runs():
    assert clock_of(stood(replace(NEW, facts=frozenset()), ("reviewing", 0))) is None


@pytest.mark.parametrize(
    ("asked", "answered", "by"),
    [
        (0, 0, date(2023, 2, 3)),  # the same day
        (0, 1, date(2023, 2, 6)),  # one working day: Friday to Monday
        (4, 6, date(2023, 2, 3)),  # over a weekend
        (4, 7, date(2023, 2, 6)),
    ],
)
def test_the_working_days_that_the_family_took_do_not_count(asked, answered, by):
    case = stood(NEW, ("reviewing", 0), ("explaining", asked), ("reviewing", answered))
    clock = clock_of(case, answered)
    assert (clock.by, clock.stops, clock.stopped) == (by, 1, False)


def test_while_the_family_is_asked_it_calls_for_nothing_however_long_that_takes():
    case = stood(NEW, ("reviewing", 0), ("explaining", 1))
    clock = clock_of(case, 300)
    assert clock.stopped
    assert total.next_check(clock, case.facts) is None
    assert total.event_due(clock, case.facts, day(300)) == ""


def test_a_correction_that_waits_for_the_family_stops_it_as_well():
    asked = replace(NEW, tasks=(OpenTask(TASKS["correct"], "", MONDAY, day(9)),))
    case = stood(NEW, ("reviewing", 0))
    case = replace(stood(replace(asked, documents=case.documents), ("reviewing", 1)), tasks=())
    assert clock_of(stood(case, ("reviewing", 2)), 2).stops == 1


def test_it_is_extended_to_forty_five_and_over_when_it_is_decided():
    case = stood(NEW, ("confirming", 0))
    extended = replace(case, documents={**case.documents, "extension": {"days": 45}})
    assert clock_of(extended).days == 45
    assert clock_of(stood(extended, ("declined", 3))) is None
    assert clock_of(stood(extended, ("confirmed", 3), ("receiving", 3), ("confirming", 90))) is None


@pytest.mark.parametrize(
    ("instant", "facts", "event"),
    [
        (datetime(2023, 1, 29, 15, 59, 59, tzinfo=UTC), "", ""),
        (datetime(2023, 1, 29, 16, tzinfo=UTC), "", "warn_total"),
        (datetime(2023, 1, 29, 16, tzinfo=UTC), "total_warned", ""),
        (datetime(2023, 2, 3, 15, 59, 59, tzinfo=UTC), "total_warned", ""),
        (datetime(2023, 2, 3, 16, tzinfo=UTC), "total_warned", "total_over"),
        (datetime(2023, 2, 3, 16, tzinfo=UTC), "", "total_over"),
        (datetime(2023, 3, 3, 16, tzinfo=UTC), "total_over", ""),
    ],
)
def test_it_warns_before_and_is_over_after_its_last_day(instant, facts, event):
    clock = clock_of(stood(NEW, ("reviewing", 0)))
    assert total.event_due(clock, frozenset(facts.split()), instant) == event


@given(st.lists(st.tuples(st.sampled_from(sorted(TIMED)), DAYS), max_size=12))
def test_however_often_the_family_is_asked_it_loses_no_day_and_gains_none(steps):
    number, case = 0, stood(NEW, ("reviewing", 0))
    asked = 0
    was = "reviewing"
    for state, length in steps:
        if was == "explaining":
            today, then = day(number).date(), day(number + length).date()
            asked += CALENDAR.working_days_between(today, then)
        number += length
        case, was = stood(case, (state, number)), state
    clock = clock_of(case, number)
    assert CALENDAR.working_days_between(MONDAY.date(), clock.by) == 30 + asked
    assert clock.warned_on <= clock.by
    assert CALENDAR.is_working_day(clock.by)


def test_the_document_says_in_instants_when_it_stood_still():
    case = stood(NEW, ("reviewing", 0), ("explaining", 1), ("reviewing", 2))
    assert case.documents["clock"] == {
        "since": instant_text(day(0)),
        "days": 30,
        "stops": [{"from": instant_text(day(1)), "until": instant_text(day(2))}],
    }
    assert total.stored(total.clock_of(case)) == case.documents["clock"]
