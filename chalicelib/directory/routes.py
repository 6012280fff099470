"""Signing in and out, oneself, areas and offices."""

from __future__ import annotations

from chalicelib.directory import service
from chalicelib.directory.contract import (
    AbsencePeriod,
    Area,
    AuthenticatorCode,
    AuthenticatorReset,
    EndedSessions,
    Me,
    NewAuthenticator,
    NumberCode,
    Office,
    OwnNumber,
    PlainText,
    Session,
    Sessions,
    SessionToEnd,
    SignIn,
    StaffAbsence,
    WeComMessage,
)
from chalicelib.platform.http import (
    DAY,
    MINUTE,
    NO_SUBJECT,
    Audience,
    Call,
    RateLimit,
    Router,
    fresh,
)
from chalicelib.platform.models import EmptyBody

api = Router()

ONCE_BY_ITSELF = "a login code works once by itself, and a session belongs to nobody before it"
SIGN_INS = (RateLimit("address", 100, MINUTE),)
"""Phones of one village may share an address."""
ENDED_ONCE = "what is ended is not ended again"


@api.post(
    "/v1/sessions/citizen",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=SignIn,
    answer=Session,
    status=201,
    no_key_reason=ONCE_BY_ITSELF,
    rate_limits=SIGN_INS,
)
def sign_in_citizen(call: Call) -> Session:
    """Sign in with the code of `wx.login`; a session of one's own that is named ends."""
    return service.sign_in_citizen(call.body.code, call.address, call.now, call.session)


@api.post(
    "/v1/sessions/staff",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=SignIn,
    answer=Session,
    status=201,
    no_key_reason=ONCE_BY_ITSELF,
    rate_limits=SIGN_INS,
)
def sign_in_staff(call: Call) -> Session:
    """Sign in with the code of WeCom's OAuth; a session of one's own that is named ends."""
    return service.sign_in_staff(call.body.code, call.address, call.now, call.session)


CODES = (RateLimit("account", 20, MINUTE),)


@api.post(
    "/v1/me/authenticator",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=EmptyBody,
    answer=NewAuthenticator,
    status=201,
    no_key_reason="a secret is told once: asked again, another takes its place",
    rate_limits=CODES,
    before_code=True,
)
def make_authenticator(call: Call) -> NewAuthenticator:
    """Make the secret of one's authenticator, at the first sign-in that asks for a code."""
    return service.make_authenticator(call.actor, call.now)


@api.post(
    "/v1/sessions/code",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=AuthenticatorCode,
    answer=Session,
    status=201,
    no_key_reason="a code works once by itself",
    rate_limits=CODES,
    before_code=True,
)
def give_code(call: Call) -> Session:
    """Give the code of one's authenticator; a session in which one may work begins."""
    code = call.body.authenticator_code
    return service.give_code(call.actor, code, call.address, call.now, call.own_session)


@api.post(
    "/v1/staff/{staff_id}/authenticator/reset",
    audience=Audience.STAFF,
    check=fresh(service.of_own_area),
    body=EmptyBody,
    answer=AuthenticatorReset,
    no_key_reason="one person counts once, and what is reset is not reset again",
)
def reset_authenticator(call: Call) -> AuthenticatorReset:
    """Reset the authenticator that somebody of the own office or one below lost; two must ask."""
    return service.reset_authenticator(call.subject, call.actor, call.now)


WECOM = "/v1/wecom/messages"
SIGNED = ("msg_signature", "timestamp", "nonce")
TOLD = (RateLimit("address", 1000, MINUTE),)
"""WeCom tells of each member whom a bureau moves."""


@api.get(
    WECOM,
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    answer=PlainText,
    query=(*SIGNED, "echostr"),
    rate_limits=TOLD,
    xml=True,
)
def prove_address(call: Call) -> PlainText:
    """Answer what WeCom sealed, so that it knows whose address this is."""
    return PlainText(service.told_by_wecom(call.query, call.query.get("echostr", ""), call.now))


@api.post(
    WECOM,
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    body=WeComMessage,
    answer=PlainText,
    query=SIGNED,
    rate_limits=TOLD,
    no_key_reason="the same told twice ends nothing more",
    xml=True,
)
def take_message(call: Call) -> PlainText:
    """Take what WeCom tells: of who leaves there the sessions end."""
    service.take_message(call.query, call.body.sealed, call.now)
    return PlainText("success")


@api.post(
    "/v1/sessions/renewal",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=EmptyBody,
    answer=Session,
    no_key_reason="it writes nothing",
)
def renew(call: Call) -> Session:
    """Go on in the own session with a token that lasts anew, as long as a session may."""
    return service.renewed(call.actor, call.own_session, call.now)


@api.get("/v1/sessions", audience=Audience.ANYBODY_SIGNED_IN, check=NO_SUBJECT, answer=Sessions)
def list_sessions(call: Call) -> Sessions:
    """The sessions that one has open, and one's newest sign-ins."""
    return service.sessions_of(call.own_session, call.now)


@api.post(
    "/v1/sign-out",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=NO_SUBJECT,
    body=EmptyBody,
    answer=EndedSessions,
    no_key_reason=ENDED_ONCE,
    before_code=True,
)
def sign_out(call: Call) -> EndedSessions:
    """End the session in which this is asked."""
    return service.end(call.actor, call.own_session.id, call.now)


@api.post(
    "/v1/sessions/end",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=fresh(NO_SUBJECT),
    body=SessionToEnd,
    answer=EndedSessions,
    no_key_reason=ENDED_ONCE,
)
def end(call: Call) -> EndedSessions:
    """End one of one's sessions, or all of them; needs a fresh sign-in."""
    return service.end(call.actor, call.body.session_id, call.now)


@api.post(
    "/v1/staff/{staff_id}/sessions/end",
    audience=Audience.STAFF,
    check=fresh(service.below),
    body=EmptyBody,
    answer=EndedSessions,
    no_key_reason=ENDED_ONCE,
)
def end_all(call: Call) -> EndedSessions:
    """End every session of somebody of the own office or one below; for leaders, signed in anew."""
    return service.end_all(call.subject, call.actor, call.now)


SET_ONCE = "the same days and deputy again are the same"


@api.post(
    "/v1/me/absence",
    audience=Audience.STAFF,
    check=service.myself,
    body=AbsencePeriod,
    answer=StaffAbsence,
    no_key_reason=SET_ONCE,
)
def set_own_absence(call: Call) -> StaffAbsence:
    """Let a colleague of one's office do what one has claimed, while one is away."""
    return service.set_absence(call.subject, call.body, call.now)


@api.post(
    "/v1/staff/{staff_id}/absence",
    audience=Audience.STAFF,
    check=service.below,
    body=AbsencePeriod,
    answer=StaffAbsence,
    no_key_reason=SET_ONCE,
)
def set_absence(call: Call) -> StaffAbsence:
    """Let a colleague act for somebody of the own office or one below; for leaders."""
    return service.set_absence(call.subject, call.body, call.now)


@api.get("/v1/me", audience=Audience.ANYBODY_SIGNED_IN, check=NO_SUBJECT, answer=Me)
def me(call: Call) -> Me:
    """Who is signed in, with the office and posts of this moment."""
    return service.me(call.actor)


@api.post(
    "/v1/me/phone-number",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=NumberCode,
    answer=OwnNumber,
    no_key_reason="a code works once by itself, and nothing is stored",
    rate_limits=(RateLimit("account", 20, DAY),),
)
def own_number(call: Call) -> OwnNumber:
    """The phone number that one gave with a button of WeChat, to be filled in instead of typed."""
    return service.own_number(call.body.code)


@api.get("/v1/areas/{code}", audience=Audience.PUBLIC, check=service.known_area, answer=Area)
def area(call: Call) -> Area:
    """An area and those directly in it, to choose one on the phone."""
    return service.area(call.subject)


@api.get("/v1/offices/{area}", audience=Audience.PUBLIC, check=service.known_area, answer=Office)
def office(call: Call) -> Office:
    """The office for people of an area: who it is, its telephone, its hours."""
    return service.office(call.subject, call.now)
