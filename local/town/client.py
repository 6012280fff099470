"""A client of the public API, as the mini program and the clerk's browser are."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import urllib3

from chalicelib.platform.http import CHANGING
from local.cloud import loopback

LOOK_AGAIN = timedelta(hours=1)
"""After how long somebody who waits looks again."""
TRIES = 4
RETRIED = frozenset({502, 503, 504})  # it may have been done: the idempotency key decides

_pool = urllib3.PoolManager(maxsize=8, retries=False)


class Declined(Exception):
    """The API answered with a problem: its status and its document."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code', '')}: {problem.get('detail', '')}")
        self.status = status
        self.problem = dict(problem)
        self.code = str(problem.get("code", ""))


class Client:
    """Somebody's use of the API at `url`; `sign_in` gives a fresh session when one is needed.

    `last_answers` are the newest answers to each GET, by path with query, `language` the one
    that is asked for, if any.
    """

    def __init__(self, url: str, sign_in: Callable[[], Mapping[str, Any]] | None = None) -> None:
        self._url = url
        self._sign_in = sign_in
        self._token = ""
        self.language = ""
        self.last_answers: dict[str, Any] = {}

    def get(self, path: str, **query: str) -> Any:
        """The answer to a GET; Declined when it is a problem."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        address = f"{path}?{asked}" if asked else path
        self.last_answers[address] = self._request("GET", address)
        return self.last_answers[address]

    def post(self, path: str, body: object = None, key: str = "") -> Any:
        """The answer to a POST under an idempotency key of its own unless one is given."""
        return self._request("POST", path, body or {}, key or uuid.uuid4().hex)

    def put(self, path: str, body: object, key: str = "") -> Any:
        """The answer to a PUT under an idempotency key of its own unless one is given."""
        return self._request("PUT", path, body, key or uuid.uuid4().hex)

    def _request(self, method: str, path: str, body: object = None, key: str = "") -> Any:
        if self._sign_in and not self._token:
            self._token = str(self._sign_in()["token"])
        status, answer = self._send(method, path, body, key)
        if status == 401 and self._sign_in:
            self._token = str(self._sign_in()["token"])
            status, answer = self._send(method, path, body, key)
        if status >= 400:
            raise Declined(status, answer)
        return answer

    def _send(self, method: str, path: str, body: object, key: str) -> tuple[int, Any]:
        headers = {"Accept": "application/json"}
        if self.language:
            headers["Accept-Language"] = self.language
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if key:
            headers["Idempotency-Key"] = key
        content = None
        if method in CHANGING:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False).encode()
        for _ in range(TRIES):
            response = loopback.request(method, self._url + path, content, headers)
            if response.status not in RETRIED:
                break
        return response.status, json.loads(response.data)


def send_file(url: str, fields: Mapping[str, str], content: bytes) -> None:
    """Send a file with the form that the API gave for it, as a browser does."""
    file = ("photo.jpg", content, fields["Content-Type"])
    form: dict[str, str | tuple[str, bytes, str]] = {**fields, "file": file}
    response = _pool.request("POST", url, fields=form)
    if response.status >= 300:
        raise Declined(response.status, {})


def uploaded(client: Client, content: bytes, media_type: str = "image/jpeg") -> str:
    """Upload a file under the account that is signed in; answers its digest."""
    named = hashlib.sha256(content).hexdigest()
    form = client.post("/v1/papers", {"digest": named, "media_type": media_type})
    send_file(form["url"], form["fields"], content)
    return named
