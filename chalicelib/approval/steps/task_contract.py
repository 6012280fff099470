"""What staff send of their tasks, of one or of many, and what became of each (API models)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.case.contract import VersionedDecision
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    TO_FAMILY,
    Reason,
    StaffId,
)


class HandOver(ApiModel):
    """To whom a claimed task goes."""

    to: StaffId


class SignOff(VersionedDecision):
    """That a colleague may carry out a task by this event (经办、审核、签发)."""

    event: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


CaseTask = Annotated[str, StringConstraints(pattern=r"^c[a-z2-7]{32}/[a-z_]{1,40}$")]
"""A task of a case: the id of the case and the name of the task."""

MOST_TASKS = 50

CaseTasks = Annotated[list[CaseTask], Field(min_length=1, max_length=MOST_TASKS)]


class TasksToAssign(ApiModel):
    """Tasks that all go to one colleague, or to oneself."""

    tasks: CaseTasks
    to: StaffId


class TasksToRemind(ApiModel):
    """Tasks of which those who have them are reminded."""

    tasks: CaseTasks


CaseAsShown = Annotated[str, StringConstraints(pattern=r"^c[a-z2-7]{32}/[1-9][0-9]{0,8}$")]
"""A case, and the version of it that was shown."""

MOST_TOGETHER = 20
"""So many cases are signed by one form, and read for one page of them."""


class GrantsTogether(ApiModel):
    """Cases that are alike, and are all granted as the township proposed: never refused."""

    decision: Literal["confirm"]
    alike: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    cases: Annotated[list[CaseAsShown], Field(min_length=2, max_length=MOST_TOGETHER)]
    reason: Annotated[Reason, TO_FAMILY]


class TaskOutcome(ApiModel):
    """What became of one task: `done`, or refused for the reason that `detail` tells.

    Of a case that is not one's own to see there is neither label nor receipt.
    """

    task: str
    task_words: str
    receipt: str
    label: str
    done: bool
    detail: str


class TaskOutcomes(ApiModel):
    """What became of each task, in the order in which they were named."""

    outcomes: list[TaskOutcome]


class TaskClaim(ApiModel):
    """Taking a task."""
