"""What the contract of a form says of each field, read from its JSON schema."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

Schema = Mapping[str, Any]
Kind = Literal[
    "text", "long", "lines", "choice", "several", "number", "money", "date", "yes_no",
    "one", "many", "file", "files",
]  # fmt: skip
"""`one` is an object with fields of its own, `many` a list of them; `lines` is a list of texts;
`file` is the digest of an uploaded file, `files` several."""
DIGEST = "^[0-9a-f]{64}$"
SHORT = 200
"""A text that may be longer has a box of several lines."""


@lru_cache(maxsize=256)
def schema_of(model: type[BaseModel]) -> Schema:
    """The schema of a contract, in which every reference is replaced by what it refers to."""
    schema = model.model_json_schema()
    return _plain(schema, schema.get("$defs", {}))


def _plain(schema: Schema, defs: Schema) -> dict[str, Any]:
    """A schema without references, and without saying that there may be nothing."""
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    reference = schema.get("$ref") or (kinds[0].get("$ref") if kinds else None)
    found = {
        **schema,
        **(kinds[0] if kinds else {}),
        "nullable": len(kinds) < len(schema.get("anyOf", ())),
    }
    if reference:
        found |= defs[reference.rpartition("/")[2]]
    if "properties" in found:
        fields = found["properties"].items()
        found["properties"] = {name: _plain(field, defs) for name, field in fields}
    if "items" in found:
        found["items"] = _plain(found["items"], defs)
    return found


def kind_of(name: str, schema: Schema) -> Kind:
    """How a field is filled in."""
    if "properties" in schema:
        return "one"
    if schema.get("type") == "array":
        return _kind_of_list(schema["items"])
    return "choice" if schema.get("enum") else _kind_of_one(name, schema)


def _kind_of_one(name: str, schema: Schema) -> Kind:
    if name.endswith("_fen"):
        return "money"
    if schema.get("pattern") == DIGEST:
        return "file"
    if schema.get("type") == "string":
        long = schema.get("maxLength", 0) > SHORT
        return "date" if schema.get("format") == "date" else "long" if long else "text"
    kinds: Mapping[str, Kind] = {"integer": "number", "boolean": "yes_no"}
    return kinds.get(str(schema.get("type")), "text")


def _kind_of_list(items: Schema) -> Kind:
    if "properties" in items:
        return "many"
    if items.get("pattern") == DIGEST:
        return "files"
    return "several" if items.get("enum") else "lines"
