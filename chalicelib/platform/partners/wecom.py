"""WeCom's API, as far as we use it: which member signed in, and a card for those with a task.

Wire formats: developer.work.weixin.qq.com, gettoken, oauth2/authorize, auth/getuserinfo,
message/send.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field

from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.tencent import Api, Json, Success
from chalicelib.platform.runtime import log
from chalicelib.platform.runtime.clock import Clock

SIGN_IN = {40029: "wecom.code"}
MOST_TITLE, MOST_TEXT = 128, 512  # bytes of a card


class WeComMember(Success):
    """A member of the corporation signed in."""

    userid: Annotated[str, Field(pattern=r"^[0-9A-Za-z_.@-]{1,64}$")]


class Stranger(Success):
    """Somebody signed in who is no member."""

    openid: str


class Sent(Success):
    """A card was sent; `invaliduser` names, with | between them, whom WeCom does not know."""

    invaliduser: str = ""


class WeCom:
    """Our app (`agentid`) within a corporation; `home_url` is where its cards lead."""

    def __init__(
        self,
        base_url: str,
        corpid: str,
        corpsecret: str,
        agentid: int,
        home_url: str,
        clock: Clock,
    ) -> None:
        self._corpid, self._corpsecret = corpid, corpsecret
        self._agentid, self._home_url = agentid, home_url
        self._api = Api("wecom", base_url, f"{corpid}/{agentid}", clock, self._gettoken)

    def user(self, code: str) -> str:
        """The userid of the member behind a login code, which works once and for five minutes.

        Raises Refused("wecom.code"), Refused("wecom.not_a_member") for a stranger to the
        corporation, Unavailable, Broken.
        """
        answer = self._api.ask_with_token("/cgi-bin/auth/getuserinfo", {"code": code})
        if "userid" in answer:
            return self._api.read(WeComMember, answer, SIGN_IN).userid
        self._api.read(Stranger, answer, SIGN_IN)
        raise Refused("wecom.not_a_member")

    def sign_in_address(self, open_url: str, back: str, state: str) -> str:
        """Where WeCom asks who somebody is, and leads `back` with a login code and the state.

        `open_url` is the host of WeChat's pages. A member is not asked anything: their userid is
        all that is wanted (snsapi_base).
        """
        query = {
            "appid": self._corpid,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "agentid": self._agentid,
            "state": state,
        }
        return f"{open_url}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"

    def send_card(self, users: Sequence[str], title: str, text: str) -> None:
        """Send a card to members; WeCom itself drops the same card within half an hour.

        Raises Unavailable, Broken. Members whom WeCom does not know are counted in the log.
        """
        body: Json = {
            "touser": "|".join(users),
            "msgtype": "textcard",
            "agentid": self._agentid,
            "textcard": {
                "title": _within(title, MOST_TITLE),
                "description": _within(text, MOST_TEXT),
                "url": self._home_url,
            },
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 1800,
        }
        answer = self._api.ask_with_token("/cgi-bin/message/send", {}, body)
        unknown = self._api.read(Sent, answer, {}).invaliduser
        if unknown:
            count = len(unknown.split("|"))
            log.error("card not delivered", source="wecom", code="wecom.unknown_user", count=count)

    def _gettoken(self, api: Api) -> Json:
        query = {"corpid": self._corpid, "corpsecret": self._corpsecret}
        return api.ask("/cgi-bin/gettoken", query)


def _within(text: str, most: int) -> str:
    """`text`, cut between characters to so many bytes."""
    return text.encode()[:most].decode(errors="ignore")
