"""One-time codes as every authenticator makes them: TOTP (RFC 6238) by HMAC-SHA-1, of six digits.

SHA-1 and six digits are what the apps on people's phones take without being told otherwise; that
two texts can be found with one SHA-1 is no weakness of an HMAC (RFC 6238, appendix B has all
three). Pure.
"""

from __future__ import annotations

import base64
import hmac
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

STEP = timedelta(seconds=30)
DIGITS = 6
SKEW = 1
"""So many steps a phone's clock may be ahead or behind (RFC 6238, section 5.2)."""
SECRET_BYTES = 20
"""As long as the hash (RFC 4226, section 4, R6)."""


def text_of(secret: bytes) -> str:
    """A secret as it is typed into an authenticator: base32."""
    return base64.b32encode(secret).decode()


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a secret in a step since 1970 (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    at = digest[-1] & 0xF
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_at(now: datetime) -> int:
    """In which step an instant lies."""
    return int(now.timestamp()) // int(STEP.total_seconds())


def steps_of(secret: bytes, given: str, now: datetime) -> Iterator[int]:
    """The steps about now whose code was given, the latest first; none for a wrong code."""
    latest = step_at(now) + SKEW
    for step in range(latest, latest - 2 * SKEW - 1, -1):
        if hmac.compare_digest(code(secret, step).encode(), given.encode()):
            yield step


def address(secret: bytes, issuer: str, holder: str) -> str:
    """What an authenticator opens or scans to take a secret (Key Uri Format)."""
    asked = urlencode({"secret": text_of(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(holder)}?{asked}"
