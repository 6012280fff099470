"""The bodies of writes to DynamoDB, as botocore would send them.

botocore looks at each part of each value three times. The writes of the suite have a few parameters
whose values are texts, numbers, bytes, truths and lists of them: those are looked at once. Whatever
has anything else is left to botocore, which says what is wrong with it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any


class _Unknown(Exception):
    """A value of another kind."""


def of(operation: str, params: Mapping[str, Any]) -> dict[str, Any] | None:
    """The body of a write whose parameters are all known; None of anything else."""
    try:
        return _body(params) if operation in _WRITES else None
    except _Unknown:
        return None


def _body(params: Any) -> dict[str, Any]:
    return {name: _PARAMETERS.get(name, _unknown)(value) for name, value in _pairs(params)}


def _unknown(_value: Any) -> Any:
    raise _Unknown


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Unknown
    return value


def _entries(value: Any) -> list[dict[str, Any]]:
    """The writes of a transaction."""
    if not isinstance(value, list):
        raise _Unknown
    return [{_kind(kind): _body(write) for kind, write in _pairs(entry)} for entry in value]


def _kind(value: str) -> str:
    if value not in _KINDS:
        raise _Unknown
    return value


def _names(value: Any) -> dict[str, str]:
    return {name: _text(one) for name, one in _pairs(value)}


def _attributes(value: Any) -> dict[str, Any]:
    return {name: _attribute(one) for name, one in _pairs(value)}


def _attribute(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) != 1:
        raise _Unknown
    ((kind, inner),) = value.items()
    if not isinstance(inner, _TYPES.get(kind, ())):
        raise _Unknown
    return {kind: _WRITTEN[kind](inner) if kind in _WRITTEN else inner}


def _pairs(value: Any) -> Any:
    if not isinstance(value, dict):
        raise _Unknown
    return value.items()


_WRITES = {"PutItem", "DeleteItem", "TransactWriteItems"}
_KINDS = {"Put", "Delete", "Update", "ConditionCheck"}
_TYPES: dict[str, type] = {"S": str, "N": str, "B": bytes, "BOOL": bool, "L": list}
_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "B": lambda content: base64.b64encode(content).decode(),
    "L": lambda entries: [_attribute(one) for one in entries],
}
_PARAMETERS: dict[str, Callable[[Any], Any]] = {
    "ClientRequestToken": _text,
    "ConditionExpression": _text,
    "ExpressionAttributeNames": _names,
    "ExpressionAttributeValues": _attributes,
    "Item": _attributes,
    "Key": _attributes,
    "ReturnValuesOnConditionCheckFailure": _text,
    "TableName": _text,
    "TransactItems": _entries,
    "UpdateExpression": _text,
}
