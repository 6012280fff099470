"""Where it is counted how often a route is used."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def bound(route: str, who: str, until: str) -> Key:
    """How often somebody used a route within the window that ends then; `who` is a hash."""
    return Key("cases", f"BOUND#{route}#{who}", until)


ACCESS_PATTERNS = (
    AccessPattern("requests in a window", "cases", "table", "BOUND#route#who / until", "api"),
)
