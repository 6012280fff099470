"""Signing in by a code of WeChat or WeCom, and looking areas up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from chalicelib.directory import routing, store
from chalicelib.directory.contract import Area, AreaLine, Me, Session
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.areas import level_of, parent_of
from chalicelib.domain.errors import Refused
from chalicelib.platform import identifiers, partners, sessions


def sign_in_citizen(code: str, now: datetime) -> Session:
    """A citizen's session, their account made at the first; Refused("wechat.code")."""
    openid = partners.wechat().session(code)
    account = identifiers.account_id(openid)
    store.open_account(account, openid)
    return _session(Actor(account, Role.CITIZEN), now)


def sign_in_staff(code: str, now: datetime) -> Session:
    """A session of staff; Refused("wecom.code"), or ("session.not_staff") without a post today."""
    staff = store.find_by_wecom(partners.wecom().user(code))
    actor = store.actor_of(staff.id, Role.STAFF) if staff else None
    if actor is None:
        raise Refused("session.not_staff")
    return _session(actor, now)


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


def _session(actor: Actor, now: datetime) -> Session:
    token, ends = sessions.issue(actor.id, actor.role, now)
    return Session(**dict(me(actor)), token=token, expires_at=ends)


def _line(code: str) -> AreaLine:
    level = level_of(code).name.lower()
    return AreaLine(code=code, name=routing.area_names()[code], level=level)


@lru_cache(maxsize=1)
def _children() -> dict[str, list[str]]:
    """The codes of the areas directly in each area, in the order of the file."""
    children: dict[str, list[str]] = {}
    for code in routing.area_names():
        above = parent_of(code)
        if above is not None:
            children.setdefault(above, []).append(code)
    return children
