"""The body of a request, from its raw bytes to the route's model, or a refusal without its values.

What is measured, digested and validated is one canonical text, so that equal bodies are equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from chalice.app import Request

from chalicelib.domain.errors import Refused
from chalicelib.platform.runtime import incoming
from chalicelib.platform.store.compression import canonical

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

JSON, XML = "application/json", ("text/xml", "application/xml")
REPLACEMENT = "\ufffd".encode()  # what API Gateway puts in place of bytes that are no UTF-8


def canonical_body(request: Request) -> bytes:
    """The body's JSON object with sorted keys.

    Raises Refused: "request.content_type", "request.too_large" (over 256 KB), "request.too_deep"
    (over 32 levels), "request.not_json" (no UTF-8, half a character, a number that is none),
    "request.not_an_object".
    """
    if _media_type(request.headers) != JSON:
        raise Refused("request.content_type")
    content = raw(request)
    try:
        value = incoming.parsed(content)
        text = canonical(value)
    except incoming.TooLarge:
        raise Refused("request.too_large") from None
    except incoming.TooDeep:
        raise Refused("request.too_deep") from None
    except ValueError:
        raise Refused("request.not_json") from None
    if not isinstance(value, dict):
        raise Refused("request.not_an_object")
    return text


def canonical_xml(request: Request) -> bytes:
    """The parts of the body's XML as a JSON object, for what partners send; refused as JSON is.

    Raises Refused also "request.not_xml".
    """
    from chalicelib.platform.runtime import xml  # for the few requests that bring any

    if _media_type(request.headers) not in XML:
        raise Refused("request.content_type")
    try:
        return canonical(dict(xml.parsed(raw(request))))
    except incoming.TooLarge:
        raise Refused("request.too_large") from None
    except incoming.TooDeep:
        raise Refused("request.too_deep") from None
    except ValueError:
        raise Refused("request.not_xml") from None


def validated(model: type[M], text: bytes) -> M:
    """`text` as the model; Refused("request.invalid", errors) names what is wrong and where."""
    from pydantic import ValidationError

    from chalicelib.platform.models import fields

    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as invalid:
        found = fields.faults(invalid)
    raise Refused("request.invalid", errors=found)


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def raw(request: Request) -> bytes:
    """The bytes of a body; Refused("request.not_json") where they were no UTF-8."""
    try:
        content = request.raw_body
        content = content.encode() if isinstance(content, str) else content
    except ValueError:
        raise Refused("request.not_json") from None
    if REPLACEMENT in content:
        raise Refused("request.not_json")
    return content
