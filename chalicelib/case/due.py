"""By when a case must be looked at again, and its money is there.

No public text names the days on which a county pays: the pack does (`deadline.release`,
`deadline.credit`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.case.states import DUE, ENDS, MACHINE, RESTS, State
from chalicelib.domain.dates import last_day, start_of_day
from chalicelib.records.driver import TIME_TO_CARRY_ON
from chalicelib.records.law import Deadline, Law
from chalicelib.records.tasks import OpenTask

HUMAN_PATIENCE = timedelta(hours=1)  # the workflow's own timeout comes first


@dataclass(frozen=True)
class PaymentDates:
    """By when a finance clerk releases the money at the latest, and by when it arrives then."""

    release: Deadline
    credit: Deadline


def paying(built: datetime, law: Law, times: str) -> PaymentDates:
    """Of money of which the run is built at `built`; `times` are those of the case (`Law.of`)."""
    counts = law.of(times)
    release = counts.counted("deadline.release", built)
    return PaymentDates(release, credited_after(release, law, times))


def credited_after(release: Deadline, law: Law, times: str) -> Deadline:
    """By when money has arrived that is released on the last day at the latest."""
    return credited(start_of_day(last_day(release.due)), law, times)


def credited(released: datetime, law: Law, times: str) -> Deadline:
    """By when the bank has credited what was `released`."""
    return law.of(times).counted("deadline.credit", released)


def next_check(
    state: State,
    due: datetime,
    tasks: Iterable[OpenTask],
    now: datetime,
    *later: datetime | None,
) -> datetime | None:
    """The instant by which something must have happened to the case; None where nothing must.

    A stage that only the workflow carries on is looked after soon; one that waits for people is
    looked after when its own clock, or any open task, has run out; each also at those `later`, when
    the total time of the decision or a review calls for something.
    """
    tasks = tuple(tasks)
    instants = [task.check + HUMAN_PATIENCE for task in tasks]
    if state in ENDS:
        return min(instants, default=None)
    instants += filter(None, later)
    if state in MACHINE:
        instants.append(max(due, now) + TIME_TO_CARRY_ON)
    elif state in DUE:
        instants.append(due + TIME_TO_CARRY_ON)
    elif state not in RESTS and not tasks:
        instants.append(now + TIME_TO_CARRY_ON)
    return min(instants, default=None)
