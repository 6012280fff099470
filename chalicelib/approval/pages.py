"""Taking a task and handing it over, and the forms of the steps of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from pydantic import BaseModel

from chalicelib.approval import contract
from chalicelib.case import step_pages
from chalicelib.case.access import office_case
from chalicelib.case.case import Case
from chalicelib.case.household import IncomeKind
from chalicelib.case.step_pages import Drawn
from chalicelib.directory import store
from chalicelib.domain import names
from chalicelib.domain.dates import day_of
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.records import assignment
from chalicelib.records.law import law_on
from chalicelib.words import say

pages = Pages("approval")


def _of_opinion(call: Call) -> Mapping[str, Sequence[tuple[str, str]]]:
    """What an opinion may name: the household's members, its papers, kinds of income, figures."""
    case: Case = call.subject
    application = case.doc("application")
    members = enumerate(application["members"])
    papers = [
        (one["digest"], say("form.paper." + one["kind"]) + str(at))
        for at, one in enumerate(application["papers"], start=1)
    ]
    return {
        "member": [(str(at), names.masked(str(one.get("name", "")))) for at, one in members],
        "evidence": papers,
        "found.incomes.*.kind": [(one, say(f"form.income.{one}")) for one in get_args(IncomeKind)],
        "accepts.*.item": [
            (one.code, say(f"figure.{one.code}"))
            for one in law_on(call.now).parameters.catalogue.figures
        ],
    }


step_pages.step(pages, "call-back", ("call_back", "call_failed", "call_given_up"))
step_pages.step(
    pages,
    "opinion",
    ("propose_grant", "propose_refusal", "refer_to_county", "ask_family", "verify_again"),
    Drawn(choices=_of_opinion),
)
step_pages.step(pages, "decision", ("confirm", "decline", "send_back", "grant_urgent"))
step_pages.step(pages, "countersignature", ("countersign", "deny_visit"))
step_pages.step(pages, "extension", ("extend",))
step_pages.step(pages, "post-review", ("post_review",))
step_pages.step(pages, "termination", ("terminate",))
step_pages.step(pages, "duplicate-finding", ("settle_duplicate",))
step_pages.step(pages, "consent-finding", ("settle_consent",))
step_pages.step(pages, "late-answer-finding", ("settle_late_answer", "review_late_answer"))
step_pages.step(pages, "confidential-decision", ("keep_confidential", "return_to_standard"))
step_pages.step(pages, "passing-on", ("pass_on",))


@pages.form(
    "/desk/cases/{case_id}/tasks/{task}/claim",
    audience=Audience.STAFF,
    check=office_case,
    submits="POST /v1/cases/{case_id}/tasks/{task}/claim",
    then=lambda _path, _state: Shown(to="/desk?list=mine&done=claim"),
)
def claim(call: Call) -> Shown:
    """Take a task of the own office."""
    return _of_task(call, "desk.claim")


@pages.form(
    "/desk/cases/{case_id}/tasks/{task}/hand-over",
    audience=Audience.STAFF,
    check=office_case,
    submits="POST /v1/cases/{case_id}/tasks/{task}/hand-over",
    then=lambda _path, _state: Shown(to="/desk?list=mine&done=hand_over"),
)
def hand_over(call: Call) -> Shown:
    """Hand a task to somebody who may do it."""
    return _of_task(call, "desk.hand_over", colleagues=_colleagues(call))


def _became(_path: Mapping[str, str], outcomes: BaseModel) -> Shown:
    """What became of each task."""
    assert isinstance(outcomes, contract.TaskOutcomes)
    done = sum(one.done for one in outcomes.outcomes)
    figures = {"done": done, "refused": len(outcomes.outcomes) - done}
    return Shown("desk.many.became", figures=figures, values={"outcomes": outcomes.outcomes})


@pages.form(
    "/desk/assignment",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/tasks/assignment",
    then=_became,
    template="many.html",
    words="many",
)
def assign(call: Call) -> Shown:
    """Hand the tasks that were chosen on a list to somebody of the own office."""
    here = store.of_office(call.actor.office, day_of(call.now))
    others = [(one.id, one.id) for one in here if one.id != call.actor.id]
    chosen = [(call.actor.id, say("desk.many.myself")), *others]
    values = {"submit": "desk.many.assign"}
    return Shown("desk.many.assign", values=values, choices={"to": chosen})


@pages.form(
    "/desk/reminder",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/tasks/reminder",
    then=_became,
    template="many.html",
    words="many",
)
def remind(_call: Call) -> Shown:
    """Remind those who have the tasks that were chosen on a list."""
    return Shown("desk.many.remind", values={"submit": "desk.many.remind"})


def _of_task(call: Call, words: str, colleagues: tuple[tuple[str, str], ...] = ()) -> Shown:
    case: Case = call.subject
    task = say(f"task.{call.path['task']}")
    receipt = case.record.clear["receipt"]
    return Shown(
        f"{words}.title",
        figures={"task": task, "receipt": receipt},
        values={"submit": f"{words}.submit", "back": f"/desk/cases/{case.id}"},
        choices={"to": colleagues},
    )


def _colleagues(call: Call) -> tuple[tuple[str, str], ...]:
    """Who of the task's offices may do it, but whoever asks."""
    task = call.subject.document.task(call.path["task"])
    if task is None:
        return ()
    return tuple(
        (one.id, one.id)
        for office in task.offices
        for one in store.of_office(office, day_of(call.now))
        if one.id != call.actor.id and one.posts & assignment.posts_for(task, office)
    )
