"""Holds what the mini program asks against the OpenAPI document."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

from app import app
from chalicelib.platform.http import openapi, routes_of
from tests.browser.phone import Phone

DOCUMENT = openapi.document(routes_of(app))


def outside(phone: Phone) -> list[str]:
    """Requests of this phone that are in no path of the API, or have a body that it refuses."""
    found = [_fault(one) for one in phone.calls("request")]
    return sorted({fault for fault in found if fault})


def _fault(request: dict[str, Any]) -> str:
    method, path = str(request.get("method", "GET")), urlsplit(str(request["url"])).path
    operation = _operation(method, path)
    if operation is None:
        return f"{method} {path} is not in the API"
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return f"{method} {path} takes no body" if request.get("data") is not None else ""
    schema = {**content["schema"], "components": DOCUMENT["components"]}
    errors = Draft202012Validator(schema).iter_errors(request.get("data"))
    return "; ".join(f"{method} {path}: {error.message}" for error in errors)


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, operations in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            operation: dict[str, Any] | None = operations.get(method.lower())
            return operation
    return None
