"""Signing in with WeCom and out again, and the sessions that one has open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from chalicelib.directory import contract, service, store
from chalicelib.directory.people import names
from chalicelib.directory.sessions import authenticators
from chalicelib.directory.store import Staff
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import day_of
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown, cookies, people
from chalicelib.platform.pages.arrivals import address, came_for, departure
from chalicelib.words import say

pages = Pages("directory")
people.named_by(names.shown)


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


def code_given(_path: Mapping[str, str], session: BaseModel) -> Shown:
    """On to where somebody wanted to go, with the session in which they may."""
    assert isinstance(session, contract.Session)
    held = cookies.set_cookie(cookies.SESSION, session.token)
    return Shown(to=came_for(), cookies=(held, cookies.ended(cookies.SIGN_IN)))


@pages.form(
    "/desk/code",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/sessions/code",
    then=code_given,
    template="code.html",
    before_code=True,
)
def code(call: Call) -> Shown:
    """Ask for the code of somebody's authenticator, before anything else."""
    return Shown("desk.code.title", values={"held": authenticators.find(call.actor.id)})


def authenticator_made(_path: Mapping[str, str], made: BaseModel) -> Shown:
    """The secret, on no other page than this: to be scanned, or typed in."""
    assert isinstance(made, contract.NewAuthenticator)
    picture = scannable(made.address)
    return Shown("desk.authenticator.title", values={"made": made, "picture": picture})


def scannable(text: str) -> str:
    """A text as a QR code, in SVG without a size; its width is the style sheet's."""
    import segno  # for this page alone

    drawn = segno.make(text, error="m", micro=False)
    svg: str = drawn.svg_inline(omitsize=True, svgclass="scanned", lineclass=None)
    return svg


@pages.form(
    "/desk/authenticator",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/me/authenticator",
    then=authenticator_made,
    template="authenticator.html",
    before_code=True,
)
def authenticator(_call: Call) -> Shown:
    """Make the secret of one's authenticator."""
    return Shown("desk.authenticator.title", values={"made": None})


def authenticator_reset(_path: Mapping[str, str], answer: BaseModel) -> Shown:
    """Whether it is done, or another person must ask too."""
    assert isinstance(answer, contract.AuthenticatorReset)
    done = "authenticator_reset" if answer.reset else "authenticator_reset_asked"
    return Shown(to=f"/desk/authenticator/{answer.staff_id}?done={done}")


@pages.page(
    "/desk/authenticators",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="authenticators.html",
    query=("staff",),
)
def lost(call: Call) -> Shown:
    """Whose authenticator one may reset: a colleague's, or by number that of somebody below."""
    number = call.query.get("staff", "").strip()
    if number:
        return Shown(to=f"/desk/authenticator/{quote(number, safe='')}")
    here = store.of_office(call.actor.office, day_of(call.now))
    colleagues = [one.id for one in here if one.id != call.actor.id]
    return Shown("desk.authenticator.lost", values={"colleagues": colleagues})


@pages.form(
    "/desk/authenticator/{staff_id}",
    audience=Audience.STAFF,
    check=service.of_own_area,
    submits="POST /v1/staff/{staff_id}/authenticator/reset",
    then=authenticator_reset,
    template="authenticator_reset.html",
)
def reset_authenticator(call: Call) -> Shown:
    """Reset the authenticator that somebody lost, as the second of two."""
    held = authenticators.find(call.subject.id)
    waits = held is not None and held.reset_waits_for_another(call.now)
    return Shown(
        "desk.authenticator.reset_of",
        figures={"who": people.person(call.subject.id)},
        values={"held": held, "waits": waits},
    )


@pages.form(
    "/desk/sign-out",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    submits="POST /v1/sign-out",
    then=lambda _path, _ended: Shown(
        to="/desk/signed-out", cookies=(cookies.ended(cookies.SESSION),)
    ),
    before_code=True,
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


@pages.form(
    "/desk/absence",
    audience=Audience.STAFF,
    check=service.myself,
    submits="POST /v1/me/absence",
    then=lambda _path, _absence: Shown(to="/desk/absence?done=absence"),
    template="absence.html",
    words="absence",
)
def absence(call: Call) -> Shown:
    """When one is away and who acts meanwhile; for leaders, whose absences they may enter."""
    here = store.of_office(call.actor.office, day_of(call.now))
    colleagues = [one for one in here if one.id != call.actor.id]
    leads = Post.LEADER in call.actor.posts
    values = {"colleagues": colleagues if leads else []}
    return _absence(call.subject, colleagues, values)


@pages.form(
    "/desk/absence/{staff_id}",
    audience=Audience.STAFF,
    check=service.below,
    submits="POST /v1/staff/{staff_id}/absence",
    then=lambda path, _absence: Shown(to=f"/desk/absence/{path['staff_id']}?done=absence"),
    template="absence.html",
    words="absence",
)
def absence_of(call: Call) -> Shown:
    """When somebody of the own office or one below is away and who acts meanwhile."""
    staff: Staff = call.subject
    here = store.of_office(staff.office, day_of(call.now))
    colleagues = [one for one in here if one.id != staff.id]
    return _absence(staff, colleagues, {"colleagues": []})


def _absence(staff: Staff, colleagues: Sequence[Staff], values: Mapping[str, Any]) -> Shown:
    away = staff.absence
    choices = [
        ("", say("desk.absence.nobody")),
        *((one.id, people.person(one.id)) for one in colleagues),
    ]
    start = {}
    if away:
        start = {"since": str(away.since), "until": str(away.until), "deputy": away.deputy}
    return Shown(
        "desk.absence.title_of",
        figures={"who": people.person(staff.id)},
        values={**values, "away": away},
        start=start,
        choices={"deputy": choices},
    )
