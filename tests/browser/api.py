"""Holds what the mini program asks against the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

from app import app
from chalicelib.platform.http import openapi, routes_of

DOCUMENT = openapi.document(routes_of(app))


def outside(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    """What of these is in no path of the API, or has a body that it refuses."""
    found = [_fault(one) for one in requests]
    return sorted({fault for fault in found if fault})


def _fault(request: Mapping[str, Any]) -> str:
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
