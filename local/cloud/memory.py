"""What moto holds in memory: the tables' items, files and keys, read and put past the API."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends

ACCOUNT, REGION, PARTITION = "123456789012", "cn-north-1", "aws-cn"


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
    return {} if row is None else attributes(row)


def attributes(row: Any) -> dict[str, Any]:
    """All of one of moto's items in DynamoDB JSON, its bytes as they are."""
    return {name: _sent(value) for name, value in row.attrs.items()}


def plain(attribute: Any) -> dict[str, Any]:
    """An attribute in DynamoDB JSON, its bytes as base64; moto leaves what lies in a list."""
    if attribute.type == "L":
        return {"L": [plain(entry) for entry in attribute.value]}
    content: dict[str, Any] = attribute.to_json()
    return content


def _sent(attribute: Any) -> dict[str, Any]:
    """An attribute as it was sent; moto keeps bytes as base64."""
    kind, value = attribute.type, attribute.value
    if kind == "B":
        return {"B": base64.b64decode(value)}
    if kind == "BS":
        return {"BS": list(map(base64.b64decode, value))}
    if kind == "L":
        return {"L": list(map(_sent, value))}
    if kind == "M":
        return {"M": {name: _sent(entry) for name, entry in value.items()}}
    return {kind: value}


class Checks:
    """The earliest `next_check` of every shard of a table: a table that nobody writes to is read
    once for all shards and ticks."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, str]] = {}

    def forget(self, *names: str) -> None:
        """These tables were written to."""
        for name in names:
            self._held.pop(name, None)

    def of(self, table: str) -> dict[str, str]:
        """The earliest check by shard; "" where a reaction is parked (`STUCK#`)."""
        if table not in self._held:
            self._held[table] = _earliest_checks(table)
        return self._held[table]

    def is_past_due(self, table: str, shard: str, now_text: str) -> bool:
        """Whether a page of the `due` index would hold anything; moto sorts the table for each."""
        check = self.of(table).get(shard)
        return check is not None and check <= now_text


def _earliest_checks(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, by_range in tables()[table].items.items():
        if key.value.startswith("STUCK#") and by_range:
            found["STUCK#"] = ""
        for row in by_range.values():
            if check := row.attrs.get("next_check"):
                shard = row.attrs["due"].value
                found[shard] = min(found.get(shard, check.value), check.value)
    return found


def exchanged(prefix: str) -> dict[str, str]:
    """The files of the exchange below a prefix, each with what changes with its content."""
    bucket = s3_backends[ACCOUNT][PARTITION].buckets["jiuzhu-exchange"]
    return {key.name: key.etag for key in bucket.keys.values() if key.name.startswith(prefix)}


def below(table: str, prefix: str, attribute: str) -> list[Any]:
    """An attribute of the items of one table whose partition begins with `prefix`; None where an
    item has none."""
    partitions = tables()[table].items.items()
    found = (rows for key, rows in partitions if key.value.startswith(prefix))
    held = (row.attrs.get(attribute) for by_range in found for row in by_range.values())
    return [None if one is None else one.value for one in held]


def snapshot() -> dict[str, Any]:
    """What all tables hold, to be given to `restore`; later writes leave it as it is."""
    return {name: copied_items(table.items) for name, table in tables().items()}


def restore(held: Mapping[str, Any]) -> None:
    """Put tables back as they were."""
    for name, items in held.items():
        tables()[name].items = copied_items(items)


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


def notes() -> dict[tuple[str, str], dict[str, str]]:
    """What was noted with every file, beside its content, by bucket and name."""
    return {
        (bucket.name, key.name): dict(key.metadata)
        for bucket in s3_backends[ACCOUNT][PARTITION].buckets.values()
        for key in bucket.keys.values()
    }


def put_notes(found: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
    """Note the same with files of the same names."""
    buckets = s3_backends[ACCOUNT][PARTITION].buckets
    for (bucket, name), noted in found.items():
        if name in buckets[bucket].keys:
            buckets[bucket].keys[name].set_metadata(dict(noted))


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


def copied_items(items: Mapping[Any, Any]) -> Any:
    """The same items in other dictionaries, by partition and by sort key."""
    same: Any = defaultdict(dict)
    for key, value in items.items():
        same[key] = dict(value)
    return same
