"""API Gateway for tests: an app called with the events of the REST proxy, and its answers."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.cloud.interception import Context


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str
    cookies: tuple[str, ...] = ()  # as they are set

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class Caller:
    """Somebody who calls the API: an app, and the session they hold.

    `stage` stands before every path where no name of its own leads to the app.
    """

    def __init__(self, app, token="", address="", stage=""):
        self.app, self.token, self.address, self.stage = app, token, address, stage
        self._count = 0

    def signed_in(self, token):
        """The same, with a session."""
        return Caller(self.app, token, self.address)

    def at(self, address):
        """The same, from a network address."""
        return Caller(self.app, self.token, address)

    def get(self, url, **more):
        """GET."""
        return self.send("GET", url, **more)

    def post(self, url, body=None, *, key=None, raw=None, **more):
        """POST `body` as JSON under a fresh key, or `raw` bytes; `key=""` sends none."""
        self._count += 1
        headers = {"content-type": "application/json", **more.pop("headers", {})}
        name = f"key-of-test-{self._count}" if key is None else key
        if name:
            headers["idempotency-key"] = name
        content = json.dumps(body).encode() if raw is None else raw
        return self.send("POST", url, raw=content, headers=headers, **more)

    def send(self, method, url, *, raw=None, headers=None):
        """One request, as API Gateway hands it to the function: of a header that comes in several
        lines, given as a list, `headers` has the last alone."""
        parts = urlsplit(url)
        resource, path = self._resource(parts.path)
        given = dict(headers or {})
        if self.token:
            given.setdefault("authorization", f"Bearer {self.token}")
        lines = {name: value if isinstance(value, list) else [value]
                 for name, value in given.items()}  # fmt: skip
        event = {
            "resource": resource,
            "path": parts.path,
            "httpMethod": method,
            "headers": {name: values[-1] for name, values in lines.items()},
            "multiValueHeaders": lines,
            "multiValueQueryStringParameters": parse_qs(parts.query, keep_blank_values=True)
            or None,
            "pathParameters": path or None,
            "stageVariables": None,
            "requestContext": {
                "resourcePath": resource,
                "httpMethod": method,
                "requestId": "request-1",
                "path": self.stage + parts.path,
                "identity": {"sourceIp": self.address},
            },
            "body": None if raw is None else base64.b64encode(raw).decode(),
            "isBase64Encoded": raw is not None,
        }
        answer = self.app(event, Context("api_handler"))
        set_ = (answer.get("multiValueHeaders") or {}).get("Set-Cookie", ())
        return Answer(answer["statusCode"], answer["headers"], answer["body"], tuple(set_))

    def _resource(self, path):
        for resource in list(self.app.routes):
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", resource)
            found = re.fullmatch(pattern, path)
            if found:
                return resource, found.groupdict()
        return path, {}
