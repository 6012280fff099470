"""Where it is counted for how many people somebody asks to act."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def asked_on(day: str, account_id: str) -> Key:
    """How often an account asked on a day to act for somebody."""
    return Key("cases", f"HELPING#{day}#{account_id}", "COUNT")


ACCESS_PATTERNS = (
    AccessPattern("people to be helped of a day", "cases", "table", "HELPING#day#account", "api"),
)
