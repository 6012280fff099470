"""The transition table of complaints (records/machine.py)."""

from __future__ import annotations

from chalicelib.records.machine import By, Machine, Standing, Transition

WAITING = "waiting"
ANSWERED = "answered"
NAMED = "complaint_named"
_WAITS = frozenset({WAITING})

COMPLAINT: Machine[str, str] = Machine(
    name="complaint",
    transitions=(
        Transition("receive", frozenset(), WAITING, By.APPLICANT, first=True),
        Transition("climb", _WAITS, None, By.SYSTEM),  # the office above may answer as well
        Transition("recount", _WAITS, None, By.SYSTEM),  # a holiday notice moved the day
        # Which case it concerns, or that it concerns none; somebody else answers.
        Transition("link", _WAITS, None, By.OFFICER, sets=frozenset({NAMED}), acts=True),
        Transition(
            "answer", _WAITS, ANSWERED, By.OFFICER, needs=frozenset({NAMED}), four_eyes=True
        ),
    ),
    ends=frozenset({ANSWERED}),
)


def state_after(state: str, event: str, said_by: str = "", actor: str = "") -> str:
    """The state to which `event` leads; `said_by` is who last said which case it concerns.

    Refused "complaint.not_now", "complaint.needs" or "complaint.four_eyes" where it may not happen,
    or not by this actor.
    """
    said = (frozenset({NAMED}), frozenset({said_by})) if said_by else (frozenset[str](),) * 2
    standing = Standing("", state or None, facts=said[0], acted=said[1])
    return COMPLAINT.find(standing, event, actor).to or state
