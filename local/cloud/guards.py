"""What AWS refuses and moto lets pass, so that the sandbox is no kinder than the real thing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from local.cloud import permissions
from local.cloud.calls import Use, batched

MOST_PARTS = 100
MOST_BATCHED = {"BatchGetItem": 100, "BatchWriteItem": 25}
MOST_ITEM_BYTES = 400 * 1024
MOST_TRANSACTION_BYTES = 4 * 1024 * 1024
MOST_STATE_BYTES = 256 * 1024
MOST_NAME = 80
TOKEN_KEPT = timedelta(minutes=10)


@dataclass
class Guards:
    """The checks before a call, and the answers of transactions that carried a request token."""

    _answers: dict[str, tuple[datetime, str, Any]] = field(default_factory=dict)

    def check(self, service: str, operation: str, params: Mapping[str, Any]) -> None:
        """Raise the error with which AWS answers a call that is too large or badly named."""
        if service == "dynamodb":
            _check_items(operation, params)
        if operation == "StartExecution":
            if not 1 <= len(params.get("name", "-")) <= MOST_NAME:
                _refuse(operation, "InvalidName")
            _check_state(operation, params.get("input", ""))
        if operation == "SendTaskSuccess":
            _check_state(operation, params["output"])

    def answered(self, operation: str, params: Mapping[str, Any], now: datetime) -> Any | None:
        """The first answer, if this transaction was carried out in the last ten minutes.

        Another body under the same token is IdempotentParameterMismatchException.
        """
        if operation != "TransactWriteItems" or "ClientRequestToken" not in params:
            return None
        held = self._answers.get(params["ClientRequestToken"])
        if held is None or held[0] + TOKEN_KEPT <= now:
            return None
        if held[1] != _digest(params):
            _refuse(operation, "IdempotentParameterMismatchException")
        return held[2]

    def keep(self, operation: str, params: Mapping[str, Any], now: datetime, answer: Any) -> None:
        """Keep the answer of a transaction that carried a request token."""
        if operation == "TransactWriteItems" and "ClientRequestToken" in params:
            self._answers[params["ClientRequestToken"]] = (now, _digest(params), answer)


def check_rights(use: Use) -> None:
    """Raise AccessDenied for what a function's role, or its environment, does not hold."""
    if not _held(use):
        _refuse(use.action, "AccessDenied")


@cache
def _held(use: Use) -> bool:
    granted, places = permissions.held()
    return use.function not in places or not permissions.refused([use], granted, places)


def _check_items(operation: str, params: Mapping[str, Any]) -> None:
    if len(params.get("TransactItems", [])) > MOST_PARTS:
        _refuse(operation, "ValidationException")
    if operation in MOST_BATCHED:
        _check_batch(operation, params)
    sizes = [size(item) for item in _items(params)]
    if any(one > MOST_ITEM_BYTES for one in sizes) or sum(sizes) > MOST_TRANSACTION_BYTES:
        _refuse(operation, "ValidationException")
    for item in _items(params):
        if any(value.get("S") == "" for name, value in item.items() if name in {"pk", "sk"}):
            _refuse(operation, "ValidationException")


def _check_batch(operation: str, params: Mapping[str, Any]) -> None:
    """A batch is not empty, has so many items, and none twice."""
    keys = [(table, key["pk"]["S"], key["sk"]["S"]) for table, key in batched(params)]
    if not 1 <= len(keys) <= MOST_BATCHED[operation] or len({*keys}) < len(keys):
        _refuse(operation, "ValidationException")


def _check_state(operation: str, text: str) -> None:
    if len(text.encode()) > MOST_STATE_BYTES:
        _refuse(operation, "ValidationException")


def _digest(params: Mapping[str, Any]) -> str:
    return hashlib.sha256(repr(params["TransactItems"]).encode()).hexdigest()


def _items(params: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "Item" in params:
        yield params["Item"]
    for entry in params.get("TransactItems", []):
        if "Put" in entry:
            yield entry["Put"]["Item"]
    for requests in params.get("RequestItems", {}).values():
        for request in requests if isinstance(requests, list) else ():
            if "PutRequest" in request:
                yield request["PutRequest"]["Item"]


def size(item: Mapping[str, Any]) -> int:
    """The bytes of an item in DynamoDB JSON as AWS counts them, near enough for its limits."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    kind, inner = next(iter(value.items()))
    if kind == "M":
        return 3 + size(inner)
    if kind == "L":
        return 3 + sum(_value_size(one) for one in inner)
    if isinstance(inner, list):
        return sum(len(one.encode() if isinstance(one, str) else one) for one in inner)
    if isinstance(inner, str):
        return len(inner.encode())
    return len(inner) if isinstance(inner, bytes) else 1


def _refuse(operation: str, code: str) -> None:
    raise ClientError({"Error": {"Code": code, "Message": code}}, operation)
