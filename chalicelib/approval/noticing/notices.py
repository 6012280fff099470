"""Public notices: what anybody may see of a proposed grant, for seven days, then nothing.

A notice is made from a whitelist: surname, number of members, amount, place, until when. The case
behind it is found by its hidden attribute only (57号, art. 19 and 24). What came of objections
stands on the same board for some days: surname, scheme, and whether the opinion stayed as it was.
Of the proposed end of a benefit it says the surname and the scheme, never why (43号, art. 26).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chalicelib.approval import keys
from chalicelib.case import access, deaths, persons
from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.case.states import State
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.names import masked
from chalicelib.platform.store import identifiers, table, trail
from chalicelib.platform.store.keys import Key
from chalicelib.records.law import Law

NOTICED = frozenset({State.NOTICING, State.NOTICING_END})
REMAINING = ("id", "until", "case_id", "ends", "expires")
"""What is left of a notice that was taken down, so that who read it can object as long as it was
to stand."""


@dataclass(frozen=True)
class PostedNotice:
    """A notice that was put before the public: of which case, until when, and whether it was of
    the end of a benefit."""

    case: Case
    until: datetime
    is_end: bool


def update_board(case_id: str, seq: int, now: datetime, _law: Law) -> None:
    """Post the notice of a case as it is now on its board, and take down its earlier ones.

    Where event `seq` changed the place of the case, the earlier ones are on another board. Events
    arrive in any order: what is posted follows from the newest version of the case, and an earlier
    version takes nothing down that a later one posted.
    """
    shown = 0
    while (case := cases.load(case_id)).record.seq != shown:
        shown = case.record.seq
        before = trail.why("case", case_id, seq, case.key).get("before", {})
        current = _post(case) if is_posted(case, now) else None
        for area in {board(case), board(case, before)}:
            for item in _items(area):
                place = keys.notice(area, item["until"], item["id"])
                if place != current and _is_of_before(item, case, now):
                    table.put(place, {name: item[name] for name in REMAINING if name in item})


def _post(case: Case) -> Key:
    """Put the notice of a case on its board; where it stands there."""
    until = instant_text(case.stage_due)
    id_ = notice_id(case, until)
    item = {
        "id": id_,
        "surname": masked(case.doc("application")["members"][0]["name"]),
        **_what(case),
        "scheme": case.scheme,
        "until": until,
        "case_id": case.id,
        "version": case.record.seq,
        "expires": int(case.stage_due.timestamp()),
    }
    place = keys.notice(board(case), until, id_)
    table.put(place, item)
    return place


def _is_of_before(item: Mapping[str, Any], case: Case, now: datetime) -> bool:
    """Whether a notice is on the board for a version of the case before this one; one whose time is
    over is shown to nobody, and goes by itself."""
    is_its = item["case_id"] == case.id and _is_shown(item) and "outcome" not in item
    stands = parse_instant(item["until"]) > now
    return is_its and stands and item.get("version", 0) <= case.record.seq


def _what(case: Case) -> dict[str, Any]:
    """What is proposed: an amount for so many, or the end of what is received."""
    if case.state is State.NOTICING_END:
        return {"ends": True}
    assessment = case.doc("assessment")
    members = persons.count(case.doc("application"), assessment)
    return {"members": members, "amount_fen": assessment["amount_fen"]}


def is_posted(case: Case, now: datetime) -> bool:
    """Whether the case is before the public now; not while everybody in it is reported dead."""
    noticed = case.state in NOTICED and not deaths.all_reported_dead(case.document)
    return noticed and now < case.stage_due


def board(case: Case, before: Mapping[str, Any] = MappingProxyType({})) -> str:
    """The village or community in which the case is noticed: where the application belongs.

    `before` are parts of the application as they were.
    """
    application = {**case.doc("application"), **before}
    return routing.area_of(application, case.scheme)


SHOWN = ("id", "surname", "members", "amount_fen", "scheme", "until")
SHOWN_OF_END = ("id", "surname", "scheme", "until")
SHOWN_OF_OUTCOME = ("id", "surname", "scheme", "outcome", "until")


def posted(area: str, now: datetime) -> list[dict[str, Any]]:
    """The notices of an area that are still up, without what is hidden."""
    up = _posted(area, now)
    return [{name: item[name] for name in SHOWN} for item in up if "amount_fen" in item]


def ends(area: str, now: datetime) -> list[dict[str, Any]]:
    """The proposed ends of an area that are still up, without what is hidden."""
    up = _posted(area, now)
    return [{name: item[name] for name in SHOWN_OF_END} for item in up if "ends" in item]


def outcomes(area: str, now: datetime) -> list[dict[str, Any]]:
    """What came of objections in an area, as long as it is published, without what is hidden."""
    up = _posted(area, now)
    return [{name: item[name] for name in SHOWN_OF_OUTCOME} for item in up if "outcome" in item]


def taken_down(area: str, now: datetime) -> list[dict[str, Any]]:
    """The notices of an area that were taken down before their time, to which one may still
    object."""
    down = (item for item in _items(area) if not _is_shown(item))
    return [
        {name: item[name] for name in ("id", "until")}
        for item in down
        if parse_instant(item["until"]) > now
    ]


def _posted(area: str, now: datetime) -> list[dict[str, Any]]:
    up = (item for item in _items(area) if parse_instant(item["until"]) > now)
    return [item for item in up if _is_shown(item)]


def _is_shown(item: Mapping[str, Any]) -> bool:
    """Whether it is not taken down."""
    return "surname" in item


def _items(area: str) -> list[dict[str, Any]]:
    return table.query("public", keys.notice(area, "", "").pk)


def posted_notice(_actor: Actor, path: Mapping[str, str]) -> PostedNotice:
    """The notice of that name, up or taken down; Refused("notice.not_found") if there is none."""
    for item in _items(path["area"]):
        if item["id"] == path["notice_id"] and "outcome" not in item:
            case, until = cases.load(item["case_id"]), parse_instant(item["until"])
            return PostedNotice(case, until, "ends" in item)
    raise Refused("notice.not_found")


def notice_of_office(actor: Actor, path: Mapping[str, str]) -> PostedNotice:
    """The notice of a case that the member of staff may see; else Refused("notice.not_found")."""
    notice = posted_notice(actor, path)
    if not access.staff_sees(notice.case, actor):
        raise Refused("notice.not_found")
    return notice


def notice_id(case: Case, until: str) -> str:
    """The public name of what is posted of a case until then, from which its id does not follow."""
    return identifiers.keyed_hash("notice", f"{case.id}\0{until}").partition(".")[2]
