"""Every act of staff in a case against every decision of a second person: who did the one does not
cause the other, unless the table below says why they may."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import pytest

from chalicelib.case import permission, states, table
from chalicelib.case.case import Step
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import Standing
from chalicelib.case.table import TRANSITIONS
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.errors import Refused
from chalicelib.records.machine import By, Machine

STAFF = {By.HOLDER, By.COUNTY, By.OFFICER, By.FAMILY_OR_STAFF, By.SIGNER, By.PUBLIC_OR_STAFF}
"""Whom an earlier act names (By.NAMED) acted already when it was recorded."""

BEGINS = "it says of the papers that they are there, not of the family that it is poor"
ASKS = "it asks again and settles nothing"
DECIDED = "whoever decided in the case may decide again; they release none of its money"
LEAVES = "it leaves the benefit as it is"
MAY_DECIDE_AFTER = {
    "accept": BEGINS,
    "ask_correction": BEGINS,
    "look_again": ASKS,
    "pass_on": "nothing is decided after it",
    "call_back": "the family is told how it goes on",
    "call_failed": "nobody was spoken to",
    "call_given_up": "nobody was spoken to",
    "ask_family": ASKS,
    "verify_again": ASKS,
    "review_late_answer": ASKS,
    "return_to_standard": "it goes before the public like any other",
    "extend": "it moves a day",
    **dict.fromkeys(("object", "object_to_end"), "it is what somebody else said"),
    "claim": "it takes a task and does nothing with it",
    "hand_over": "it takes a task and does nothing with it",
    "remind_holder": "a leader reminds whoever has it, and decides nothing",
    "sign_off": "they count as whoever carries it out, once that is done",
    "keep": LEAVES,
    "confirm_account": "they release no money to it",
    "refuse_account": "the account stays as it was",
    **dict.fromkeys(
        ("not_accept", "not_ours", "confirm", "decline", "send_back", "post_review",
         "change_benefit", "end_benefit",
         "enter_grace", "review_again", "confirm_death", "review_rest", "refute_death",
         "check_again", "restore_person", "restore_and_review", "reopen_benefit",
         "reopen_and_review", "terminate"),
        DECIDED,
    ),
}  # fmt: skip

ACTS = sorted({row.event for row in TRANSITIONS if row.by in STAFF})
DECISIONS = [row for row in TRANSITIONS if row.four_eyes]
ONE_ALONE = {
    "grant_urgent": "paid at once, and closed by somebody else (2020 opinion, 15)",
    "keep": LEAVES,
    "pass_on": "it belongs elsewhere",
}
"""What one member of staff alone may do although a case ends or a benefit begins or goes on."""


def acted_after(event):
    """Who acted once somebody did this, where the table allows it."""
    rows = [row for row in TRANSITIONS if row.event == event and row.by in STAFF]
    return {
        frozenset(
            table.CASE.follow(Standing(min(row.tracks), min(row.frm)), row, "a", ["named"]).acted
        )
        for row in rows
    }


@pytest.mark.parametrize("act", ACTS)
def test_who_acted_causes_no_decision_of_a_second_person_unless_the_table_says_why(act):
    for acted, row in product(acted_after(act), DECISIONS):
        tasks = frozenset({row.task} if row.task else ())
        here = Standing(min(row.tracks), min(row.frm), row.needs, tasks)
        for who in ("a", "named"):
            may = act in MAY_DECIDE_AFTER or (who == "a" and act == "tell_change")
            assert allowed(replace(here, acted=acted), row.event, who) == may, (act, row.event)
        assert allowed(replace(here, acted=acted), row.event, "b")


def allowed(standing, event, who):
    try:
        table.CASE.find(standing, event, who)
    except Refused as refused:
        assert refused.code == "case.four_eyes"
        return False
    return True


def test_the_table_names_nothing_that_is_not_there():
    assert MAY_DECIDE_AFTER.keys() <= {*ACTS}


def test_what_ends_a_case_or_changes_a_benefit_needs_a_second_person_unless_the_table_says_why():
    ends = states.ENDS | {states.State.RECEIVING, states.State.GRACE}
    ends |= {states.State.CONFIRMED, states.State.DECLINED, states.State.LEAVING}
    ends |= {states.State.PAYING_FIRST}
    alone = {
        row.event for row in TRANSITIONS
        if row.by in STAFF and row.to in ends and not row.four_eyes
    }  # fmt: skip
    assert alone == ONE_ALONE.keys()


OF_STAFF = [row for row in TRANSITIONS if row.by in STAFF | {By.NAMED}]


@pytest.mark.parametrize("row", OF_STAFF, ids=lambda row: f"{row.event} {row.task}")
def test_who_has_a_relative_in_a_case_does_nothing_in_it(row, monkeypatch):
    monkeypatch.setattr(Machine, "find", lambda *_: row)
    with pytest.raises(Refused, match=r"case\.own_relative"):
        permission.allowed(case_with_relative_of("clerk"), row.event, by("clerk"), Step())


def test_nothing_is_handed_to_who_has_a_relative_in_a_case(monkeypatch):
    row = next(one for one in TRANSITIONS if one.event == "hand_over")
    monkeypatch.setattr(Machine, "find", lambda *_: row)
    with pytest.raises(Refused, match=r"case\.own_relative"):
        permission.allowed(
            case_with_relative_of("other"), "hand_over", by("clerk"), Step(hand_to="other")
        )


def case_with_relative_of(staff):
    """A case in which somebody is a close relative of a member of staff."""
    relatives = [{"member": 0, "kinship": "sibling", "of": "staff", "staff": staff}]
    document = CaseDocument(states.Track.STANDARD, "owner", "", documents={"relatives": relatives})
    return SimpleNamespace(document=document, state=states.State.REVIEWING, doc=lambda _name: {})


def by(staff):
    """Somebody acts who might do everything."""
    actor = Actor(staff, Role.STAFF, "220203007000", frozenset(Post))
    return SimpleNamespace(actor=actor)
