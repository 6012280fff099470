"""moto's tables and files in memory: cheap copies, so that a transaction costs what it touches.

moto copies every item of every table that a transaction touches, to be able to put it back. Here
the copy holds the same items, and whatever would change an item in place changes a copy of it.
"""

from __future__ import annotations

import base64
import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends

ACCOUNT, REGION, PARTITION = "123456789012", "cn-north-1", "aws-cn"
_real_update = DynamoDBBackend.update_item
_real_cast: Any = DynamoType.cast_value


@contextmanager
def cheap_copies() -> Iterator[None]:
    """Tables are copied cheaply in here."""
    with (
        patch.object(Table, "__deepcopy__", _copy_table, create=True),
        patch.object(DynamoType, "__hash__", _hash),
        patch.object(DynamoType, "cast_value", property(_cast_value)),
        patch.object(DynamoDBBackend, "update_item", _update_item),
    ):
        yield


def tables() -> dict[str, Any]:
    """moto's tables by their deployed name."""
    return dict(dynamodb_backends[ACCOUNT][REGION].tables)


def rows(table: str) -> Iterator[Any]:
    """moto's items of one table."""
    for by_range in tables()[table].items.values():
        yield from by_range.values()


def item(table: str, pk: str, sk: str) -> dict[str, Any]:
    """One item of a table in DynamoDB JSON, its bytes as they are; {} if there is none."""
    by_range = tables()[table].items.get(DynamoType({"S": pk}), {})
    row = by_range.get(DynamoType({"S": sk}))
    return {} if row is None else {name: _sent(value) for name, value in row.attrs.items()}


def plain(attribute: Any) -> dict[str, Any]:
    """An attribute in DynamoDB JSON, its bytes as base64; moto leaves what lies in a list."""
    if attribute.type == "L":
        return {"L": [plain(entry) for entry in attribute.value]}
    content: dict[str, Any] = attribute.to_json()
    return content


def _sent(attribute: Any) -> dict[str, Any]:
    """An attribute as it was sent; moto keeps bytes as base64."""
    if attribute.type == "B":
        return {"B": base64.b64decode(attribute.value)}
    if attribute.type == "L":
        return {"L": [_sent(entry) for entry in attribute.value]}
    return {attribute.type: attribute.value}


def earliest(*names: str) -> str | None:
    """The least `next_check` in these tables; "" if a reaction is parked (`STUCK#`)."""
    found = None
    for name in names:
        for key, by_range in tables()[name].items.items():
            if key.value.startswith("STUCK#") and by_range:
                return ""
            for row in by_range.values():
                check = row.attrs.get("next_check")
                if check is not None and (found is None or check.value < found):
                    found = str(check.value)
    return found


def is_past_due(table: str, shard: str, now_text: str) -> bool:
    """Whether a page of the `due` index would hold anything; moto sorts the table for each."""
    for row in rows(table):
        due, check = row.attrs.get("due"), row.attrs.get("next_check")
        if due is not None and due.value == shard and check.value <= now_text:
            return True
    return False


def exchanged(prefix: str) -> dict[str, str]:
    """The files of the exchange below a prefix, each with what changes with its content."""
    bucket = s3_backends[ACCOUNT][PARTITION].buckets["jiuzhu-exchange"]
    return {key.name: key.etag for key in bucket.keys.values() if key.name.startswith(prefix)}


def below(table: str, prefix: str) -> list[dict[str, Any]]:
    """The items of one table whose partition begins with `prefix`, as moto returns them."""
    partitions = tables()[table].items.items()
    found = (rows for key, rows in partitions if key.value.startswith(prefix))
    return [row.to_json()["Attributes"] for by_range in found for row in by_range.values()]


def snapshot() -> dict[str, Any]:
    """What all tables hold, to be given to `restore`; later writes leave it as it is."""
    return {name: _copy_items(table.items) for name, table in tables().items()}


def restore(held: Mapping[str, Any]) -> None:
    """Put tables back as they were."""
    for name, items in held.items():
        tables()[name].items = _copy_items(items)


def empty() -> None:
    """Take every item out of every table."""
    for table in tables().values():
        table.items = defaultdict(dict)


def put_back(table: str, items: Iterable[Mapping[str, Any]]) -> None:
    """Put items, in DynamoDB JSON as `plain` returns it, into a table, without stream records."""
    for item in items:
        tables()[table].put_item(dict(item))


def files() -> dict[tuple[str, str], tuple[str, bytes]]:
    """Media type and content of every file by bucket and name."""
    return {
        (bucket.name, key.name): (key.metadata.get("Content-Type", ""), key.value)
        for bucket in s3_backends[ACCOUNT][PARTITION].buckets.values()
        for key in bucket.keys.values()
    }


def put_files(found: Mapping[tuple[str, str], tuple[str, bytes]]) -> None:
    """Let the buckets hold these files, as `files` returns them, and no others, without events."""
    for bucket, name in files():
        s3_backends[ACCOUNT][PARTITION].delete_object(bucket, name)
    for (bucket, name), (media_type, content) in found.items():
        put_file(bucket, name, content, media_type)


def put_file(bucket: str, name: str, content: bytes, media_type: str) -> None:
    """Put one file into a bucket as somebody outside does: no call of ours, and unheard."""
    backend = s3_backends[ACCOUNT][PARTITION]
    key = backend.put_object(bucket, name, content, disable_notification=True)
    key.set_metadata({"Content-Type": media_type})


def wrapping_keys() -> dict[str, tuple[str, bytes]]:
    """Id and bytes of each KMS key of this sandbox by its alias."""
    found = kms_backends[ACCOUNT][REGION].keys.values()
    return {alias: (key.id, key.key_material) for key in found for alias in key.aliases}


def put_wrapping_keys(held: Mapping[str, tuple[str, bytes]]) -> None:
    """Let the KMS keys be those of another sandbox: what it sealed can be opened here."""
    backend = kms_backends[ACCOUNT][REGION]
    for key in [one for one in backend.keys.values() if one.aliases]:
        (alias,) = key.aliases
        backend.delete_alias(alias)
        del backend.keys[key.id]
        key.id, key.key_material = held[alias]
        backend.keys[key.id] = key
        backend.create_alias(key.id, alias)


def _cast_value(self: Any) -> Any:
    """What is compared: mostly texts, for which moto looks at every other type first."""
    return self.value if self.type == "S" else _real_cast.fget(self)


def _hash(self: Any) -> int:
    """Keys are strings here; moto would look at every type they might be, for every copied key."""
    return hash(self.value)


def _copy_items(items: Mapping[Any, Any]) -> Any:
    same: Any = defaultdict(dict)
    for key, value in items.items():
        same[key] = dict(value)
    return same


def _copy_table(self: Any, _memo: object) -> Any:
    same = copy.copy(self)
    same.items = _copy_items(self.items)
    return same


def _update_item(self: Any, table_name: str, key: dict[str, Any], *args: Any, **more: Any) -> Any:
    """UpdateItem on a copy of the item: moto changes it in place."""
    table = self.get_table(table_name)
    by_range = table.items.get(DynamoType(key[table.hash_key_attr]), {})
    place = DynamoType(key[table.range_key_attr])
    if place in by_range:
        by_range[place] = copy.deepcopy(by_range[place])
    return _real_update(self, table_name, key, *args, **more)
