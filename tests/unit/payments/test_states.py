"""The tables of money, searched exhaustively: everything can end, and nothing is paid twice."""

from __future__ import annotations

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.payments import rules
from chalicelib.payments.rules import Attempt
from chalicelib.payments.states import AT_BANK, MACHINES, PAYMENT, state_after

KINDS = sorted(MACHINES)
NEW = ""
MOST_ATTEMPTS = 4


def events_from(kind, state):
    """Every (event, state after) that may follow a state."""
    for row in MACHINES[kind].transitions:
        if state in row.frm or (row.first and state == NEW):
            yield row.event, row.to


def reachable(kind):
    seen, todo = {NEW}, [NEW]
    while todo:
        for _, after in events_from(kind, todo.pop()):
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return seen


def can_end(kind, state):
    seen, todo = {state}, [state]
    while todo:
        current = todo.pop()
        if current in MACHINES[kind].ends:
            return True
        fresh = {after for _, after in events_from(kind, current)} - seen
        seen |= fresh
        todo += fresh
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_that_can_be_reached_can_end(kind):
    assert [state for state in reachable(kind) if not can_end(kind, state)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_the_table_can_be_reached(kind):
    rows = MACHINES[kind].transitions
    named = {NEW}.union(*(row.frm | {row.to} for row in rows))
    assert named == reachable(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_follows_an_end_but_that_money_comes_back_or_a_file_says_more(kind):
    """An entitlement that ended stays so, whatever its earlier months come to."""
    moves = (
        (event, state, to)
        for state in MACHINES[kind].ends
        for event, to in events_from(kind, state)
    )
    following = {event for event, state, to in moves if to != state}
    assert following <= {"return", "reopen", "answer"}


def test_what_the_table_does_not_allow_is_refused():
    with pytest.raises(Refused) as refused:
        state_after("payment", "sending", "cancel")
    assert refused.value.code == "payments.not_now"


def histories(next_attempt):
    """Every history of the attempts at one part, whoever approves and whatever the bank says.

    A history is the states of its attempts in order. An attempt may be claimed at any time that
    `next_attempt` allows; the bank may answer in any order, late, or never.
    """
    seen, todo = {()}, [()]
    while todo:
        attempts = todo.pop()
        newest = Attempt(len(attempts), attempts[-1]) if attempts else None
        following = [
            (*attempts[:index], to, *attempts[index + 1 :])
            for index, state in enumerate(attempts)
            for _, to in events_from("payment", state)
        ]
        for approved in (False, True):
            number = next_attempt(newest, approved)
            if number is not None and number <= MOST_ATTEMPTS:
                assert number == len(attempts) + 1
                following.append((*attempts, "claimed"))
        fresh = set(following) - seen
        seen |= fresh
        todo += fresh
    return seen


def wrong(history):
    """Paid twice, or two attempts at the bank, or one there beside one that was paid."""
    return sum(state in AT_BANK | {"claimed", "credited"} for state in history) > 1


def test_no_history_pays_a_part_twice():
    found = histories(rules.next_attempt)
    assert len(found) > 50
    assert [history for history in found if wrong(history)] == []


def test_every_history_can_still_come_to_be_paid_or_be_closed():
    for history in histories(rules.next_attempt):
        assert all(can_end("payment", state) for state in history)


def test_claiming_again_while_the_outcome_is_unknown_would_pay_twice():
    def hasty(held, approved):
        if held and held.state == "unknown":
            return held.attempt + 1
        return rules.next_attempt(held, approved)

    assert any(history.count("credited") > 1 for history in histories(hasty))


def test_what_the_bank_may_have_is_never_cancelled():
    (cancelled,) = [row.frm for row in PAYMENT.transitions if row.event == "cancel"]
    assert not cancelled & AT_BANK
