"""Where it lies whose case a promised answer belongs to."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def ticket(source: str, number: str) -> Key:
    """Whose case a promised answer belongs to."""
    return Key("cases", f"TICKET#{source}#{number}", "TICKET")


ACCESS_PATTERNS = (
    AccessPattern("case of a promised answer", "cases", "table", "TICKET#source#number", "api"),
)
