"""Task tokens: a decision is first the commit, and finds the step that waits, however late."""

from __future__ import annotations

import pytest

from chalicelib.case import case as cases
from chalicelib.domain.errors import Refused
from chalicelib.platform.aws import stepfunctions
from chalicelib.platform.aws.stepfunctions import TokenGone
from chalicelib.platform.store import tokens
from local.cloud.streams import Trouble
from tests.conftest import FAMILY
from tests.integration.workflows.conftest import COUNTY, GRANTED, LEADER, furnished, opened

ATTEMPT = 2  # of a case that was brought to its stage by hand


@pytest.fixture
def case(office):
    """A case on the county's desk, with an execution that waits for the decision."""
    return waiting(office)


def waiting(office):
    found = office.begins(office.brought_to("confirming"))
    assert office.tokens(found) == ["confirming"]
    return found


def decides(office, case, actor=COUNTY):
    office.happens(case, "confirm", actor, documents=GRANTED)


def granted(office, case, attempt=ATTEMPT):
    """Granted once, by the newest attempt, with no token left and nothing left running."""
    assert office.now_at(case) == ("receiving", attempt)
    assert [e for e in office.events(case) if e in {"confirm", "entitle"}] == ["confirm", "entitle"]
    assert office.tokens(case) == []
    statuses = {office.status(case, n) for n in range(ATTEMPT, attempt + 1)}
    assert statuses == {"SUCCEEDED"}


class Meanwhile:
    """At the n-th point of a function's calls, before or after it, something happens, once."""

    def __init__(self, function, point, act):
        self.function, self.left, self.act = function, point, act

    def __call__(self, _phase, call):
        if call.function != self.function or self.left < 0:
            return
        self.left -= 1
        if self.left < 0:
            self.act()

    @property
    def happened(self):
        return self.left < 0


def test_a_decision_wakes_the_step_that_waits_for_it(office, case):
    decides(office, case)
    office.settle()
    granted(office, case)


def test_twice_a_token_wakes_once(office, case):
    (kept,) = tokens.waiting("case", case.id)
    token = tokens.unseal("case", case.id, kept)
    decides(office, case)
    office.settle()
    told = stepfunctions.Payload(
        kind="case", id=case.id, attempt=ATTEMPT, stage="confirmed", seconds=1
    )
    with pytest.raises(TokenGone):
        stepfunctions.wake(token, told)
    granted(office, case)


def test_a_decision_that_is_reported_twice_is_carried_out_once():
    with opened(Trouble(seed=7, duplicate=1.0, shuffle=True)) as sandbox:
        office = furnished(sandbox)
        case = waiting(office)
        decides(office, case)
        office.later(hours=1)
        granted(office, case)


def test_an_unknown_token_is_no_reason_to_wait(office, case):
    """The step that holds the right one ends quietly when its own time is over."""
    now = office.sandbox.clock.now()
    tokens.store("case", case.id, "confirming", ATTEMPT, "nobody-knows-this-one", now)
    decides(office, case)
    office.later(hours=1)
    assert office.status(case, ATTEMPT) == "RUNNING"
    assert office.status(case, ATTEMPT + 1) == "SUCCEEDED"
    office.later(days=40)
    granted(office, case, ATTEMPT + 1)


@pytest.mark.parametrize("decider", ["city1", COUNTY])
def test_a_token_whose_time_is_over_is_replaced_and_the_decision_finds_the_new_one(
    office, case, decider
):
    """The superior may decide now, and the county that let it lie still may."""
    while office.events(case)[-1] != "escalate":
        office.later(days=1)
    assert office.entered(case, ATTEMPT)[-3:] == ["Overdue", "Route", "Confirm"]
    decides(office, case, decider)
    office.settle()
    granted(office, case)


@pytest.mark.parametrize("point", range(6))
def test_a_decision_that_comes_while_a_timeout_is_carried_out_is_not_lost(office, case, point):
    """Late for the token, in time for the case: the step has timed out, the task not escalated."""
    late = Meanwhile("approval_overdue", point, lambda: decides(office, case))
    office.sandbox.hooks.append(late)
    office.later(days=40)
    if late.happened:
        granted(office, case, cases.load_clear(case.id).attempt)
    else:
        assert office.now_at(case) == ("confirming", ATTEMPT)


def test_of_two_who_decide_at_once_one_is_refused_and_the_step_is_woken_once(office, case):
    decides(office, case)
    with pytest.raises(Refused):
        office.happens(case, "decline", LEADER)
    office.settle()
    granted(office, case)
    assert [call.operation for call in office.sandbox.calls].count("SendTaskSuccess") == 1


def test_after_a_withdrawal_a_decision_is_refused_and_the_execution_ends_quietly(office, case):
    office.happens(case, "withdraw", FAMILY)
    with pytest.raises(Refused):
        decides(office, case)
    office.settle()
    assert office.now_at(case) == ("withdrawn", ATTEMPT)
    assert office.tokens(case) == []
    assert office.entered(case, ATTEMPT)[-1] == "Over"
    assert office.status(case, ATTEMPT) == "SUCCEEDED"


def decided_while_the_token_is_stored(office, point):
    """The county decides, and the driver receives the event, at one point of the storing."""
    case = office.brought_to("confirming")

    def decide():
        decides(office, case)
        office.sandbox.clock.wait(object(), 0)  # it is the driver's turn

    meanwhile = Meanwhile("approval_wait", point, decide)
    office.sandbox.hooks.append(meanwhile)
    office.begins(case)
    return case if meanwhile.happened else None


def test_decided_at_any_moment_while_the_token_is_stored_the_step_goes_on_at_once():
    point, case = 0, True
    while case:
        with opened() as sandbox:
            office = furnished(sandbox)
            case = decided_while_the_token_is_stored(office, point)
            if case:
                granted(office, case)
        point += 1
    assert point > 6


def test_if_the_case_were_read_before_the_token_is_kept_a_decision_would_be_slept_through(
    monkeypatch,
):
    load, keep, read = cases.load_clear, tokens.store, {}

    def keep_after_reading(kind, case_id, *of_token):
        read[case_id] = load(case_id)
        return keep(kind, case_id, *of_token)

    def as_read(case_id):
        return read.pop(case_id, None) or load(case_id)

    monkeypatch.setattr(tokens, "store", keep_after_reading)
    monkeypatch.setattr(cases, "load_clear", as_read)
    slept = 0
    for point in range(6):
        with opened() as sandbox:
            office = furnished(sandbox)
            case = decided_while_the_token_is_stored(office, point)
            slept += office.now_at(case) == ("confirmed", ATTEMPT)
    assert slept > 0
