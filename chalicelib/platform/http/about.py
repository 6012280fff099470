"""What the API says of itself to anybody: that it answers and which version it is, and every route.

A request is counted against its rate limit before it is answered, by one write into a table, under
a hash whose key is a secret. So whoever reads `ok` knows that the function runs, reads its secret
and reaches its table; nothing else is asked for.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import RootModel

from chalicelib import VERSION
from chalicelib.platform.http.rate_limits import MINUTE, RateLimit
from chalicelib.platform.http.route import NO_SUBJECT, Audience, Call
from chalicelib.platform.http.router import Router, listed, routes_in
from chalicelib.platform.models import ApiModel

api = Router()

LOOKS = (RateLimit("address", 100, MINUTE),)


class Health(ApiModel):
    """That the API answers, and which version it is."""

    status: Literal["ok"]
    version: str


class ApiDescription(RootModel[dict[str, Any]]):
    """The OpenAPI 3.1 document of the API."""


@api.get("/v1/health", audience=Audience.PUBLIC, check=NO_SUBJECT, answer=Health, rate_limits=LOOKS)
def health(_call: Call) -> Health:
    """Whether the API answers, and which version it is."""
    return Health(status="ok", version=VERSION)


@api.get(
    "/openapi.json",
    audience=Audience.PUBLIC,
    check=NO_SUBJECT,
    answer=ApiDescription,
    rate_limits=LOOKS,
)
def description(_call: Call) -> ApiDescription:
    """Every route of the API as an OpenAPI document."""
    return _description()


@cache
def _description() -> ApiDescription:
    """Drawn when first asked for: whoever never asks does not load what draws it."""
    from chalicelib.platform.http import openapi

    return ApiDescription(openapi.document(routes_in(listed())))
