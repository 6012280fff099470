from __future__ import annotations

import gc
import json
import re
import urllib.request

import pytest
from botocore.exceptions import ClientError

from chalicelib.platform import aws
from chalicelib.platform.store import keys, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write
from local.cloud.calls import AwsCall, Use
from tests.sandbox.conftest import put, transact

NEW = "attribute_not_exists(pk)"


class Crash(BaseException):
    pass


def names(sandbox, table):
    return sorted(item["pk"]["S"] for item in sandbox.table_items(table))


def test_every_table_of_the_template_is_there_and_those_of_records_have_their_index(toy):
    with toy.deploy():
        client = aws.client("dynamodb")
        made = client.list_tables()["TableNames"]
        described = [client.describe_table(TableName=name)["Table"] for name in made]
        assert len(described) == 6
        indexes = {
            one["TableName"].removeprefix("jiuzhu-"): [index["IndexName"] for index in found]
            for one in described
            if (found := one.get("GlobalSecondaryIndexes"))
        }
        assert indexes == {name: ["due"] for name in keys.HOLDING_RECORDS}
        assert set(keys.RECORD_TABLES.values()) <= indexes.keys()


def test_a_new_sandbox_and_a_reset_one_remember_nothing(toy):
    with toy.deploy(threaded=False):
        put("a")
    with toy.deploy(threaded=False) as sandbox:
        assert names(sandbox, "trail") == []
        put("a")
        sandbox.reset()
        assert names(sandbox, "trail") == [] and sandbox.calls == []


def test_a_cancelled_transaction_leaves_every_table_as_it_was(toy):
    """As moto's own full copy does: puts, updates, deletes and condition checks are undone."""
    with toy.deploy(threaded=False) as sandbox:
        client = aws.client("dynamodb")
        for key in ("kept", "updated", "deleted"):
            put(key, table="cases", n={"N": "1"}, list={"L": [{"S": "x"}]})
        before = {table: sandbox.table_items(table) for table in ("cases", "trail")}
        update = "SET n = n + :one, #l[0] = :y"
        place = {"TableName": "jiuzhu-cases"}
        with pytest.raises(ClientError, match="TransactionCanceled"):
            client.transact_write_items(
                TransactItems=[
                    {
                        "Update": place
                        | {
                            "Key": {"pk": {"S": "updated"}, "sk": {"S": "1"}},
                            "UpdateExpression": update,
                            "ExpressionAttributeNames": {"#l": "list"},
                            "ExpressionAttributeValues": {":one": {"N": "1"}, ":y": {"S": "y"}},
                        }
                    },
                    {"Delete": place | {"Key": {"pk": {"S": "deleted"}, "sk": {"S": "1"}}}},
                    {"Put": place | {"Item": {"pk": {"S": "new"}, "sk": {"S": "1"}}}},
                    {
                        "Put": {
                            "TableName": "jiuzhu-trail",
                            "Item": {"pk": {"S": "event"}, "sk": {"S": "1"}},
                        }
                    },
                    {
                        "Put": place
                        | {
                            "Item": {"pk": {"S": "kept"}, "sk": {"S": "1"}},
                            "ConditionExpression": NEW,
                        }
                    },
                ]
            )
        assert {table: sandbox.table_items(table) for table in ("cases", "trail")} == before


def test_a_snapshot_is_left_alone_by_later_updates(toy):
    with toy.deploy(threaded=False) as sandbox:
        put("a", table="cases", n={"N": "1"})
        held, before = sandbox.snapshot(), sandbox.table_items("cases")
        aws.client("dynamodb").update_item(
            TableName="jiuzhu-cases",
            Key={"pk": {"S": "a"}, "sk": {"S": "1"}},
            UpdateExpression="SET n = n + :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
        put("b", table="cases")
        assert sandbox.table_items("cases") != before
        sandbox.restore(held)
        assert sandbox.table_items("cases") == before


@pytest.mark.parametrize("unsafe", [False, True])
def test_without_the_lock_a_cancelled_transaction_erases_another_s_acknowledged_put(
    toy, monkeypatch, unsafe
):
    """Stepped: the other's put arrives between the transaction's copy and its cancelling.

    With the lock it cannot: whoever asks in that moment finds the database taken.
    """
    from moto.dynamodb.models import DynamoDBBackend

    real, arrived = DynamoDBBackend.get_item, []

    with toy.deploy(threaded=False, unsafe_no_lock=unsafe) as sandbox:

        def in_the_middle(self, *args, **more):
            if not arrived:
                arrived.append(database_is_free(sandbox))
                if arrived[0]:
                    put("acknowledged", table="cases")
            return real(self, *args, **more)

        put("taken", table="cases")
        monkeypatch.setattr(DynamoDBBackend, "get_item", in_the_middle)
        with pytest.raises(ClientError, match="TransactionCanceled"):
            transact(("cases", "taken", "1", NEW))
        if not arrived[0]:
            put("acknowledged", table="cases")
        expected = ["taken"] if unsafe else ["acknowledged", "taken"]
        assert names(sandbox, "cases") == expected


def database_is_free(sandbox):
    """Whether another thread could make its database call now."""
    import threading

    if sandbox.unsafe_no_lock:
        return True
    answers = []
    asking = threading.Thread(target=lambda: answers.append(sandbox._lock.acquire(blocking=False)))
    asking.start()
    asking.join()
    return answers[0]


def test_every_call_is_recorded_with_its_function_and_what_it_must_be_allowed(toy):
    def review(_event, _context):
        transact(("cases", "c", "1", NEW), ("trail", "c", "1", None))

    toy.handlers["review"] = review
    with toy.deploy(threaded=False) as sandbox:
        sandbox.invoke("review", {})
        with sandbox.as_function("api_handler"):
            put("p", table="people")
        put("d", table="directory")
        assert sandbox.calls == [
            AwsCall("review", "dynamodb", "TransactWriteItems", "jiuzhu-cases,jiuzhu-trail"),
            AwsCall("api_handler", "dynamodb", "PutItem", "jiuzhu-people"),
            AwsCall("outside", "dynamodb", "PutItem", "jiuzhu-directory"),
        ]
        assert {use for use in sandbox.uses if use.function == "review"} == {
            Use("review", "dynamodb", "PutItem", "jiuzhu-cases"),
            Use("review", "dynamodb", "PutItem", "jiuzhu-trail"),
        }


@pytest.mark.parametrize(("phase", "written"), [("before", []), ("after", ["a"])])
def test_a_crash_at_a_call_comes_before_or_after_its_effect(toy, phase, written):
    def crash(at, call):
        if at == phase and call.operation == "PutItem":
            raise Crash

    with toy.deploy(threaded=False) as sandbox:
        sandbox.hooks.append(crash)
        with pytest.raises(Crash):
            put("a")
        assert names(sandbox, "trail") == written
        assert sandbox.pump.pending == len(written)  # for the one that takes what is no event


def test_a_crash_in_a_step_fails_its_execution_and_spares_the_engine_s_own_calls(toy):
    def crash(_phase, call):
        raise Crash(call.function)

    toy.handlers["verify"] = lambda _event, _context: put("a")
    with toy.deploy(threaded=False) as sandbox:
        toy.start("c1")
        sandbox.hooks.append(crash)
        toy.pass_hours(6)
        sandbox.hooks.clear()
        execution = sandbox.executions()["c1"]
        assert (execution.exec_status, execution.error) == ("FAILED", "Lambda.Unknown")
        assert json.loads(execution.cause)["errorMessage"] == "verify"


def test_a_function_gets_and_gives_json_only(toy):
    toy.handlers["verify"] = lambda event, _context: {"got": event["pair"]}
    toy.handlers["review"] = lambda _event, _context: {1, 2}
    with toy.deploy() as sandbox:
        assert sandbox.invoke("verify", {"pair": (1, 2)}) == {"got": [1, 2]}
        with pytest.raises(TypeError):
            sandbox.invoke("review", {})


def test_puts_into_a_bucket_are_notified_after_they_are_there(toy):
    with toy.deploy() as sandbox:
        s3, seen = aws.client("s3"), []

        def observe(key, body):
            there = s3.get_object(Bucket="jiuzhu-exchange", Key=key)["Body"].read()
            seen.append((key, body == there))

        sandbox.on_put("jiuzhu-exchange", "bank/out/", observe)
        s3.put_object(Bucket="jiuzhu-exchange", Key="bank/out/1.csv", Body=b"x")
        s3.put_object(Bucket="jiuzhu-exchange", Key="bank/in/1.csv", Body=b"x")
    assert seen == [("bank/out/1.csv", True)]


def test_a_pre_signed_post_can_be_sent_over_http(toy):
    with toy.deploy(s3_over_http=True):
        post = aws.client("s3").generate_presigned_post("jiuzhu-papers", "quarantine/a.jpg")
        assert re.match(r"http://127\.0\.0\.1:\d+/", post["url"])
        parts = [*post["fields"].items(), ("file", "picture")]
        body = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in parts
        )
        request = urllib.request.Request(
            post["url"],
            (body + "--x--\r\n").encode(),
            {"Content-Type": "multipart/form-data; boundary=x"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 204
        stored = aws.client("s3").get_object(Bucket="jiuzhu-papers", Key="quarantine/a.jpg")
        assert stored["Body"].read() == b"picture"


def test_no_copy_of_a_table_outlives_its_transaction(quiet):
    """moto copies a table to be able to put it back, and would keep every copy until it is reset:
    a sandbox in which thousands are entered would hold as many tables."""

    def tables():
        gc.collect()
        return sum(type(one).__name__ == "Table" for one in gc.get_objects())

    def enter(number):
        table.transact([Write(Key("directory", f"STAFF#{number}", "STAFF"), {"id": str(number)})])

    enter(0)
    before = tables()
    for number in range(1, 9):
        enter(number)
    assert tables() <= before
