"""OpenAPI 3.1 of the API, from the routes as they are registered and their pydantic models."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.platform.http.body import JSON, XML
from chalicelib.platform.http.route import ACCEPTED, CHANGING, Audience, Route
from chalicelib.words import LANGUAGES

ASKED = "Accept-Language"
REF = "#/components/schemas/{model}"
_PROBLEM = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors", "request_id", "next"],
    "properties": {
        "type": {"type": "string", "description": "Stable name of the problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "The fact, as `area.fact`."},
        "detail": {"type": "string", "description": "What was wrong, in plain words."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "request_id": {"type": "string"},
        "next": {"type": "string", "description": "What to do now."},
    },
}


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The OpenAPI document of these routes."""
    listed = sorted(routes, key=lambda route: (route.path, route.method))
    models = _models(listed)
    keyed, definitions = models_json_schema(models, ref_template=REF)
    paths: dict[str, Any] = {}
    for route in listed:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, keyed)
    return {
        "openapi": "3.1.0",
        "info": {"title": "救助 Jiuzhu", "version": "1", "description": "社会救助"},
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "Problem": PROBLEM},
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models(routes: Iterable[Route]) -> list[tuple[type[BaseModel], Any]]:
    wanted: dict[tuple[type[BaseModel], str], None] = {}
    for route in routes:
        wanted[(route.answer, "serialization")] = None
        if route.body is not None:
            wanted[(route.body, "validation")] = None
    return list(wanted)


def _operation(route: Route, keyed: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": (route.act.__doc__ or "").partition("\n")[0],
        "x-audience": route.audience.value,
        "parameters": [
            *_path_parameters(route),
            *_query_parameters(route),
            *_key(route),
            *_language(route),
        ],
        "responses": {
            str(route.status): {
                "description": "Done.",
                **_varies(route),
                "content": _content(
                    route.xml, "text/plain", keyed[(route.answer, "serialization")]
                ),
            },
            **_accepted(route, keyed),
            **_too_many(route),
            "default": {"description": "What was wrong, and what to do.", "content": _PROBLEM},
        },
    }
    if route.body is not None:
        schema = keyed[(route.body, "validation")]
        operation["requestBody"] = {
            "required": True,
            "content": _content(route.xml, XML[0], schema),
        }
    if route.audience is not Audience.PUBLIC:
        operation["security"] = [{"session": []}]
    return operation


def _accepted(route: Route, keyed: Any) -> dict[str, Any]:
    """What is answered while it is not done yet."""
    if not route.pending:
        return {}
    description = f"Not done yet; `{route.pending}` says where to ask again."
    content = _json(keyed[(route.answer, "serialization")])
    return {str(ACCEPTED): {"description": description, "content": content}}


def _too_many(route: Route) -> dict[str, Any]:
    """What is answered to who asks too often."""
    if not route.rate_limits:
        return {}
    header = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    return {
        "429": {
            "description": f"At most {'; '.join(map(str, route.rate_limits))}.",
            "headers": {"Retry-After": header},
            "content": _PROBLEM,
        }
    }


def _operation_id(route: Route) -> str:
    words = re.findall(r"[a-z0-9]+", route.path.replace("/v1/", "/"))
    return "_".join([route.method.lower(), *words])


def _json(schema: Any) -> dict[str, Any]:
    return _content(False, "", schema)


def _content(xml: bool, kind: str, schema: Any) -> dict[str, Any]:
    """A schema under JSON's media type, or that of a partner's format."""
    return {kind if xml else JSON: {"schema": schema}}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": {"type": "string"}} for name in route.query]


def _language(route: Route) -> list[dict[str, Any]]:
    """In which language a citizen reads; staff work in Chinese."""
    if route.audience is Audience.STAFF:
        return []
    description = (
        f"The language of the texts: {' or '.join(LANGUAGES)}, the first of them if none is named."
    )
    schema = {"type": "string"}
    return [{"name": ASKED, "in": "header", "description": description, "schema": schema}]


def _varies(route: Route) -> dict[str, Any]:
    """That an answer is of one language."""
    if route.audience is Audience.STAFF:
        return {}
    return {"headers": {"Vary": {"schema": {"type": "string", "const": ASKED}}}}


def _key(route: Route) -> list[dict[str, Any]]:
    if route.method not in CHANGING or route.no_key_reason:
        return []
    schema = {"type": "string", "pattern": "^[0-9A-Za-z_-]{8,64}$"}
    return [{"name": "Idempotency-Key", "in": "header", "required": True, "schema": schema}]
