"""The tasks of a case: with whom each begins, and by when self-care is assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case.documents import first_office
from chalicelib.case.states import TASKS
from chalicelib.directory.offices import routing
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.records import assignment
from chalicelib.records.law import Law
from chalicelib.records.tasks import OpenTask

CARE_TIME = "deadline.self_care"


def open_task(
    name: str, office: str, now: datetime, law: Law, due: datetime | None = None
) -> OpenTask:
    """A task of a case that `office` handles, with whom it goes to first.

    It is `due` then, where its time does not run from now.
    """
    task = open_task_at(name, first_office(name, office), now, law)
    return replace(task, due=due, since=None, counted_until="") if due else task


def open_task_at(name: str, first: str, now: datetime, law: Law) -> OpenTask:
    """A task that begins with the office `first`."""
    return assignment.open_task(TASKS[name], first, now, law)


def care_by(since: datetime, law: Law) -> dict[str, str]:
    """By when self-care is assessed that was reported at `since`: the instant, since when it was
    counted, and until which notices where it lies beyond them (43号, art. 23)."""
    by = law.as_begun(since).counted(CARE_TIME, since)
    return {"by": instant_text(by.due), "since": instant_text(since), "until": by.until}


def care_anew(care: Mapping[str, Any], law: Law) -> Mapping[str, Any]:
    """By when self-care is assessed, counted anew where a notice came since."""
    beyond = care.get("until", "")
    if not beyond or beyond >= law.known_until:
        return care
    return {**care, **care_by(parse_instant(care["since"]), law)}


def county_office(office: str) -> str:
    """The county above an office that handles a case, or whoever acts for it if it has nobody."""
    return routing.staffed(county_of(office)) or county_of(office)


def handed_on(task: OpenTask, office: str, now: datetime, law: Law) -> OpenTask:
    """The task where another `office` handles the case, its time begun anew; the family's stays."""
    return open_task(task.name, office, now, law) if task.office else task
