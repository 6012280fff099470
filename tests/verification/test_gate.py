"""A source that keeps failing is left alone for a while; none gets more questions than it takes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.platform.departments import Gate, Limits, failing
from chalicelib.verification import sources
from chalicelib.words import say
from tests.conftest import MONDAY
from tests.verification.conftest import SOURCES

BANK, TAX, FARMING = (
    next(s for s in SOURCES if s.code == code) for code in ("bank", "tax", "agriculture")
)
LIMITS = Limits(3, timedelta(minutes=10))


class Clock:
    def __init__(self):
        self.time = MONDAY

    def now(self):
        return self.time

    def later(self, **more):
        self.time += timedelta(**more)


@pytest.fixture
def gate(quiet):
    return Gate(LIMITS, Clock())


def failed(gate, times, source="bank"):
    for _ in range(times):
        gate.note({source: "answer.late"})


@pytest.mark.parametrize(("times", "refused"), [(2, {}), (3, {"bank": "answer.paused"})])
def test_only_a_source_that_failed_three_times_in_a_row_is_left_alone(gate, times, refused):
    failed(gate, times)
    assert gate.refused([BANK, TAX]) == refused


def test_an_answer_in_between_starts_the_count_again(gate):
    failed(gate, 2)
    gate.note({"bank": ""})
    failed(gate, 2)
    assert gate.refused([BANK]) == {}
    assert failing()[0]["bank"].failures == 2


def test_after_the_pause_one_question_tries_it_and_the_next_waits(gate):
    failed(gate, 3)
    gate.clock.later(minutes=9, seconds=59)
    assert gate.refused([BANK]) == {"bank": "answer.paused"}
    gate.clock.later(seconds=1)
    assert gate.refused([BANK]) == {}
    assert gate.refused([BANK]) == {"bank": "answer.paused"}
    gate.note({"bank": ""})
    assert gate.refused([BANK]) == {}


def test_a_source_that_fails_its_trial_is_left_alone_again(gate):
    failed(gate, 3)
    gate.clock.later(minutes=10)
    assert gate.refused([BANK]) == {}
    failed(gate, 1)
    gate.clock.later(minutes=9)
    assert gate.refused([BANK]) == {"bank": "answer.paused"}


def test_a_round_that_asks_others_does_not_use_up_the_trial(gate):
    failed(gate, 3)
    gate.clock.later(minutes=10)
    assert gate.refused([TAX]) == {}
    assert gate.refused([BANK]) == {}


def test_a_department_that_leaves_no_file_is_shown_as_failing_and_its_next_file_is_read(gate, law):
    failed(gate, 5, "agriculture")
    assert gate.refused([FARMING]) == {}
    listed = {line.code: line for line in sources.listed(MONDAY, law).sources}
    assert (listed["agriculture"].failures, listed["agriculture"].left_alone_until) == (5, None)


def test_operators_see_who_fails_since_when_and_why(gate):
    failed(gate, 2)
    (bank,) = failing()[0].values()
    assert (bank.failures, bank.at, bank.code) == (2, MONDAY, "answer.late")


def test_the_list_of_sources_says_who_is_left_alone_until_when_and_in_words(gate, law):
    failed(gate, 5)
    listed = {line.code: line for line in sources.listed(MONDAY, law).sources}
    assert (listed["bank"].failures, listed["bank"].why) == (5, say("answer.late"))
    assert listed["bank"].left_alone_until == MONDAY + sources.limits(law).pause
    assert (listed["tax"].failures, listed["tax"].left_alone_until) == (0, None)
    assert len(listed) == len(SOURCES)


def test_while_everybody_answers_the_row_is_not_written(gate):
    gate.note({"bank": "", "tax": ""})
    assert failing() == ({}, 0)


def test_a_source_gets_as_many_questions_in_a_minute_as_it_takes(gate):
    two = replace(BANK, per_minute=2)
    assert [gate.refused([two, TAX]) for _ in range(3)] == [{}, {}, {"bank": "answer.limited"}]
    gate.clock.later(minutes=1)
    assert gate.refused([two, TAX]) == {}


def test_who_is_refused_is_not_asked_and_not_held_against_the_source(exchange):
    exchange.gate.refused = lambda _sources: {"bank": "answer.paused"}
    found = exchange.ask(sources=["bank", "tax"])
    assert {one.reason for one in found if one.source == "bank"} == {"answer.paused"}
    assert [one.source for one in exchange.simulator.asked] == ["tax"]
    assert exchange.gate.noted == {"tax": ""}
