"""Somebody signed in without a partner, their second factor given: an open session, its token."""

from __future__ import annotations

from chalicelib.directory.sessions import sign_ins
from chalicelib.domain.actors import Actor, Role
from chalicelib.platform.http import sessions


def token_of(id_: str, role: Role, now) -> str:
    """A token of a new session."""
    session = sign_ins.begin(Actor(id_, role), "", now, code=sign_ins.GIVEN)
    return sessions.issue(session, now)[0]
