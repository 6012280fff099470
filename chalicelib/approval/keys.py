"""Where public notices lie, and who had urgent aid."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def urgent_aid(identity: str) -> Key:
    """That a person had urgent aid, in which case, and until when another goes to the county."""
    return Key("people", f"PERSON#{identity}", "URGENT")


def notice(area: str, until: str, case_id: str) -> Key:
    """A public notice of a village or community, until an instant."""
    return Key("public", f"NOTICE#{area}", f"{until}#{case_id}")


def grant(area: str, scheme: str, name: str) -> Key:
    """Who receives a benefit of a scheme in a village or community, as long as it is received."""
    return Key("public", f"GRANTED#{area}", f"{scheme}#{name}")


ACCESS_PATTERNS = (
    AccessPattern("a person's urgent aid", "people", "table", "PERSON#hash / URGENT", "api"),
    AccessPattern("notices of a community", "public", "table", "NOTICE#area", "anybody"),
    AccessPattern("benefits of a community", "public", "table", "GRANTED#area", "anybody"),
)
