from __future__ import annotations

from datetime import timedelta

import pytest

from local.cloud.ticks import Ticks, period
from tests.sandbox.conftest import HOUR, MONDAY, put


def run(toy, **more):
    ticks = Ticks(toy.sandbox, **more).start()
    toy.pass_hours(3)
    toy.sandbox.clock.settle()
    return [(instant - MONDAY) / timedelta(minutes=1) for instant in ticks.called]


def test_with_nothing_due_no_tick_calls_unless_every_tick_is_asked_for(toy):
    with toy.deploy():
        assert run(toy) == []
    with toy.deploy():
        assert len(run(toy, every_tick=True)) == 3 * 4


@pytest.mark.parametrize(
    ("check", "first"),
    [("2022-12-19T01:59:59Z", 60), ("2022-12-19T02:00:00Z", 60), ("2022-12-19T02:00:01Z", 75)],
)
def test_the_first_tick_at_or_after_the_earliest_check_calls(toy, check, first):
    with toy.deploy():
        put("c", table="cases", due={"S": "due#0"}, next_check={"S": check})
        assert run(toy)[0] == first


def test_a_parked_reaction_is_due_at_every_tick(toy):
    with toy.deploy():
        put("STUCK#spread", table="cases")
        assert len(run(toy)) == 3 * 4


def test_a_tick_that_fails_is_recorded_and_the_next_one_runs(toy):
    def fail(_event, _context):
        raise ValueError

    toy.handlers["reconcile"] = fail
    with toy.deploy():
        ticks = Ticks(toy.sandbox, every_tick=True).start()
        toy.pass_hours(1)
        toy.sandbox.clock.settle()
    assert len(ticks.called) == len(ticks.failures) == 4


def test_the_period_is_the_template_s_where_it_declares_one():
    rule = {"Tick": {"Properties": {"ScheduleExpression": "rate(1 hour)"}}}
    assert period(rule) == timedelta(seconds=HOUR)
    assert period({}) == timedelta(minutes=15)


def test_what_comes_up_while_time_passes_is_heard_at_the_next_tick(toy):
    with toy.deploy():
        ticks = Ticks(toy.sandbox).start()
        toy.pass_hours(2.1)
        assert ticks.called == []
        put("c", table="cases", due={"S": "due#0"}, next_check={"S": "2022-12-19T01:00:00Z"})
        toy.pass_hours(1)
        assert ticks.called[0] == MONDAY + timedelta(hours=2, minutes=15)
