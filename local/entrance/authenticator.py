"""The authenticator on somebody's phone, for the served sandbox: its codes are of the time there,
which no real phone has."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from chalicelib.directory.sessions import one_time_codes
from chalicelib.platform.pages import assets
from local.entrance.entrance import template


def drawn(typed: str, now: datetime) -> str:
    """The page with the code that the secret, as it was typed, has now; none for what is none."""
    secret, step = _read(typed), one_time_codes.step_at(now)
    length = int(one_time_codes.STEP.total_seconds())
    page: str = template("authenticator.html").render(
        style=assets.name_of("desk.css"),
        secret=typed,
        code=one_time_codes.code(secret, step) if secret else "",
        left=(step + 1) * length - int(now.timestamp()),
    )
    return page


def _read(typed: str) -> bytes:
    try:
        return base64.b32decode("".join(typed.split()).upper())
    except binascii.Error:
        return b""
