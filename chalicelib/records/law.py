"""A jurisdiction's law as of a day: what is in force, and by when something must be done.

Lengths come from the policy pack; this module only turns them into instants (Asia/Shanghai).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.dates import (
    WorkCalendar,
    day_of,
    end_of_day,
    last_day,
    months_after,
    start_of_day,
)
from chalicelib.domain.errors import Broken
from chalicelib.platform.runtime.settings import settings
from chalicelib.policy import Pack, Parameters, load_pack
from chalicelib.policy.values import Value
from chalicelib.words import say
from chalicelib.words.days import day_words

URGENT = "urgent"
"""The times of urgent aid in a policy pack, beside those of each scheme."""


@dataclass(frozen=True)
class Deadline:
    """An instant by which something must be done, and the instant from which it was counted.

    Where working days go beyond the official holiday notices, `until` is the last day that these
    cover: such an instant is provisional, and counted anew when the next notice is entered.
    """

    due: datetime
    since: datetime
    until: str = ""


@dataclass(frozen=True)
class Law:
    """A jurisdiction's policy as of a day: what is in force, and the working days.

    Lengths are those of the `scheme`, or of `URGENT` aid, where the pack sets it its own.
    """

    pack: Pack
    day: date
    scheme: str = ""

    @property
    def parameters(self) -> Parameters:
        """What is in force on the day."""
        return self.pack.parameters_on(self.day)

    @property
    def calendar(self) -> WorkCalendar:
        """The working days, of any year."""
        return self.pack.calendar

    def due(self, name: str, start: datetime) -> datetime:
        """The instant by which what began at `start` must be done.

        `name` is a parameter of the pack in minutes, hours, days, months or working days; days end
        with the day, so seven days of notice are seven whole days after the day it began.
        """
        length = self._length(name)
        amount = int(length.amount)
        if length.unit in {"minutes", "hours"}:
            return start + timedelta(**{length.unit: amount})
        if length.unit == "days":
            return start_of_day(day_of(start) + timedelta(days=amount + 1))
        if length.unit == "months":
            return end_of_day(months_after(day_of(start), amount))
        if length.unit == "working_days":
            last = self.calendar.add_working_days(day_of(start), amount)
            return start_of_day(last + timedelta(days=1))
        raise Broken("policy.not_a_length", name=name)

    def counted(self, name: str, start: datetime) -> Deadline:
        """As `due`, with what it was counted from and whether it is provisional."""
        due = self.due(name, start)
        in_working_days = self._length(name).unit == "working_days"
        beyond = self.calendar.provisional(last_day(due))
        return Deadline(due, start, self.known_until if in_working_days and beyond else "")

    def term(self, name: str, received: datetime) -> Deadline:
        """Until when somebody may still exercise a right, of what was `received` at that instant.

        `name` is a parameter in days or months. The day of receiving does not count; a last day on
        which nobody works moves to the next working day, and is provisional beyond the notices.
        """
        last = self.calendar.last_of_term(last_day(self.due(name, received)))
        beyond = self.calendar.provisional(last)
        return Deadline(end_of_day(last), received, self.known_until if beyond else "")

    @property
    def known_until(self) -> str:
        """The last day of the official holiday notices, as text."""
        return self.calendar.official_until.isoformat()

    def as_begun(self, since: datetime) -> Law:
        """The lengths in force when something began, with the working days as known now."""
        return replace(self, day=day_of(since))

    def of(self, scheme: str) -> Law:
        """The law as it is for a scheme, or `URGENT` aid, which may have times of its own."""
        return replace(self, scheme=scheme)

    def _length(self, name: str) -> Value:
        return self.parameters.value(name, scheme=self.scheme)


def due_note(until: str) -> str:
    """What to tell beside a provisional day: by notices that go as far as `until`; "" for none."""
    if not until:
        return ""
    return say("date.provisional", until=day_words(date.fromisoformat(until)))


def note_at(due: datetime, until: str) -> str:
    """As `due_note`, beside an instant; "" where notices cover the day of it."""
    return due_note(until) if last_day(due).isoformat() > until else ""


def law_on(now: datetime) -> Law:
    """The law in force in the deployment's jurisdiction on the day of `now`."""
    return law_of(day_of(now))


def law_of(day: date) -> Law:
    """The law in force in the deployment's jurisdiction on `day`."""
    return Law(load_pack(settings().need("policy_pack")), day)
