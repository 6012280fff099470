"""Where the views lie that members of staff keep of their lists."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def view(staff_id: str, view_id: str) -> Key:
    """A view among those of a member of staff."""
    return Key("directory", f"VIEWS#{staff_id}", view_id)


ACCESS_PATTERNS = (
    AccessPattern("views of a member of staff", "directory", "table", "VIEWS#id / id", "api"),
)
"""No personal data: a view is a name and which tasks it shows."""
