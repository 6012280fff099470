"""What is published in a village or community, to be printed for its board of paper."""

from __future__ import annotations

from chalicelib.approval.noticing import grants, notices
from chalicelib.directory.offices import routing
from chalicelib.directory.service import known_area
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import Pages, Shown

pages = Pages("approval")


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
