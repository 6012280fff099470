"""Public notices: what anybody may see of a proposed grant, for seven days, then nothing.

A notice is made from a whitelist: surname, number of members, amount, place, until when. The case
behind it is found by its hidden attribute only (57号, art. 19 and 24). What came of objections
stands on the same board for some days: surname, scheme, and whether the opinion stayed as it was.
Of the proposed end of a benefit it says the surname and the scheme, never why (43号, art. 26).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import persons
from chalicelib.case.case import Case
from chalicelib.case.due import Law
from chalicelib.case.states import State
from chalicelib.directory import routing
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.names import masked
from chalicelib.platform import identifiers, keys, record, table

NOTICED = frozenset({State.NOTICING, State.NOTICING_END})


def publish(case_id: str, _seq: int, now: datetime, _law: Law) -> None:
    """Put a case that stands at notice before the public; does nothing for any other."""
    case = cases.load(case_id)
    if not is_up(case, now):
        return
    application = case.doc("application")
    until = instant_text(case.stage_due)
    place = keys.notice(board(case), until, notice_id(case))
    item = {
        "id": notice_id(case),
        "surname": masked(application["members"][0]["name"]),
        **_what(case),
        "scheme": case.scheme,
        "until": until,
        "case_id": case.id,
        "expires": int(case.stage_due.timestamp()),
    }
    table.put(place, item)


def _what(case: Case) -> dict[str, Any]:
    """What is proposed: an amount for so many, or the end of what is received."""
    if case.state is State.NOTICING_END:
        return {"ends": True}
    assessment = case.doc("assessment")
    members = persons.count(case.doc("application"), assessment)
    return {"members": members, "amount_fen": assessment["amount_fen"]}


def is_up(case: Case, now: datetime) -> bool:
    """Whether the case is before the public now."""
    return case.state in NOTICED and now < case.stage_due


def take_down(case_id: str, seq: int, _now: datetime, _law: Law) -> None:
    """Remove the notices of a case that stands at notice no more.

    Where event `seq` changed the place of the case, they are where it was before.
    """
    case = cases.load(case_id)
    if case.state in NOTICED:
        return
    before = record.why("case", case_id, seq, case.key).get("before", {})
    for area in {board(case), board(case, before)}:
        for item in table.query("public", keys.notice(area, "", "").pk):
            if item["case_id"] == case.id and "outcome" not in item:
                table.delete(keys.notice(area, item["until"], item["id"]))


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
    up = _up(area, now)
    return [{name: item[name] for name in SHOWN} for item in up if "amount_fen" in item]


def ends(area: str, now: datetime) -> list[dict[str, Any]]:
    """The proposed ends of an area that are still up, without what is hidden."""
    up = _up(area, now)
    return [{name: item[name] for name in SHOWN_OF_END} for item in up if "ends" in item]


def outcomes(area: str, now: datetime) -> list[dict[str, Any]]:
    """What came of objections in an area, as long as it is told, without what is hidden."""
    up = _up(area, now)
    return [{name: item[name] for name in SHOWN_OF_OUTCOME} for item in up if "outcome" in item]


def _up(area: str, now: datetime) -> list[dict[str, Any]]:
    items = table.query("public", keys.notice(area, "", "").pk)
    return [item for item in items if parse_instant(item["until"]) > now]


def noticed_case(_actor: Actor, path: Mapping[str, str]) -> Case:
    """The case behind a notice; Refused("notice.not_found") when it is not up."""
    for item in table.query("public", keys.notice(path["area"], "", "").pk):
        if item["id"] == path["notice_id"] and "outcome" not in item:
            return cases.load(item["case_id"])
    raise Refused("notice.not_found")


def notice_id(case: Case) -> str:
    """The public name of a case's notice; the case id cannot be told from it."""
    return identifiers.keyed_hash("notice", f"{case.id}\0{case.record.attempt}").partition(".")[2]
