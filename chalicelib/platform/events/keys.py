"""Where reactions that failed are parked."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def stuck(consumer: str, record: str, seq: int) -> Key:
    """A reaction that failed and is parked."""
    return Key("cases", f"STUCK#{consumer}", f"{record}#{seq:08d}")


def set_aside(number: str) -> Key:
    """A record of the trail's stream that nobody could read, by its number in the stream."""
    return Key("cases", "STUCK#stream", number)


ACCESS_PATTERNS = (
    AccessPattern("parked reactions", "cases", "table", "STUCK#consumer", "operators"),
)
