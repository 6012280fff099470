"""WeChat over HTTP: login codes, the stable token, subscribe messages, faces, in its own formats.

It is as strict as WeChat is: codes work once, tokens end by the sandbox's clock, every field of a
message has its form. People, their consent and WeChat's moods can be switched at any time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from chalicelib.platform.runtime.clock import Clock
from local.population.photos import digest
from local.simulators.face import FaceVerification
from local.simulators.tencent import (
    BAD_CODE,
    NOT_JSON,
    WRONG_METHOD,
    Answer,
    Codes,
    Tokens,
    answered,
    content_of,
    failed,
    posted,
    routed,
)

TEMPLATE = ("thing1", "character_string2", "time3")
FORMS = {
    "thing": re.compile(r"[^\n]{1,20}"),
    "character_string": re.compile(r"[!-~]{1,32}"),
    "time": re.compile(r"\d{4}年\d{1,2}月\d{1,2}日 \d{2}:\d{2}"),
}


@dataclass(frozen=True)
class Note:
    """A subscribe message that was delivered."""

    openid: str
    fields: Mapping[str, str]
    at: datetime


@dataclass
class WeChatSimulator:
    """A WSGI application; `secrets` is the suite's secret (`appid`, `secret`, `template_id`).

    `refusing` are people who take no messages, `high_risk` those whom WeChat lets nowhere in.
    What phones film is in `faces`.
    """

    clock: Clock
    secrets: Mapping[str, str]
    down: bool = False
    busy: bool = False
    refusing: set[str] = field(default_factory=set)
    high_risk: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.codes, self.tokens = Codes(self.clock), Tokens(self.clock)
        self.number_codes = Codes(self.clock)
        self._people: set[str] = set()
        self.faces = FaceVerification(self.clock, self._people)

    def issue_code(self, openid: str) -> str:
        """A login code, as `wx.login` gives it to the mini program of that person."""
        self._people.add(openid)
        return self.codes.issue(openid)

    def issue_number_code(self, openid: str) -> str:
        """The code that a button of the mini program gives for the person's phone number."""
        return self.number_codes.issue(openid)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """The WSGI entry."""
        request = Request(environ)
        self.received.append(content_of(request))
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        answers = {
            "/sns/jscode2session": self._session,
            "/cgi-bin/stable_token": self._token,
            "/cgi-bin/message/subscribe/send": self._send,
            "/wxa/business/getuserphonenumber": self._number,
            "/cityservice/face/identify/getverifyid": self._face(self.faces.begin),
            "/cityservice/face/identify/queryverifyinfo": self._face(self.faces.query),
        }
        return routed(request, answers, self.down, self.busy)

    def _session(self, request: Request) -> Response:
        given = request.args
        wrong = self._credentials(given.get("appid"), given.get("secret"))
        if wrong or given.get("grant_type") != "authorization_code":
            return failed(wrong or 40002)
        openid, wrong = self.codes.redeem(given.get("js_code", ""))
        if wrong:
            return failed(wrong, "invalid code")
        if openid in self.high_risk:
            return failed(40226, "code blocked")
        return answered({"session_key": "tiihtNczf5v6AKRyjwEUhQ==", "openid": openid})

    def _token(self, request: Request) -> Response:
        given = posted(request)
        if given is None:
            return failed(NOT_JSON if request.method == "POST" else WRONG_METHOD)
        wrong = self._credentials(given.get("appid"), given.get("secret"))
        if wrong or given.get("grant_type") != "client_credential":
            return failed(wrong or 40002)
        token, seconds = self.tokens.current()
        return answered({"access_token": token, "expires_in": seconds})

    def _send(self, request: Request) -> Response:
        given = posted(request)
        if given is None:
            return failed(NOT_JSON if request.method == "POST" else WRONG_METHOD)
        wrong = self.tokens.errcode(request) or self._addressee(given)
        if wrong:
            return failed(wrong)
        fields = given.get("data")
        faulty = "data" if not isinstance(fields, dict) else _faulty(fields)
        if faulty or not isinstance(fields, dict):
            return failed(47003, f"argument invalid! data.{faulty}.value is invalid")
        values = {name: entry["value"] for name, entry in fields.items()}
        self.notes.append(Note(given["touser"], values, self.clock.now()))
        return answered({"errcode": 0, "errmsg": "ok", "msgid": len(self.notes)})

    def _number(self, request: Request) -> Response:
        given = posted(request)
        if given is None:
            return failed(NOT_JSON if request.method == "POST" else WRONG_METHOD)
        wrong = self.tokens.errcode(request)
        openid, spent = self.number_codes.redeem(str(given.get("code")))
        if wrong or spent:
            return failed(wrong or BAD_CODE)
        number = phone_number(openid)
        stamp = {"timestamp": int(self.clock.now().timestamp()), "appid": self.secrets["appid"]}
        info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86"}
        return answered({"errcode": 0, "errmsg": "ok", "phone_info": info | {"watermark": stamp}})

    def _face(self, answer: Callable[[Mapping[str, Any]], Response]) -> Answer:
        """A call on faces: JSON, with the token in force."""

        def answered(request: Request) -> Response:
            given = posted(request)
            if given is None:
                return failed(NOT_JSON if request.method == "POST" else WRONG_METHOD)
            wrong = self.tokens.errcode(request)
            return failed(wrong) if wrong else answer(given)

        return answered

    def _addressee(self, given: Mapping[str, Any]) -> int:
        if given.get("touser") not in self._people:
            return 40003
        if given.get("template_id") != self.secrets["template_id"]:
            return 40037
        return 43101 if given["touser"] in self.refusing else 0

    def _credentials(self, appid: object, secret: object) -> int:
        if appid != self.secrets["appid"]:
            return 40013
        return 0 if secret == self.secrets["secret"] else 40125


def phone_number(openid: str) -> str:
    """The mobile number of a person: always the same, and nobody's."""
    return f"139{int(digest(openid)[:8], 16) % 10**8:08d}"


def _faulty(fields: Mapping[str, Any]) -> str:
    """The first field that the template lacks or that has the wrong form; empty if none."""
    for name in [*TEMPLATE, *fields]:
        entry = fields.get(name)
        value = entry.get("value") if isinstance(entry, dict) else None
        form = FORMS[name.rstrip("0123456789")] if name in TEMPLATE else None
        if form is None or not isinstance(value, str) or not form.fullmatch(value):
            return name
    return ""
