"""Copies of the tables that are behind, as DynamoDB's may be where a read is not consistent.

The worst of them: every item is seen as it was a while ago, so what was just written is not there,
and what was just deleted still is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType

from local.cloud import memory
from local.cloud.capacity import writes


class Copies:
    """What every item was before each write, for as long as a copy may be behind.

    With `behind` of nothing a copy is as good as the table.
    """

    def __init__(self, behind: timedelta) -> None:
        self.behind = behind
        self._was: dict[tuple[str, str], dict[str, list[tuple[datetime, Any]]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def before(self, operation: str, params: Mapping[str, Any]) -> list[tuple[str, str, str, Any]]:
        """The items that a call is about to write, as they are: table, keys and item."""
        if not self.behind:
            return []
        keys = [
            (table, key["pk"]["S"], key["sk"]["S"]) for table, key, _ in writes(operation, params)
        ]
        return [(table, pk, sk, _partition(table, pk).get(_text(sk))) for table, pk, sk in keys]

    def written(self, items: list[tuple[str, str, str, Any]], now: datetime) -> None:
        """They were written."""
        for table, pk, sk, item in items:
            self._was[table, pk][sk].append((now, item))

    @contextmanager
    def seen(self, operation: str, params: Mapping[str, Any], now: datetime) -> Iterator[None]:
        """In here a read that is not consistent finds its partition as it was a while ago."""
        pk = _read(operation, params)
        if not self.behind or pk is None or params.get("ConsistentRead"):
            yield
            return
        items, table = memory.tables()[params["TableName"]].items, params["TableName"]
        held = items.get(_text(pk), {})
        seen = dict(held)
        for sk, versions in self._was[table, pk].items():
            earlier = [item for at, item in versions if at > now - self.behind]
            if earlier:
                seen.pop(_text(sk), None)
                seen |= {_text(sk): earlier[0]} if earlier[0] is not None else {}
        items[_text(pk)] = seen
        try:
            yield
        finally:
            items[_text(pk)] = held


def _read(operation: str, params: Mapping[str, Any]) -> str | None:
    """The partition that a call reads of a table; None where it reads no table."""
    if operation == "GetItem":
        return str(params["Key"]["pk"]["S"])
    if operation == "Query" and "IndexName" not in params:
        return str(params["ExpressionAttributeValues"][":pk"]["S"])
    return None


def _partition(table: str, pk: str) -> Mapping[Any, Any]:
    found: Mapping[Any, Any] = memory.tables()[table].items.get(_text(pk), {})
    return found


def _text(value: str) -> DynamoType:
    return DynamoType({"S": value})
