"""Looking for a case in the browser: the form, and what was found under an address of its own, so
that nothing which was typed stands in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

from chalicelib.directory.offices import routing
from chalicelib.domain.areas import AreaLevel, is_within, level_of
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.search import contract, service
from chalicelib.words import say

pages = Pages("search")


def _found(_path: Mapping[str, str], result: BaseModel) -> Shown:
    assert isinstance(result, contract.SearchResult)
    return Shown(to=f"/desk/search/{result.search_id}")


def _form(call: Call) -> dict[str, Any]:
    """How the form is drawn: who works above counties chooses one."""
    office, purposes = call.actor.office, [("", say("desk.case.masked"))]
    purposes += [(one, say(f"desk.purpose.{one}")) for one in get_args(contract.Purpose)]
    if level_of(office) >= AreaLevel.COUNTY:
        return {"choices": {"purpose": purposes}, "left_out": frozenset({"county"})}
    counties = [
        (code, name)
        for code, name in routing.area_names().items()
        if level_of(code) is AreaLevel.COUNTY and is_within(code, office)
    ]
    return {"choices": {"purpose": purposes, "county": counties}}


@pages.form(
    "/desk/search",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/searches",
    then=_found,
    words="search",
)
def search(call: Call) -> Shown:
    """Ask what is looked for, and for what purpose."""
    values = {"submit": "desk.search.submit", "back": "/desk"}
    return Shown("desk.search.title", values=values, **_form(call))


@pages.form(
    "/desk/search/{search_id}",
    audience=Audience.STAFF,
    check=service.own_search,
    submits="POST /v1/searches",
    then=_found,
    template="found.html",
    words="search",
)
def found(call: Call) -> Shown:
    """What a search of one's own found, and the form to look again."""
    id_, noted = call.subject
    result = service.shown_again(id_, noted, call.actor)
    start = {"purpose": result.purpose, "county": result.county}
    return Shown(
        "desk.search.which" if result.areas else "desk.search.found",
        figures={"count": len(result.cases)},
        values={"found": result},
        start={name: value for name, value in start.items() if value},
        **_form(call),
    )
