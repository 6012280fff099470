"""Many items by one call, and what is read ahead of whoever asks for it."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.errors import Unavailable
from chalicelib.platform import aws
from chalicelib.platform.store import batches, table
from chalicelib.platform.store.keys import Key


def place(number, kind="cases"):
    return Key(kind, f"THING#{number}", "THING")


def asked(sandbox, operation):
    return [one for one in sandbox.calls if one.operation == operation]


@pytest.fixture
def tables(quiet):
    quiet.calls.clear()
    return quiet


# Many at once.


def test_items_of_several_tables_are_written_and_read_by_one_call_each(tables):
    items = {place(1): {"a": 1}, place(2, "people"): {"b": ["x"]}}
    batches.write(items)
    found = batches.read([*items, place(3)])
    assert {at: one.keys() - {"pk", "sk"} for at, one in found.items()} == {
        place(1): {"a"}, place(2, "people"): {"b"},
    }  # fmt: skip
    assert [one.operation for one in tables.calls] == ["BatchWriteItem", "BatchGetItem"]


def test_more_than_a_batch_holds_goes_into_further_ones(tables):
    items = {place(number): {"number": number} for number in range(205)}
    batches.write(items)
    found = batches.read(items)
    assert {at: one["number"] for at, one in found.items()} == {
        at: one["number"] for at, one in items.items()
    }
    assert len(asked(tables, "BatchWriteItem")) == 9
    assert len(asked(tables, "BatchGetItem")) == 3


def test_nothing_is_asked_for_nothing(tables):
    assert batches.read([]) == {}
    batches.write({})
    with batches.read_ahead([]):
        assert tables.calls == []


class Reluctant:
    """A client that does one item of a batch at a time, and sometimes none."""

    def __init__(self, client, idle):
        self.client, self.idle, self.exceptions = client, idle, client.exceptions

    def batch_get_item(self, RequestItems):  # noqa: N803
        ((name, request),) = RequestItems.items()
        first, *rest = request["Keys"]
        if self.idle:
            self.idle -= 1
            return {"Responses": {}, "UnprocessedKeys": RequestItems}
        answer = self.client.batch_get_item(RequestItems={name: {**request, "Keys": [first]}})
        left = {name: {**request, "Keys": rest}} if rest else {}
        return {**answer, "UnprocessedKeys": left}

    def batch_write_item(self, RequestItems):  # noqa: N803
        ((name, (first, *rest)),) = RequestItems.items()
        self.client.batch_write_item(RequestItems={name: [first]})
        return {"UnprocessedItems": {name: rest} if rest else {}}


def reluctant(idle=0):
    client = Reluctant(aws.client("dynamodb"), idle)
    return patch.object(aws, "client", lambda _service: client)


def test_what_was_left_undone_is_asked_for_again(tables):
    items = {place(number): {"number": number} for number in range(5)}
    with reluctant():
        batches.write(items)
        assert batches.read(items).keys() == items.keys()


def test_what_stays_undone_is_unavailable(tables):
    with reluctant(idle=10**6), pytest.raises(Unavailable, match=r"table\.throttled"):
        batches.read([place(1)])


def test_a_batch_that_is_throttled_is_tried_again(tables):
    client, seen = aws.client("dynamodb"), []

    def throttled(phase, call):
        if phase == "before" and call.operation == "BatchGetItem" and not seen:
            seen.append(call)
            answer = {"Error": {"Code": "ProvisionedThroughputExceededException"}}
            raise client.exceptions.ClientError(answer, "BatchGetItem")

    tables.hooks.append(throttled)
    table.put(place(1), {"a": 1})
    assert batches.read([place(1)])[place(1)]["a"] == 1
    assert seen


# Read ahead.


def test_what_was_read_ahead_answers_once(tables):
    table.put(place(1), {"a": 1})
    with batches.read_ahead([place(1), place(2)]):
        tables.calls.clear()
        assert table.get(place(1))["a"] == 1
        assert table.get(place(2)) is None
        assert tables.calls == []
        table.put(place(1), {"a": 2})
        assert table.get(place(1))["a"] == 2
    assert len(asked(tables, "GetItem")) == 1


def test_what_was_read_from_a_copy_answers_nobody_who_reads_consistently(tables):
    table.put(place(1), {"a": 1})
    tables.copies.behind = timedelta(seconds=2)
    table.put(place(1), {"a": 2})
    with batches.read_ahead([place(1)], copies={"cases"}):
        assert table.get(place(1))["a"] == 2
        assert table.get(place(1), consistent=False)["a"] == 1


def test_what_was_read_ahead_is_forgotten_outside(tables):
    with batches.read_ahead([place(1)]), batches.read_ahead([place(2)]):
        tables.calls.clear()
        assert (table.get(place(1)), table.get(place(2))) == (None, None)
        assert tables.calls == []
    assert table.get(place(1)) is None
    assert len(asked(tables, "GetItem")) == 1
