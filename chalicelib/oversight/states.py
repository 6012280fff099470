"""The transition table of signs that somebody of the staff looked where they should not."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from chalicelib.records.machine import By, Machine, OfficeLevel, Task, Transition

WAITING = "waiting"
ANSWERED = "answered"
_WAITS = frozenset({WAITING})

TASK = Task("answer_sign", OfficeLevel.COUNTY, "deadline.sign", frozenset({Post.LEADER}))

SIGN: Machine[str, str] = Machine(
    name="sign",
    transitions=(
        Transition("raise", frozenset(), WAITING, By.SYSTEM, opens=(TASK.name,), first=True),
        Transition("escalate", _WAITS, None, By.SYSTEM),  # the office above may answer as well
        Transition("remind", _WAITS, None, By.SYSTEM),  # nobody is above
        Transition("recount", _WAITS, None, By.SYSTEM),  # a holiday notice moved the day
        # Not by whoever it is about.
        Transition("answer", _WAITS, ANSWERED, By.HOLDER, task=TASK.name, four_eyes=True),
    ),
    ends=frozenset({ANSWERED}),
)
