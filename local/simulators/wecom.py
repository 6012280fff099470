"""WeCom over HTTP: the token of our app, signing in, text cards, in its own formats.

It is as strict as WeCom is: codes work once, tokens end by the sandbox's clock, cards have limits
in bytes, and the same card within its interval is taken but not delivered again.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from chalicelib.platform.partners.wecom_callbacks import Callbacks, Envelope
from chalicelib.platform.runtime.clock import Clock
from local.cloud import loopback
from local.population.personas import personas
from local.simulators.tencent import (
    BAD_CODE,
    NOT_JSON,
    WRONG_METHOD,
    Codes,
    Tokens,
    answered,
    content_of,
    failed,
    posted,
    routed,
)

MOST_USERS = 1000
BYTES = {"title": (128, 45003), "description": (512, 45004), "url": (2048, 40035)}


@dataclass(frozen=True)
class Card:
    """A text card that was delivered to one member."""

    userid: str
    title: str
    text: str
    url: str
    at: datetime


@dataclass
class WeComSimulator:
    """A WSGI application; `secrets` is the suite's secret (`corpid`, `corpsecret`, `agentid`).

    Everybody is a member of the corporation but the `strangers`. A browser that comes to sign in is
    that of `person`, who is led back at once; where nobody is named, it may choose who it is.
    """

    clock: Clock
    secrets: Mapping[str, str]
    down: bool = False
    busy: bool = False
    person: str = ""
    strangers: set[str] = field(default_factory=set)
    cards: list[Card] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list, repr=False)
    told_at: str = ""

    def __post_init__(self) -> None:
        self.codes, self.tokens = Codes(self.clock), Tokens(self.clock)
        self._sent: dict[str, datetime] = {}

    def issue_code(self, person: str) -> str:
        """A login code, as WeCom's OAuth page gives it to a member, or to a stranger."""
        return self.codes.issue(person)

    def proves(self, address: str) -> bool:
        """Save `address` for messages, as an administrator does: it must open what it is asked."""
        asked = str(uuid.uuid4().int)[:19]
        envelope = self._seals(asked.encode())
        query = urlencode({**envelope.query, "echostr": envelope.sealed})
        answer = loopback.request("GET", f"{address}?{query}")
        self.told_at = address if answer.data.decode() == asked else ""
        return bool(self.told_at)

    def tells(self, **message: str) -> int:
        """Send a message to the address that was saved; answers the status."""
        now = str(int(self.clock.now().timestamp()))
        parts = {"ToUserName": self.secrets["corpid"], "FromUserName": "sys", "CreateTime": now}
        envelope = self._seals(_xml({**parts, **message}))
        receiver = {"ToUserName": self.secrets["corpid"], "AgentID": self.secrets["agentid"]}
        body = _xml({**receiver, "Encrypt": envelope.sealed})
        address = f"{self.told_at}?{urlencode(envelope.query)}"
        return loopback.request("POST", address, body, {"Content-Type": "text/xml"}).status

    def deletes(self, userid: str) -> int:
        """An administrator deletes a member, who is a stranger from now on."""
        self.strangers.add(userid)
        change = {"Event": "change_contact", "ChangeType": "delete_user", "UserID": userid}
        return self.tells(MsgType="event", **change)

    def _seals(self, message: bytes) -> Envelope:
        held = self.secrets
        sealing = Callbacks(held["callback_token"], held["callback_key"], held["corpid"])
        return sealing.sealed(message, self.clock.now())

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """The WSGI entry."""
        request = Request(environ)
        self.received.append(content_of(request))
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        answers = {
            "/cgi-bin/gettoken": self._token,
            "/cgi-bin/auth/getuserinfo": self._user,
            "/cgi-bin/message/send": self._send,
            "/connect/oauth2/authorize": self._authorize,
        }
        return routed(request, answers, self.down, self.busy)

    def _token(self, request: Request) -> Response:
        given = request.args
        if given.get("corpid") != self.secrets["corpid"]:
            return failed(40013, "invalid corpid")
        if given.get("corpsecret") != self.secrets["corpsecret"]:
            return failed(40001, "invalid credential")
        token, seconds = self.tokens.current()
        return _ok(access_token=token, expires_in=seconds)

    def _authorize(self, request: Request) -> Response:
        """The page of WeCom's OAuth: it leads back with a code and the state."""
        given = request.args
        if given.get("appid") != self.secrets["corpid"]:
            return Response("appid", 400)
        if (given.get("response_type"), given.get("scope")) != ("code", "snsapi_base"):
            return Response("scope", 400)
        chosen = given.get("member") or self.person
        if not chosen:
            return Response(self._who(request), content_type="text/html; charset=utf-8")
        code = self.issue_code(chosen)
        asked = urlencode({"code": code, "state": given.get("state", "")})
        return Response("", 302, {"Location": f"{given['redirect_uri']}?{asked}"})

    def _who(self, request: Request) -> str:
        """A page to choose who one is."""
        links = (
            f'<li><a href="?{escape(urlencode({**request.args.to_dict(), "member": one.userid}))}">'
            f"{escape(f'{one.name} {one.post} {one.userid}')}</a></li>"
            for one in personas()
        )
        return f'<!doctype html><html lang="zh"><title>企业微信</title><ul>{"".join(links)}</ul>'

    def _user(self, request: Request) -> Response:
        wrong = self.tokens.errcode(request)
        if wrong:
            return failed(wrong)
        person, wrong = self.codes.redeem(request.args.get("code", ""))
        if wrong:
            return failed(BAD_CODE, "invalid code")
        return _ok(openid=person) if person in self.strangers else _ok(userid=person)

    def _send(self, request: Request) -> Response:
        given = posted(request)
        if given is None:
            return failed(NOT_JSON if request.method == "POST" else WRONG_METHOD)
        users = str(given.get("touser", "")).split("|")
        wrong = self.tokens.errcode(request) or self._faulty(given, users)
        if wrong:
            return failed(wrong)
        known = [user for user in users if user not in self.strangers]
        if not known:
            return failed(81013, "user & party & tag all invalid")
        if self._is_new(given):
            self._deliver(known, given["textcard"])
        unknown = "|".join(user for user in users if user in self.strangers)
        return _ok(invaliduser=unknown, msgid=f"message-{len(self.cards):06d}")

    def _faulty(self, given: Mapping[str, Any], users: Sequence[str]) -> int:
        card = given.get("textcard")
        if given.get("agentid") != int(self.secrets["agentid"]):
            return 40056
        if given.get("msgtype") != "textcard":
            return 40008
        if not isinstance(card, dict) or len(users) > MOST_USERS:
            return 40035
        for name, (most, errcode) in BYTES.items():
            if not 0 < len(str(card.get(name, "")).encode()) <= most:
                return errcode
        return 0

    def _is_new(self, given: Mapping[str, Any]) -> bool:
        """Whether the same message was not sent within its own interval."""
        if not given.get("enable_duplicate_check"):
            return True
        text, now = str((given["touser"], given["textcard"])), self.clock.now()
        interval = timedelta(seconds=given.get("duplicate_check_interval", 1800))
        new = text not in self._sent or self._sent[text] + interval <= now
        if new:
            self._sent[text] = now
        return new

    def _deliver(self, users: Sequence[str], card: Mapping[str, str]) -> None:
        for user in users:
            self.cards.append(
                Card(user, card["title"], card["description"], card["url"], self.clock.now())
            )


def _ok(**more: object) -> Response:
    return answered({"errcode": 0, "errmsg": "ok", **more})


def _xml(parts: Mapping[str, str]) -> bytes:
    """A message as WeCom writes it: each text within CDATA."""
    texts = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in parts.items())
    return f"<xml>{texts}</xml>".encode()
