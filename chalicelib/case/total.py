"""The total time of a decision, from acceptance on, beside the clock of each step. Pure.

30 working days, 20 where a township confirms, 45 where a person extended it (57号, art. 22;
民发〔2022〕83号, 四（一）). It stands still while the family is asked: whole working days that the
family took do not count. It is over with the decision.
Where no text sets a total but each step's time, it is these one after the other: the survey, the
notice, the decision; and an objection to the notice begins it anew (43号, art. 13, 15 and 16). A
scheme with neither has no such clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import BEFORE_OPINION, TIMED, State
from chalicelib.domain.dates import (
    WorkCalendar,
    day_of,
    end_of_day,
    instant_text,
    parse_instant,
    start_of_day,
)
from chalicelib.policy import Parameters, Value
from chalicelib.records.document import Document, from_json, to_json

NORMAL, EXTENDED = "deadline.total", "deadline.total_extended"
DELEGATED, GROUND = "deadline.total_delegated", "total.extension_ground"
WARNING = "deadline.total_warning"
BY_STEPS = "deadline.by_steps"
SURVEY, NOTICE, CONFIRM = "deadline.survey", "deadline.notice", "deadline.confirm"
SURVEYED = frozenset({"visit", "review"})
"""The tasks of the township that end with the survey's own time, where steps make the total."""
WARNED, OVER = "total_warned", "total_over"
WHOLE = "whole"
"""What the total time is called where late steps are listed."""


@dataclass(frozen=True)
class Stop:
    """When it stood still (instants as text); `until` is empty as long as it does."""

    from_: str
    until: str = ""


@dataclass(frozen=True)
class LaterSteps:
    """What comes after the survey: days of notice, and working days to decide."""

    notice: int
    confirm: int


@dataclass(frozen=True)
class CaseClock(Document):
    """The document: `since` when, how many working `days`, the `stops`, and when it `ended`.

    Where steps make the total, `days` are the survey's, and `then` is what comes after it;
    `noticed` says that it is before the public now, `sent_back` since when it is surveyed again
    without an objection, `over` when it was found to be over. It is `delegated` as long as a
    township is to confirm in a shorter time.
    """

    since: str
    days: int
    stops: tuple[Stop, ...]
    then: LaterSteps | None = None
    noticed: bool = False
    sent_back: str = ""
    delegated: bool = False
    ended: str = ""
    over: str = ""

    @property
    def stopped(self) -> bool:
        """Whether it stands still."""
        return bool(self.stops) and not self.stops[-1].until


def clock_of(case: CaseDocument) -> CaseClock | None:
    """The clock of a case; None where it has none."""
    held = case.documents.get("clock")
    return from_json(CaseClock, held, CaseClock.schema()) if held else None


def stored(clock: CaseClock) -> dict[str, Any]:
    """The document of a clock."""
    return to_json(clock)


@dataclass(frozen=True)
class Total:
    """Where the clock of a case stands at an instant.

    `by` is the last day for the decision, as far as it is known: while the clock stands still it
    moves on with every working day. `days` are those of the total, or of the survey, which the
    `notice` (days) and the decision (`confirm`, working days) follow.
    """

    days: int
    by: date
    warned_on: date
    stopped: bool
    stops: int
    extended: bool
    notice: int = 0
    confirm: int = 0

    @property
    def over_at(self) -> datetime:
        """The first instant after the total time."""
        return end_of_day(self.by)

    @property
    def warned_at(self) -> datetime:
        """The instant from which those who have the case are warned."""
        return start_of_day(self.warned_on)


def ground(name: str, scheme: str, parameters: Parameters) -> Value | None:
    """The text by which the total of the scheme is extended on that ground; None for none."""
    every = parameters.every(GROUND)
    return next((v for v in every if v.amount == name and v.holds({"scheme": scheme})), None)


def length(name: str, scheme: str, parameters: Parameters) -> int | None:
    """How many working days a total of that name has for the scheme; None where it has none."""
    values = parameters.every(name)
    return next((int(one.amount) for one in values if one.holds({"scheme": scheme})), None)


def clock_after(
    clock: CaseClock | None,
    after: CaseDocument,
    state: State,
    scheme: str,
    now: datetime,
    law: Parameters,
) -> CaseClock | None:
    """The clock after a case came to stand at `state`; None as long as it has none."""
    if clock and clock.ended:
        return clock
    begins = not clock and "accepted" in after.facts and state in TIMED
    if begins or (clock and _objected(clock, after, state)):
        clock = _begun(scheme, now, law)
    if not clock:
        return None
    return replace(
        clock,
        stops=_stops(clock, after, state, instant_text(now)),
        noticed=clock.then is not None and state is State.NOTICING,
        over=(clock.over or instant_text(now)) if OVER in after.facts else "",
        ended="" if state in TIMED else instant_text(now),
    )


def _stops(clock: CaseClock, after: CaseDocument, state: State, now: str) -> tuple[Stop, ...]:
    """It stands still from when the family is asked until it is not any more."""
    asked = state is State.EXPLAINING or after.task("correct") is not None
    if asked and not clock.stopped:
        return (*clock.stops, Stop(now))
    if clock.stopped and not asked:
        return (*clock.stops[:-1], replace(clock.stops[-1], until=now))
    return clock.stops


def delegated(clock: CaseClock, scheme: str, law: Parameters) -> CaseClock:
    """The clock of a case that a township is to confirm: shorter, where a text says so."""
    days = length(DELEGATED, scheme, law)
    return replace(clock, days=days, delegated=True) if days else clock


def of_county(clock: CaseClock, scheme: str, law: Parameters) -> CaseClock:
    """The clock of a case that the county confirms after all: as if it always had been to."""
    if not clock.delegated:
        return clock
    return replace(clock, days=length(NORMAL, scheme, law) or clock.days, delegated=False)


def _begun(scheme: str, now: datetime, law: Parameters) -> CaseClock | None:
    """The clock of a scheme as it begins; None where it has none."""
    then = None
    days = length(NORMAL, scheme, law)
    if scheme in {one.amount for one in law.every(BY_STEPS)}:
        days, notice, confirm = (
            int(law.value(step, scheme=scheme).amount) for step in (SURVEY, NOTICE, CONFIRM)
        )
        then = LaterSteps(notice, confirm)
    return None if days is None else CaseClock(instant_text(now), days, (), then)


def _objected(clock: CaseClock, after: CaseDocument, state: State) -> bool:
    """Whether somebody objected to the notice that the case was in, where steps make the total."""
    return clock.noticed and state in BEFORE_OPINION and "objected" in after.facts


def sent_back(clock: CaseClock, now: datetime) -> CaseClock:
    """The clock of a case that is surveyed again because whoever decides sent it back.

    The day for the decision stays.
    """
    return replace(clock, sent_back=instant_text(now))


def surveyed_since(clock: CaseClock, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """The instant from which the survey's time is counted, the days that the family took left out.

    None where the steps do not make the total.
    """
    if clock.then is None:
        return None
    since = parse_instant(clock.sent_back or clock.since)
    later = (stop for stop in clock.stops if parse_instant(stop.from_) >= since)
    stood = sum(_paused_days(stop, now, calendar) for stop in later)
    return start_of_day(calendar.add_working_days(day_of(since), stood)) if stood else since


def total_of(
    case: CaseDocument, now: datetime, law: Parameters, calendar: WorkCalendar
) -> Total | None:
    """The total time of a case that is not decided; None where there is none."""
    clock = clock_of(case)
    if clock is None or clock.ended:
        return None
    extension = case.documents.get("extension", {})
    days = int(extension.get("days", clock.days))
    stood, then = _all_paused_days(clock, now, calendar), clock.then
    by = calendar.add_working_days(day_of(parse_instant(clock.since)), days + stood)
    if then:
        over = by + timedelta(days=then.notice + 1)  # whole days, after the one it began on
        by = calendar.add_working_days(over, then.confirm)
    warning = int(law.value(WARNING).amount)
    return Total(
        days=days,
        by=by,
        warned_on=_first_of_last(warning, by, calendar),
        stopped=clock.stopped,
        stops=len(clock.stops),
        extended=bool(extension),
        notice=then.notice if then else 0,
        confirm=then.confirm if then else 0,
    )


def next_check(total: Total | None, facts: frozenset[str]) -> datetime | None:
    """When the clock calls for something: a warning, or that the total is over."""
    if total is None or total.stopped or OVER in facts:
        return None
    return total.over_at if WARNED in facts else total.warned_at


def event_due(total: Total | None, facts: frozenset[str], now: datetime) -> str:
    """The event that the clock calls for now, if any: "total_over" or "warn_total"."""
    if total is None or total.stopped or OVER in facts:
        return ""
    if now >= total.over_at:
        return "total_over"
    return "warn_total" if WARNED not in facts and now >= total.warned_at else ""


def _all_paused_days(clock: CaseClock, now: datetime, calendar: WorkCalendar) -> int:
    return sum(_paused_days(stop, now, calendar) for stop in clock.stops)


def _paused_days(stop: Stop, now: datetime, calendar: WorkCalendar) -> int:
    until = parse_instant(stop.until) if stop.until else now
    return calendar.working_days_between(day_of(parse_instant(stop.from_)), day_of(until))


def _first_of_last(count: int, day: date, calendar: WorkCalendar) -> date:
    """The first of the last `count` working days up to and including `day`."""
    while count > int(calendar.is_working_day(day)):
        count -= calendar.is_working_day(day)
        day -= timedelta(days=1)
    return day
