"""A source that keeps failing is paused for a while; none gets more questions than it takes."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.case import keys, report
from chalicelib.case.states import State
from chalicelib.platform.partners.departments import (
    BreakerLimits,
    CircuitBreaker,
    Departments,
    Exchange,
    failing,
)
from chalicelib.platform.store import table
from chalicelib.verification.files import shown, sources
from chalicelib.words import say
from local.cloud.loopback import serving
from local.population.families import MOTHER_OF_TWO
from local.population.residents import register
from local.simulators.departments import DepartmentSimulator
from tests.conftest import MONDAY
from tests.integration.verification.conftest import DEADLINE, KEYS, SOURCES
from tests.integration.verification.rounds import FIVE_HOURS, family, verify

BANK, TAX, FARMING = (
    next(s for s in SOURCES if s.code == code) for code in ("bank", "tax", "agriculture")
)
LIMITS = BreakerLimits(3, timedelta(minutes=10))


class Clock:
    def __init__(self):
        self.time = MONDAY

    def now(self):
        return self.time

    def later(self, **more):
        self.time += timedelta(**more)


@pytest.fixture
def breaker(quiet):
    return CircuitBreaker(LIMITS, Clock())


def failed(breaker, times, source="bank"):
    for _ in range(times):
        breaker.record({source: "answer.late"})


@pytest.mark.parametrize(("times", "refused"), [(2, {}), (3, {"bank": "answer.paused"})])
def test_only_a_source_that_failed_three_times_in_a_row_is_paused(breaker, times, refused):
    failed(breaker, times)
    assert breaker.refused([BANK, TAX]) == refused


def test_an_answer_in_between_starts_the_count_again(breaker):
    failed(breaker, 2)
    breaker.record({"bank": ""})
    failed(breaker, 2)
    assert breaker.refused([BANK]) == {}
    assert failing()[0]["bank"].failures == 2


def test_after_the_pause_one_question_tries_it_and_the_next_waits(breaker):
    failed(breaker, 3)
    breaker.clock.later(minutes=9, seconds=59)
    assert breaker.refused([BANK]) == {"bank": "answer.paused"}
    breaker.clock.later(seconds=1)
    assert breaker.refused([BANK]) == {}
    assert breaker.refused([BANK]) == {"bank": "answer.paused"}
    breaker.record({"bank": ""})
    assert breaker.refused([BANK]) == {}


def test_a_source_that_fails_its_trial_is_paused_again(breaker):
    failed(breaker, 3)
    breaker.clock.later(minutes=10)
    assert breaker.refused([BANK]) == {}
    failed(breaker, 1)
    breaker.clock.later(minutes=9)
    assert breaker.refused([BANK]) == {"bank": "answer.paused"}


def test_a_round_that_asks_others_does_not_use_up_the_trial(breaker):
    failed(breaker, 3)
    breaker.clock.later(minutes=10)
    assert breaker.refused([TAX]) == {}
    assert breaker.refused([BANK]) == {}


def test_a_department_that_leaves_no_file_is_shown_as_failing_and_its_next_file_is_read(
    breaker, law
):
    failed(breaker, 5, "agriculture")
    assert breaker.refused([FARMING]) == {}
    listed = {line.code: line for line in shown.listed(MONDAY, law).sources}
    assert (listed["agriculture"].failures, listed["agriculture"].paused_until) == (5, None)


def test_operators_see_who_fails_since_when_and_why(breaker):
    failed(breaker, 2)
    (bank,) = failing()[0].values()
    assert (bank.failures, bank.at, bank.code) == (2, MONDAY, "answer.late")


def test_the_list_of_sources_says_who_is_paused_until_when_and_in_words(breaker, law):
    failed(breaker, 5)
    listed = {line.code: line for line in shown.listed(MONDAY, law).sources}
    assert (listed["bank"].failures, listed["bank"].why) == (5, say("answer.late"))
    assert listed["bank"].paused_until == MONDAY + sources.limits(law).pause
    assert (listed["tax"].failures, listed["tax"].paused_until) == (0, None)
    assert len(listed) == len(SOURCES)


def test_while_everybody_answers_the_row_is_not_written(breaker):
    breaker.record({"bank": "", "tax": ""})
    assert failing() == ({}, 0)


def test_a_source_gets_as_many_questions_in_a_minute_as_it_takes(breaker):
    two = replace(BANK, per_minute=2)
    assert [breaker.refused([two, TAX]) for _ in range(3)] == [{}, {}, {"bank": "answer.limited"}]
    breaker.clock.later(minutes=1)
    assert breaker.refused([two, TAX]) == {}


def test_who_is_refused_is_not_asked_and_not_held_against_the_source(exchange):
    exchange.limiter.refused = lambda *_: {"bank": "answer.paused"}
    found = exchange.ask(sources=["bank", "tax"])
    assert {one.reason for one in found if one.source == "bank"} == {"answer.paused"}
    assert [one.source for one in exchange.simulator.asked] == ["tax"]
    assert exchange.limiter.noted == {"tax": ""}


# Our own limit.


def booked(breaker, source, count):
    """When so many questions, asked one after the other at this moment, have their turns."""
    turns = []
    for number in range(count):
        refused = breaker.refused([source])
        turn = (
            breaker.book([source], f"case-{number}")[source.code]
            if refused
            else breaker.clock.now()
        )
        turns.append(turn)
    return turns


def minutes(turns):
    return [int((turn - MONDAY).total_seconds() // 60) for turn in turns]


def test_questions_have_their_turns_in_the_order_in_which_they_come(breaker):
    turns = booked(breaker, replace(BANK, per_minute=2), 7)
    assert minutes(turns) == [0, 0, 1, 1, 2, 2, 3]


def test_turns_are_spread_over_their_minute(breaker):
    turns = booked(breaker, replace(BANK, per_minute=30), 60)[30:]
    assert set(minutes(turns)) == {1}
    assert len({turn.second for turn in turns}) > 10


def test_who_comes_later_waits_behind_whoever_has_a_turn(breaker):
    two = replace(BANK, per_minute=2)
    booked(breaker, two, 6)  # this minute and the next two are full
    breaker.clock.later(minutes=1)
    assert minutes(booked(breaker, two, 2)) == [3, 3]


def test_who_has_a_turn_is_not_counted_once_more(breaker):
    two = replace(BANK, per_minute=2)
    booked(breaker, two, 4)
    breaker.clock.later(minutes=1)
    for _ in range(2):
        assert breaker.refused([two], ["bank"]) == {}
    assert breaker.refused([two]) == {"bank": "answer.limited"}


def test_who_has_a_turn_at_a_source_that_is_paused_is_refused_all_the_same(breaker):
    failed(breaker, 3)
    assert breaker.refused([BANK], ["bank"]) == {"bank": "answer.paused"}


def test_nobody_is_given_a_turn_after_more_than_two_hours(breaker):
    one = replace(BANK, per_minute=1)
    turns = [breaker.book([one], f"case-{number}").get("bank") for number in range(121)]
    assert minutes(filter(None, turns)) == [*range(1, 121)]
    assert turns[-1] is None


def applies(quiet, law, number):
    """One more family; that it is the same mother does not matter here."""
    case = family(quiet, law, form=f"form-{number:04d}")
    table.delete(keys.lock("dibao", case.document.members[0]))
    return case


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_our_own_limit_leaves_no_family_unverified(quiet, law, limit):
    """15 families at one moment, every department taking so few questions a minute."""
    simulator = DepartmentSimulator(register([MOTHER_OF_TWO]), "jiuzhu", KEYS, quiet.clock)
    few = [replace(source, per_minute=limit) for source in SOURCES]
    cases_ = [applies(quiet, law, number) for number in range(15)]
    with serving(simulator) as address:
        exchange = Exchange(address, "jiuzhu", KEYS, quiet.clock)
        breaker = CircuitBreaker(sources.limits(law), quiet.clock)
        departments = Departments(exchange, few, DEADLINE, quiet.clock, breaker, simulator.files)
        began = FIVE_HOURS
        quiet.clock.sleep_until(began)
        rounds = 0
        while waiting := [one for one in cases_ if one.state in {State.WAITING, State.VERIFYING}]:
            first = min(waiting, key=lambda one: one.stage_due)
            quiet.clock.sleep_until(first.stage_due)
            after = verify(first, departments, quiet.clock.now())
            cases_[cases_.index(first)] = after
            rounds += 1
            assert rounds <= 4 * 15
        taken = quiet.clock.now() - began
        quiet.clock.settle()
    assert taken < timedelta(minutes=15 // limit + 2)
    for one in cases_:
        reasons = {item["reason"] for item in report.items(one) if item["member"] == 0}
        assert reasons == {""}
    asked = Counter((one.source, one.at.replace(second=0)) for one in simulator.asked)
    assert max(asked.values()) <= limit
