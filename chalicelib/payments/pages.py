"""Releasing money in the browser: a run or a returned line with its lines, as the clerk sees it."""

from __future__ import annotations

from chalicelib.domain.money import Fen
from chalicelib.payments.contract import ReleaseView
from chalicelib.payments.reading.access import RELEASE
from chalicelib.payments.reading.shown import release_view
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import Pages, Shown

pages = Pages("payments")

OF_RETURNED = frozenset({"account", "holder"})
"""What is asked of a line that came back alone: where it is to go instead."""


@pages.form(
    "/desk/releases/{release_id}",
    audience=Audience.STAFF,
    check=RELEASE,
    submits="POST /v1/releases/{release_id}/release",
    then=lambda _path, _line: Shown(to="/desk?done=release"),
    template="release.html",
    query=("after",),
    words="release",
)
def release(call: Call) -> Shown:
    """What waits with its lines, and the form to release or hold it."""
    found = release_view(call.subject, call.query.get("after", ""))
    return Shown(
        "desk.release.title",
        figures={"period": found.period},
        values={"found": found},
        fixed=_seen(found),
        left_out=frozenset() if found.about == "returned" else OF_RETURNED,
    )


def _seen(found: ReleaseView) -> dict[str, str]:
    """The count and the sum upon which the clerk decides."""
    return {"count": str(found.count), "sum_fen": Fen(found.sum_fen).yuan}
