"""The cookies of pages: the session, and what a sign-in must come back with.

They belong to this host alone (`__Host-`), travel by TLS alone, and no script reads them. Lax, as
a Strict one is lost where WeCom leads back to us.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from chalice.app import Request

SESSION, SIGN_IN = "__Host-session", "__Host-sign-in"
KEPT = "Path=/; Secure; HttpOnly; SameSite=Lax"


def value_of(request: Request, name: str) -> str:
    """What a cookie holds; "" where there is none."""
    try:
        found = SimpleCookie(str(request.headers.get("cookie", ""))).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def set_cookie(name: str, value: str) -> str:
    """The header that sets a cookie, until the browser is closed."""
    return f"{name}={value}; {KEPT}"


def ended(name: str) -> str:
    """The header that deletes a cookie."""
    return f"{name}=; Max-Age=0; {KEPT}"
