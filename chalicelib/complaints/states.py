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
    ("link", WAITING): WAITING,  # which case it is about
    ("answer", WAITING): ANSWERED,
}


def follow(state: str, event: str) -> str:
    """The state to which `event` leads; Refused("complaint.not_now") where it may not happen."""
    after = TRANSITIONS.get((event, state))
    if after is None:
        raise Refused("complaint.not_now")
    return after
