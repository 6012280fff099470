"""What WeChat and WeCom have in common: JSON over HTTPS, an `errcode` in every answer, and an
access token that is fetched, cached by the process, and may be invalid before its time.

Addresses carry secrets and tokens, so no failure here has its cause, its address or its text:
an `errcode` at most. An answer that is not as its model has it (`Success`) is no answer.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.aws import secrets
from chalicelib.platform.partners import tls
from chalicelib.platform.runtime import incoming, log
from chalicelib.platform.runtime.clock import Clock

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

Json = dict[str, Any]

CONNECT_SECONDS, READ_SECONDS = 2.0, 5.0
TOKEN_MARGIN = timedelta(minutes=1)  # a token is replaced so long before its end

BUSY = frozenset({-1, 45009, 45011})
DEAD_TOKEN = frozenset({40001, 40014, 42001})
CREDENTIALS = frozenset({40001, 40013, 40091, 40125})

_tokens: dict[tuple[str, str], tuple[str, datetime]] = {}

Zero = Annotated[int, Field(ge=0, le=0)]


class Success(BaseModel):
    """An answer that says so: no guessing of types, nothing of it in errors.

    Further fields are ignored.
    """

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)

    errcode: Zero


S = TypeVar("S", bound=Success)


@dataclass(frozen=True)
class Api:
    """One of Tencent's APIs as one app sees it.

    `name` is the first part of its codes, `fetch_token` asks for an access token.
    """

    name: str
    base_url: str
    app: str
    clock: Clock
    fetch_token: Callable[[Api], Json]

    def __post_init__(self) -> None:
        tls.secured(self.base_url)

    def ask(self, path: str, query: Mapping[str, str], body: Json | None = None) -> Json:
        """The answer to a GET, or to a POST of `body`.

        Raises Unavailable("<name>.unavailable") when there is none, or none that is a JSON object
        whose `errcode`, if it has one, is a whole number.
        """
        try:
            answer = _pool().request(
                "GET" if body is None else "POST",
                f"{self.base_url}{path}?{urlencode(query)}",
                body=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json"},
                preload_content=False,
            )
            content = _content(answer)
            found = incoming.parsed(content) if answer.status == 200 else None
        except _failures():
            found = None
        if not isinstance(found, dict) or type(found.get("errcode", 0)) is not int:
            raise Unavailable(f"{self.name}.unavailable")
        return found

    def ask_with_token(self, path: str, query: Mapping[str, str], body: Json | None = None) -> Json:
        """As `ask`, with the cached access token; one that became invalid early is fetched anew,
        once."""
        answer = self.ask(path, {**query, "access_token": self._token()}, body)
        if answer.get("errcode") in DEAD_TOKEN:
            _tokens.pop((self.base_url, self.app), None)
            answer = self.ask(path, {**query, "access_token": self._token()}, body)
        return answer

    def read(self, model: type[S], answer: Json, refusals: Mapping[int, str]) -> S:
        """A success, as the model has it.

        Raises as `checked`, and Unavailable where the answer is of another shape.
        """
        with suppress(ValidationError):
            return model.model_validate(self.checked(answer, refusals))
        log.error("answer not understood", source=self.name)
        raise Unavailable(f"{self.name}.unavailable")

    def checked(self, answer: Json, refusals: Mapping[int, str]) -> Json:
        """`answer` if it names no failure.

        Raises Refused with the code that `refusals` gives its errcode, Unavailable when Tencent is
        busy or we asked too often, Broken("<name>.credentials") or ("<name>.unexpected") else.
        """
        errcode = answer.get("errcode", 0)
        if errcode == 0:
            return answer
        if errcode in refusals:
            raise Refused(refusals[errcode])
        if errcode in BUSY:
            raise Unavailable(f"{self.name}.unavailable")
        log.error("tencent refused", source=self.name, code=errcode)
        kind = "credentials" if errcode in CREDENTIALS else "unexpected"
        if kind == "credentials":
            secrets.forget()  # they may have been changed: the next call has the new ones
        raise Broken(f"{self.name}.{kind}", errcode=errcode)

    def _token(self) -> str:
        now = self.clock.now()
        token, until = _tokens.get((self.base_url, self.app), ("", now))
        if until > now:
            return token
        answer = self.checked(self.fetch_token(self), {})
        try:
            token, lives = incoming.token(answer.get("access_token"), answer.get("expires_in"))
        except ValueError:
            raise Unavailable(f"{self.name}.unavailable") from None
        _tokens[self.base_url, self.app] = (token, now + lives - TOKEN_MARGIN)
        return token


def forget() -> None:
    """Drop every access token."""
    _tokens.clear()


@lru_cache(maxsize=1)
def _pool() -> PoolManager:
    """The connections of this process; urllib3 would note addresses at its lower levels."""
    import urllib3

    logging.getLogger("urllib3").setLevel(logging.ERROR)
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    return tls.pool(timeout=timeout, retries=False)


def _content(answer: BaseHTTPResponse) -> bytes:
    """The body of an answer, of which no more is read than is accepted."""
    try:
        return answer.read(incoming.MOST_BYTES + 1, decode_content=True)
    finally:
        answer.close()  # what was read to its end has given its connection back before


def _failures() -> tuple[type[Exception], ...]:
    from urllib3.exceptions import HTTPError

    return HTTPError, ValueError
