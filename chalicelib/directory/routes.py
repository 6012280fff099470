"""Signing in, oneself, and the areas."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.directory import service
from chalicelib.directory.contract import Area, Me, Session, SignIn
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Door

bp = Blueprint(__name__)
api = Door(bp)

ONCE_BY_ITSELF = "a login code works once by itself, and a session belongs to nobody before it"


@api.post(
    "/v1/sessions/citizen",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=SignIn,
    answer=Session,
    status=201,
    no_key=ONCE_BY_ITSELF,
)
def sign_in_citizen(call: Call) -> Session:
    """Sign in with the code of `wx.login`."""
    return service.sign_in_citizen(call.body.code, call.now)


@api.post(
    "/v1/sessions/staff",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=SignIn,
    answer=Session,
    status=201,
    no_key=ONCE_BY_ITSELF,
)
def sign_in_staff(call: Call) -> Session:
    """Sign in with the code of WeCom's OAuth."""
    return service.sign_in_staff(call.body.code, call.now)


@api.get("/v1/me", audience=Audience.ANYBODY_SIGNED_IN, check=NO_SUBJECT, answer=Me)
def me(call: Call) -> Me:
    """Who is signed in, with the office and posts of this moment."""
    return service.me(call.actor)


@api.get("/v1/areas/{code}", audience=Audience.PUBLIC, check=service.known_area, answer=Area)
def area(call: Call) -> Area:
    """An area and those directly in it, to choose one on the phone."""
    return service.area(call.subject)
