"""The transition table of reconsiderations (records/machine.py)."""

from __future__ import annotations

from chalicelib.records.machine import By, Machine, OfficeLevel, Task, Transition

WAITING = "waiting"
ANSWERED = "answered"
WITHDRAWN = "withdrawn"
_WAITS = frozenset({WAITING})

TASK = Task("reconsider", OfficeLevel.COUNTY, "deadline.reconsideration")

RECONSIDERATION: Machine[str, str] = Machine(
    name="reconsideration",
    transitions=(
        # One for one decision; what was withdrawn may be asked again, what was answered not.
        Transition("ask", frozenset(), WAITING, By.APPLICANT, opens=(TASK.name,), first=True),
        Transition("ask", frozenset({WITHDRAWN}), WAITING, By.APPLICANT, opens=(TASK.name,)),
        Transition("escalate", _WAITS, None, By.SYSTEM),  # somebody of the office above is drawn
        Transition("remind", _WAITS, None, By.SYSTEM),  # nobody is above
        Transition("recount", _WAITS, None, By.SYSTEM),  # a holiday notice moved the day
        Transition("answer", _WAITS, ANSWERED, By.NAMED, task=TASK.name, four_eyes=True),
        Transition("withdraw", _WAITS, WITHDRAWN, By.APPLICANT),
    ),
    ends=frozenset({ANSWERED, WITHDRAWN}),
)
