"""Instants, days and months (Asia/Shanghai), and the working days between them.

Inside the suite an instant is an aware UTC datetime of whole seconds; its text is
`2022-12-19T01:00:00Z`. Days and months are those of Shanghai. Birth dates are dates, never
instants.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from chalicelib.domain.errors import Broken, Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
_INSTANT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def instant_text(instant: datetime) -> str:
    """`instant` as text that sorts by time; Broken("date.naive") without a time zone."""
    if instant.tzinfo is None:
        raise Broken("date.naive")
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def parse_instant(text: str) -> datetime:
    """The instant that `instant_text` wrote; Refused("date.not_an_instant") for other text."""
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refused("date.not_an_instant") from None


def day_of(instant: datetime) -> date:
    """The day in Shanghai on which `instant` falls."""
    return instant.astimezone(SHANGHAI).date()


def last_day(due: datetime) -> date:
    """The last day on which what is due by an instant can be done: an end of a day is that day."""
    return day_of(due - timedelta(seconds=1))


def start_of_day(day: date) -> datetime:
    """The first instant of `day` in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The first instant after `day` in Shanghai."""
    return start_of_day(day + timedelta(days=1))


FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years of the months that anybody may name."""


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; its text is `2023-01`."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month of a text `2023-01`; Refused("date.not_a_month") for other text, and for a
        month so far away that nothing is reckoned with it."""
        try:
            day = date.fromisoformat(f"{text}-01")
        except ValueError:
            raise Refused("date.not_a_month") from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused("date.not_a_month")
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def previous(self) -> Month:
        """The month before this one."""
        return month_of_day(self.first_day - timedelta(days=1))

    @property
    def next(self) -> Month:
        """The month after this one."""
        return month_of_day(self.first_day + timedelta(days=31))


def months_before(day: date, months: int) -> date:
    """The day so many months earlier; the month's last where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_after(day: date, months: int) -> date:
    """The day so many months later; the month's last where it has no such day."""
    return months_before(day, -months)


def month_of_day(day: date) -> Month:
    """The month in which `day` lies."""
    return Month(day.year, day.month)


def month_of(instant: datetime) -> Month:
    """The month in Shanghai in which `instant` falls."""
    return month_of_day(day_of(instant))


@dataclass(frozen=True)
class WorkCalendar:
    """China's working days by the State Council's notices, as the `holidays` library has them.

    `overrides` says for single days whether they are worked, ahead of the library;
    days after `official_until` rest on no notice yet and are provisional.
    """

    official_until: date
    overrides: Mapping[date, bool] = field(default_factory=dict)

    @cached_property
    def _china(self) -> object:
        import holidays

        return holidays.country_holidays("CN")

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`, make-up days included."""
        if day in self.overrides:
            return self.overrides[day]
        return bool(self._china.is_working_day(day))  # type: ignore[attr-defined]

    def provisional(self, day: date) -> bool:
        """Whether no official notice covers `day` yet."""
        return day > self.official_until

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (the day itself does not count)."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def last_of_term(self, day: date) -> date:
        """The last day of somebody's term that would end on `day`: of a rest day, the next worked.

        中华人民共和国民事诉讼法, art. 85, which 中华人民共和国行政复议法, art. 88, refers to.
        """
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def working_days_left(self, today: date, last: date) -> int:
        """Working days left after `today` until `last`, the last day to do something: as many as
        the limit on the day it began, 0 on that last day, and less by how many it is over."""
        if today > last:
            return -self.working_days_between(last, today)
        return self.working_days_between(today, last)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`."""
        days = ((start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)
