"""Session tokens: our own short JWT, which names one session of one person.

HS256 and nothing else; the key's id is in the token, and the secret holds the current key beside
the earlier ones, so a rotation ends no session: a token ends with its time, or when its key is
taken out of the secret. A citizen's lasts 2 hours (the mini program signs in again unseen), that
of staff 30 minutes, renewed while they work and at most for 12 hours from signing in (a working
day with what it may drag on). Whether the session is still open, and whether somebody still works,
is asked of the tables for every request. Times are checked against the suite's clock, never
PyJWT's.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Refused
from chalicelib.platform.aws.secrets import secret
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import identifiers

if TYPE_CHECKING:
    from jwt.types import Options

ALGORITHM = "HS256"
ISSUER = "jiuzhu"
LASTS = {Role.CITIZEN: timedelta(hours=2), Role.STAFF: timedelta(minutes=30)}
"""How long a token lasts: what is left idle so long is over."""
LONGEST = {Role.CITIZEN: timedelta(hours=2), Role.STAFF: timedelta(hours=12)}
"""How long a session lasts from signing in, however often it is renewed."""
FRESH = timedelta(minutes=15)
"""For how long after signing in somebody may do what needs a fresh sign-in."""
_OPTIONS: Options = {
    "require": ["iss", "sub", "aud", "iat", "nbf", "exp", "auth_time", "sid"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


@dataclass(frozen=True)
class Session:
    """One session: its id, whose it is (an account or a member of staff), since when."""

    id: str
    holder: str
    role: Role
    began: datetime

    @property
    def ends(self) -> datetime:
        """When it is over, however often it was renewed."""
        return self.began + LONGEST[self.role]


def begun(holder: str, role: Role, now: datetime) -> Session:
    """A new session of somebody who has just signed in."""
    began = datetime.fromtimestamp(int(now.timestamp()), UTC)
    return Session(identifiers.uuid7(now), holder, role, began)


def issue(session: Session, now: datetime) -> tuple[str, datetime]:
    """A token of the session, and the instant at which the token ends."""
    import jwt

    begins = int(now.timestamp())
    ends = min(begins + int(LASTS[session.role].total_seconds()), int(session.ends.timestamp()))
    claims = {
        "iss": ISSUER,
        "sub": session.holder,
        "aud": session.role.value,
        "iat": begins,
        "nbf": begins,
        "exp": ends,
        "auth_time": int(session.began.timestamp()),
        "sid": session.id,
    }
    keys = _keys()
    kid = str(keys["current"])
    token = jwt.encode(claims, _key(keys, kid), ALGORITHM, headers={"kid": kid})
    return token, datetime.fromtimestamp(ends, UTC)


def session_of(token: str, now: datetime) -> Session:
    """The session that a token names; Refused("session.invalid") or Refused("session.expired")."""
    import jwt

    try:
        kid = str(jwt.get_unverified_header(token).get("kid"))
        claims = jwt.decode(
            token,
            _key(_keys(), kid),
            algorithms=[ALGORITHM],
            audience=list(LASTS),
            issuer=ISSUER,
            options=_OPTIONS,
        )
    except jwt.InvalidTokenError:
        raise Refused("session.invalid") from None
    seconds = now.timestamp()
    if max(int(claims["nbf"]), int(claims["iat"])) > seconds:
        raise Refused("session.invalid")
    if int(claims["exp"]) <= seconds:
        raise Refused("session.expired")
    began = datetime.fromtimestamp(int(claims["auth_time"]), UTC)
    return Session(str(claims["sid"]), str(claims["sub"]), Role(claims["aud"]), began)


def form_tokens(session: Session) -> list[str]:
    """What a form of this session holds, under each key, the current one first: nobody who has not
    seen a page of the session knows any. (A signed token begins otherwise, so that neither is ever
    the other.)"""
    keys = _keys()
    kids = sorted(keys["keys"], key=lambda kid: (kid != str(keys["current"]), kid))
    said = b"form\0" + session.id.encode()
    return [hmac.new(_key(keys, kid), said, "sha256").hexdigest() for kid in kids]


def _keys() -> dict[str, Any]:
    return secret(settings().need("session_secret_arn"))


def _key(keys: dict[str, Any], kid: str) -> bytes:
    if kid not in keys["keys"]:
        raise Refused("session.invalid")
    return base64.b64decode(keys["keys"][kid])
