"""Where one case stands, for its timeline: since when, who has it, by when, what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.case import (
    benefit_next,
    contacts,
    deaths,
    grounds,
    letter_kinds,
    total,
)
from chalicelib.case.case import Case
from chalicelib.case.letters import chain
from chalicelib.case.masking import masked
from chalicelib.case.states import State
from chalicelib.casefile.contract import DecisionTime, Holder, Stage, Timeline, TimelineEvent
from chalicelib.casefile.reading import for_family
from chalicelib.casefile.timeline import actions, holders
from chalicelib.casefile.timeline.holders import Tell
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import Month, last_day, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.payments.disbursement import payment
from chalicelib.payments.expected import expected_payments
from chalicelib.payments.expected.expected_payments import ExpectedPayment
from chalicelib.reconsiderations import store as reconsiderations
from chalicelib.records.law import Deadline, Law, due_note
from chalicelib.records.tasks import OpenTask
from chalicelib.words import LANGUAGES, plainly, say, spoken
from chalicelib.words.days import month_words


def timeline(
    case: Case, now: datetime, law: Law, to_family: bool, *, with_money: bool = True
) -> Timeline:
    """Where the case is, since when, who has it, due by, and what the family must do.

    Without money nothing is said of payments: each is read by itself.
    """
    withheld = for_family.withheld(case.document.documents) if to_family else frozenset()
    events = chain(case)
    state = State(case.record.state)
    moved = [event for event in events if event["was"] != event["state"]]
    tasks = [task for task in case.document.tasks if task.name not in withheld]
    money = expected_payments.expected_of(case, now, law) if with_money else []
    tell = plainly if to_family else say
    held = holders.holders(case, state, tasks, money, tell)
    objecting = _objecting(case, state, events, law)
    due = holders.due(case, state, held, objecting)
    action, words = actions.of_timeline(case, state, objecting, law)
    return Timeline(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        stage=state.value,
        stage_words=tell(f"state.{state}"),
        since=moved[-1]["at"],
        due=due,
        decision=_decision_time(case, now, law, tell),
        due_note=provisional(case, held, money, objecting, now, law)
        if due
        else holders.no_day(state),
        holders=[*held, *(holders.of_task(task, tell) for task in _asked_again(case))],
        required_action=words,
        action=action,
        stages=_stages(moved, tell),
        may_withdraw=actions.may_withdraw(case),
        next=holders.next_step(case, law, money),
        telephone=contacts.telephone(case, law),
        events=_events(events, withheld, to_family),
        payments=_payments(case) if with_money and not case.for_helper else [],
    )


def _stages(moved: Sequence[Mapping[str, Any]], tell: Tell) -> list[Stage]:
    """The stages of a case, by the events that led into each."""
    ends = [*(event["at"] for event in moved[1:]), ""]
    return [
        Stage(
            stage=event["state"],
            words=tell(f"state.{event['state']}"),
            since=event["at"],
            until=until,
        )
        for event, until in zip(moved, ends, strict=True)
    ]


def _asked_again(case: Case) -> Iterator[OpenTask]:
    """The tasks of whoever looks again at a decision of the case."""
    tasks = (reconsiderations.task(one) for one in reconsiderations.open_of(case))
    return (task for task in tasks if task is not None)


def _objecting(
    case: Case, state: State, events: Sequence[Mapping[str, Any]], law: Law
) -> Deadline | None:
    """Until when the family may object to what was decided against it last; None once it is over,
    or where nothing was."""
    if not (
        state in actions.ADVERSE
        or (state in {State.LEAVING, State.ENDED} and deaths.is_ended(case))
    ):
        return None
    decided = [event for event in events if letter_kinds.decides(event)]
    until = grounds.objected_by(parse_instant(decided[-1]["at"]), law) if decided else None
    return until if until and last_day(until.due) >= law.day else None


def provisional(
    case: Case,
    held: Iterable[Holder],
    money: Sequence[ExpectedPayment],
    objecting: Deadline | None,
    now: datetime,
    law: Law,
) -> str:
    """The note of a day beyond the holiday notices, where any that is shown lies there."""
    clock = total.total_of(case.document, now, law.parameters, law.calendar)
    decided = law.known_until if clock and law.calendar.provisional(clock.by) else ""
    shown = [decided, benefit_next.provisional(case, law)]
    shown += [one.credit.until for one in money]
    shown += [objecting.until] if objecting else []
    notes = [*(one.due_note for one in held if one.due), *map(due_note, shown)]
    return next(filter(None, notes), "")


def _decision_time(case: Case, now: datetime, law: Law, tell: Tell) -> DecisionTime | None:
    """By when the decision comes at the latest, and how often that time stood still."""
    clock = total.total_of(case.document, now, law.parameters, law.calendar)
    if clock is None:
        return None
    over = now >= clock.over_at and not clock.stopped
    runs = "runs_by_steps" if clock.confirm else "runs"
    how = "over" if over else "stopped" if clock.stopped else runs
    by = clock.by.isoformat()
    return DecisionTime(
        due=by,
        days=clock.days,
        stopped=clock.stopped,
        stops=clock.stops,
        extended=clock.extended,
        overdue=over,
        words=tell(
            f"total.{how}",
            by=by,
            days=clock.days,
            stops=clock.stops,
            notice=clock.notice,
            confirm=clock.confirm,
        ),
        due_note=due_note(law.known_until) if law.calendar.provisional(clock.by) else "",
    )


CHANGED = ("before", "after", "note")
"""What of an event's reasons says what the family declared before and after it."""


NOT_DONE_IN_TIME = {"escalate": "event.escalated", "remind": "event.reminded"}
"""How it is said of tasks that were not done in time that they were escalated, or that somebody was
reminded."""

NOT_REACHED = frozenset({"call_failed", "call_given_up"})


def _events(
    events: Sequence[Mapping[str, Any]], withheld: Collection[str], to_family: bool
) -> list[TimelineEvent]:
    """What happened, in order; to a family of all reminders only the newest."""
    shown = [event for event in events if not to_family or for_family.is_shown(event, withheld)]
    reminders = [event["seq"] for event in shown if event["event"] == "remind"]
    repeated = set(reminders[:-1]) if to_family else set()
    return [
        _event(event, _event_text(event, withheld, plainly if to_family else say), to_family)
        for event in shown
        if event["seq"] not in repeated
    ]


def _event_text(event: Mapping[str, Any], withheld: Collection[str], tell: Tell) -> str:
    """An event in words; of what was not done in time, which task and with whom it is."""
    name, overdue = event["event"], event["why"].get("tasks", ())
    if (name, event["state"]) == ("send_back", State.DECIDING):
        return tell("event.send_back_urgent")
    if name in NOT_REACHED and event["why"].get("outcome") == "refused":
        return tell("event.call_refused")
    if name not in NOT_DONE_IN_TIME or not all("to" in one for one in overdue):
        return tell(f"event.{name}")
    return "；".join(
        tell(
            NOT_DONE_IN_TIME[name],
            task=tell(f"task.{one['task']}"),
            to=routing.office_name(one["to"]),
        )
        for one in overdue
        if one["task"] not in withheld
    )


def _event(event: Mapping[str, Any], words: str, to_family: bool) -> TimelineEvent:
    """An event; to staff with what it changed of the application, masked: a look has no purpose."""
    changed = {name: event["why"][name] for name in CHANGED if name in event["why"]}
    return TimelineEvent(
        changed={} if to_family else masked(changed),
        at=event["at"],
        event=event["event"],
        words=words,
        automatic=event["actor"].startswith("system:"),
    )


def _payments(case: Case) -> list[dict[str, Any]]:
    """Every payment as the family reads it; of one that was sent again it reads that."""
    payments = payment.seen_by_family(case)
    last = {(one["period"], one["part"]): one["attempt"] for one in payments}
    return [
        {**one, "text": _told(one)}
        if one["attempt"] == last[one["period"], one["part"]]
        else {**one, "text": _sent_again(one)}
        for one in payments
    ]


def _told(seen: Mapping[str, Any]) -> str:
    """A payment in words: in Chinese those that were kept when it happened."""
    return str(seen["text"]) if spoken() == LANGUAGES[0] else payment.told(seen)


def _sent_again(seen: Mapping[str, Any]) -> str:
    amount, period = Fen(seen["amount_fen"]).yuan, month_words(Month.parse(seen["period"]))
    return say("payments.told_sent_again", period=period, amount=amount)
