"""Sessions: our own short JWT, told whole by its signature, so that nothing is stored.

HS256 and nothing else; the key's id is in the token, and the secret holds the current key beside
those of before, so a rotation ends no session: a token ends with its time, or when its key is
taken out of the secret. A citizen's lasts 2 hours (the mini program signs in again unseen), that
of staff 12 (a working day with what it may drag on); whether somebody still works is asked of the
directory for every request. Times are checked against the suite's clock, never PyJWT's.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Refused
from chalicelib.platform.secrets import secret
from chalicelib.platform.settings import settings

if TYPE_CHECKING:
    from jwt.types import Options

ALGORITHM = "HS256"
ISSUER = "jiuzhu"
LASTS = {Role.CITIZEN: timedelta(hours=2), Role.STAFF: timedelta(hours=12)}
_OPTIONS: Options = {
    "require": ["iss", "sub", "aud", "iat", "nbf", "exp"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


def issue(id_: str, role: Role, now: datetime) -> tuple[str, datetime]:
    """A token for an account or a member of staff, and the instant at which it ends."""
    import jwt

    ends = datetime.fromtimestamp(int((now + LASTS[role]).timestamp()), UTC)
    begins = int(now.timestamp())
    claims = {
        "iss": ISSUER,
        "sub": id_,
        "aud": role.value,
        "iat": begins,
        "nbf": begins,
        "exp": int(ends.timestamp()),
    }
    held = _held()
    kid = str(held["current"])
    return jwt.encode(claims, _key(held, kid), ALGORITHM, headers={"kid": kid}), ends


def opened(token: str, now: datetime) -> tuple[str, Role]:
    """Whose token it is; Refused("session.invalid") or Refused("session.expired")."""
    import jwt

    try:
        kid = str(jwt.get_unverified_header(token).get("kid"))
        claims = jwt.decode(
            token,
            _key(_held(), kid),
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
    return str(claims["sub"]), Role(claims["aud"])


def _held() -> dict[str, Any]:
    return secret(settings().need("session_secret_arn"))


def _key(held: dict[str, Any], kid: str) -> bytes:
    if kid not in held["keys"]:
        raise Refused("session.invalid")
    return base64.b64decode(held["keys"][kid])
