"""What stands beside the form of a step: who has it and by when, the time of the whole, and what
follows from each choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.case import joint_visits, permission, total
from chalicelib.case.case import Case, Step
from chalicelib.case.letter_kinds import told_after
from chalicelib.case.table import CASE
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused, refuses
from chalicelib.records.act import Act
from chalicelib.records.law import Law, due_note
from chalicelib.records.tasks import OpenTask
from chalicelib.records.timed import Timed, timed
from chalicelib.words import say


@dataclass(frozen=True)
class Followed:
    """What follows from an event: the state ("" where it stays), the tasks that it opens, and the
    letter to the family ("" for none)."""

    event: str
    state: str
    opens: tuple[str, ...]
    letter: str


@dataclass(frozen=True)
class StepContext:
    """All of it; `time_limit` is the time of the decision in words, "" where it has none, and
    `time_limit_note` says that its day is provisional, where it is."""

    tasks: Sequence[Timed]
    time_limit: str
    time_limit_note: str
    is_late: bool
    follows: Sequence[Followed]


def context_of(
    case: Case, events: Sequence[str], follows: Sequence[Followed], act: Act
) -> StepContext:
    """What stands beside the form of a step with these events, of which some can happen, for
    whoever has it before them."""
    names = {row.task for row in CASE.transitions if row.event in events and row.task}
    held = [task for task in case.document.tasks if task.name in names and task.office]
    limit, note, late = _time_limit(case, act.now, act.law)
    return StepContext([timed(task, act.now, act.law) for task in held], limit, note, late, follows)


def allowed(case: Case, events: Sequence[str], act: Act) -> Iterator[Followed]:
    """The events that the actor may cause now, each with what follows from it."""
    waiting = joint_visits.events(case, act.actor)
    for event in events:
        named = [act.actor.id] if event in waiting else []
        try:
            permission.allowed(case, event, act, Step(named=named))
        except Refused as refused:
            if refused.code != "case.sign_off_first":
                continue
        row = CASE.find(case.document.standing(case.state), event, act.actor.id)
        yield Followed(event, str(row.to or ""), row.opens, told_after(event))


def takeable(case: Case, act: Act) -> Iterator[tuple[OpenTask, frozenset[str]]]:
    """The open tasks of offices, each with how it can pass to somebody: "claim" where the actor may
    take it, "hand_over" where they may give it to a colleague."""
    for task in case.document.tasks:
        if not task.office:
            continue
        ways = {"hand_over": Step(task=task.name)}
        if task.claimed_by != act.actor.id:
            ways["claim"] = Step(task=task.name, hand_to=act.actor.id)
        possible = {
            event
            for event, step in ways.items()
            if not refuses(permission.allowed, case, event, act, step)
        }
        yield task, frozenset(possible)


def _time_limit(case: Case, now: datetime, law: Law) -> tuple[str, str, bool]:
    """The time of the decision, as staff read it, a note on its day, and whether it is over."""
    clock = total.total_of(case.document, now, law.parameters, law.calendar)
    if clock is None:
        return "", "", False
    over = now >= clock.over_at and not clock.stopped
    left = law.calendar.working_days_left(day_of(now), clock.by)
    runs = "runs" if left > 0 else "runs_out"
    how = "over" if over else "stopped" if clock.stopped else runs
    words = say(f"desk.whole.{how}", by=clock.by.isoformat(), days=clock.days, left=left)
    extension = case.doc("extension")
    if extension:
        because = say(f"desk.choice.because.{extension['because']}")
        words += say("desk.whole.extended", because=because, reason=extension["reason"])
    note = due_note(law.known_until) if law.calendar.provisional(clock.by) else ""
    return words, note, over
