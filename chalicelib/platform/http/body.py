"""The body of a request, from its raw bytes to the route's model, or a refusal without its values.

What is measured, digested and validated is one canonical text, so that equal bodies are equal.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import NoReturn, TypeVar

from chalice.app import Request
from pydantic import BaseModel, ValidationError

from chalicelib.domain.errors import Refused
from chalicelib.platform import fields, sealing

M = TypeVar("M", bound=BaseModel)

MOST_BYTES = 256 * 1024
DEEPEST = 32

REPLACEMENT = "\ufffd".encode()  # what API Gateway puts in place of bytes that are no UTF-8
_STRING_OR_BRACKET = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)


def canonical_body(request: Request) -> bytes:
    """The body's JSON object with sorted keys.

    Raises Refused: "request.content_type", "request.too_large" (over 256 KB), "request.too_deep"
    (over 32 levels), "request.not_json" (no UTF-8, half a character, a number that is none),
    "request.not_an_object".
    """
    if _media_type(request.headers) != "application/json":
        raise Refused("request.content_type")
    raw = _raw(request)
    if len(raw) > MOST_BYTES:
        raise Refused("request.too_large")
    if _too_deep(raw):
        raise Refused("request.too_deep")
    try:
        value = json.loads(raw.decode(), parse_constant=_no_number, parse_float=_finite)
        text = sealing.canonical(value)
    except ValueError:
        raise Refused("request.not_json") from None
    if not isinstance(value, dict):
        raise Refused("request.not_an_object")
    return text


def validated(model: type[M], text: bytes) -> M:
    """`text` as the model; Refused("request.invalid", errors) names what is wrong and where."""
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as invalid:
        found = fields.faults(invalid)
    raise Refused("request.invalid", errors=found)


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _raw(request: Request) -> bytes:
    try:
        raw = request.raw_body
        raw = raw.encode() if isinstance(raw, str) else raw
    except ValueError:
        raise Refused("request.not_json") from None
    if REPLACEMENT in raw:
        raise Refused("request.not_json")
    return raw


def _too_deep(raw: bytes) -> bool:
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(raw):
        opens = raw[found.start()] in b"[{"
        depth += 1 if opens else -(raw[found.start()] in b"]}")
        if depth > DEEPEST:
            return True
    return False


def _no_number(_text: str) -> NoReturn:
    raise ValueError


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value
