"""The transition table of complaints (records/machine.py)."""

from __future__ import annotations

from chalicelib.records.machine import By, Machine, OfficeLevel, Task, Transition

WAITING = "waiting"
ANSWERED = "answered"
NAMED = "complaint_named"
_WAITS = frozenset({WAITING})

TASK = Task("answer_complaint", OfficeLevel.COUNTY, "deadline.complaint")

COMPLAINT: Machine[str, str] = Machine(
    name="complaint",
    transitions=(
        Transition("receive", frozenset(), WAITING, By.APPLICANT, opens=(TASK.name,), first=True),
        Transition("escalate", _WAITS, None, By.SYSTEM),  # the office above may answer as well
        Transition("remind", _WAITS, None, By.SYSTEM),  # nobody is above
        Transition("recount", _WAITS, None, By.SYSTEM),  # a holiday notice moved the day
        # Which case it concerns, or that it concerns none; somebody else answers.
        Transition("link", _WAITS, None, By.OFFICER, sets=frozenset({NAMED}), acts=True),
        Transition(
            "answer",
            _WAITS,
            ANSWERED,
            By.OFFICER,
            task=TASK.name,
            needs=frozenset({NAMED}),
            four_eyes=True,
        ),
    ),
    ends=frozenset({ANSWERED}),
)
