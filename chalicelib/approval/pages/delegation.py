"""What may be confirmed by whom: powers delegated to townships, and the register of relatives."""

from __future__ import annotations

from chalicelib.approval.confirmation import delegations
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import AreaLevel, county_of, is_within, level_of
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.words import say

pages = Pages("approval")


@pages.page(
    "/desk/delegations",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="delegations.html",
)
def powers(call: Call) -> Shown:
    """The townships of the own county, each with what it was delegated."""
    county = county_of(call.actor.office)
    townships = (one for one in routing.area_names() if is_within(one, county))
    found = [
        delegations.listed(one, call.now)
        for one in townships
        if level_of(one) is AreaLevel.TOWNSHIP
    ]
    delegates = call.actor.office == county and Post.LEADER in call.actor.posts
    values = {"townships": found, "delegates": delegates}
    return Shown("desk.delegation.title", values=values)


@pages.form(
    "/desk/delegations/{office}",
    audience=Audience.STAFF,
    check=delegations.own_township,
    submits="POST /v1/delegations/{office}",
    then=lambda _path, _listed: Shown(to="/desk/delegations?done=delegation"),
    template="record.html",
    folder="platform/pages",
    words="delegation",
)
def delegate(call: Call) -> Shown:
    """Delegate the power to confirm to a township, or end that."""
    held = delegations.listed(call.subject, call.now)
    facts = [(say("field.office"), held.office_name)]
    facts += [
        (
            say(f"scheme.{one.scheme}"),
            say("desk.delegation.days", since=one.since, until=one.until or ""),
        )
        for one in held.delegations
    ]
    title = "desk.step.delegation"
    values = {"facts": facts, "submit": title, "back": "/desk/delegations"}
    return Shown(title, values=values)


@pages.form(
    "/desk/relatives",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/staff-relatives",
    then=lambda _path, _registered: Shown(to="/desk?done=relative"),
    template="record.html",
    folder="platform/pages",
    words="relative",
)
def enter_relative(_call: Call) -> Shown:
    """Enter a close relative in the register."""
    title = "desk.step.relative"
    lines = [say("desk.relative.why")]
    return Shown(title, values={"facts": [], "lines": lines, "submit": title, "back": "/desk"})
