"""Who has a case, by when, and what comes next: what a timeline tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from chalicelib.case import benefit_next, contacts
from chalicelib.case.case import Case
from chalicelib.case.states import DUE, ENDS, MACHINE, STAGE_TASKS, State
from chalicelib.casefile.contract import Holder
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import Month, instant_text, last_day, parse_instant
from chalicelib.payments.expected.expected_payments import ExpectedPayment
from chalicelib.records.law import Deadline, Law, due_note, note_at
from chalicelib.records.tasks import OpenTask
from chalicelib.words import in_sequence, say
from chalicelib.words.days import day_words, month_words

Tell = Callable[..., str]
"""Says what a code is: as officers call it, or as a family is told."""
AT_REST = frozenset({State.RECEIVING})
"""Where nobody need do anything on any day, but for money that is to come."""


def holders(
    case: Case,
    state: State,
    tasks: Iterable[OpenTask],
    money: Iterable[ExpectedPayment],
    tell: Tell = say,
) -> list[Holder]:
    """Who has the case, those first who must act first; nobody once it is over."""
    held = [of_task(task, tell) for task in tasks]
    calculating = state is State.RECHECKING and not is_rechecked(case)
    by_itself = case.stage_due if state in DUE or calculating else case.record.next_check
    if (calculating or state in DUE.keys() | MACHINE) and by_itself is not None:
        who = "family" if state is State.EXPLAINING else "system"
        held.append(
            Holder(
                task=tell(f"state.{state}"),
                office="",
                office_name=say(f"holder.{who}"),
                post="",
                due=instant_text(by_itself),
                due_note=due_note(case.stage_counted_until),
                overdue_since="",
            )
        )
    held += map(_of_money, money)
    if not held and state in AT_REST:
        held.append(_at_rest(case, state, tell))
    return sorted(held, key=lambda holder: holder.due)


def of_task(task: OpenTask, tell: Tell = say) -> Holder:
    """Who has a task: the office and its post in words, or the family."""
    post = Post.LEADER if task.escalations else Post.CASE_WORKER
    return Holder(
        task=tell(f"task.{task.name}"),
        office=task.office,
        office_name=routing.office_name(task.office) if task.office else say("holder.family"),
        post=say(f"post.{post}") if task.office else "",
        due=instant_text(task.check),
        due_note=note_at(task.check, task.counted_until),
        overdue_since=instant_text(task.late_since) if task.late_since else "",
    )


def _of_money(money: ExpectedPayment) -> Holder:
    office = money.leader or money.county
    post = Post.LEADER if money.leader else Post.FINANCE
    return Holder(
        task=say("task.await_bank" if money.stage == "at_bank" else "task.release"),
        office=office,
        office_name=routing.office_name(office),
        post=say(f"post.{post}"),
        due=instant_text(money.due.due),
        due_note=due_note(money.due.until),
        overdue_since=money.late_since,
    )


def _at_rest(case: Case, state: State, tell: Tell) -> Holder:
    """Who has a benefit of which nothing is to be done on any day."""
    return Holder(
        task=tell(f"state.{state}"),
        office=case.office,
        office_name=routing.office_name(case.office),
        post=say(f"post.{Post.CASE_WORKER}"),
        due="",
        due_note=no_day(state),
        overdue_since="",
    )


def no_day(state: State) -> str:
    """Why no due day is shown for a case in this state."""
    return say(f"date.none_{state}" if state in AT_REST else "date.none")


def is_rechecked(case: Case) -> bool:
    """Whether somebody examines a benefit now, or decides what was found."""
    names = {task.name for task in case.document.tasks}
    return case.state is State.RECHECKING and bool(names & STAGE_TASKS)


def due(
    case: Case, state: State, held: Sequence[Holder], objecting: Deadline | None = None
) -> str | None:
    """By when the stage is over, or whoever has it first must act; after a decision against the
    family, until when it may object. None where no day is set."""
    if state in DUE or is_rechecked(case):
        return instant_text(case.stage_due)
    days = [holder.due for holder in held if holder.due]
    if days and state not in ENDS:
        return days[0]
    return instant_text(objecting.due) if objecting else None


def next_step(case: Case, law: Law, money: Iterable[ExpectedPayment]) -> str:
    """What comes next, in words, and of all money who has it and by when it is there."""
    text = benefit_next.next_step(case, law)
    for one in money:
        text = say("next.and", first=text, then=_money(one, law))
    return in_sequence([text])


def _money(money: ExpectedPayment, law: Law) -> str:
    late = parse_instant(money.late_since) if money.late_since else None
    finance, leader = routing.office_name(money.county), money.leader or money.county
    above = routing.office_name(leader)
    who = "next.money_finance" if leader == money.county else "next.money_leader"
    return say(
        f"next.money_{money.stage}",
        month=month_words(Month.parse(money.period)),
        finance=finance,
        who=say(who, office=above),
        release_by=day_words(last_day(money.due.due)),
        credit_by=day_words(last_day(money.credit.due)),
        late=day_words(last_day(late)) if late else "",
        leader=above,
        hotline=contacts.hotline(law),
    )
