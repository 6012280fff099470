"""Where a request says who asks, under which key, and what: an API request in headers and JSON."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Protocol

from chalice.app import Request

from chalicelib.domain.errors import Refused
from chalicelib.platform.http.body import canonical_body, canonical_xml
from chalicelib.platform.http.sessions import Session

QUERY_VALUE = re.compile(r"[\x20-\x7e]{0,200}")


class RequestReader(Protocol):
    """Reads a request, each part when it is its turn."""

    def token(self) -> str:
        """The token of a session; Refused("session.missing") where there is none."""

    def query(self, known: Collection[str]) -> dict[str, str]:
        """The query's parameters; Refused("request.query") for one that is not `known`."""

    def admit(self, session: Session | None) -> None:
        """Refused where whoever has the session did not send this request themselves."""

    def body(self) -> bytes:
        """What is asked, as a canonical JSON object."""

    def key(self) -> str:
        """The idempotency key; "" where there is none."""


class ApiReader:
    """Reads a request of the API."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def token(self) -> str:
        """The bearer token of the Authorization header."""
        scheme, _, token = self._request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused("session.missing")
        return str(token.strip())

    def query(self, known: Collection[str]) -> dict[str, str]:
        """Each parameter once, printable ASCII and short."""
        return query_of(self._request, known, QUERY_VALUE)

    def admit(self, session: Session | None) -> None:
        """Nothing: a browser sends no Authorization header by itself."""

    def body(self) -> bytes:
        """The JSON of the body."""
        return canonical_body(self._request)

    def key(self) -> str:
        """The Idempotency-Key header."""
        return str(self._request.headers.get("idempotency-key", ""))


class PartnerReader(ApiReader):
    """Reads what a partner sends as XML."""

    def body(self) -> bytes:
        """The parts of the XML of the body."""
        return canonical_xml(self._request)


def query_of(request: Request, known: Collection[str], form: re.Pattern[str]) -> dict[str, str]:
    """The query's parameters: only known ones, each once, of that form."""
    given: Any = request.query_params or {}
    found = {}
    for name in given:
        values = given.getlist(name)
        if name not in known or len(values) != 1 or not form.fullmatch(values[0]):
            raise Refused("request.query")
        found[name] = values[0]
    return found
