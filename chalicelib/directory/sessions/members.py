"""What WeCom tells of its members: who leaves the corporation, and whose userid is another now.

That somebody holds a post in the directory says nothing of WeCom: who is deleted or disabled there
cannot sign in any more, and until then went on in a session that was open. Whose userid an
administrator changes is the same person, and keeps their entry: staff id, posts, sessions and
tasks (WeCom's developer documents, 90970: `NewUserID` of `update_user`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.directory import store
from chalicelib.directory.sessions import sign_ins
from chalicelib.domain.actors import Role, system
from chalicelib.platform.runtime import log
from chalicelib.platform.store import record

GONE = frozenset({"2", "5"})
"""A member's Status at WeCom: disabled, or left."""
UPDATED, DELETED = "update_user", "delete_user"


def follow(message: Mapping[str, str], now: datetime) -> None:
    """Do what a change of WeCom's directory asks for.

    Whatever else WeCom tells is no business of ours, and the same told twice changes nothing more.
    """
    changes = message.get("MsgType") == "event" and message.get("Event") == "change_contact"
    kind, userid = message.get("ChangeType"), message.get("UserID", "")
    if not changes or kind not in {UPDATED, DELETED} or not userid:
        return
    if kind == DELETED or message.get("Status", "") in GONE:
        _end_sessions(userid, now)
    if kind == UPDATED and message.get("NewUserID"):
        record.retried(lambda: _rename(userid, message["NewUserID"]))


def _end_sessions(userid: str, now: datetime) -> None:
    staff = store.find_by_wecom(userid)
    if staff is not None:
        opened = sign_ins.open_of(staff.id, Role.STAFF, now)
        log.info("left at WeCom", count=sign_ins.end(opened, system("wecom"), now))


def _rename(userid: str, new: str) -> None:
    """Note the new userid of a member; where the directory has it for somebody else, it stays
    theirs, and whoever keeps the directory sees the log."""
    staff = store.find_by_wecom(userid)
    if staff is None or staff.wecom_userid == new:
        return
    holder = store.find_by_wecom(new)
    if holder is not None and holder.id != staff.id:
        log.error("userid of somebody else", code="directory.wecom_taken", record=staff.id)
        return
    store.save(replace(staff, wecom_userid=new), staff)
    log.info("userid changed at WeCom", record=staff.id)
