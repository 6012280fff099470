"""How many read and write units the calls of a sandbox would use on AWS, and what for.

moto does not count them rightly. The rules are those of DynamoDB's documentation ("item sizes and
formats", "read and write operations", "transactions", "global secondary indexes"): a write takes a
unit for every KB of the larger of the item before and after, a consistent read one for every 4 KB
and half of it otherwise, a transaction twice as much for each of its items, a change of an index
one unit for each entry that comes or goes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from local.cloud import memory
from local.cloud.calls import AwsCall, request

WRITE_BYTES, READ_BYTES = 1024, 4096
INDEXED = ("pk", "sk", "due", "next_check")
"""What the only kind of index holds of an item: its keys alone."""
KMS_BYTES = 184
"""How long a data key is as KMS wraps it; moto's is shorter."""

Item = Mapping[str, Mapping[str, Any]]


@dataclass
class Units:
    """Units that were used: reads, writes of tables, writes of indexes."""

    read: float = 0
    write: float = 0
    index: float = 0

    def __add__(self, other: Units) -> Units:
        return Units(self.read + other.read, self.write + other.write, self.index + other.index)

    @property
    def written(self) -> float:
        """Write units of tables and indexes together."""
        return self.write + self.index


@dataclass(frozen=True)
class Purpose:
    """What units were used for: by which function and request, on which kind of item."""

    function: str
    request: str
    item: str


class Meter:
    """Counts the units of every database call that it is given."""

    def __init__(self) -> None:
        self.used: dict[Purpose, Units] = defaultdict(Units)

    @property
    def total(self) -> Units:
        """Everything together."""
        return sum(self.used.values(), Units())

    def writing(self, call: AwsCall, operation: str, params: Mapping[str, Any]) -> None:
        """A call is about to be made: what it writes is counted whether it succeeds or not."""
        twice = 2 if operation == "TransactWriteItems" else 1
        for table, key, after in writes(operation, params):
            before = memory.item(table, key["pk"]["S"], key["sk"]["S"])
            after = before if after is None else after
            units = Units(write=twice * _units(max(size(before), size(after)), WRITE_BYTES))
            if table in _indexed():
                units.index = _entries(before, after)
            self._add(call, table, key, units)

    def read(self, call: AwsCall, operation: str, params: Mapping[str, Any], answer: Any) -> None:
        """A call was answered: what it read is counted."""
        if operation == "BatchGetItem":
            self._read_batch(call, params, answer)
            return
        share = _share(params)
        if operation == "GetItem":
            key = params["Key"]
            units = share * _units(size(answer.get("Item", {})), READ_BYTES)
        elif operation == "Query":
            values = list(params["ExpressionAttributeValues"].values())
            key = {"pk": values[0], "sk": values[1] if len(values) > 1 else {"S": ""}}
            units = share * _units(sum(map(size, answer["Items"])), READ_BYTES)
        else:
            return
        self._add(call, params["TableName"], key, Units(read=units))

    def _read_batch(self, call: AwsCall, params: Mapping[str, Any], answer: Any) -> None:
        """Each item of a batch is counted as if it were read by itself."""
        for table, asked in params["RequestItems"].items():
            found = {_place(item): item for item in answer["Responses"].get(table, ())}
            for key in asked["Keys"]:
                length = size(found.get(_place(key), {}))
                self._add(call, table, key, Units(read=_share(asked) * _units(length, READ_BYTES)))

    def _add(self, call: AwsCall, table: str, key: Item, units: Units) -> None:
        purpose = Purpose(
            call.function, request.get(), _named(table, key["pk"]["S"], key["sk"]["S"])
        )
        self.used[purpose] = self.used[purpose] + units


def _share(asked: Mapping[str, Any]) -> float:
    """How much of a unit a read takes for every 4 KB."""
    return 1.0 if asked.get("ConsistentRead") else 0.5


def _place(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def size(item: Item) -> int:
    """How many bytes an item takes: names and values."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items()) + (
        KMS_BYTES - _value(item["data_key"]) if "data_key" in item else 0
    )


def _value(attribute: Mapping[str, Any]) -> int:
    kind, value = next(iter(attribute.items()))
    if kind == "S":
        return len(value.encode())
    if kind == "N":
        return _number(Decimal(value))
    if kind == "B":
        return len(value)
    if kind == "L":
        return 3 + sum(1 + _value(entry) for entry in value)
    return 1  # BOOL, NULL


def _number(value: Decimal) -> int:
    """A byte for every two digits, which are counted in pairs from the decimal point, and one."""
    if not value:
        return 1
    digits = value.normalize().as_tuple().digits
    shared = len(digits) % 2 == 0 and value.adjusted() % 2 == 0
    return 1 + math.ceil(len(digits) / 2) + shared + (value < 0)


def _units(length: int, unit: int) -> int:
    return max(1, math.ceil(length / unit))


def _entries(before: Item, after: Item) -> int:
    """How many entries of an index come or go."""
    old, new = _entry(before), _entry(after)
    return 0 if old == new else bool(old) + bool(new)


def _entry(item: Item) -> list[Any]:
    return [item[name] for name in INDEXED] if item.keys() >= {*INDEXED} else []


def writes(operation: str, params: Mapping[str, Any]) -> Iterator[tuple[str, Item, Item | None]]:
    """What a call writes: table, key, and the item after, {} where it goes, None as it was."""
    if operation == "TransactWriteItems":
        for entry in params["TransactItems"]:
            yield from map(_write, *zip(*entry.items(), strict=True))
    elif operation == "BatchWriteItem":
        for table, requests in params["RequestItems"].items():
            for request in requests:
                for kind, body in request.items():
                    yield _write(kind.removesuffix("Request"), {"TableName": table, **body})
    elif operation in {"PutItem", "UpdateItem", "DeleteItem"}:
        yield _write(operation.removesuffix("Item"), params)


def _write(kind: str, body: Mapping[str, Any]) -> tuple[str, Item, Item | None]:
    item = body.get("Item")
    key = body["Key"] if item is None else {name: item[name] for name in ("pk", "sk")}
    return body["TableName"], key, {} if kind == "Delete" else item


def _indexed() -> Sequence[str]:
    return [name for name, table in memory.tables().items() if table.global_indexes]


def _named(table: str, pk: str, sk: str) -> str:
    """The kind of an item, without its identifying parts."""
    first, rest = pk.partition("#")[0], sk.partition("#")[0]
    if table.endswith("-trail"):
        return f"{first} event"
    return f"{first} {rest}" if rest.isalpha() and rest.isupper() else first
