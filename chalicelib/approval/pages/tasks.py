"""Who carries out a task: taking it, handing it over, and many tasks at once."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from chalicelib.approval.steps import task_contract, together
from chalicelib.case.access import office_case
from chalicelib.case.case import Case
from chalicelib.case.step_pages import Choices
from chalicelib.case.table import CASE
from chalicelib.directory import store
from chalicelib.domain.dates import day_of
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.platform.pages.people import person
from chalicelib.records import assignment
from chalicelib.records.requests import act_of
from chalicelib.words import say

pages = Pages("approval")


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
    return _of_task(call, "desk.hand_over", {"to": _colleagues(call)})


def _became(_path: Mapping[str, str], outcomes: BaseModel) -> Shown:
    """What became of each task."""
    assert isinstance(outcomes, task_contract.TaskOutcomes)
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
    others = [(one.id, person(one.id)) for one in here if one.id != call.actor.id]
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


@pages.page(
    "/desk/together",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="together.html",
    query=("after",),
)
def alike(call: Call) -> Shown:
    """The grants that are alike among the next that wait, in groups."""
    after = call.query.get("after", "")
    found = together.groups(after, act_of(call))
    return Shown("desk.together.title", values={"found": found, "after": after})


@pages.form(
    "/desk/together/{group_id}",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/tasks/decision",
    then=_became,
    template="sign_together.html",
    query=("after",),
    words="together",
)
def sign_together(call: Call) -> Shown:
    """A group of grants that are alike, and the form to sign them all."""
    found = together.groups(call.query.get("after", ""), act_of(call)).groups
    chosen = next((one for one in found if one.alike == call.path["group_id"]), None)
    shown = [f"{one.id}/{one.record.seq}" for one in chosen.cases] if chosen else []
    return Shown(
        "desk.together.title",
        values={"chosen": chosen, "shown": shown},
        fixed={"decision": together.EVENT, "alike": call.path["group_id"]},
    )


@pages.form(
    "/desk/cases/{case_id}/tasks/{task}/sign-off",
    audience=Audience.STAFF,
    check=office_case,
    submits="POST /v1/cases/{case_id}/tasks/{task}/sign-off",
    then=lambda path, _state: Shown(to=f"/desk/cases/{path['case_id']}?done=sign_off"),
)
def sign_off(call: Call) -> Shown:
    """Sign that a colleague may carry out a task, by which of its events."""
    rows = (row for row in CASE.transitions if row.task == call.path["task"])
    events = dict.fromkeys(row.event for row in rows if call.subject.state in row.frm)
    return _of_task(
        call, "desk.sign_off", {"event": [(one, say(f"event.{one}")) for one in events]}
    )


def _of_task(call: Call, words: str, choices: Choices | None = None) -> Shown:
    case: Case = call.subject
    task = say(f"task.{call.path['task']}")
    receipt = case.record.clear["receipt"]
    return Shown(
        f"{words}.title",
        figures={"task": task, "receipt": receipt},
        values={"submit": f"{words}.submit", "back": f"/desk/cases/{case.id}"},
        fixed={"version": str(case.record.seq)},
        choices=choices or {},
    )


def _colleagues(call: Call) -> tuple[tuple[str, str], ...]:
    """Who of the task's offices may do it, but whoever asks."""
    task = call.subject.document.task(call.path["task"])
    if task is None:
        return ()
    return tuple(
        (one.id, person(one.id))
        for office in task.offices
        for one in store.of_office(office, day_of(call.now))
        if one.id != call.actor.id and one.posts & assignment.posts_for(task, office)
    )
