"""Leading somebody to a partner who leads them back: what a browser must come back with (OAuth's
state), and where it wanted to go."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from chalice.app import Request

from chalicelib.platform.http.answering import current
from chalicelib.platform.pages import cookies
from chalicelib.platform.pages.rendering import url

STATE = "state"
HOME = "/desk"
_OURS = re.compile(r"/desk(?:[/?][!-~]{0,900})?")


@dataclass(frozen=True)
class Departure:
    """What the partner is to bring back, and the cookie with which the browser will know it."""

    state: str
    cookie: str


def departure(to: str) -> Departure:
    """Somebody leaves who wants to go `to` an address of ours afterwards."""
    state = secrets.token_urlsafe(16)
    wanted_ = base64.urlsafe_b64encode((to if _OURS.fullmatch(to) else HOME).encode()).decode()
    return Departure(state, cookies.set_cookie(cookies.SIGN_IN, f"{state}.{wanted_.rstrip('=')}"))


def came_for() -> str:
    """Where somebody wanted to go whose request is answered here."""
    return wanted(cookies.value_of(current().request, cookies.SIGN_IN))


def wanted(cookie: str) -> str:
    """Where somebody wanted to go who left with that cookie; the first page for what is odd."""
    text = cookie.partition(".")[2]
    try:
        to = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return HOME
    return to if _OURS.fullmatch(to) else HOME


def address(path: str) -> str:
    """An address of ours with its host, for a partner to lead back to."""
    request = current().request
    return f"{_origin(request)}{url(request, path)}"


def _origin(request: Request) -> str:
    """API Gateway names the host by which it was reached, and takes nothing without TLS."""
    host = request.context.get("domainName")
    return f"https://{host}" if host else f"http://{request.headers['host']}"
