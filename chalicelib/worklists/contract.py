"""Worklists as staff read them (the border of worklists)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from chalicelib.platform.border import Border


class TaskLine(Border):
    """A task of a record of any `kind`; `decide_by` is the last day for the decision on it, if any.

    `due_note` says that a day is provisional, where it is. What was let lie is `overdue_since` an
    instant, and `due` anew. Of what was done `due` is when.
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


class Worklist(Border):
    """A page of a list of tasks: the most urgent first, or what was done last."""

    which: Literal["office", "mine", "done"]
    office: str
    tasks: list[TaskLine]
    next: str | None = Field(description="`after` of the next page; null where this is the last")
