"""Worklists as staff read them (the API contract of worklists)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import ShortText

Word = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
ListName = Literal["office", "mine", "overdue", "done"]


class WorklistTask(ApiModel):
    """A task of a record of any `kind`; `decide_by` is the last day for the decision on it, if
    any; the line of a call to the family does not say it.

    `due_note` and `decide_by_note` say that the day is provisional, where it is. A task that was
    escalated is `overdue_since` an instant, and has a new `due`. For a task that is done `due` is
    when that was.
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
    decide_by_note: str
    working_days_left: int
    claimed_by: str
    escalations: int


class Worklist(ApiModel):
    """A page of a list of tasks: the most urgent first, or what was done last."""

    name: ListName
    office: str
    tasks: list[WorklistTask]
    next: str | None = Field(description="`after` of the next page; null where this is the last")


class LateTask(ApiModel):
    """A step that passed its clock: whose it was, which office and who has it, since when it is
    late, until when it was ("" while it is), and how many working days that is.

    `id` and `label` are "" where its record is not the reader's to open.
    """

    kind: str
    id: str
    task: str
    task_words: str
    scheme: str
    label: str
    office: str
    office_name: str
    now_with: str
    claimed_by: str
    late_since: str
    done_at: str
    days_over: int


class OfficeBelow(ApiModel):
    """An office whose list can be read as well."""

    office: str
    office_name: str


class LateTasks(ApiModel):
    """What passed its clock in a month, office by office; `unread` names the offices of which a
    line cannot be read now."""

    office: str
    office_name: str
    month: str
    tasks: list[LateTask]
    unread: list[str]
    below: list[OfficeBelow]
    next: str | None = Field(description="`after` of the next page; null where this is the last")


class ViewToSave(ApiModel):
    """A list as one wants to see it again: of a scheme or a task alone, where these are named."""

    name: ShortText
    list: ListName
    scheme: Word | None = None
    task: Word | None = None


class View(ApiModel):
    """A view of one's own; `scheme` and `task` are "" where all are shown."""

    view_id: str
    name: str
    list: str
    scheme: str
    task: str


class Views(ApiModel):
    """One's own views, by name."""

    views: list[View]
