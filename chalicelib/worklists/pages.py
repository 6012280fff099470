"""My work: the tasks that one may do, each with the days that are left."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.worklists import service
from chalicelib.worklists.contract import WorklistTask

pages = Pages("worklists")

LISTS = ("mine", "office", "overdue", "done")
FILTERS = ("scheme", "task")
OPENED_AT = {"case": "/desk/cases/", "release": "/desk/releases/"}
"""Where a record of a kind is opened, by its id; of other kinds there is no page."""


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
    found = service.listed(call.actor, name, call.query.get("after", ""), call.now)
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
            "schemes": sorted({one.scheme for one in found.tasks if one.scheme}),
            "kinds": _kinds(found.tasks),
        },
    )


def _fits(task: WorklistTask, scheme: str, kind: str) -> bool:
    return scheme in {"", task.scheme} and kind in {"", task.task}


def _kinds(tasks: Sequence[WorklistTask]) -> dict[str, str]:
    """The tasks on a page by their names, each with its words."""
    return dict(sorted({one.task: one.task_words for one in tasks}.items()))
