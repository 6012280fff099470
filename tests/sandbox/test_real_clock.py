from __future__ import annotations

from local.cloud.real_clock import RealClock
from tests.sandbox.conftest import HOUR, MONDAY


def test_real_time_can_be_moved_on_to_the_next_event_and_by_a_day_event_by_event():
    clock = RealClock(MONDAY)
    log = []

    def worker():
        for hours in (1, 2, 40):
            clock.wait(object(), hours * HOUR)
            log.append(round((clock.now() - MONDAY).total_seconds() / HOUR, 1))

    clock.thread(worker, "worker")
    while clock.next_deadline() is None:
        pass
    clock.to_next_event()
    assert log == [1.0]
    clock.forward(24 * HOUR)
    assert log == [1.0, 3.0]
    assert round((clock.now() - MONDAY).total_seconds() / HOUR) == 25
    clock.stop()


def test_a_whole_deployment_runs_on_real_time_that_is_moved_on(toy):
    with toy.deploy(clock=RealClock(MONDAY)) as sandbox:
        toy.start("c1")
        sandbox.clock.forward(6 * HOUR)
        toy.answer("c1")
        sandbox.clock.forward(8 * 24 * HOUR)
        assert toy.status("c1") == "SUCCEEDED"
    assert [(step, round(hours)) for step, _, hours in toy.seen] == [
        ("verify", 5),
        ("review", 5),
        ("grant", 6 + 168),
    ]
