"""Calls in the forms that the suite uses all the time, answered from what moto holds.

The suite reads, queries and counts in a handful of forms (chalicelib/platform/store/table.py), and
most of such a call's time went into writing JSON and expressions, and reading them again. Whatever
has any other form, or would be refused, is answered by moto itself (wire.py).
"""

from __future__ import annotations

import io
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.response import StreamingBody
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import RESULT_SIZE_LIMIT
from moto.s3.models import s3_backends

from local.cloud import memory
from local.cloud.memory import ACCOUNT, PARTITION

Params = Mapping[str, Any]
Answer = dict[str, Any]

_CONDITIONS: dict[str, Callable[[str, str], bool] | None] = {
    "pk = :pk": None,
    "pk = :pk AND begins_with(sk, :sk)": str.startswith,
    "pk = :pk AND sk > :sk": operator.gt,
    "pk = :pk AND sk < :sk": operator.lt,
}
_COUNTS = re.compile(r"ADD (#\w+ :one(?:, #\w+ :one)*) SET expires = :end")
_TYPES: dict[str, type] = {
    "Bucket": str,
    "ConsistentRead": bool,
    "ExclusiveStartKey": dict,
    "ExpressionAttributeNames": dict,
    "ExpressionAttributeValues": dict,
    "KeyConditionExpression": str,
    "Limit": int,
    "MaxKeys": int,
    "Prefix": str,
    "ReturnValues": str,
    "ScanIndexForward": bool,
    "StartAfter": str,
    "TableName": str,
    "UpdateExpression": str,
}
_OF_A_FILE = {"ETag", "last-modified", "content-length"}
_MOST_NAMES = 1000  # of a page of files
_LETTER = 4  # bytes of UTF-8 at most


def answered(service: str, operation: str, params: Params) -> Answer | None:
    """The answer to a call of a known form; None to any other, and where it may be refused."""
    known = _KNOWN.get((service, operation))
    return known(params) if known else None


def _get(params: Params) -> Answer | None:
    """GetItem by both keys."""
    place, table = _place(params.get("Key")), _table(params)
    if place is None or table is None or not _has(params, "TableName Key ConsistentRead"):
        return None
    row = _row(table, *place)
    return {"Item": memory.attributes(row)} if row else {}


def _query(params: Params) -> Answer | None:
    """A page of a partition. As moto has it, another follows where any item does, be it asked for
    or not."""
    condition, table = params.get("KeyConditionExpression"), _table(params)
    values = _texts(params.get("ExpressionAttributeValues"))
    known = (
        "TableName KeyConditionExpression ExpressionAttributeValues ConsistentRead Limit"
        " ScanIndexForward ExclusiveStartKey"
    )
    if table is None or condition not in _CONDITIONS or not _has(params, known):
        return None
    meets = _CONDITIONS[condition]
    start = _place(params["ExclusiveStartKey"]) if "ExclusiveStartKey" in params else ("", "")
    if start is None or values is None or values.keys() != {":pk", *([":sk"] if meets else [])}:
        return None
    rows = _in_order(table, values[":pk"], start[1], forward=params.get("ScanIndexForward", True))
    found: list[Any] = []
    more: Answer = {}
    for row in rows:
        if len(found) == params.get("Limit"):
            more = {"LastEvaluatedKey": _key(found[-1])}
            break
        if meets is None or meets(_sort_key(row), values[":sk"]):
            found.append(row)
    if params.get("Limit", 1) < 1 or sum(map(_most_bytes, found)) > RESULT_SIZE_LIMIT:
        return None
    items = [memory.attributes(row) for row in found]
    return {"Items": items, "Count": len(items), "ScannedCount": len(items), **more}


def counted(params: Params) -> Answer | None:
    """UpdateItem that adds to counters of an item, which is made if need be; what has changed."""
    place, table = _place(params.get("Key")), _table(params)
    counts = _COUNTS.fullmatch(params.get("UpdateExpression", ""))
    known = (
        "TableName Key UpdateExpression ExpressionAttributeNames ExpressionAttributeValues"
        " ReturnValues"
    )
    if place is None or table is None or counts is None or not _has(params, known):
        return None
    names, values = params["ExpressionAttributeNames"], params["ExpressionAttributeValues"]
    counted = [one.split()[0] for one in counts[1].split(",")]
    numbers = all(one.keys() == {"N"} and one["N"].isdecimal() for one in values.values())
    if not numbers or {*values} != {":one", ":end"} or {*names} != {*counted}:
        return None
    if params.get("ReturnValues", "UPDATED_NEW") != "UPDATED_NEW":
        return None
    row = _row(table, *place)
    before = row.attrs if row else {name: DynamoType(one) for name, one in params["Key"].items()}
    held = [before.get(names[one], DynamoType({"N": "0"})) for one in counted]
    if any(one.type != "N" for one in held) or len({*names.values()}) < len(counted):
        return None
    after = {
        names[one]: was + DynamoType(values[":one"]) for one, was in zip(counted, held, strict=True)
    }
    after["expires"] = DynamoType(values[":end"])
    pk, sk = map(_text, place)
    table.items[pk][sk] = Item(pk, sk, {**before, **after})
    new = {
        name: {"N": one.value}
        for name, one in after.items()
        if name not in before or before[name].value != one.value
    }
    keys = {} if row else params["Key"]  # of a new item moto says these too
    return {"Attributes": {**keys, **new}} if "ReturnValues" in params else {}


def _file(params: Params) -> Answer | None:
    """GetObject, of a file of which nothing is kept but its media type."""
    bucket = s3_backends[ACCOUNT][PARTITION].buckets.get(params.get("Bucket", ""))
    key = bucket.keys.get(params["Key"]) if bucket else None
    if key is None or not _has(params, "Bucket Key") or {*key.response_dict} != _OF_A_FILE:
        return None
    kept = {name.lower(): value for name, value in key.metadata.items()}
    media_type = kept.pop("content-type", "binary/octet-stream")
    return (
        None
        if kept
        else {
            "AcceptRanges": "bytes",
            "LastModified": _in_seconds(key.last_modified),
            "ContentLength": key.size,
            "ETag": key.etag,
            "ContentType": media_type,
            "Metadata": {},
            "Body": StreamingBody(io.BytesIO(key.value), key.size),
        }
    )


def _files(params: Params) -> Answer | None:
    """ListObjectsV2, where one page holds every file below the prefix."""
    bucket = s3_backends[ACCOUNT][PARTITION].buckets.get(params.get("Bucket", ""))
    if bucket is None or not _has(params, "Bucket Prefix StartAfter MaxKeys"):
        return None
    prefix, after = params.get("Prefix", ""), params.get("StartAfter", "")
    most = params.get("MaxKeys", _MOST_NAMES)
    found = sorted(
        (key for key in bucket.keys.values() if key.name.startswith(prefix) and key.name > after),
        key=lambda key: key.name,
    )
    if len(found) > most:
        return None
    entries = [
        {
            "Key": key.name,
            "LastModified": _in_seconds(key.last_modified),
            "ETag": key.etag,
            "Size": key.size,
            "StorageClass": key.storage_class,
        }
        for key in found
    ]
    return {
        "IsTruncated": False,
        **({"Contents": entries} if entries else {}),
        "Name": params["Bucket"],
        "Prefix": prefix,
        "MaxKeys": most,
        "KeyCount": len(entries),
        **({"StartAfter": after} if after else {}),
    }


_KNOWN: dict[tuple[str, str], Callable[[Params], Answer | None]] = {
    ("dynamodb", "GetItem"): _get,
    ("dynamodb", "Query"): _query,
    ("dynamodb", "UpdateItem"): counted,
    ("s3", "GetObject"): _file,
    ("s3", "ListObjectsV2"): _files,
}


def _has(params: Params, known: str) -> bool:
    """Whether a call has parameters of these names alone, each of the type that it should have."""
    names = known.split()
    return all(n in names and isinstance(v, _TYPES.get(n, object)) for n, v in params.items())


def _table(params: Params) -> Any:
    return memory.tables().get(params.get("TableName", ""))


def _row(table: Any, pk: str, sk: str) -> Any:
    return table.items.get(_text(pk), {}).get(_text(sk))


def _in_order(table: Any, pk: str, start: str, *, forward: bool) -> list[Any]:
    """The items of a partition, from what follows one of them on."""
    rows = sorted(table.items.get(_text(pk), {}).values(), key=_sort_key, reverse=not forward)
    if not start:
        return rows
    follows = operator.gt if forward else operator.lt
    return [row for row in rows if follows(_sort_key(row), start)]


def _place(key: Any) -> tuple[str, str] | None:
    """The two keys of an item; None where they are anything but two texts."""
    texts = _texts(key)
    return (texts["pk"], texts["sk"]) if texts and texts.keys() == {"pk", "sk"} else None


def _texts(values: Any) -> dict[str, str] | None:
    """Attribute values that are texts with anything in them; None where any is something else."""
    if not isinstance(values, dict):
        return None
    found = {}
    for name, value in values.items():
        text = value.get("S") if isinstance(value, dict) and len(value) == 1 else None
        if not text or not isinstance(text, str):
            return None
        found[name] = text
    return found


def _text(value: str) -> DynamoType:
    return DynamoType({"S": value})


def _sort_key(row: Any) -> str:
    key: str = row.range_key.value
    return key


def _key(row: Any) -> Answer:
    return {"pk": {"S": row.hash_key.value}, "sk": {"S": row.range_key.value}}


def _most_bytes(row: Any) -> int:
    """No fewer bytes than an item counts for in a page."""
    return sum(_LETTER * (len(name) + _length(one)) for name, one in row.attrs.items())


def _length(attribute: Any) -> int:
    value = attribute.value
    if attribute.type == "L":
        return sum(map(_length, value))
    return len(value) if isinstance(value, str) else RESULT_SIZE_LIMIT * (attribute.type != "BOOL")


def _in_seconds(instant: datetime) -> datetime:
    """An instant as S3 says it."""
    return instant.replace(microsecond=0, tzinfo=UTC)
