"""Days and months as they are read, in the language that is spoken."""

from __future__ import annotations

from calendar import month_name
from datetime import date

from chalicelib.domain.dates import Month
from chalicelib.words import LANGUAGES, say, spoken


def day_words(day: date) -> str:
    """A day: 2022年12月19日, 19 December 2022."""
    return say("date.day", year=day.year, month=_named(day.month), day=day.day)


def month_words(month: Month) -> str:
    """A month: 2022年12月, December 2022."""
    return say("date.month", year=month.year, month=_named(month.number))


def _named(month: int) -> str:
    return str(month) if spoken() == LANGUAGES[0] else month_name[month]
