"""The transition table of complaints: what can happen to one, as data."""

from __future__ import annotations

from chalicelib.domain.errors import Refused

NEW = ""
WAITING = "waiting"
ANSWERED = "answered"

TRANSITIONS = {
    ("receive", NEW): WAITING,
    ("climb", WAITING): WAITING,  # nobody answered in time: the office above may as well
    ("recount", WAITING): WAITING,  # a holiday notice moved the day
    ("link", WAITING): WAITING,  # which case it concerns, or that it concerns none
    ("answer", WAITING): ANSWERED,
}


FOUR_EYES = frozenset({"answer"})
"""What nobody does before somebody else said which case the complaint concerns."""


def follow(state: str, event: str, said_by: str = "", actor: str = "") -> str:
    """The state to which `event` leads; `said_by` is who last said which case it concerns.

    Refused "complaint.not_now", "complaint.case_first" or "complaint.four_eyes" where it may not
    happen, or not by this actor.
    """
    after = TRANSITIONS.get((event, state))
    if after is None:
        raise Refused("complaint.not_now")
    if event in FOUR_EYES and not said_by:
        raise Refused("complaint.case_first")
    if event in FOUR_EYES and said_by == actor:
        raise Refused("complaint.four_eyes")
    return after
