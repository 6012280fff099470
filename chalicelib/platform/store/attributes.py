"""Items as DynamoDB has them: attribute values from plain ones and back, and how large they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Broken

NUMBER_BYTES = 21
"""What a number takes up at most; a yes or no less."""


def to_attributes(item: Mapping[str, Any]) -> Any:
    """`item` in DynamoDB's attribute values; what is None is left out."""
    return {name: _attribute(value) for name, value in item.items() if value is not None}


def from_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The plain item behind DynamoDB's attribute values."""
    return {name: _plain(value) for name, value in attributes.items()}


def _attribute(value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, list | tuple):
        return {"L": [_attribute(entry) for entry in value]}
    raise Broken("table.unknown_type", type=type(value).__name__)


def _plain(attribute: Mapping[str, Any]) -> Any:
    kind, value = next(iter(attribute.items()))
    if kind == "N":
        return int(value)
    if kind == "L":
        return [_plain(entry) for entry in value]
    return value


def size(item: Mapping[str, Any]) -> int:
    """How many bytes a plain item takes up at most."""
    return sum(len(name) + _bytes(value) for name, value in item.items())


def _bytes(value: object) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_bytes, value)) + len(value)
    if isinstance(value, str | bytes):
        return len(value.encode() if isinstance(value, str) else value)
    return NUMBER_BYTES
