"""What can be reported of a death at all, and what a person must ask about its day. Pure."""

from __future__ import annotations

from datetime import date, datetime

BEFORE_APPLICATION, LATE = "before_application", "late"
"""What is asked about a day of death: somebody applied for the person after it; more than three
months of money went by before it was reported (民发〔2022〕83号, 一（三）: reviewed within
them)."""


def fault_of(born: date, died_on: date, today: date) -> str:
    """What is wrong with a day of death, if anything: it lies ahead, or before the birth."""
    if died_on > today:
        return "death.ahead"
    if died_on < born:
        return "death.before_birth"
    return ""


def questions_about(
    died_on: date, applied_on: date, reported_at: datetime, review: datetime
) -> list[str]:
    """What has to be asked about a day of death before anything rests on it.

    `review` is by when the death was to be reviewed, counted from that day.
    """
    asked = {BEFORE_APPLICATION: died_on < applied_on, LATE: reported_at > review}
    return [question for question, is_asked in asked.items() if is_asked]
