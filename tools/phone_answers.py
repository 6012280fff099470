"""What the service answers to the mini program: the fields that each answer must have.

The mini program takes an answer without them for no answer of the service, as it takes HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.platform.http import Audience, routes_of

FOR_FAMILIES = frozenset({Audience.CITIZEN, Audience.ANYBODY_SIGNED_IN, Audience.PUBLIC})
TYPES = {"integer": "number"}
"""Types of JSON schemas under their names in JavaScript, where they have another."""


def module() -> str:
    """The module `api/answers.js` of the mini program."""
    from app import app

    routes = sorted(routes_of(app), key=lambda route: (route.path, route.method))
    entries = []
    for route in routes:
        if route.audience in FOR_FAMILIES:
            path = re.sub(r"{\w+}", "{}", route.path)
            fields = [*_fields(route.answer.model_json_schema(mode="serialization"))]
            entries.append(f"  '{route.method} {path}': {_js(fields)},\n")
    note = "// Written from the routes by `make generate`; do not edit.\n"
    return f"{note}module.exports = {{\n{''.join(entries)}}};\n"


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields that are always there and never null, with their types."""
    for name in schema.get("required", ()):
        kind = schema["properties"][name].get("type")
        if "$ref" in schema["properties"][name]:
            kind = schema["$defs"][schema["properties"][name]["$ref"].split("/")[-1]].get("type")
        if kind:
            yield name, TYPES.get(kind, kind)


def _js(fields: list[tuple[str, str]]) -> str:
    inner = ", ".join(f"{name}: '{kind}'" for name, kind in fields)
    return f"{{ {inner} }}" if inner else "{}"
