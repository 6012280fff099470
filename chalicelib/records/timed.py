"""An open task as a page shows it: whose it is, until when, how many working days are left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import day_of, last_day
from chalicelib.records.law import Law, note_at
from chalicelib.records.tasks import OpenTask
from chalicelib.words import say


@dataclass(frozen=True)
class Timed:
    """An open task: whose it is, until when, and how many working days are left of that."""

    name: str
    office: str
    post: str
    due: datetime
    left: int
    late_since: datetime | None
    note: str
    claimed_by: str


def timed(task: OpenTask, now: datetime, law: Law) -> Timed:
    """An open task of an office, with what is left of its time."""
    first = min(task.kind.posts) if len(task.kind.posts) == 1 else Post.CASE_WORKER
    post = Post.LEADER if task.escalations else first
    return Timed(
        name=task.name,
        office=routing.office_name(task.office),
        post=say(f"post.{post}"),
        due=task.check,
        left=law.calendar.working_days_left(day_of(now), last_day(task.check)),
        late_since=task.late_since,
        note=note_at(task.check, task.counted_until),
        claimed_by=task.claimed_by,
    )
