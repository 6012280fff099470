"""The case's transition table (records/machine.py): every event that can happen to a case.

Order of things: 民发〔2021〕57号, chapters 2 to 5; urgent temporary aid pays first
(国发〔2014〕47号 as kept by the 2020 opinion, 15).
"""

from __future__ import annotations

from chalicelib.case.rows import any_stage, application, benefit, decision
from chalicelib.case.states import BEFORE_OPINION, ENDS, STAGE_TASKS, State
from chalicelib.records.machine import Machine

TRANSITIONS = (*application.ROWS, *decision.ROWS, *benefit.ROWS, *any_stage.ROWS)
"""In this order: where two rows of an event fit, the first is taken."""

DISCLOSED_TASKS = STAGE_TASKS | {"accept", "correct", "call_back", "meet", "visit"}
"""The tasks of which anybody may know who may act on the case."""

CASE = Machine(
    name="case",
    transitions=TRANSITIONS,
    ends=ENDS,
    stage_tasks=STAGE_TASKS,
    lives=dict.fromkeys(
        ("accept", "non_acceptance", "call_back", "meet", "visit", "appraise", "consent"),
        BEFORE_OPINION,
    )
    | {"correct": BEFORE_OPINION | {State.POST_REVIEWING}},
    outlive={"account": "entitled"},
    disclosed=DISCLOSED_TASKS,
)
"""What can happen to a case; whoever decided in it releases none of its money."""
