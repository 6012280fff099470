"""WeChat's server API, as far as we use it: who signed in, whose face it is, which phone number
they gave, a note on a letter.

Wire formats: developers.weixin.qq.com, jscode2session, stable_token, subscribe/send,
getuserphonenumber, and face verification 2.0 (getverifyid, queryverifyinfo). The `session_key` is
dropped where it arrives.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field

from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.tencent import Api, Json, Success, Zero
from chalicelib.platform.runtime.clock import Clock

SIGN_IN = {40029: "wechat.code", 40163: "wechat.code", 40226: "wechat.high_risk"}
MESSAGE = {43101: "wechat.declined"}
NUMBER = dict.fromkeys((40029, 40163), "wechat.number_code")
FACE = dict.fromkeys((84001, 84002), "proof.expired")

IDENTITY_CARD = "IDENTITY_CARD"
PASSED = 10000
CHINA = "86"
_GROUPS = {
    "proof.not_finished": (10005, 10300),
    "proof.another_face": (10004, 10012),
    "proof.mismatch": (10003,),
    "proof.not_on_file": (10009, 10018, 10026),
    "proof.cancelled": (90002, 90003, 90004, 90005, 90006, 90024, 90100),
    "proof.permission": (90008, 90009, 90010, 90101),
    "proof.network": (90007, 90012, 10029, 10052),
    "proof.capture": (90011, 90108, 90013, 90014, 10002, 10007, 10010),
    "proof.timeout": (90017, 90107, 10020),
    "proof.device": (90001, 90106, 90109),
    "proof.configuration": (90104, 90105, 90110, 10001, 10006, 10017, 10040, 10041),
    "proof.system": (90018, 90199, 10008, 10013, 10014, 10015, 10016, 10042, 10045),
}
NOT_PASSED = {ret: code for code, rets in _GROUPS.items() for ret in rets}
"""Why a face was not proved, by WeChat's `verify_ret`; an unknown one is "proof.system"."""


class LoginAnswer(Success):
    """Who signed in; WeChat names an `errcode` only where it fails."""

    errcode: Zero = 0
    openid: Annotated[str, Field(pattern=r"^[!-~]{1,256}$")]


class FaceIdAnswer(Success):
    """A face verification that may begin, within so many seconds."""

    verify_id: Annotated[str, Field(pattern=r"^[!-~]{1,512}$")]
    expires_in: Annotated[int, Field(gt=0, le=24 * 60 * 60)]


class FaceResultAnswer(Success):
    """How a face verification came out."""

    verify_ret: int


class GivenNumber(BaseModel):
    """A phone number: as it is dialled within its country, and which country that is."""

    model_config = Success.model_config

    pure_number: Annotated[str, Field(alias="purePhoneNumber", pattern=r"^\d{5,15}$", repr=False)]
    country: Annotated[str, Field(alias="countryCode")]


class NumberAnswer(Success):
    """The phone number that somebody gave."""

    phone_info: GivenNumber


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
        return self._api.read(LoginAnswer, answer, SIGN_IN).openid

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
        self._api.read(Success, answer, MESSAGE)

    def verify_id(self, openid: str, out_seq_no: str, name: str, number: str) -> tuple[str, int]:
        """WeChat's id of a face verification that this phone may begin, and its seconds.

        It is asked whether the face before the camera is that on the identity card of this name
        and number. `out_seq_no` is ours: 5 to 32 of 0-9A-Za-z_-, never used before. Raises
        Unavailable, Broken.
        """
        body: Json = {
            "out_seq_no": out_seq_no,
            "cert_info": {"cert_type": IDENTITY_CARD, "cert_name": name, "cert_no": number},
            "openid": openid,
        }
        answer = self._api.ask_with_token("/cityservice/face/identify/getverifyid", {}, body)
        begun = self._api.read(FaceIdAnswer, answer, {})
        return begun.verify_id, begun.expires_in

    def verified(self, openid: str, out_seq_no: str, verify_id: str, name: str, number: str) -> int:
        """The `verify_ret` of a face verification, begun with the same values: PASSED or why not.

        Raises Refused("proof.expired") where WeChat no longer knows it, Unavailable, Broken.
        """
        body: Json = {
            "verify_id": verify_id,
            "out_seq_no": out_seq_no,
            "cert_hash": cert_hash(IDENTITY_CARD, name, number),
            "openid": openid,
        }
        answer = self._api.ask_with_token("/cityservice/face/identify/queryverifyinfo", {}, body)
        return self._api.read(FaceResultAnswer, answer, FACE).verify_ret

    def phone_number(self, code: str) -> str:
        """The number, of China, behind the code of a button that asks for it; a code works once and
        for five minutes.

        Raises Refused("wechat.number_code"), ("wechat.number_abroad"), Unavailable, Broken.
        """
        answer = self._api.ask_with_token("/wxa/business/getuserphonenumber", {}, {"code": code})
        found = self._api.read(NumberAnswer, answer, NUMBER).phone_info
        if found.country != CHINA:
            raise Refused("wechat.number_abroad")
        return found.pure_number

    def _stable_token(self, api: Api) -> Json:
        body: Json = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": False,
        }
        return api.ask("/cgi-bin/stable_token", {}, body)


def cert_hash(kind: str, name: str, number: str) -> str:
    """WeChat's digest of a card: SHA-256 over its fields, each in base64, in lower hexadecimal."""
    fields = {"cert_type": kind, "cert_name": name, "cert_no": number}
    parts = (f"{key}={base64.b64encode(text.encode()).decode()}" for key, text in fields.items())
    return hashlib.sha256("&".join(parts).encode()).hexdigest()
