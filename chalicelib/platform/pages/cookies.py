"""The cookies of pages: the session, and what a sign-in must come back with.

They belong to this host alone (`__Host-`), travel by TLS alone, and no script reads them. Lax, as
a Strict one is lost where WeCom leads back to us.
"""

from __future__ import annotations

from chalice.app import Request

SESSION, SIGN_IN = "__Host-session", "__Host-sign-in"
KEPT = "Path=/; Secure; HttpOnly; SameSite=Lax"


def value_of(request: Request, name: str) -> str:
    """What a cookie holds; "" where there is none.

    What others keep for the same domain is left aside, however it is written: Python's own reader
    drops whatever stands behind a cookie that it cannot read (CPython issue 86111).
    """
    pairs = (one.strip().partition("=") for one in _sent(request).split(";"))
    return next((value for key, _, value in pairs if key == name), "")


def _sent(request: Request) -> str:
    """All cookies of a request: by HTTP/2 they come in a line each, of which `headers` has the
    last alone."""
    lines = request.to_original_event().get("multiValueHeaders") or {}
    several = next((sent for name, sent in lines.items() if name.lower() == "cookie"), ())
    return ";".join(several) or str(request.headers.get("cookie", ""))


def set_cookie(name: str, value: str) -> str:
    """The header that sets a cookie, until the browser is closed."""
    return f"{name}={value}; {KEPT}"


def ended(name: str) -> str:
    """The header that deletes a cookie."""
    return f"{name}=; Max-Age=0; {KEPT}"
