"""The transition table of reconsiderations (records/machine.py)."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.records.machine import By, Machine, Standing, Transition

WAITING = "waiting"
ANSWERED = "answered"
WITHDRAWN = "withdrawn"
_WAITS = frozenset({WAITING})

RECONSIDERATION: Machine[str, str] = Machine(
    name="reconsideration",
    transitions=(
        # One for one decision; what was withdrawn may be asked again, what was answered not.
        Transition("ask", frozenset(), WAITING, By.APPLICANT, first=True),
        Transition("ask", frozenset({WITHDRAWN}), WAITING, By.APPLICANT),
        Transition("climb", _WAITS, None, By.SYSTEM),  # somebody of the office above is drawn
        Transition("recount", _WAITS, None, By.SYSTEM),  # a holiday notice moved the day
        Transition("answer", _WAITS, ANSWERED, By.NAMED, four_eyes=True),
        Transition("withdraw", _WAITS, WITHDRAWN, By.APPLICANT),
    ),
    ends=frozenset({ANSWERED, WITHDRAWN}),
)


def state_after(state: str, event: str, took_part: Iterable[str] = (), actor: str = "") -> str:
    """The state to which `event` leads; `took_part` are those who acted in the case.

    Refused "reconsideration.not_now" or "reconsideration.four_eyes" where it may not happen, or not
    by this actor.
    """
    standing = Standing("", state or None, acted=frozenset(took_part))
    return RECONSIDERATION.find(standing, event, actor).to or state
