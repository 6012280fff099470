"""Many tasks at once: each is done as by itself, and has an outcome of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from chalicelib.approval.steps import claiming, task_contract
from chalicelib.case.access import office_case
from chalicelib.case.case import Case
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.platform.http.problem import words_of
from chalicelib.platform.store import record
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import RepeatedRequest
from chalicelib.records.act import Act
from chalicelib.words import LANGUAGES, sentences

Do = Callable[[Case, str, Act], object]


def assign(form: task_contract.TasksToAssign, act: Act) -> task_contract.TaskOutcomes:
    """Hand each task to a colleague, or take it."""

    def do(case: Case, task: str, own: Act) -> None:
        if form.to == act.actor.id:
            claiming.claim(case, task, own)
        else:
            claiming.hand_over(case, task, form.to, own)

    return each(form.tasks, act, f"assign {form.to}", do)


def remind(form: task_contract.TasksToRemind, act: Act) -> task_contract.TaskOutcomes:
    """Remind those who have each task."""
    return each(form.tasks, act, "remind", claiming.remind)


def each(tasks: Sequence[str], act: Act, what: str, do: Do) -> task_contract.TaskOutcomes:
    """What became of each of some tasks of cases; what one refuses stops no other."""
    outcomes = [_one(name, act, what, do) for name in dict.fromkeys(tasks)]
    return task_contract.TaskOutcomes(outcomes=outcomes)


def own_key(act: Act, what: str, name: str) -> IdempotencyKey:
    """The key of the request as it counts for one task."""
    return replace(act.request, key=f"{act.request.key} {what} {name}")


def _one(name: str, act: Act, what: str, do: Do) -> task_contract.TaskOutcome:
    """What became of one task."""
    case_id, _, task = name.partition("/")
    key = own_key(act, what, name)
    case, detail = None, ""
    try:
        case = office_case(act.actor, {"case_id": case_id})
        _done_once(case, task, replace(act, idempotency_key=key), do)
    except (Refused, Unavailable) as fact:
        detail = words_of(fact, LANGUAGES[0])
    return task_contract.TaskOutcome(
        task=name,
        task_words=sentences(LANGUAGES[0]).get(f"task.{task}", task),
        receipt=str(case.record.clear["receipt"]) if case else "",
        label=case.document.label if case else "",
        done=not detail,
        detail=detail,
    )


def _done_once(case: Case, task: str, act: Act, do: Do) -> None:
    """Do it, unless it was done when the request came first: then what refuses it now is that."""
    try:
        do(case, task, act)
    except RepeatedRequest:
        return
    except Refused:
        with suppress(RepeatedRequest):
            record.repeated(act.request, [("case", case.id)])
            raise
