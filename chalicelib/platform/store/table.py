"""DynamoDB in this suite's terms: get, query, put, and the one transaction.

Items are plain dicts of str, int, bool, bytes and lists of str. A read is consistent unless it says
that it is not: then it takes half as much, and may miss what was written in the last second. The
`due` index is read only to find what to re-read.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import Broken, Unavailable
from chalicelib.platform import aws
from chalicelib.platform.runtime import clock
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import ahead, retries
from chalicelib.platform.store.attributes import from_attributes, size, to_attributes
from chalicelib.platform.store.keys import Key, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

Item = dict[str, Any]

MOST_ITEMS = 100
MOST_BYTES = 4_000_000
MOST_ITEM_BYTES = 300_000
"""How large one item may be with the names of its attributes: below DynamoDB's 400 KB, even for an
engine that counts bytes in base64."""


@dataclass(frozen=True)
class Write:
    """One write of a transaction: `item` put at `place`, or the place deleted when it is None.

    `condition` is a DynamoDB condition expression; `names` and `values` belong to it. A write
    with `check` changes nothing and only asks its condition; one with `update`, an update
    expression, changes the item that is there.
    """

    place: Key
    item: Mapping[str, Any] | None = None
    condition: str = ""
    names: Mapping[str, str] | None = None
    values: Mapping[str, Any] | None = None
    check: bool = False
    update: str = ""

    def request(self) -> dict[str, Any]:
        """The write as an entry of TransactItems."""
        body: dict[str, Any] = {"TableName": deployed(self.place.table)}
        if self.condition:
            body["ConditionExpression"] = self.condition
        if self.names:
            body["ExpressionAttributeNames"] = dict(self.names)
        if self.values:
            body["ExpressionAttributeValues"] = to_attributes(self.values)
        if self.update:
            key = to_attributes(self.place.attributes)
            return {"Update": {**body, "UpdateExpression": self.update, "Key": key}}
        if self.item is not None:
            return {
                "Put": {
                    **body,
                    "Item": to_attributes({**self.item, **self.place.attributes}),
                }
            }
        return {
            "ConditionCheck" if self.check else "Delete": {
                **body,
                "Key": to_attributes(self.place.attributes),
            }
        }


def absent(place: Key, item: Mapping[str, Any]) -> Write:
    """Put `item` only if nothing is at `place` yet."""
    return Write(place, item, "attribute_not_exists(pk)")


def added(place: Key, name: str, expires: datetime) -> Write:
    """Add one to a counter of an item; the item is forgotten some time after `expires`."""
    values = {":one": 1, ":end": int(expires.timestamp())}
    update = "ADD #count :one SET expires = :end"
    return Write(place, names={"#count": name}, values=values, update=update)


class ConditionFailed(Exception):
    """A transaction was cancelled; `failed` holds the positions whose conditions did not hold."""

    def __init__(self, failed: frozenset[int]) -> None:
        super().__init__("table.condition_failed")
        self.failed = failed


def deployed(table: Table) -> str:
    """The deployed name of a table."""
    return settings().need(f"{table}_table")


def get(place: Key, *, consistent: bool = True) -> Item | None:
    """The item at `place`, as it was read ahead (`batches.py`) or is read now; None if there is
    none."""
    if read := ahead.taken(place, consistent=consistent):
        return read.item
    answer = aws.client("dynamodb").get_item(
        TableName=deployed(place.table),
        Key=to_attributes(place.attributes),
        ConsistentRead=consistent,
    )
    return from_attributes(answer["Item"]) if "Item" in answer else None


def query(
    table: Table,
    pk: str,
    prefix: str = "",
    *,
    after: str = "",
    before: str = "",
    limit: int = 0,
    newest: int = 0,
    consistent: bool = True,
) -> list[Item]:
    """The items of a partition whose sort keys begin with `prefix`, in order.

    `after` skips to what follows that sort key, `before` ends ahead of one; with a `limit` at most
    one page is read, and with `newest` so many from the end, the last first.
    """
    values = {":pk": pk}
    condition = "pk = :pk"
    if prefix:
        values[":sk"] = prefix
        condition += " AND begins_with(sk, :sk)"
    elif after:
        values[":sk"] = after
        condition += " AND sk > :sk"
    elif before:
        values[":sk"] = before
        condition += " AND sk < :sk"
    request: dict[str, Any] = {
        "TableName": deployed(table),
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": to_attributes(values),
        "ConsistentRead": consistent,
    }
    if newest:
        return _page(request | {"Limit": newest, "ScanIndexForward": False})[0]
    if limit:
        return _page(request | {"Limit": limit})[0]
    return list(itertools.chain.from_iterable(_pages(request)))


def past_due(table: Table, shard: str, now_text: str, limit: int) -> Iterator[list[Key]]:
    """The rows of one shard of the `due` index whose next check is not after now, in pages.

    Each page has up to `limit` and goes on after the one before, so that what stays where it is, or
    still seems to (the index is behind), is read once.
    """
    request = {
        "TableName": deployed(table),
        "IndexName": "due",
        "KeyConditionExpression": "due = :due AND next_check <= :now",
        "ExpressionAttributeValues": to_attributes({":due": shard, ":now": now_text}),
        "Limit": limit,
    }
    for items in _pages(request):
        yield [Key(table, item["pk"], item["sk"]) for item in items]


def put(
    place: Key,
    item: Mapping[str, Any],
    condition: str = "",
    values: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
) -> bool:
    """Put one item by itself; False if `condition`, to which `values` and `names` belong, did not
    hold.

    Where the item is already there as it was to be put, the put was made by a request whose answer
    was lost. Waits and raises as `transact`.
    """
    write = Write(place, item, condition, names, values)
    _check_size([write])
    request, client = write.request()["Put"], aws.client("dynamodb")
    if condition:
        request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    try:
        _write_with_retries(client, lambda: client.put_item(**request))
    except client.exceptions.ConditionalCheckFailedException as refused:
        found: Any = refused.response.get("Item")
        return bool(found == request["Item"])
    return True


def count(place: Key, names: Sequence[str], expires: datetime) -> dict[str, int]:
    """Add one to each of the item's named counters; where each then stands.

    The item is forgotten some time after `expires`.
    """
    if not names:
        return {}
    places = {f"#{number}": name for number, name in enumerate(names)}
    answer = aws.client("dynamodb").update_item(
        TableName=deployed(place.table),
        Key=to_attributes(place.attributes),
        UpdateExpression=f"ADD {', '.join(f'{name} :one' for name in places)} SET expires = :end",
        ExpressionAttributeNames=places,
        ExpressionAttributeValues=to_attributes({":one": 1, ":end": int(expires.timestamp())}),
        ReturnValues="UPDATED_NEW",
    )
    counters = from_attributes(answer["Attributes"])
    return {name: counters[name] for name in names}


def delete(place: Key, condition: str = "", values: Mapping[str, Any] | None = None) -> None:
    """Delete the item at `place`, if there is one, and if `condition`, to which `values` belong,
    holds of it."""
    request = Write(place, condition=condition, values=values).request()["Delete"]
    client = aws.client("dynamodb")
    with suppress(client.exceptions.ConditionalCheckFailedException):
        client.delete_item(**request)


def transact(writes: Sequence[Write], token: str = "") -> None:
    """Make all `writes` or none.

    A conflict with another transaction, and throttling, are tried again under the same `token`
    after pauses that grow. Raises ConditionFailed with the positions that failed,
    Unavailable("table.busy") when conflicts do not end, ("table.throttled") when throttling does
    not, Broken("table.too_large") beyond 100 writes or 4 MB, or where an item is none that `fits`,
    and Broken("table.cancelled") for any other reason of a cancellation.
    """
    requests: Any = [write.request() for write in writes]
    _check_size(writes)
    extra: dict[str, Any] = {"ClientRequestToken": token} if token else {}
    client = aws.client("dynamodb")
    _write_with_retries(
        client, lambda: client.transact_write_items(TransactItems=requests, **extra)
    )


def _write_with_retries(client: DynamoDBClient, write: Callable[[], object]) -> None:
    """Write, and again after pauses that grow while others write the same, or too much is asked."""
    trouble = "table.busy"
    for attempt in range(retries.TRIES):
        if attempt:
            clock.current().pause(retries.pause(attempt))
        try:
            write()
        except client.exceptions.TransactionCanceledException as cancelled:
            trouble = _retry_reason(cancelled.response.get("CancellationReasons", []))
        except (
            client.exceptions.TransactionInProgressException,  # this very request is under way
            client.exceptions.TransactionConflictException,
        ):
            trouble = "table.busy"
        except client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in retries.THROTTLED:
                raise
            trouble = "table.throttled"
        else:
            return
    raise Unavailable(trouble)


def _retry_reason(reasons: Sequence[Mapping[str, Any]]) -> str:
    """Why a transaction is tried again; raises where trying again cannot help."""
    codes = [reason.get("Code", "None") for reason in reasons]
    if "ConditionalCheckFailed" in codes:
        failed = (i for i, code in enumerate(codes) if code == "ConditionalCheckFailed")
        raise ConditionFailed(frozenset(failed)) from None
    if not retries.THROTTLED.isdisjoint(codes):
        return "table.throttled"
    if other := {*codes} - {"None", "TransactionConflict"}:
        raise Broken("table.cancelled", reason=min(other)) from None
    return "table.busy"


def _pages(request: dict[str, Any]) -> Iterator[list[Item]]:
    start: Any = None
    while True:
        items, start = _page(request | ({"ExclusiveStartKey": start} if start else {}))
        yield items
        if not start:
            return


def _page(request: dict[str, Any]) -> tuple[list[Item], Any]:
    answer = aws.client("dynamodb").query(**request)
    return [from_attributes(item) for item in answer["Items"]], answer.get("LastEvaluatedKey")


def fits(write: Write, room: int = 0) -> bool:
    """Whether an item is small enough for the table, with so much room (bytes) left."""
    return _size(write) <= MOST_ITEM_BYTES - room


def _check_size(writes: Sequence[Write]) -> None:
    within = all(map(fits, writes)) and sum(map(_size, writes)) <= MOST_BYTES
    if len(writes) > MOST_ITEMS or not within:
        raise Broken("table.too_large", writes=len(writes))


def _size(write: Write) -> int:
    return size({**(write.item or {}), **write.place.attributes})
