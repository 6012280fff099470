"""Grants that are alike, signed by one form after a sample of them was opened.

Each is decided by itself, as `decisions.decide` does: in its own transaction, with its own second
person, upon the version that was shown, and with an outcome of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from chalicelib.approval import contract
from chalicelib.approval.confirmation.likeness import TASK, likeness, sample
from chalicelib.approval.steps import decisions, many, task_contract
from chalicelib.case import looks, step_context
from chalicelib.case.access import office_case
from chalicelib.case.case import Case
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.store.idempotency import answered
from chalicelib.records import list_names, worklist
from chalicelib.records.act import Act

EVENT = "confirm"
OPENED = {"purpose": "decision", "what": "case"}
"""The look by which a case counts as opened: one that was found by a search was not."""


@dataclass(frozen=True)
class Group:
    """Cases that are alike, the sample of them, and what of that is still to be opened."""

    alike: str
    cases: Sequence[Case]
    sample: Sequence[str]
    unopened: Sequence[str]


@dataclass(frozen=True)
class Groups:
    """The groups among the next of an office's decisions, and where the list goes on."""

    groups: Sequence[Group]
    next: str


def groups(after: str, act: Act) -> Groups:
    """What may be signed together of the next decisions that wait for whoever asks.

    Reads one page of the list, and at most as many cases as one form signs.
    """
    lines = worklist.page(list_names.of_office(act.actor), after)
    waiting = (line for line in lines if line.kind == worklist.CASE and line.task == TASK)
    first = list(islice(waiting, task_contract.MOST_TOGETHER))
    found: dict[str, list[Case]] = {}
    for line in first:
        case = _decidable(line.id, act)
        if case and (alike := likeness(case, act.law.parameters)):
            found.setdefault(alike, []).append(case)
    full = len(first) == task_contract.MOST_TOGETHER
    last = first[-1].cursor if full else lines[-1].cursor if len(lines) == worklist.PAGE else ""
    together = [_group(alike, cases, act) for alike, cases in found.items() if len(cases) > 1]
    return Groups(together, last)


def _decidable(case_id: str, act: Act) -> Case | None:
    """A case that the actor may grant now."""
    with suppress(Refused):
        case = office_case(act.actor, {"case_id": case_id})
        if any(step_context.allowed(case, (EVENT,), act)):
            return case
    return None


def _group(alike: str, cases: Sequence[Case], act: Act) -> Group:
    by_id = {case.id: case for case in cases}
    versions = {case.id: case.record.seq for case in cases}
    drawn = sample(versions, act.actor.id, act.law.parameters)
    return Group(alike, cases, drawn, [one for one in drawn if not _opened(by_id[one], act.actor)])


def _signable(case_id: str, seq: int, alike: str, act: Act) -> Case | None:
    """A case as it was shown, or one that this very form decided before; None for any other, so
    that nothing is drawn but what the form decides."""
    with suppress(Refused):
        case = office_case(act.actor, {"case_id": case_id})
        done = answered(case.record.answered, many.own_key(act, EVENT, f"{case_id}/{TASK}"))
        shown = case.record.seq == seq and likeness(case, act.law.parameters) == alike
        return case if done or shown else None
    return None


def _opened(case: Case, actor: Actor) -> bool:
    """Whether somebody opened the case for its decision since that waits, or it waits no more."""
    task = case.document.task(TASK)
    return task is None or any(
        look["by"] == actor.id
        and look.items() >= OPENED.items()
        and parse_instant(look["at"]) >= task.opened_at
        for look in looks.history(case)
    )


def sign(form: task_contract.GrantsTogether, act: Act) -> task_contract.TaskOutcomes:
    """Grant each of some cases that are alike, by one signature.

    Refused("approval.open_sample") while one of the sample was not opened. A case that is not like
    the others any more has that for its outcome.
    """
    versions = {case_id: int(seq) for case_id, _, seq in (one.partition("/") for one in form.cases)}
    found = {
        one: case for one, seq in versions.items() if (case := _signable(one, seq, form.alike, act))
    }
    drawn = sample({one: versions[one] for one in found}, act.actor.id, act.law.parameters)
    unopened = [found[one] for one in drawn if not _opened(found[one], act.actor)]
    if unopened:
        receipts = "、".join(str(case.record.clear["receipt"]) for case in unopened)
        raise Refused("approval.open_sample", pointer="/cases", receipts=receipts)

    def do(case: Case, _task: str, own: Act) -> None:
        if likeness(case, own.law.parameters) != form.alike:
            raise Refused("approval.not_alike")
        decision = contract.Decision(
            decision=form.decision, reason=form.reason, version=versions[case.id]
        )
        together = {"cases": len(found), "opened": case.id in drawn}
        decisions.decide(case, decision, own, together)

    return many.each([f"{one}/{TASK}" for one in versions], act, EVENT, do)
