"""Where drafts lie: with the account that fills them in."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def draft(account_id: str, id_: str) -> Key:
    """A draft of an account; it ends by itself."""
    return Key("people", f"ACCOUNT#{account_id}", f"DRAFT#{id_}")


ACCESS_PATTERNS = (
    AccessPattern("drafts of an account", "people", "table", "ACCOUNT#id / DRAFT#id", "api"),
)
