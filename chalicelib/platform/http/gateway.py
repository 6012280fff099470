"""What API Gateway answers by itself, in the form of every other problem.

Requests for which there is no route, which are too large or too many, which a web ACL stops, or
whose function died or took too long. The template has these answers from here, and so has the
sandbox's gateway. Which language is asked for, the gateway does not look at: these are in Chinese.
"""

from __future__ import annotations

import json
from typing import Any

from chalicelib.platform.http.problem import document, headers
from chalicelib.words import LANGUAGES, say

PROBLEMS = {
    "DEFAULT_4XX": ("request.not_found", 404),  # no such path or method
    "REQUEST_TOO_LARGE": ("request.too_large", 413),
    "UNSUPPORTED_MEDIA_TYPE": ("request.content_type", 415),
    "THROTTLED": ("request.too_many", 429),
    "WAF_FILTERED": ("request.filtered", 403),
    "INTEGRATION_FAILURE": ("request.unavailable", 503),
    "INTEGRATION_TIMEOUT": ("request.unavailable", 503),
    "DEFAULT_5XX": ("request.failed", 502),
}
"""Code and status by the kind of gateway response; the defaults stand for all kinds not named."""

REQUEST_ID = "$context.requestId"  # the gateway puts the id there


def answer(kind: str, id_: str = REQUEST_ID) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of an answer of the gateway's own."""
    code, status = PROBLEMS[kind]
    content = document(code, status, LANGUAGES[0], id_, say(code, LANGUAGES[0]))
    return status, headers(status), json.dumps(content)


def responses() -> dict[str, Any]:
    """The `GatewayResponses` of an AWS::Serverless::Api."""
    return {kind: _response(*answer(kind)) for kind in PROBLEMS}


def _response(status: int, fields: dict[str, str], body: str) -> dict[str, Any]:
    """A header's value is quoted, so one that has quotes in it is left out."""
    constants = {name: f"'{value}'" for name, value in fields.items() if "'" not in value}
    return {
        "StatusCode": str(status),
        "ResponseParameters": {"Headers": constants},
        "ResponseTemplates": {"application/json": body},
    }
