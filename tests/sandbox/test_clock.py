from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from local.cloud.clock import LogicalClock
from local.cloud.waiters import Stalled
from tests.sandbox.conftest import HOUR, MONDAY


@pytest.fixture
def clock():
    made = LogicalClock(MONDAY)
    yield made
    made.stop()


def test_time_stands_still_while_anybody_works_and_jumps_when_all_wait(clock):
    log = []

    def worker():
        clock.wait(object(), 5 * HOUR)
        log.append(clock.now())

    clock.thread(worker, "worker")
    assert clock.now() == MONDAY
    clock.sleep_until(MONDAY + timedelta(days=1))
    assert log == [MONDAY + timedelta(hours=5)]
    assert clock.now() == MONDAY + timedelta(days=1)


def test_who_waits_for_one_instant_is_woken_one_after_the_other_in_the_order_of_asking(clock):
    log = []

    def worker(name):
        clock.wait(object(), 60)
        log.append(name)
        clock.wait(object(), 60)
        log.append(name.upper())

    for name in "abcd":
        clock.thread(lambda n=name: worker(n), name)
        clock.settle()
    clock.wait(object(), 121)
    assert "".join(log) == "abcdABCD"


def test_a_fired_key_wakes_its_waiter_before_the_deadline(clock):
    key, woken = object(), []
    clock.thread(lambda: woken.append((clock.wait(key, HOUR), clock.now())), "waiter")
    clock.wait(object(), 60)
    clock.fire(key)
    clock.settle()
    assert woken == [(True, MONDAY + timedelta(minutes=1))]


def test_gather_answers_none_for_whoever_is_silent_at_the_deadline(clock):
    def after(seconds, answer):
        def call():
            clock.wait(object(), seconds)
            return answer

        return call

    calls = [after(7, "before"), after(8, "at"), after(9, "above")]
    answers = clock.gather(calls, timedelta(seconds=8))
    assert answers[0] == "before" and answers[2] is None
    assert clock.now() == MONDAY + timedelta(seconds=8)


def test_gather_raises_what_the_first_of_its_calls_raised(clock):
    def refuse():
        raise ValueError("first")

    def break_down():
        raise KeyError("second")

    with pytest.raises(ValueError, match="first"):
        clock.gather([refuse, break_down], timedelta(seconds=8))


def test_a_slow_partner_lends_its_callers_time(clock):
    """The partner's thread is none of the clock's; its caller only blocks on it."""

    def call(seconds):
        answered = threading.Event()

        def partner():
            clock.lend(seconds)
            answered.set()

        threading.Thread(target=partner, daemon=True).start()
        answered.wait()
        return seconds

    answers = clock.gather([lambda: call(3), lambda: call(3600)], timedelta(seconds=8))
    assert answers == [3, None]
    assert clock.now() == MONDAY + timedelta(seconds=8)


def test_an_error_in_a_thread_reaches_the_owner(clock):
    def fail():
        raise ValueError("in a thread")

    clock.thread(fail, "failing")
    with pytest.raises(ValueError, match="in a thread"):
        clock.settle()


def test_waiting_for_what_can_never_happen_is_reported_and_does_not_hang(clock):
    with pytest.raises(Stalled):
        clock.wait(object(), None)


def test_stopping_ends_the_threads_that_wait():
    clock = LogicalClock(MONDAY)
    went_on = []

    def worker():
        clock.wait(object(), HOUR)
        went_on.append(True)

    thread = clock.thread(worker, "worker")
    clock.stop()
    thread.join(5)
    assert not thread.is_alive() and not went_on
