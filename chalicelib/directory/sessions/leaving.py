"""Staff who leave the corporation at WeCom: their sessions end at once.

That they hold a post in the directory says nothing of that: who is deleted or disabled there cannot
sign in any more, and until then went on in a session that was open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalicelib.directory import store
from chalicelib.directory.sessions import sign_ins
from chalicelib.domain.actors import Role, system
from chalicelib.platform.runtime import log

GONE = frozenset({"2", "5"})
"""A member's Status at WeCom: disabled, or left."""


def end_sessions(message: Mapping[str, str], now: datetime) -> int:
    """End the sessions of whoever a change of WeCom's directory says has left; how many they were.

    Whatever else WeCom tells is no business of ours, and the same told twice ends nothing more.
    """
    staff = store.find_by_wecom(message.get("UserID", "")) if _leaves(message) else None
    if staff is None:
        return 0
    opened = sign_ins.open_of(staff.id, Role.STAFF, now)
    ended = sign_ins.end(opened, system("wecom"), now)
    log.info("left at WeCom", count=ended)
    return ended


def _leaves(message: Mapping[str, str]) -> bool:
    changes = message.get("MsgType") == "event" and message.get("Event") == "change_contact"
    kind, status = message.get("ChangeType"), message.get("Status", "")
    gone = kind == "delete_user" or (kind == "update_user" and status in GONE)
    return changes and gone and bool(message.get("UserID"))
