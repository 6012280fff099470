"""What WeChat does for a phone, done by the simulators: codes, faces, subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from local.simulators.face import CAMERA_DENIED, CANCELLED
from local.town.world import World

Content = Mapping[str, Any]
TROUBLES = {"cancel": CANCELLED, "refused": CAMERA_DENIED}
NOBODY = ("别人", "")


def openid(phone: str) -> str:
    """The WeChat user of the phone with this name; a family's name gives the family's own phone.
    WeChat names its users in plain letters, people their phones as they like."""
    return f"openid-{quote(phone)}"


def answer(town: World, phone: str, act: str, content: Content) -> tuple[int, object]:
    """What WeChat answers to a phone: a status and a document."""
    reply = ACTS.get(act)
    if reply is None:
        return 404, {"try": [f"/sandbox/phone/{phone}/{name}" for name in ACTS]}
    return 200, reply(town, openid(phone), content)


def _login(town: World, user: str, _content: Content) -> object:
    """The code of `wx.login`."""
    return {"code": town.wechat.issue_code(user)}


def _phone_number(town: World, user: str, _content: Content) -> object:
    """The code of a button that gives the phone number."""
    return {"code": town.wechat.issue_number_code(user)}


def _film(town: World, user: str, content: Content) -> object:
    """Film whoever is before the camera; the `errCode` that the phone gets.

    `who` is "person" (whose card it is), "another", "cancel" or "refused" (the camera).
    """
    faces, verify_id = town.wechat.faces, str(content.get("verify_id"))
    one, who = faces.verifications.get(verify_id), content.get("who")
    name, number = (one.name, one.number) if one and who == "person" else NOBODY
    trouble = TROUBLES.get(str(who))
    if trouble is not None:
        faces.troubles[user] = trouble
    try:
        return {"errCode": faces.film(user, verify_id, name, number)}
    finally:
        if trouble is not None:
            del faces.troubles[user]


def _subscribe(town: World, user: str, content: Content) -> object:
    """Whether the person takes messages."""
    refusing = town.wechat.refusing
    (refusing.discard if content.get("accepted") else refusing.add)(user)
    return {}


def _clock(town: World, _user: str, _content: Content) -> object:
    """What time it is, in milliseconds of 1970 on."""
    return {"now_ms": round(town.clock.now().timestamp() * 1000)}


ACTS: Mapping[str, Callable[[World, str, Content], object]] = {
    "login": _login,
    "phone-number": _phone_number,
    "film": _film,
    "subscribe": _subscribe,
    "clock": _clock,
}
