"""The units that calls use: as a DynamoDB of other people counts them, and where it counts none."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest

from app import app
from chalicelib.platform import aws
from local.checks import standard
from local.cloud import deployment, logs
from local.cloud.capacity import Meter, Units, size
from local.cloud.engine import Sandbox
from tests.support.searches import search

MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)
HERE = Path(__file__).parent.parent / "dynalite"
FOUND = (HERE / "node_modules").is_dir() and shutil.which("node")
KEYS = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
TYPES = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
TABLE = "jiuzhu-trail"


@contextlib.contextmanager
def sandbox():
    with Sandbox({}, MONDAY, threaded=False) as made:
        made.meters.append(Meter())
        yield made, made.meters[0]


def item(pk, sk, content=b"", **more):
    return {"pk": {"S": pk}, "sk": {"S": sk}, "doc": {"B": content}, **more}


def used(operation, **params):
    """What one call uses, after an item of 3 KB was put at (a, 1)."""
    with sandbox() as (_, meter):
        client = aws.client("dynamodb")
        client.put_item(TableName="jiuzhu-cases", Item=item("a", "1", bytes(3000)))
        before = meter.total
        with contextlib.suppress(client.exceptions.ClientError):
            getattr(client, operation)(**params)
        after = meter.total
    return Units(after.read - before.read, after.write - before.write, after.index - before.index)


def put(content, **more):
    return {"TableName": "jiuzhu-cases", "Item": item("a", "1", content, **more)}


def test_a_write_takes_the_larger_of_before_and_after():
    assert used("put_item", **put(b"")) == Units(write=3)
    assert used("put_item", **put(bytes(4096))) == Units(write=5)
    deleted = {"TableName": "jiuzhu-cases", "Key": {"pk": {"S": "a"}, "sk": {"S": "1"}}}
    assert used("delete_item", **deleted) == Units(write=3)


def test_a_transaction_takes_twice_as_much_and_no_less_where_it_is_refused():
    assert used("transact_write_items", TransactItems=[{"Put": put(b"")}]) == Units(write=6)
    refused = {**put(b""), "ConditionExpression": "attribute_not_exists(pk)"}
    assert used("transact_write_items", TransactItems=[{"Put": refused}]) == Units(write=6)


def test_an_entry_of_an_index_takes_a_unit_when_it_comes_and_two_when_it_moves():
    due = {"due": {"S": "due#1"}, "next_check": {"S": "2022-12-19T01:00:00Z"}}
    later = {**due, "next_check": {"S": "2022-12-20T01:00:00Z"}}
    assert used("put_item", **put(b"", **due)) == Units(write=3, index=1)
    with sandbox() as (_, meter):
        client = aws.client("dynamodb")
        client.put_item(**put(b"", **due))
        client.put_item(**put(b"x", **due))
        client.put_item(**put(b"x", **later))
        client.put_item(**put(b"x"))
        assert meter.total == Units(write=4, index=1 + 0 + 2 + 1)


@pytest.mark.skipif(
    not FOUND and (os.environ.get("CI") != "true" or not shutil.which("node")),
    reason="needs Node.js and `npm ci --prefix tests/dynalite`",
)
def test_plain_calls_use_what_a_database_of_other_people_says():
    chance = random.Random(20221219)
    calls = [_drawn(chance) for _ in range(300)]
    with dynalite() as client:
        reported = [_asked(client, *call) for call in calls]
    with sandbox() as (_, meter):
        ours, before = [], 0.0
        for call in calls:
            _asked(aws.client("dynamodb"), *call)
            after = meter.total.read + meter.total.write
            ours.append(after - before)
            before = after
    answered = [
        both for both in zip(ours, reported, strict=True) if both[1]
    ]  # it takes 0 for nothing
    assert len(answered) > 250
    assert all(one == other for one, other in answered)


def _drawn(chance):
    """A call upon one of a few items of any size, with values of every type.

    Texts are ASCII: dynalite counts characters, DynamoDB the bytes of UTF-8.
    """
    key = {"pk": {"S": chance.choice("ab")}, "sk": {"S": f"{chance.randrange(4)}"}}
    content = bytes(chance.choice((0, 90, 900, 1000, 1024, 4000, 4096, 9000)))
    values = {
        "text": {"S": "help" * chance.randrange(60)},
        "many": {"L": [{"S": "x" * chance.randrange(9)} for _ in range(chance.randrange(4))]},
        "yes": {"BOOL": True},
        "number": {"N": str(chance.randrange(10**6))},
    }
    consistent = {"ConsistentRead": chance.random() < 0.5}
    return chance.choice(
        [
            ("put_item", {"Item": {**key, "doc": {"B": content}, **values}}),
            ("delete_item", {"Key": key}),
            ("get_item", {"Key": key, **consistent}),
            (
                "query",
                {
                    "KeyConditionExpression": "pk = :pk",
                    "ExpressionAttributeValues": {":pk": key["pk"]},
                    **consistent,
                },
            ),
        ]
    )


def _asked(client, operation, params):
    answer = getattr(client, operation)(TableName=TABLE, ReturnConsumedCapacity="TOTAL", **params)
    return answer["ConsumedCapacity"]["CapacityUnits"]


@contextlib.contextmanager
def dynalite():
    """A client of dynalite with one plain table."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = f"require('dynalite')({{createTableMs: 0}}).listen({port}, '127.0.0.1')"
    server = subprocess.Popen([FOUND or "node", "-e", program], cwd=HERE)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        with deployment.environment():
            client = boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{port}")
            client.create_table(
                TableName=TABLE,
                KeySchema=KEYS,
                AttributeDefinitions=TYPES,
                ProvisionedThroughput={"ReadCapacityUnits": 9, "WriteCapacityUnits": 9},
            )
            client.get_waiter("table_exists").wait(TableName=TABLE, WaiterConfig={"Delay": 1})
            yield client
    finally:
        server.terminate()
        server.wait()


@search
def test_one_application_reads_and_writes_no_more_than_is_set():
    with logs.captured():
        used = standard.of_one(standard.shares(standard.measured(app)))
    assert 0 < used.read <= standard.MOST_READ
    assert 0 < used.written <= standard.MOST_WRITTEN


def test_the_size_of_an_item_is_of_names_and_values():
    assert size({"pk": {"S": "a"}, "n": {"N": "100"}, "b": {"B": b"xyz"}}) == 3 + 3 + 4
