"""What the crash harness looks at after a play, each shown to see what it is for."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib.platform.store import keys, table
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.records.law import law_on
from local.proof.checks import Listener, lost
from local.proof.outcome import Outcome
from tests.support.cases import FAMILY, submitted

KEY = IdempotencyKey(FAMILY.id, "key-of-the-family", "digest", 2**31)
CALM = Outcome(
    records={"case c1": "submit entitle (receiving)"},
    items=Counter(["cases CASE#c1 LETTER#…#granted"]),
    shown="granted",
    paid={"6217": (130_000,)},
)


@pytest.fixture
def case(quiet):
    """A case that was submitted under an idempotency key."""
    return submitted(quiet, law_on(quiet.clock.now()), idempotency_key=KEY)


def test_what_was_acknowledged_has_its_event(quiet, case):
    town = SimpleNamespace(sandbox=quiet)
    assert [*lost(town, [KEY.key])] == []
    assert len([*lost(town, ["key-of-somebody-else"])]) == 1
    table.delete(keys.event("case", case.id, 1))
    assert len([*lost(town, [KEY.key])]) == 1


def test_what_is_past_its_check_twice_was_unattended(quiet, case):
    listener = Listener(quiet, frozenset())
    listener("reconcile", {}, {})
    assert listener.unattended == []
    quiet.clock.sleep_until(case.record.next_check + timedelta(minutes=1))
    listener("spread", {}, {})
    listener("reconcile", {}, {})
    assert listener.unattended == []
    listener("reconcile", {}, {})
    assert len(listener.unattended) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"records": {"case c1": "submit entitle entitle (receiving)"}},
        {"records": {}},
        {"items": Counter()},
        {"items": Counter(["cases CASE#c1 LETTER#…#granted"] * 2)},
        {"shown": "refused"},
        {"paid": {"6217": (130_000, 130_000)}},
    ],
)
def test_another_ending_is_another(other):
    assert [*Outcome(**{**vars(CALM), **other}).differences(CALM)]


def test_the_same_ending_is_the_same():
    assert [*CALM.differences(Outcome(**vars(CALM)))] == []


FIRST, SECOND = "cases WORK#DONE#s1 …#survey", "cases WORK#DONE#s2 …#decide"
NOTED = Outcome(**vars(CALM) | {"items": CALM.items + Counter([FIRST, SECOND])})
"""An outcome in which two people find on their own lists what they did."""


def noted(*lines):
    return Outcome(**vars(CALM) | {"items": CALM.items + Counter(lines)})


def test_whoever_died_after_an_event_may_miss_one_line_of_what_was_done():
    assert [*noted(FIRST).differences(NOTED)] == [*noted(SECOND).differences(NOTED)] == []


@pytest.mark.parametrize(
    "other",
    [
        noted(),  # one process died, and two lines are missing
        noted(FIRST, FIRST),  # of two different lines one lies there twice
        noted(FIRST, SECOND, SECOND),
        Outcome(**vars(CALM) | {"items": Counter([FIRST, SECOND])}),  # the letter is missing
    ],
)
def test_any_other_difference_in_what_was_done_is_one(other):
    assert [*other.differences(NOTED)]
