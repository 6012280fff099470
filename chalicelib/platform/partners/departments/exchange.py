"""The government's data exchange, through which every department is reached.

Requests are signed with the key that we share with that source alone (`hmac`), or carry a token of
its own (`oauth`, client credentials, RFC 6749 section 4.4). Answers of the first kind are signed as
well. What may be tried again is tried once, after a short pause that differs from case to case.
"""

from __future__ import annotations

import base64
import hashlib
import secrets as randomness
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Unavailable
from chalicelib.platform.partners import tls
from chalicelib.platform.partners.departments.wire import (
    APP_ID,
    MOST_BYTES,
    NONCE,
    SIGNATURE,
    TIMESTAMP,
    is_signed,
    signature,
)
from chalicelib.platform.runtime import incoming
from chalicelib.platform.runtime.clock import Clock
from chalicelib.policy import Source

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

SOCKET_TIMEOUT = timedelta(seconds=16)
"""After which a request is given up; the deadline of a whole round is kept by the clock."""
RETRIED = frozenset({429, 500, 502, 503, 504})
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 1.0  # seconds before the second try
TOKEN_MARGIN = timedelta(minutes=1)
"""How long before its end a token is no longer used."""


@dataclass(frozen=True)
class Reply:
    """A reply that is in order: 200 with an answer, 202 with a promise."""

    status: int
    content: bytes = field(repr=False)


@dataclass
class Exchange:
    """The exchange at `base_url`, where we are known as `app_id`.

    `keys` holds for each source its own secret, in base64, which no other source is ever shown:
    the key with which both sign (`hmac`), or our secret as its client (`oauth`).

    `certificate` and `certificate_key` are the files with which we show who we are (mutual TLS),
    `authority` the file of whoever vouches for the exchange; empty where none is asked for.
    """

    base_url: str
    app_id: str
    keys: Mapping[str, str] = field(repr=False)
    clock: Clock
    certificate: str = ""
    certificate_key: str = ""
    authority: str = ""
    _tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        tls.secured(self.base_url)

    def pool(self, connections: int) -> AbstractContextManager[PoolManager]:
        """Connections for so many sources at once."""
        return tls.pool(
            maxsize=max(1, connections),
            cert_file=self.certificate or None,
            key_file=self.certificate_key or None,
            ca_certs=self.authority or None,
        )

    def post(self, pool: PoolManager, source: Source, path: str, body: bytes) -> Reply:
        """The source's reply; Unavailable with what is wrong with it."""
        try:
            return self._once(pool, source, path, body)
        except _Temporary:
            self.clock.pause(_pause(body))
        try:
            return self._once(pool, source, path, body)
        except _Temporary as temporary:
            raise Unavailable(temporary.code) from None

    def _once(self, pool: PoolManager, source: Source, path: str, body: bytes) -> Reply:
        nonce = randomness.token_hex(16)  # of its own for every try: a source takes none twice
        proof = self._token if source.signing == "oauth" else self._signed
        headers = {"Content-Type": "application/json"}
        headers |= proof(pool, source, path, nonce, body)
        response, content = self._sent(pool, path, headers, body)
        if response.status in RETRIED:
            raise _Temporary("answer.failed")
        if response.status not in {200, 202}:
            self._tokens.pop(source.code, None)
            raise Unavailable("answer.failed")
        if source.signing != "oauth":
            self._check(source, path, nonce, content, response.headers.get(SIGNATURE, ""))
        return Reply(response.status, content)

    def _signed(
        self, _pool: PoolManager, source: Source, path: str, nonce: str, body: bytes
    ) -> Mapping[str, str]:
        timestamp = instant_text(self.clock.now())
        signed_parts = ("POST", self._path(path), timestamp, nonce)
        return {
            APP_ID: self.app_id,
            TIMESTAMP: timestamp,
            NONCE: nonce,
            SIGNATURE: signature(self._key(source), body, *signed_parts),
        }

    def _token(
        self, pool: PoolManager, source: Source, _path: str, nonce: str, _body: bytes
    ) -> Mapping[str, str]:
        token = self._tokens.get(source.code)
        if token is None or token[1] <= self.clock.now():
            token = self._tokens[source.code] = self._new_token(pool, source)
        return {"Authorization": f"Bearer {token[0]}", NONCE: nonce}

    def _new_token(self, pool: PoolManager, source: Source) -> tuple[str, datetime]:
        """A token of the source, and until when it is used; ValueError where it gives none."""
        basic = base64.b64encode(f"{self.app_id}:{self._secret(source)}".encode()).decode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Basic {basic}",
        }
        body = b"grant_type=client_credentials"
        response, content = self._sent(pool, f"/{source.code}/token", headers, body)
        if response.status != 200:
            raise Unavailable("answer.failed")
        answer = incoming.parsed(content)
        if not isinstance(answer, dict):
            raise ValueError("no object")
        token, lives = incoming.token(answer.get("access_token"), answer.get("expires_in"))
        return token, self.clock.now() + max(lives - TOKEN_MARGIN, timedelta(0))

    def _sent(
        self, pool: PoolManager, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[BaseHTTPResponse, bytes]:
        from urllib3.exceptions import HTTPError

        try:
            response = pool.request(
                "POST",
                f"{self.base_url.rstrip('/')}{path}",
                body=body,
                headers=headers,
                timeout=SOCKET_TIMEOUT.total_seconds(),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            return response, _content(response)
        except HTTPError:
            raise _Temporary("answer.unreachable") from None

    def _check(self, source: Source, path: str, nonce: str, content: bytes, signed: str) -> None:
        signed_parts = ("ANSWER", self._path(path), nonce)
        if not is_signed(signed, self._key(source), content, *signed_parts):
            raise Unavailable("answer.unsigned")

    def _key(self, source: Source) -> bytes:
        return base64.b64decode(self._secret(source))

    def _secret(self, source: Source) -> str:
        """The source's own secret; Unavailable("answer.no_key") where it has none to itself."""
        secret = self.keys.get(source.code, "")
        if not secret or [*self.keys.values()].count(secret) > 1:
            raise Unavailable("answer.no_key")
        return secret

    def _path(self, path: str) -> str:
        return urlsplit(f"{self.base_url.rstrip('/')}{path}").path


class _Temporary(Exception):
    """A failure that may be over in a moment: the request is tried once more."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _pause(body: bytes) -> float:
    """How long to wait before the second try: another time for every question."""
    share = int.from_bytes(hashlib.sha256(body).digest()[:4]) / 2**32
    return SHORTEST_PAUSE + share * (LONGEST_PAUSE - SHORTEST_PAUSE)


def _content(response: BaseHTTPResponse) -> bytes:
    try:
        content = response.read(MOST_BYTES + 1, decode_content=False)
    finally:
        response.close()
    if len(content) > MOST_BYTES:
        raise Unavailable("answer.malformed")
    return content
