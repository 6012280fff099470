"""What the driver must know of the workflow of a case (records/driver.py)."""

from __future__ import annotations

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import State
from chalicelib.case.table import CASE
from chalicelib.domain.dates import parse_instant
from chalicelib.platform.runtime.settings import settings
from chalicelib.records.act import Act
from chalicelib.records.driver import RESUME, DrivenKind, ShouldResume, Workflow


def _resume(case_id: str, should_resume: ShouldResume, act: Act) -> None:
    def decide(found: Case) -> tuple[str, Step] | None:
        return (RESUME, Step()) if should_resume(found.record) else None

    transitions.change(cases.load(case_id), decide, act)


DRIVEN = DrivenKind(
    kind="case",
    machine=CASE,
    workflow=Workflow(
        arn=lambda: settings().need("state_machine_arn"),
        waits=frozenset(
            {
                State.EXPLAINING,
                State.REVIEWING,
                State.PROPOSING,
                State.NOTICING,
                State.CONFIRMING,
                State.DECIDING,
                State.POST_REVIEWING,
            }
        ),
        until=lambda row: parse_instant(row.clear["stage_due"]),
    ),
    resume=_resume,
)
