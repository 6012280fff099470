"""What a family must do now, by name and in words; and whether it may withdraw."""

from __future__ import annotations

from chalicelib.applications.signatures.still_open import (
    BEFORE_DECISION,
    to_photograph,
    to_sign,
)
from chalicelib.case import missing
from chalicelib.case.case import Case
from chalicelib.case.states import State
from chalicelib.case.table import CASE
from chalicelib.casefile.contract import Action
from chalicelib.domain.dates import last_day
from chalicelib.domain.errors import Refused
from chalicelib.records.law import Deadline, Law
from chalicelib.words import in_sequence, listed, say
from chalicelib.words.days import day_words

ADVERSE = frozenset({State.REFUSED, State.NOT_ACCEPTED, State.TERMINATED})

ALL_AT_ONCE: tuple[Action, ...] = ("sign", "untold")
"""What is done where a photo is handed in too."""
CALLS: tuple[Action, ...] = ("call_back", "meet", "visit", "county_visit")


def of_timeline(
    case: Case, state: State, objecting: Deadline | None, law: Law
) -> tuple[Action, str]:
    """What the family must do now: the first that applies."""
    if objecting:
        until = day_words(last_day(objecting.due))
        return "object", in_sequence([say("must.object", until=until)])
    return _worded(_action(case, state, law), case, law)


def of_list(case: Case, state: State, law: Law) -> tuple[Action, str]:
    """As `of_timeline`, without the trail: of a decision against the family it names the letter."""
    action = "read_letter" if state in ADVERSE else _action(case, state, law)
    return _worded(action, case, law)


def _worded(action: Action, case: Case, law: Law) -> tuple[Action, str]:
    """What must be done, and after what comes first the photos that are missing too."""
    papers = to_photograph(case, law)
    if action == "paper":
        return action, papers[0]
    asked = listed(say(f"estimate.ask_{topic}") for topic in missing.left_out(case))
    also = papers if action in ALL_AT_ONCE else []
    return action, in_sequence([say(f"must.{action}", asked=asked), *also])


def _action(case: Case, state: State, law: Law) -> Action:
    if state is State.EXPLAINING:
        return "explain"
    if state is State.PASSED_ON:
        return "call"
    if case.document.task("correct"):
        return "correct"
    if to_sign(case, law.day):
        return "sign"
    if state in BEFORE_DECISION and missing.left_out(case):
        return "untold"
    return "paper" if to_photograph(case, law) else _call(case)


def _call(case: Case) -> Action:
    return next((name for name in CALLS if case.document.task(name)), "nothing")


def may_withdraw(case: Case) -> bool:
    """Whether whoever reads the case may withdraw its application now: no helper may."""
    if case.for_helper:
        return False
    try:
        CASE.find(case.document.standing(case.state), "withdraw")
    except Refused:
        return False
    return True
