"""Taking a task and handing it over, and the forms of the steps of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

from chalicelib.approval.confirmation import delegations
from chalicelib.approval.noticing import grants, notices
from chalicelib.approval.steps import task_contract, together
from chalicelib.approval.steps.review import TRIES
from chalicelib.case import joint_visits, self_care, step_pages
from chalicelib.case.access import office_case
from chalicelib.case.case import Case
from chalicelib.case.household import IncomeKind
from chalicelib.case.step_pages import Choices, Drawn
from chalicelib.case.table import CASE
from chalicelib.directory import store
from chalicelib.directory.offices import routing
from chalicelib.directory.service import known_area
from chalicelib.domain import identity, names
from chalicelib.domain.actors import HANDLING, Post
from chalicelib.domain.areas import AreaLevel, county_of, is_within, level_of
from chalicelib.domain.dates import day_of
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.records import assignment
from chalicelib.records.law import law_on
from chalicelib.records.requests import act_of
from chalicelib.words import say

pages = Pages("approval")


def _of_opinion(call: Call) -> Choices:
    """What an opinion may name: the household's members, its papers and what it explained with,
    kinds of income, figures."""
    case: Case = call.subject
    papers = [
        (one["digest"], say("form.paper." + one["kind"]) + str(at))
        for at, one in enumerate(case.doc("application").get("papers", ()), start=1)
    ]
    explained = (one for said in case.explanations for one in said.get("evidence", ()))
    papers += [(one, say("field.evidence") + str(at)) for at, one in enumerate(explained, start=1)]
    return {
        "member": step_pages.members(case),
        "evidence": papers,
        "found.incomes.*.kind": [(one, say(f"form.income.{one}")) for one in get_args(IncomeKind)],
        "accepts.*.item": [
            (one.code, say(f"figure.{one.code}"))
            for one in law_on(call.now).parameters.catalogue.figures
        ],
    }


def _of_visit(call: Call) -> Choices:
    """Who may have been there too, and whose self-care is assessed."""
    actor, day = call.actor, day_of(call.now)
    offices = dict.fromkeys((actor.office, county_of(actor.office)))
    there = (one for office in offices for one in store.of_office(office, day))
    colleagues = [(one.id, one.id) for one in there if one.id != actor.id and one.posts & HANDLING]
    return {"visitors": colleagues, "member": step_pages.members(call.subject)}


def _no_self_care(call: Call) -> frozenset[str]:
    """The six items are asked for where the scheme pays for care by them."""
    return frozenset() if call.subject.scheme in self_care.BY_PERSON else frozenset({"self_care"})


def _of_supporters(call: Call) -> Choices:
    """The relatives who owe support, by their numbers."""
    listed = call.subject.doc("application").get("supporters") or ()
    named = enumerate((names.masked(str(one.get("name", ""))) for one in listed), SUPPORTERS_FROM)
    return {"supporter": [(str(number), name) for number, name in named]}


def _visited(call: Call) -> Mapping[str, Any]:
    """What a colleague recorded of a visit, for whoever is to say that they were there."""
    case: Case = call.subject
    found = joint_visits.waiting(case, call.actor)
    if found is None:
        return {"visits": []}
    _, waits = found
    return {"visits": [{**case.doc(waits["event"]), **waits}]}


def _of_call(call: Call) -> Mapping[str, Any]:
    """Whom to call, and how often that was tried; the number is shown on a page of its own."""
    case: Case = call.subject
    return {
        "phone": identity.masked_person(case.doc("application"))["phone"],
        "attempts": case.doc("call_back").get("attempts", []),
        "most": int(law_on(call.now).parameters.value(TRIES).amount),
    }


VISIT = Drawn(
    choices=_of_visit,
    left_out=_no_self_care,
    entries={"self_care": 2},
    template="visit.html",
    folder="approval",
    files=True,
)

step_pages.step(
    pages,
    "call-back",
    ("call_back", "call_failed", "call_given_up"),
    Drawn(values=_of_call, template="call_back.html", folder="approval"),
)
step_pages.step(pages, "visit", ("visit",), VISIT)
step_pages.step(pages, "self-care", ("assess_care",), VISIT)
step_pages.step(pages, "county-visit", ("county_visit",), VISIT)
step_pages.step(
    pages,
    "countersignature",
    ("countersign", "county_countersign", "deny_visit", "deny_care", "deny_county_visit"),
    Drawn(values=_visited, template="countersignature.html", folder="approval"),
)
step_pages.step(pages, "appraisal-plan", ("call_appraisal", "call_off_appraisal"))
step_pages.step(
    pages,
    "appraisal",
    ("appraise",),
    Drawn(entries={"participants": 9}, template="appraisal.html", folder="approval", files=True),
)
step_pages.step(pages, "supporter-finding", ("excuse_supporter",), Drawn(choices=_of_supporters))
step_pages.step(
    pages,
    "opinion",
    ("propose_grant", "propose_refusal", "refer_to_county", "ask_family", "verify_again"),
    Drawn(choices=_of_opinion, entries={"found.incomes": 2, "exemptions": 2}),
)
step_pages.step(pages, "decision", ("confirm", "decline", "send_back", "grant_urgent"))
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
        (one.id, one.id)
        for office in task.offices
        for one in store.of_office(office, day_of(call.now))
        if one.id != call.actor.id and one.posts & assignment.posts_for(task, office)
    )


@pages.page(
    "/desk/notices/{area}",
    audience=Audience.STAFF,
    check=known_area,
    template="notices.html",
)
def board(call: Call) -> Shown:
    """What stands on the notice board of a village or community today, as anybody reads it, to be
    printed for the board of paper."""
    area = call.subject
    return Shown(
        "desk.notices.title",
        figures={"area": routing.office_name(area)},
        values={
            "area": area,
            "posted": notices.posted(area, call.now),
            "ends": notices.ends(area, call.now),
            "outcomes": notices.outcomes(area, call.now),
        },
    )


@pages.page(
    "/desk/notices/{area}/grants",
    audience=Audience.STAFF,
    check=known_area,
    template="grants.html",
    query=("after",),
)
def granted(call: Call) -> Shown:
    """Who receives a benefit in a village or community, as anybody reads it, to be printed for the
    board of paper."""
    lines, following = grants.published(call.subject, call.query.get("after", ""))
    return Shown(
        "desk.grants.title",
        figures={"area": routing.office_name(call.subject)},
        values={"area": call.subject, "lines": lines, "next": following},
    )


@pages.page(
    "/desk/delegations",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="delegations.html",
)
def powers(call: Call) -> Shown:
    """The townships of the own county, each with what it was delegated."""
    county = county_of(call.actor.office)
    townships = (one for one in routing.area_names() if is_within(one, county))
    found = [
        delegations.listed(one, call.now)
        for one in townships
        if level_of(one) is AreaLevel.TOWNSHIP
    ]
    delegates = call.actor.office == county and Post.LEADER in call.actor.posts
    values = {"townships": found, "delegates": delegates}
    return Shown("desk.delegation.title", values=values)


@pages.form(
    "/desk/delegations/{office}",
    audience=Audience.STAFF,
    check=delegations.own_township,
    submits="POST /v1/delegations/{office}",
    then=lambda _path, _listed: Shown(to="/desk/delegations?done=delegation"),
    template="record.html",
    folder="platform/pages",
    words="delegation",
)
def delegate(call: Call) -> Shown:
    """Delegate the power to confirm to a township, or end that."""
    held = delegations.listed(call.subject, call.now)
    facts = [(say("field.office"), held.office_name)]
    facts += [
        (
            say(f"scheme.{one.scheme}"),
            say("desk.delegation.days", since=one.since, until=one.until or ""),
        )
        for one in held.delegations
    ]
    title = "desk.step.delegation"
    values = {"facts": facts, "submit": title, "back": "/desk/delegations"}
    return Shown(title, values=values)


@pages.form(
    "/desk/relatives",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/staff-relatives",
    then=lambda _path, _registered: Shown(to="/desk?done=relative"),
    template="record.html",
    folder="platform/pages",
    words="relative",
)
def enter_relative(_call: Call) -> Shown:
    """Enter a close relative in the register."""
    title = "desk.step.relative"
    lines = [say("desk.relative.why")]
    return Shown(title, values={"facts": [], "lines": lines, "submit": title, "back": "/desk"})
