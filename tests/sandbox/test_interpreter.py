from __future__ import annotations

import pytest

from chalicelib.platform import aws


def test_a_case_waits_times_out_is_escalated_and_is_granted_each_at_its_exact_instant(toy):
    with toy.deploy():
        toy.start("calm")
        toy.start("late")
        toy.pass_hours(30)
        toy.answer("calm")
        toy.pass_hours(100)
        toy.answer("late")
        toy.pass_hours(30 * 24)
        assert toy.status("calm") == toy.status("late") == "SUCCEEDED"
    seen = {name: [(step, at) for step, id_, at in toy.seen if id_ == name] for name in toy.tokens}
    assert seen["calm"] == [("verify", 5), ("review", 5), ("grant", 30 + 168)]
    assert seen["late"] == [
        ("verify", 5), ("review", 5), ("escalate", 77), ("review", 77), ("grant", 130 + 168),
    ]  # fmt: skip


def test_two_runs_are_equal_to_the_second(toy):
    runs = []
    for _ in range(2):
        toy.seen.clear()
        with toy.deploy():
            for number in range(5):
                toy.start(f"c{number}", seconds=100 + number % 2)
            toy.pass_hours(200)
        runs.append(list(toy.seen))
    assert runs[0] == runs[1]


def test_whatever_a_handler_dies_of_is_a_function_error_and_never_a_hanging_execution(toy):
    class Crash(BaseException):
        pass

    def crash(_event, _context):
        raise Crash

    toy.handlers["verify"] = crash
    with toy.deploy():
        toy.start("c1")
        toy.pass_hours(6)
        assert toy.status("c1") == "FAILED"
        assert toy.sandbox.executions()["c1"].error == "Lambda.Unknown"


@pytest.mark.parametrize("hours", [0, 2, 6])
def test_an_execution_can_be_ended_at_once_in_a_wait_and_at_a_token(toy, hours):
    with toy.deploy():
        toy.start("c1")
        if hours:
            toy.pass_hours(hours)
        toy.sandbox.stop_execution("c1")
        toy.sandbox.clock.settle()
        assert toy.status("c1") == "ABORTED"
        toy.pass_hours(400)
    assert [step for step, *_ in toy.seen] == (["verify", "review"] if hours == 6 else [])


def test_a_token_is_gone_once_it_was_used_or_timed_out(toy):
    with toy.deploy():
        gone = aws.client("stepfunctions").exceptions.TaskDoesNotExist
        toy.start("c1")
        toy.pass_hours(6)
        first = dict(toy.tokens)
        toy.pass_hours(72)
        assert toy.tokens != first
        second, toy.tokens = toy.tokens, first
        with pytest.raises(gone):
            toy.answer("c1")
        toy.tokens = second
        toy.answer("c1")
        with pytest.raises(gone):
            toy.answer("c1")


def test_a_failure_of_a_token_task_keeps_its_error_and_cause(toy):
    with toy.deploy():
        toy.start("c1")
        toy.pass_hours(6)
        aws.client("stepfunctions").send_task_failure(
            taskToken=toy.tokens["c1"], error="Refused", cause="case.withdrawn"
        )
        toy.sandbox.clock.settle()
        execution = toy.sandbox.executions()["c1"]
        assert (execution.exec_status, execution.error) == ("FAILED", "Refused")
        assert execution.cause == "case.withdrawn"
