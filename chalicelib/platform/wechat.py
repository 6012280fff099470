"""WeChat's server API, as far as we use it: who signed in, and a note that a letter is there.

Wire formats: developers.weixin.qq.com, jscode2session, stable_token, subscribe/send. The
`session_key` is dropped where it arrives.
"""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.platform.clock import Clock
from chalicelib.platform.tencent import Api, Json

SIGN_IN = {40029: "wechat.code", 40163: "wechat.code", 40226: "wechat.high_risk"}
MESSAGE = {43101: "wechat.declined"}


class WeChat:
    """The mini program's side of WeChat; `template_id` is its subscribe message of a letter."""

    def __init__(
        self, base_url: str, appid: str, secret: str, template_id: str, clock: Clock
    ) -> None:
        self._appid, self._secret, self._template_id = appid, secret, template_id
        self._api = Api("wechat", base_url, appid, clock, self._stable_token)

    def session(self, code: str) -> str:
        """The openid behind a login code, which works once and for five minutes.

        Raises Refused("wechat.code") or Refused("wechat.high_risk"), Unavailable, Broken.
        """
        query = {
            "appid": self._appid,
            "secret": self._secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        answer = self._api.ask("/sns/jscode2session", query)
        return str(self._api.checked(answer, SIGN_IN)["openid"])

    def subscribe_message(self, openid: str, fields: Mapping[str, str]) -> None:
        """Send the subscribe message of a letter, `fields` by the template's names.

        Raises Refused("wechat.declined") when the family takes no messages, Unavailable, Broken.
        """
        body: Json = {
            "touser": openid,
            "template_id": self._template_id,
            "data": {name: {"value": value} for name, value in fields.items()},
            "miniprogram_state": "formal",
            "lang": "zh_CN",
        }
        answer = self._api.ask_with_token("/cgi-bin/message/subscribe/send", {}, body)
        self._api.checked(answer, MESSAGE)

    def _stable_token(self, api: Api) -> Json:
        body: Json = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": False,
        }
        return api.ask("/cgi-bin/stable_token", {}, body)
