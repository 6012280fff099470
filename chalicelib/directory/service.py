"""Signing in by a code of WeChat or WeCom, ending sessions, and looking areas and offices up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from chalicelib.directory import store
from chalicelib.directory.contract import (
    AbsencePeriod,
    Area,
    AreaSummary,
    AuthenticatorReset,
    EndedSessions,
    Me,
    NewAuthenticator,
    Office,
    OpenSession,
    OwnNumber,
    Session,
    Sessions,
    SignInEntry,
    StaffAbsence,
)
from chalicelib.directory.offices import contact, routing
from chalicelib.directory.sessions import (
    authenticators,
    members,
    one_time_codes,
    second_factor,
    sign_ins,
)
from chalicelib.directory.sessions.sign_ins import NOT_ASKED, OWED
from chalicelib.directory.store import Absence, Staff
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.areas import is_within, level_of, parent_of
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import sessions
from chalicelib.platform.partners import clients
from chalicelib.platform.partners.addresses import address as address_of
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import identifiers, record
from chalicelib.policy import load_pack
from chalicelib.words import say


def sign_in_citizen(
    code: str, address: str, now: datetime, before: sessions.Session | None
) -> Session:
    """A citizen's session, their account made at the first; Refused("wechat.code")."""
    with sign_ins.refusals_noted("", address, now):
        openid = clients.wechat().session(code)
    account = identifiers.account_id(openid)
    store.open_account(account, openid)
    return _begun(Actor(account, Role.CITIZEN), address, now, before)


def own_number(code: str) -> OwnNumber:
    """The phone number behind a code; Refused("wechat.number_code") or ("wechat.number_abroad").
    It is stored nowhere: whoever wants it kept sends it as the answer of a form."""
    return OwnNumber(phone=clients.wechat().phone_number(code))


def sign_in_staff(
    code: str, address: str, now: datetime, before: sessions.Session | None
) -> Session:
    """A session of staff; Refused("wecom.code"), or ("session.not_staff") without a post today."""
    with sign_ins.refusals_noted("", address, now):
        staff = store.find_by_wecom(clients.wecom().user(code))
    with sign_ins.refusals_noted(staff.id if staff else "", address, now):
        actor = store.acting(staff)
        if actor is None:
            raise Refused("session.not_staff")
    code = OWED if authenticators.asked_of(actor.office, now) else NOT_ASKED
    session = sign_ins.begin(actor, address, now, before, code=code)
    return renewed(replace(actor, owes_code=code == OWED), session, now)


def make_authenticator(actor: Actor, now: datetime) -> NewAuthenticator:
    """The secret of a new authenticator, told this once; refused as `second_factor.make` says."""
    secret = second_factor.make(actor, now)
    to = one_time_codes.address(secret, say("authenticator.issuer"), actor.id)
    return NewAuthenticator(secret=one_time_codes.text_of(secret), address=to)


def give_code(
    actor: Actor, code: str, address: str, now: datetime, before: sessions.Session
) -> Session:
    """The session in which somebody may work who gave their code; refused as
    `second_factor.prove` says."""
    session = second_factor.prove(actor, code, address, now, before)
    return renewed(replace(actor, owes_code=False), session, now)


def of_own_area(actor: Actor, path: Mapping[str, str]) -> Staff:
    """Somebody of the own office or of one within its area, also who has left; else
    Refused("staff.not_found")."""
    staff = store.find(path["staff_id"])
    if staff is None or not is_within(staff.office, actor.office):
        raise Refused("staff.not_found")
    return staff


def reset_authenticator(staff: Staff, actor: Actor, now: datetime) -> AuthenticatorReset:
    """Ask to reset somebody's authenticator, or reset it; refused as `second_factor.reset` says."""
    return AuthenticatorReset(staff_id=staff.id, reset=second_factor.reset(staff.id, actor, now))


def sign_in_address(back: str, state: str) -> str:
    """Where WeCom asks a browser who somebody is; it leads `back` with a login code."""
    return clients.wecom().sign_in_address(address_of("wecom_sign_in_url"), back, state)


def told_by_wecom(signed: Mapping[str, str], sealed: str, now: datetime) -> str:
    """What WeCom sealed for us, opened; refused as `Callbacks.opened` says."""
    try:
        return clients.wecom_callbacks().opened(signed, sealed, now).decode()
    except UnicodeDecodeError:
        raise Refused("wecom.sealed") from None


def take_message(signed: Mapping[str, str], sealed: str, now: datetime) -> None:
    """Act upon what WeCom tells; Refused also "request.not_xml" for what is not in its format."""
    from chalicelib.platform.runtime import xml

    text = told_by_wecom(signed, sealed, now)
    try:
        message = xml.parsed(text.encode())
    except ValueError:
        raise Refused("request.not_xml") from None
    members.follow(message, now)


def renewed(actor: Actor, session: sessions.Session, now: datetime) -> Session:
    """The same session with a token that lasts anew, as long as a session may."""
    token, ends = sessions.issue(session, now)
    return Session(
        **dict(me(actor)),
        token=token,
        expires_at=ends,
        session_id=session.id,
        owes_code=actor.owes_code,
    )


def sessions_of(session: sessions.Session, now: datetime) -> Sessions:
    """The sessions that the holder of this one has open, and their newest sign-ins."""
    lines = [
        OpenSession(
            session_id=one.id,
            started_at=one.began,
            ends_at=one.ends,
            current=one.id == session.id,
        )
        for one in sign_ins.open_of(session.holder, session.role, now)
    ]
    return Sessions(
        sessions=lines,
        sign_ins=[
            SignInEntry(
                at=one.at,
                outcome=one.outcome,
                outcome_words=say(one.outcome),
                session_id=one.session,
                ended_by_other=one.by not in {"", session.holder},
            )
            for one in sign_ins.history(session.holder, now)
        ],
    )


def end(actor: Actor, session_id: str | None, now: datetime) -> EndedSessions:
    """End one of the actor's sessions, or all; Refused("session.not_found") for another's."""
    opened = sign_ins.open_of(actor.id, actor.role, now)
    ended = [one for one in opened if session_id in {None, one.id}]
    if session_id and not ended:
        raise Refused("session.not_found")
    return EndedSessions(ended=sign_ins.end(ended, actor, now))


def below(actor: Actor, path: Mapping[str, str]) -> Staff:
    """Somebody of the leader's own office or of one within its area, also who has left.

    Refused("staff.not_found") for anybody else, and to who leads nobody.
    """
    if Post.LEADER not in actor.posts:
        raise Refused("staff.not_found")
    return of_own_area(actor, path)


def set_absence(staff: Staff, absence: AbsencePeriod, now: datetime) -> StaffAbsence:
    """Let a colleague act for a member of staff while they are absent.

    Refused("staff.days") where the days are over or in the wrong order, ("staff.not_a_deputy") for
    somebody who does not work at the office, or the person themselves.
    """
    if absence.until < max(absence.since, day_of(now)):
        raise Refused("staff.days", pointer="/until")

    def set_on() -> None:
        known = store.find(staff.id) or staff
        deputy = store.find(absence.deputy) if absence.deputy else None
        here = deputy and deputy.office == known.office and deputy.works_on(day_of(now))
        if absence.deputy and (not here or absence.deputy == known.id):
            raise Refused("staff.not_a_deputy", pointer="/deputy")
        stored = Absence(absence.since, absence.until, absence.deputy) if absence.deputy else None
        store.save(replace(known, absence=stored), known)

    record.retried(set_on)
    return StaffAbsence(staff_id=staff.id, absence=absence if absence.deputy else None)


def myself(actor: Actor, _path: Mapping[str, str]) -> Staff:
    """The member of staff who asks; Refused("staff.not_found") for anybody else."""
    staff = store.find(actor.id)
    if staff is None:
        raise Refused("staff.not_found")
    return staff


def end_all(staff: Staff, by: Actor, now: datetime) -> EndedSessions:
    """End every session of a member of staff."""
    return EndedSessions(ended=sign_ins.end(sign_ins.open_of(staff.id, Role.STAFF, now), by, now))


def me(actor: Actor) -> Me:
    """The actor as shown to themselves."""
    if actor.role is not Role.STAFF:
        return Me(id=actor.id, role=actor.role)
    return Me(
        id=actor.id,
        role=actor.role,
        office=actor.office,
        office_name=routing.office_name(actor.office),
        posts=sorted(actor.posts),
    )


def known_area(_actor: Actor, path: Mapping[str, str]) -> str:
    """The area that a path names as `code` or `area`; Refused("area.not_found")."""
    code = path.get("code") or path["area"]
    if code not in routing.area_names():
        raise Refused("area.not_found")
    return code


def area(code: str) -> Area:
    """An area with those directly in it."""
    children = [_line(child) for child in _children().get(code, ())]
    return Area(**dict(_line(code)), full_name=routing.office_name(code), children=children)


def office(area: str, now: datetime) -> Office:
    """The office for people of an area, by what the policy pack says of it today."""
    pack = load_pack(settings().need("policy_pack"))
    return contact.office_of(area, pack.parameters_on(day_of(now)))


def _begun(actor: Actor, address: str, now: datetime, before: sessions.Session | None) -> Session:
    """A new session of the actor, in the place of the one `before` if it is theirs."""
    return renewed(actor, sign_ins.begin(actor, address, now, before), now)


def _line(code: str) -> AreaSummary:
    level = level_of(code).name.lower()
    return AreaSummary(code=code, name=routing.area_names()[code], level=level)


@lru_cache(maxsize=1)
def _children() -> dict[str, list[str]]:
    """The codes of the areas directly in each area, in the order of the file."""
    children: dict[str, list[str]] = {}
    for code in routing.area_names():
        above = parent_of(code)
        if above is not None:
            children.setdefault(above, []).append(code)
    return children
