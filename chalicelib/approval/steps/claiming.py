"""Who has a task of an office: claimed, handed over, reminded, signed by a colleague first."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.approval.steps.task_contract import SignOff
from chalicelib.case import transitions, versions
from chalicelib.case.case import Case, Step
from chalicelib.case.table import CASE
from chalicelib.directory import store
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.records import assignment
from chalicelib.records.act import Act


def claim(case: Case, task: str, act: Act) -> Case:
    """Take a task of the own office."""
    step = Step(
        task=task, hand_to=act.actor.id, why={"task": task}, idempotency_key=act.idempotency_key
    )
    return transitions.advance(case, "claim", act, step)


def hand_over(case: Case, task: str, to: str, act: Act) -> Case:
    """Hand a task to somebody of its offices who may do it."""
    held, colleague = case.document.task(task), store.actor_of(to)
    free = replace(held, claimed_by="") if held else None
    if colleague is None or (free and not assignment.holds(free, colleague)):
        raise Refused("approval.not_a_colleague")
    step = Step(
        task=task, hand_to=to, why={"task": task, "to": to}, idempotency_key=act.idempotency_key
    )
    return transitions.advance(case, "hand_over", act, step)


def remind(case: Case, task: str, act: Act) -> Case:
    """Remind those who have a task, by WeCom; for leaders, once a day.

    Refused("approval.leaders_remind"), ("approval.reminded_today"), or ("case.task_closed").
    """
    if Post.LEADER not in act.actor.posts:
        raise Refused("approval.leaders_remind")

    def reminded(found: Case) -> tuple[str, Step]:
        held, before = found.document.task(task), found.doc("reminders")
        if held is None or not held.office:
            raise Refused("case.task_closed", task=task)
        last = before.get(task)
        if last and day_of(parse_instant(last["at"])) == day_of(act.now):
            raise Refused("approval.reminded_today")
        record = {"by": act.actor.id, "at": instant_text(act.now)}
        return "remind_holder", Step(
            documents={"reminders": {**before, task: record}},
            why={"task": task},
            idempotency_key=act.idempotency_key,
        )

    return transitions.change(case, reminded, act)


def sign_off(case: Case, task: str, said: SignOff, act: Act) -> Case:
    """Sign that a colleague may carry out a task by an event, upon the case as it was read.

    Refused("approval.not_of_task") where the task is not carried out by that event now. Whoever
    signs again signs upon what they read last.
    """

    def signed(found: Case) -> tuple[str, Step]:
        held = found.doc("signed_off")
        if CASE.find(found.document.standing(found.state), said.event, act.actor.id).task != task:
            raise Refused("approval.not_of_task", pointer="/event")
        record = {"task": task, "event": said.event, "version": said.version}
        record |= {"by": act.actor.id, "at": instant_text(act.now)}
        others = [one for one in held.get(task, ()) if one["by"] != act.actor.id]
        if versions.is_stale(said.event, found.document.changed, said.version):
            raise Refused("case.not_as_read")
        documents = {"signed_off": {**held, task: [*others, record]}}
        return "sign_off", Step(
            documents=documents,
            why=record,
            task=task,
            idempotency_key=act.idempotency_key,
            version=said.version,
        )

    return transitions.change(case, signed, act)
