"""Where it lies by what a case is found, and who looked for what."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def found(hash_: str, submitted_at: str, case_id: str) -> Key:
    """A case among those of a county that are found by something, by its keyed hash; the cases are
    sorted by the instant of submission."""
    return Key("cases", f"FIND#{hash_}", f"{submitted_at}#{case_id}")


def search(staff_id: str, id_: str) -> Key:
    """A search by a member of staff; `id_` is a UUIDv7, so searches sort by time."""
    return Key("cases", f"SEARCH#{staff_id}", id_)


ACCESS_PATTERNS = (
    AccessPattern("cases found by a keyed hash", "cases", "table", "FIND#hash / instant", "api"),
    AccessPattern("searches of a member of staff", "cases", "table", "SEARCH#id / id", "audit"),
)
