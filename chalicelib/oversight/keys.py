"""Where it lies which cases somebody opened on a day."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def revealed(day: str, staff_id: str, case_id: str) -> Key:
    """That a member of staff opened the masked data of a case on a day."""
    return Key("cases", f"REVEALED#{day}#{staff_id}", case_id)


def opened(day: str, staff_id: str) -> Key:
    """How many cases a member of staff opened on a day."""
    return Key("cases", f"REVEALED#{day}#{staff_id}", "COUNT")


ACCESS_PATTERNS = (
    AccessPattern("cases somebody opened on a day", "cases", "table", "REVEALED#day#staff", "api"),
)
