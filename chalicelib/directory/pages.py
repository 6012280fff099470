"""Signing in with WeCom and out again, and the sessions that one has open."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from chalicelib.directory import contract, service
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown, cookies
from chalicelib.platform.pages.arrivals import address, departure

pages = Pages("directory")


@pages.page("/desk/sign-in", audience=Audience.PUBLIC, check=NO_SUBJECT, template="", query=("to",))
def sign_in(call: Call) -> Shown:
    """Lead to WeCom, which says who somebody is."""
    begun = departure(call.query.get("to", ""))
    to = service.sign_in_address(address("/desk/signed-in"), begun.state)
    return Shown(to=to, cookies=(begun.cookie,))


def signed_in(path: Mapping[str, str], session: BaseModel) -> Shown:
    """The session's token becomes a cookie."""
    assert isinstance(session, contract.Session)
    held = cookies.set_cookie(cookies.SESSION, session.token)
    return Shown(to=path["to"], cookies=(held, cookies.ended(cookies.SIGN_IN)))


pages.arrival(
    "/desk/signed-in",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    submits="POST /v1/sessions/staff",
    query=("code",),
    then=signed_in,
)


@pages.form(
    "/desk/sign-out",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/sign-out",
    then=lambda _path, _ended: Shown(
        to="/desk/signed-out", cookies=(cookies.ended(cookies.SESSION),)
    ),
)
def sign_out(_call: Call) -> Shown:
    """End the session of this browser."""
    return Shown("desk.sign_out.title", values={"submit": "desk.sign_out.submit", "back": "/desk"})


@pages.page(
    "/desk/signed-out",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    template="signed_out.html",
)
def signed_out(_call: Call) -> Shown:
    """Say that nobody is signed in any more."""
    return Shown("desk.sign_out.done")


@pages.form(
    "/desk/sessions",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/sessions/end",
    then=lambda _path, _ended: Shown(to="/desk/sessions?done=session_end"),
    template="sessions.html",
)
def sessions(call: Call) -> Shown:
    """The sessions that one has open, each to be ended, and one's newest sign-ins."""
    found = service.sessions_of(call.own_session, call.now)
    return Shown("desk.sessions.title", values={"found": found, "me_now": service.me(call.actor)})
