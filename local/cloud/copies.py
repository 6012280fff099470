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

from local.cloud import calls, memory
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
        """In here a read that is not consistent finds its partitions as they were a while ago."""
        read = _read(operation, params) if self.behind else set()
        held = {place: self._put_back(*place, now) for place in read}
        try:
            yield
        finally:
            for (table, pk), items in held.items():
                memory.tables()[table].items[_text(pk)] = items

    def _put_back(self, table: str, pk: str, now: datetime) -> Any:
        """Let a partition be as it was a while ago; as it is now."""
        items = memory.tables()[table].items
        held = items.get(_text(pk), {})
        seen = dict(held)
        for sk, versions in self._was[table, pk].items():
            earlier = [item for at, item in versions if at > now - self.behind]
            if earlier:
                seen.pop(_text(sk), None)
                seen |= {_text(sk): earlier[0]} if earlier[0] is not None else {}
        items[_text(pk)] = seen
        return held


def _read(operation: str, params: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Table and key of the partitions that a call reads, where it is not consistent."""
    if operation == "BatchGetItem":
        requests = params["RequestItems"]
        return {
            (t, key["pk"]["S"])
            for t, key in calls.batched(params)
            if not requests[t].get("ConsistentRead")
        }
    if params.get("ConsistentRead"):
        return set()
    if operation == "GetItem":
        return {(params["TableName"], str(params["Key"]["pk"]["S"]))}
    if operation == "Query" and "IndexName" not in params:
        pk = params["ExpressionAttributeValues"][":pk"]["S"]
        return {(params["TableName"], str(pk))}
    return set()


def _partition(table: str, pk: str) -> Mapping[Any, Any]:
    found: Mapping[Any, Any] = memory.tables()[table].items.get(_text(pk), {})
    return found


def _text(value: str) -> DynamoType:
    return DynamoType({"S": value})
