"""Many items by one call: read together, written together.

A batch is no transaction: each of its items is read and written by itself. What is known to be
asked for is read ahead, and whoever asks for an item by `table.get` gets what was read, once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from chalicelib.domain.errors import Unavailable
from chalicelib.platform import aws
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import ahead, attributes, retries, table
from chalicelib.platform.store.keys import Key, Table
from chalicelib.platform.store.table import Item

T = TypeVar("T")

MOST_READ, MOST_WRITTEN = 100, 25
"""How many items DynamoDB takes in one batch."""

Requests = dict[str, Any]
"""What is asked of each table, as DynamoDB takes it and gives back what it did not do."""


@contextmanager
def read_ahead(places: Iterable[Key], copies: Collection[Table] = ()) -> Iterator[None]:
    """In here the first `table.get` of each place is answered with what is read now.

    What lies in a table of `copies` is read from a copy, and answers nobody who reads
    consistently. Raises as `read`.
    """
    wanted = list(dict.fromkeys(places))
    found = read(wanted, copies)
    read_now = {
        place: ahead.Read(found.get(place), consistent=place.table not in copies)
        for place in wanted
    }
    with ahead.answering(read_now):
        yield


def read(places: Iterable[Key], copies: Collection[Table] = ()) -> dict[Key, Item]:
    """The items at different places, without those where there is none.

    Consistent but for the tables of `copies`. Unavailable("table.throttled") where DynamoDB leaves
    some unread however often it is asked.
    """
    found: dict[Key, Item] = {}
    names: dict[str, Table] = {}

    def ask(requests: Requests) -> Requests:
        answer = aws.client("dynamodb").batch_get_item(RequestItems=requests)
        for name, items in answer["Responses"].items():
            for item in map(attributes.from_attributes, items):
                found[Key(names[name], item["pk"], item["sk"])] = item
        return dict(answer.get("UnprocessedKeys", {}))

    for batch in _batches(places, MOST_READ):
        requests: Requests = {}
        for place in batch:
            name = table.deployed(place.table)
            names[name] = place.table
            consistent = place.table not in copies
            one = requests.setdefault(name, {"Keys": [], "ConsistentRead": consistent})
            one["Keys"].append(attributes.to_attributes(place.attributes))
        _until_done(requests, ask)
    return found


def write(items: Mapping[Key, Mapping[str, Any]]) -> None:
    """Put each item at its place, whatever is there. Raises as `read`."""

    def ask(requests: Requests) -> Requests:
        answer = aws.client("dynamodb").batch_write_item(RequestItems=requests)
        return dict(answer.get("UnprocessedItems", {}))

    for batch in _batches(items.items(), MOST_WRITTEN):
        requests: Requests = {}
        for place, item in batch:
            put = {"Item": attributes.to_attributes({**item, **place.attributes})}
            requests.setdefault(table.deployed(place.table), []).append({"PutRequest": put})
        _until_done(requests, ask)


def _until_done(requests: Requests, ask: Callable[[Requests], Requests]) -> None:
    """Ask, and again after pauses that grow for what was not done."""
    client = aws.client("dynamodb")
    for attempt in range(retries.TRIES):
        if attempt:
            clock.current().pause(retries.pause(attempt))
        try:
            requests = ask(requests)
        except client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in retries.THROTTLED:
                raise
        if not requests:
            return
    raise Unavailable("table.throttled")


def _batches(things: Iterable[T], most: int) -> Iterator[Sequence[T]]:
    left = iter(things)
    while batch := list(islice(left, most)):
        yield batch
