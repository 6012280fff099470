"""My work: the tasks that one may do, each with the days that are left."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.domain.actors import Post
from chalicelib.domain.dates import Month, month_of
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.words.days import month_words
from chalicelib.worklists import service
from chalicelib.worklists.contract import WorklistTask
from chalicelib.worklists.late import months

pages = Pages("worklists")

LISTS = ("mine", "office", "overdue", "done")
FILTERS = ("scheme", "task")
OPENED_AT = {
    "case": "/desk/cases/",
    "release": "/desk/releases/",
    "discrepancy": "/desk/discrepancies/",
    "complaint": "/desk/complaints/",
    "reconsideration": "/desk/reconsiderations/",
    "sign": "/desk/signs/",
}
"""Where a record of a kind is opened, by its id."""


@pages.page(
    "/desk",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="tasks.html",
    query=("list", "after", *FILTERS),
)
def my_work(call: Call) -> Shown:
    """A list of tasks, the most urgent first, or what was done last."""
    name = call.query.get("list", "office")
    found = service.listed(call.actor, name, call.query.get("after", ""), call.now, named=True)
    chosen = {one: call.query.get(one, "") for one in FILTERS}
    tasks = [one for one in found.tasks if _fits(one, chosen["scheme"], chosen["task"])]
    return Shown(
        "desk.tasks.title",
        values={
            "found": found,
            "tasks": tasks,
            "lists": LISTS,
            "opened_at": OPENED_AT,
            "chosen": chosen,
            "schemes": sorted({chosen["scheme"], *(one.scheme for one in found.tasks)} - {""}),
            "kinds": _kinds(found.tasks, chosen["task"]),
            "choosing": name != "done" and any(one.kind == "case" for one in tasks),
            "signing": any(one.task == "confirm" for one in tasks),
            "leads": Post.LEADER in call.actor.posts,
        },
    )


def _fits(task: WorklistTask, scheme: str, kind: str) -> bool:
    return scheme in {"", task.scheme} and kind in {"", task.task}


def _kinds(tasks: Sequence[WorklistTask], chosen: str) -> dict[str, str]:
    """The tasks on a page, and the one that is chosen, by their names, each with its words."""
    found = {one.task: one.task_words for one in tasks}
    if chosen:
        found.setdefault(chosen, service.words_of(chosen))
    return dict(sorted(found.items()))


@pages.page("/desk/late", audience=Audience.STAFF, check=months.leads, template="")
def own_month(call: Call) -> Shown:
    """What passed its clock this month at the own office and below it."""
    return Shown(to=f"/desk/late/{call.actor.office}/{month_of(call.now)}")


@pages.page(
    "/desk/late/{office}/{period}",
    audience=Audience.STAFF,
    check=months.of_office,
    template="late.html",
    query=("after",),
)
def late(call: Call) -> Shown:
    """What passed its clock in a month, office by office: the step, the days over, who has it."""
    found = months.listed(call.subject, call.actor, call.query.get("after", ""), call.now)
    month: Month = call.subject.month
    return Shown(
        "desk.late.title",
        figures={"office": found.office_name, "period": month_words(month)},
        values={
            "found": found,
            "opened_at": OPENED_AT,
            "before": str(month.previous),
            "after": str(month.next),
        },
    )


@pages.form(
    "/desk/views",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/me/views",
    then=lambda _path, _views: Shown(to="/desk/views?done=view"),
    template="views.html",
    query=("list", *FILTERS),
    words="view",
)
def views(call: Call) -> Shown:
    """One's own views, and the form to keep the list from which one comes."""
    chosen = {one: call.query.get(one, "") for one in ("list", *FILTERS)}
    return Shown(
        "desk.view.title",
        values={"views": service.views_of(call.actor).views, "to_save": chosen},
        fixed={name: value for name, value in chosen.items() if value},
        left_out=frozenset(chosen),
    )


@pages.form(
    "/desk/views/{view_id}/removal",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/me/views/{view_id}/removal",
    then=lambda _path, _views: Shown(to="/desk/views?done=view_removal"),
)
def delete_view(_call: Call) -> Shown:
    """Delete a view of one's own."""
    values = {"submit": "desk.view.delete", "back": "/desk/views"}
    return Shown("desk.view.delete", values=values)
