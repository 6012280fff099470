"""What the simulators of WeChat and WeCom share: login codes, access tokens, `errcode` answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from chalicelib.platform.runtime.clock import Clock

Answer = Callable[[Request], Response]

CODE_LASTS = timedelta(minutes=5)
TOKEN_LASTS = timedelta(seconds=7200)

BAD_CODE, CODE_USED = 40029, 40163
BAD_TOKEN, TOKEN_OVER = 40014, 42001
NOT_JSON, WRONG_METHOD = 47001, 43002


@dataclass
class Codes:
    """Login codes: each works once, for five minutes of the sandbox's clock."""

    clock: Clock
    _issued: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def issue(self, person: str) -> str:
        """A fresh code for a person."""
        code = f"code-{len(self._issued) + 1:06d}"
        self._issued[code] = (person, self.clock.now() + CODE_LASTS)
        return code

    def redeem(self, code: str) -> tuple[str, int]:
        """Whose code it is and 0, or nobody and the errcode."""
        person, ends = self._issued.get(code, ("", self.clock.now()))
        if code in self._used:
            return "", CODE_USED
        if ends <= self.clock.now():
            return "", BAD_CODE
        self._used.add(code)
        return person, 0


@dataclass
class Tokens:
    """Access tokens: the newest is handed out until it ends; `expire` ends it before its time."""

    clock: Clock
    issued: int = 0
    _ends: datetime | None = None

    def current(self) -> tuple[str, int]:
        """The token in force and its seconds left."""
        now = self.clock.now()
        if self._ends is None or self._ends <= now:
            self.issued += 1
            self._ends = now + TOKEN_LASTS
        return self._text(), int((self._ends - now).total_seconds())

    def expire(self) -> None:
        """End the token in force, as Tencent sometimes does."""
        self._ends = self.clock.now()

    def errcode(self, request: Request) -> int:
        """0 if the request bears the token in force."""
        if request.args.get("access_token") != self._text():
            return BAD_TOKEN
        return 0 if self._ends is not None and self._ends > self.clock.now() else TOKEN_OVER

    def _text(self) -> str:
        return f"token-{self.issued:04d}".ljust(512, "x")  # as long as Tencent's may be


def routed(request: Request, answers: Mapping[str, Answer], down: bool, busy: bool) -> Response:
    """The answer of the path that was asked for; none while `down`, and no better while `busy`."""
    if down:
        return Response(status=502)
    if busy:
        return failed(-1, "system busy")
    answer = answers.get(request.path)
    return Response(status=404) if answer is None else answer(request)


def content_of(request: Request) -> bytes:
    """All content of a request: its address, headers and body."""
    headers = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
    return f"{request.full_path}\n{headers}".encode() + request.get_data()


def answered(answer: dict[str, Any]) -> Response:
    """An answer as Tencent sends it: always 200, JSON, Chinese as it is."""
    return Response(json.dumps(answer, ensure_ascii=False), content_type="application/json")


def failed(errcode: int, errmsg: str = "") -> Response:
    """A refusal as Tencent sends it."""
    return answered({"errcode": errcode, "errmsg": errmsg or f"error {errcode}"})


def posted(request: Request) -> dict[str, Any] | None:
    """The JSON object that was posted; None when there is none."""
    try:
        body = json.loads(request.get_data())
    except ValueError:
        return None
    return body if request.method == "POST" and isinstance(body, dict) else None
