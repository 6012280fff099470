"""Where the watched population lies."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def person(identity: str) -> Key:
    """A person of the watched population."""
    return Key("people", f"PERSON#{identity}", "WATCH")


ACCESS_PATTERNS = (AccessPattern("a watched person", "people", "table", "PERSON#hash", "spread"),)
