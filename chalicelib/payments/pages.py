"""Money in the browser: a run or a returned line as the clerk sees it, what of a statement nobody
can book, and the books."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.dates import Month, last_day, month_of, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.payments import service
from chalicelib.payments.contract import ReleaseView
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND
from chalicelib.payments.formats.documents import Discrepancy
from chalicelib.payments.reading import access
from chalicelib.payments.reading.access import DISCREPANCY, RELEASE, books_of
from chalicelib.payments.reading.shown import due, release_view
from chalicelib.platform.http import Audience, Call
from chalicelib.platform.pages import GoesWith, Pages, Shown
from chalicelib.records.change import Version
from chalicelib.words import say
from chalicelib.words.days import month_words

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
        goes_with={name: GoesWith("decision", ("release",), needed=False) for name in OF_RETURNED},
        left_out=frozenset() if found.about == "returned" else OF_RETURNED,
    )


def _seen(found: ReleaseView) -> dict[str, str]:
    """The count and the sum upon which the clerk decides."""
    return {"count": str(found.count), "sum_fen": Fen(found.sum_fen).yuan}


@pages.form(
    "/desk/discrepancies/{discrepancy_id}",
    audience=Audience.STAFF,
    check=DISCREPANCY,
    submits="POST /v1/discrepancies/{discrepancy_id}/settlement",
    then=lambda _path, _line: Shown(to="/desk?done=discrepancy"),
    template="record.html",
    folder="platform/pages",
    words="discrepancy",
)
def settle(call: Call) -> Shown:
    """What of a file of the bank nobody can book, and the form to say what the bank answered."""
    title = "desk.step.discrepancy"
    return Shown(title, values={**_doubtful(call.subject), "submit": title, "back": "/desk"})


def _doubtful(found: Version[Discrepancy]) -> dict[str, Any]:
    said, by = found.document, due(DISCREPANCY_KIND, found)
    facts = [
        (say("field.file"), said.file),
        (say("desk.books.period"), str(found.clear["period"])),
        (say("desk.discrepancy.count"), str(said.count)),
    ]
    facts += [(say("desk.discrepancy.row", row=one.row), say(one.code)) for one in said.faults]
    if by["due"]:
        facts.append((say("desk.tasks.due"), last_day(parse_instant(by["due"])).isoformat()))
    return {"facts": facts, "lines": [by["due_note"]] if by["due_note"] else []}


@pages.page("/desk/books", audience=Audience.STAFF, check=access.own_books, template="")
def own_books(call: Call) -> Shown:
    """The books of the own county for this month."""
    return Shown(to=f"/desk/books/{call.subject}/{month_of(call.now)}")


@pages.page(
    "/desk/books/{county}/{period}",
    audience=Audience.STAFF,
    check=books_of,
    template="read.html",
    folder="platform/pages",
)
def books(call: Call) -> Shown:
    """What was ordered from the bank for a month, paid, returned, and not answered for."""
    county, period = call.subject
    found, month = service.books(county, period), Month.parse(period)
    sums = {
        "ordered": found.ordered_fen,
        "paid": found.paid_fen,
        "returned": found.returned_fen,
        "difference": found.difference_fen,
    }
    facts = [
        (say(f"desk.books.{name}"), say("desk.case.amount", yuan=Fen(fen).yuan))
        for name, fen in sums.items()
    ]
    open_ = service.unanswered(county, period)
    lines = [
        say("desk.books.unanswered", count=one.count, yuan=Fen(one.sum_fen).yuan) for one in open_
    ]
    near = ((month.previous, "before"), (month.next, "after"))
    links = [(f"/desk/books/{county}/{one}", say(f"desk.books.{name}")) for one, name in near]
    return Shown(
        "desk.books.title",
        figures={"period": month_words(month)},
        values={"facts": facts, "lines": lines, "links": links},
    )
