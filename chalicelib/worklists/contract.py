"""Worklists as staff read them (the API contract of worklists)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from chalicelib.platform.models import ApiModel


class WorklistTask(ApiModel):
    """A task of a record of any `kind`; `decide_by` is the last day for the decision on it, if any.

    `due_note` says that a day is provisional, where it is. A task that was escalated is
    `overdue_since` an instant, and has a new `due`. For a task that is done `due` is when that was.
    """

    kind: str
    id: str
    task: str
    task_words: str
    scheme: str
    label: str
    due: str
    overdue_since: str
    decide_by: str
    due_note: str
    working_days_left: int
    claimed_by: str
    escalations: int


class Worklist(ApiModel):
    """A page of a list of tasks: the most urgent first, or what was done last."""

    name: Literal["office", "mine", "overdue", "done"]
    office: str
    tasks: list[WorklistTask]
    next: str | None = Field(description="`after` of the next page; null where this is the last")
