"""What is published in a village or community, to be printed for its board of paper, and what
people have to say of it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from chalicelib.approval.noticing import grants, notices
from chalicelib.approval.noticing.notice_contract import ObjectionReceived
from chalicelib.case import looks, recorded, step_pages
from chalicelib.case.masking import masked
from chalicelib.directory import service as directory
from chalicelib.directory.offices import routing
from chalicelib.directory.service import known_area
from chalicelib.domain.actors import HANDLING
from chalicelib.domain.areas import is_within
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.records.requests import act_of
from chalicelib.records.timed import timed

pages = Pages("approval")

TASKS = ("visit", "appraise", "review", "recheck", "confirm", "benefit_decision")
"""By which tasks an objection is looked into and answered."""


@pages.page(
    "/desk/notices/{area}",
    audience=Audience.STAFF,
    check=known_area,
    template="notices.html",
)
def board(call: Call) -> Shown:
    """What stands on the notice board of a village or community today, as anybody reads it, to be
    printed for the board of paper; of a larger area, which boards there are."""
    area = call.subject
    return Shown(
        "desk.notices.title",
        figures={"area": routing.office_name(area)},
        values={
            "area": area,
            "within": directory.area(area).children,
            "posted": notices.posted(area, call.now),
            "ends": notices.ends(area, call.now),
            "outcomes": notices.outcomes(area, call.now),
            "taken_down": notices.taken_down(area, call.now) if _handles(call, area) else [],
            "handles": _handles(call, area),
        },
    )


def _handles(call: Call, area: str) -> bool:
    """Whether somebody of the staff handles the cases of an area."""
    return is_within(area, call.actor.office) and bool(call.actor.posts & HANDLING)


def _taken(path: Mapping[str, str], receipt: BaseModel) -> Shown:
    """The number of an objection that was written down, and what whoever made it is told."""
    assert isinstance(receipt, ObjectionReceived)
    values = {"next": receipt.next, "back": f"/desk/notices/{path['area']}"}
    return Shown("desk.objections.received", figures={"number": receipt.number}, values=values)


@pages.form(
    "/desk/notices/{area}/{notice_id}/objections",
    audience=Audience.STAFF,
    check=notices.notice_of_office,
    submits="POST /v1/notices/{area}/{notice_id}/heard-objections",
    then=_taken,
    template="objections.html",
    words="objections",
)
def objections(call: Call) -> Shown:
    """What was said of a notice, who looks into it and by when, and the form to write more down;
    the look at the case is recorded."""
    case, act = call.subject.case, act_of(call)
    looks.record(case, call.actor, "", call.now)
    tasks = [task for task in case.document.tasks if task.name in TASKS]
    return Shown(
        "desk.objections.title",
        figures={"receipt": case.record.clear["receipt"]},
        values={
            "case": {"id": case.id, "scheme": case.scheme, "state": str(case.record.state)},
            "tasks": [timed(task, act.now, act.law) for task in tasks],
            "said": list(recorded.objected(recorded.objections(masked(case.document.documents)))),
            "possible": step_pages.possible(case, call),
            "submit": "desk.objections.submit",
            "back": f"/desk/notices/{call.path['area']}",
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
