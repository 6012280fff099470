"""What staff have to do, of records of every kind."""

from __future__ import annotations

from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.platform.models import EmptyBody
from chalicelib.worklists import contract, service
from chalicelib.worklists.late import months

api = Router()


@api.get(
    "/v1/tasks",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    answer=contract.Worklist,
    query=("list", "after"),
)
def tasks(call: Call) -> contract.Worklist:
    """A page of the tasks of one's `office` that one may do, of those of them
    that are `overdue` (escalated, or reminded of), of those that are `mine` (claimed, or drawn for
    oneself, and what was claimed by whom one is deputy for today), or of those that one
    has `done` in the last three months; of one's own lists what lies with one's office and posts
    now, so that a page may be short and still go on."""
    name = call.query.get("list", "office")
    return service.listed(call.actor, name, call.query.get("after", ""), call.now)


@api.get(
    "/v1/late-tasks/{office}/{period}",
    audience=Audience.STAFF,
    check=months.of_office,
    answer=contract.LateTasks,
    query=("after",),
)
def late_tasks(call: Call) -> contract.LateTasks:
    """What passed its clock in a month at an office and below it in its county, for the leaders of
    that office or one above: each step with the days that it was over, and who has it."""
    return months.listed(call.subject, call.actor, call.query.get("after", ""), call.now)


@api.get("/v1/me/views", audience=Audience.STAFF, check=NO_SUBJECT, answer=contract.Views)
def views(call: Call) -> contract.Views:
    """The views of one's lists that one keeps."""
    return service.views_of(call.actor)


@api.post(
    "/v1/me/views",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=contract.ViewToSave,
    answer=contract.Views,
    no_key_reason="the same name again is the same view",
)
def save_view(call: Call) -> contract.Views:
    """Keep a list as one wants to see it again; a view of the same name gives way."""
    return service.save_view(call.body, call.actor)


@api.post(
    "/v1/me/views/{view_id}/removal",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=EmptyBody,
    answer=contract.Views,
    no_key_reason="what is deleted is not deleted again",
)
def delete_view(call: Call) -> contract.Views:
    """Delete a view of one's own."""
    return service.delete_view(call.path["view_id"], call.actor)
