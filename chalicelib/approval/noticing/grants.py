"""Who receives a benefit, before their village or community: as long as it is received.

The law has the name of whoever applied, the number of members and the amount published once a
benefit is granted, and nothing that has no part in it (57号, art. 24; 43号, art. 17). The name is
masked as in a notice, and of a family in which only children are left it is not said at all. What
is confidential stands nowhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chalicelib.approval import keys
from chalicelib.approval.noticing.notices import board
from chalicelib.case import benefit, deaths
from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.case.states import RESTS, Track
from chalicelib.domain.dates import day_of
from chalicelib.domain.identity import age_of
from chalicelib.domain.names import masked
from chalicelib.platform.store import identifiers, table
from chalicelib.records.law import Law

PUBLISHED = "notice.granted"
PAGE = 50
SHOWN = ("surname", "members", "amount_fen", "scheme")


def update_grant(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Put the line of a case on its board as the benefit is now, or take it away.

    Events arrive in any order, and at once: what stands follows from the newest version of the
    case, which is read again after it was written.
    """
    case = cases.load(case_id)
    while True:
        place = keys.grant(board(case), case.scheme, _name(case))
        if is_published(case, law):
            table.put(place, _line(case, day_of(now), law))
        else:
            table.delete(place)
        newest = cases.load(case_id, anew=True)
        if newest.record.seq == case.record.seq:
            return
        case = newest


def is_published(case: Case, law: Law) -> bool:
    """Whether the benefit of a case is received now, and the law has it published."""
    schemes = {value.amount for value in law.parameters.every(PUBLISHED)}
    received = case.state in RESTS and not deaths.all_reported_dead(case.document)
    return received and case.scheme in schemes and case.document.track is Track.STANDARD


def _line(case: Case, day: date, law: Law) -> dict[str, Any]:
    received = benefit.received(case)
    return {
        "surname": _surname(case, day, law),
        "members": len(received.people),
        "amount_fen": received.amount_fen,
        "scheme": case.scheme,
    }


def _surname(case: Case, day: date, law: Law) -> str:
    """Of the applicant, or after their death of the first grown member that is left."""
    child_age = int(law.parameters.value("household.child_age").amount)
    members, rest = case.doc("application")["members"], deaths.living(case.document)
    grown = (members[number] for number in rest if age_of(members[number], day) >= child_age)
    return next((masked(one["name"]) for one in grown), masked(""))


def _name(case: Case) -> str:
    """The name of a line, from which the id of its case does not follow."""
    return identifiers.keyed_hash("grant", case.id).partition(".")[2]


def published(area: str, after: str = "") -> tuple[list[dict[str, Any]], str | None]:
    """Up to fifty of those who receive a benefit in an area, by scheme, and the cursor of the page
    that follows; None where this is the last."""
    place = keys.grant(area, "", "")
    items = table.query("public", place.pk, after=after, limit=PAGE)
    lines = [{name: item[name] for name in SHOWN} for item in items]
    return lines, items[-1]["sk"] if len(items) == PAGE else None
