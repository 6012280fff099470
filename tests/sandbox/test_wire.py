"""AWS calls that skip the wire are answered and refused as those that take it."""

from __future__ import annotations

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ParamValidationError
from moto.dynamodb.models import DynamoDBBackend

from chalicelib.platform import aws
from local.cloud import cheap_tables, known_forms, memory, wire
from tests.sandbox.conftest import put

NEW = "attribute_not_exists(pk)"


@pytest.fixture
def both_ways(toy, monkeypatch):
    """Ask AWS without the wire and with it: the two answers, or the two refusals."""
    with toy.deploy(threaded=False):

        def ask(service, operation, **params):
            without = _outcome(wire.call, service, operation, **params)
            return without, _outcome(wire._the_long_way, service, operation, **params)

        yield ask


def _outcome(call, service, operation, **params):
    client = aws.client(service)
    assert isinstance(client, BaseClient)
    try:
        answer = call(client, operation, params)
    except ClientError as refused:
        answer = {"refused as": type(refused).__name__, **refused.response}
    unasked = {"ResponseMetadata", "ConsumedCapacity"}
    return {name: value for name, value in answer.items() if name not in unasked}


def key(pk):
    return {"pk": {"S": pk}, "sk": {"S": "1"}}


def test_items_come_back_with_every_type(both_ways):
    put("a", n={"N": "12"}, b={"B": b"\x00\xff"}, l={"L": [{"S": "x"}]}, t={"BOOL": True})
    without, with_ = both_ways("dynamodb", "GetItem", TableName="jiuzhu-trail", Key=key("a"))
    assert without == with_
    assert without["Item"]["b"] == {"B": b"\x00\xff"}


def test_pages_of_a_query_end_at_the_same_item(both_ways):
    for number in "123":
        put("a", sk=number)
    without, with_ = both_ways(
        "dynamodb",
        "Query",
        TableName="jiuzhu-trail",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "a"}},
        Limit=2,
    )
    assert without == with_
    assert without["LastEvaluatedKey"]["sk"] == {"S": "2"}


WHERE = {
    "all": ("pk = :pk", None),
    "below a name": ("pk = :pk AND begins_with(sk, :sk)", "B#"),
    "after a name": ("pk = :pk AND sk > :sk", "B#1"),
    "before a name": ("pk = :pk AND sk < :sk", "B#2"),
}


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [None, 1, 3, 9])
def test_each_page_of_a_partition_is_the_same(both_ways, where, forward, limit):
    for number, name in enumerate(("A#1", "B#1", "B#2", "B#10", "C#甲")):
        put("a", sk=name, n={"N": str(number)}, b={"B": b"\xff"}, t={"BOOL": True})
    put("b", sk="B#1")
    condition, name = WHERE[where]
    asked = {
        "TableName": "jiuzhu-trail",
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {":pk": {"S": "a"}} | ({":sk": {"S": name}} if name else {}),
        "ScanIndexForward": forward,
        **({"Limit": limit} if limit else {}),
    }
    assert known_forms.answered("dynamodb", "Query", asked) is not None
    while asked:
        without, with_ = both_ways("dynamodb", "Query", **asked)
        assert without == with_
        last = without.get("LastEvaluatedKey")
        asked = asked | {"ExclusiveStartKey": last} if last else {}


def test_a_page_ends_before_it_is_too_large(both_ways):
    for number in range(4):
        put("a", sk=str(number), b={"B": b"0" * 300_000})
    without, with_ = both_ways(
        "dynamodb",
        "Query",
        TableName="jiuzhu-trail",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "a"}},
    )
    assert without == with_
    assert without["LastEvaluatedKey"]["sk"] == {"S": "1"}


COUNTS = {
    "TableName": "jiuzhu-trail",
    "UpdateExpression": "ADD #0 :one, #1 :one SET expires = :end",
    "ExpressionAttributeNames": {"#0": "asked", "#1": "failed"},
    "ReturnValues": "UPDATED_NEW",
}


def test_counters_count_alike_and_say_what_has_changed(toy):
    with toy.deploy(threaded=False):
        put("known", failed={"N": "4"}, text={"S": "stays"})
        put("long", failed={"N": "4"}, text={"S": "stays"})
        for end in ("10", "10", "20"):
            values = {":one": {"N": "1"}, ":end": {"N": end}}
            said = [
                _outcome(call, "dynamodb", "UpdateItem", **COUNTS, Key=key(pk),
                         ExpressionAttributeValues=values)
                for pk, call in (("known", wire.call), ("long", wire._the_long_way),
                                 ("new known", wire.call), ("new long", wire._the_long_way))
            ]  # fmt: skip
            assert said[0] == said[1]
            assert said[2]["Attributes"] | {"pk": 0} == said[3]["Attributes"] | {"pk": 0}
        held = [memory.item("jiuzhu-trail", pk, "1") for pk in ("known", "long")]
        assert held[0] | {"pk": 0} == held[1] | {"pk": 0}
        assert held[0]["failed"] == {"N": "7"}


def test_a_counter_that_is_no_number_is_refused(both_ways):
    put("a", asked={"S": "many"})
    values = {":one": {"N": "1"}, ":end": {"N": "10"}}
    without, with_ = both_ways(
        "dynamodb", "UpdateItem", **COUNTS, Key=key("a"), ExpressionAttributeValues=values
    )
    assert without == with_
    assert "refused as" in without


def part(kind, pk, **more):
    place = {"Item": {**key(pk), **more.pop("item", {})}} if kind == "Put" else {"Key": key(pk)}
    return {kind: {"TableName": "jiuzhu-trail", **place, **more}}


COMPARED = {
    "ConditionExpression": "attribute_exists(pk) AND #n = :n",
    "ExpressionAttributeNames": {"#n": "n"},
}


def compared(number):
    return COMPARED | {"ExpressionAttributeValues": {":n": {"N": number}}}


@pytest.mark.parametrize(
    ("expected", "refused"),
    [("1", ""), ("2", "TransactionCanceledException")],
)
def test_a_transaction_leaves_what_moto_leaves(toy, expected, refused):
    parts = [
        part("Put", "new", item={"b": {"B": b"\xff"}}, ConditionExpression=NEW),
        part("Put", "there", item={"n": {"N": "2"}}, **compared(expected)),
        part("Delete", "gone"),
        part("ConditionCheck", "asked", **compared("1")),
        part(
            "Update",
            "counted",
            UpdateExpression="ADD #count :one SET expires = :end",
            ExpressionAttributeNames={"#count": "count"},
            ExpressionAttributeValues={":one": {"N": "1"}, ":end": {"N": "5"}},
        ),
        part(
            "Update",
            "changed",
            UpdateExpression="SET n = :n",
            ExpressionAttributeValues={":n": {"N": "9"}},
        ),
    ]
    left = []
    for call in (wire.call, wire._the_long_way):
        with toy.deploy(threaded=False) as sandbox:
            for pk in ("there", "gone", "asked", "changed"):
                put(pk, n={"N": "1"})
            with pytest.MonkeyPatch.context() as patch:
                if call is wire._the_long_way:
                    real = cheap_tables._real_transact
                    patch.setattr(DynamoDBBackend, "transact_write_items", real)
                said = _outcome(call, "dynamodb", "TransactWriteItems", TransactItems=parts)
            left.append((said, sandbox.table_items("trail")))
    (said, items), (by_moto, moto_items) = left
    assert said == by_moto
    assert said.get("refused as", "") == refused
    assert sorted(map(repr, map(sorted_item, items))) == sorted(
        map(repr, map(sorted_item, moto_items))
    )
    assert len(items) == (4 if refused else 5)


def sorted_item(item):
    return sorted(item.items())


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_condition_that_was_read_before_asks_about_its_own_value(both_ways, number):
    put("a", n={"N": "1"})
    for asked in ("1", number, "3", number):
        items = [part("ConditionCheck", "a", **compared(asked))]
        without, with_ = both_ways("dynamodb", "TransactWriteItems", TransactItems=items)
        assert without == with_
        assert ("refused as" in without) == (asked != "1")


def test_a_write_that_dies_halfway_leaves_nothing(both_ways):
    put("a", count={"S": "none"})
    items = [
        part("Put", "new"),
        part(
            "Update",
            "a",
            UpdateExpression="ADD #count :one SET expires = :end",
            ExpressionAttributeNames={"#count": "count"},
            ExpressionAttributeValues={":one": {"N": "1"}, ":end": {"N": "5"}},
        ),
    ]
    without, with_ = both_ways("dynamodb", "TransactWriteItems", TransactItems=items)
    assert without == with_
    assert "refused as" in without
    assert memory.item("jiuzhu-trail", "new", "1") == {}


def test_a_cancelled_transaction_says_which_condition_failed(both_ways):
    put("there")
    items = [
        {"Put": {"TableName": "jiuzhu-trail", "Item": key(pk), "ConditionExpression": NEW}}
        for pk in ("new", "there")
    ]
    without, with_ = both_ways("dynamodb", "TransactWriteItems", TransactItems=items)
    assert without == with_
    assert without["refused as"] == "TransactionCanceledException"
    assert [r["Code"] for r in without["CancellationReasons"]] == ["None", "ConditionalCheckFailed"]


def test_a_table_that_is_not_there_is_refused(both_ways):
    without, with_ = both_ways("dynamodb", "GetItem", TableName="elsewhere", Key=key("a"))
    assert without == with_
    assert without["refused as"] == "ResourceNotFoundException"


def test_a_key_opens_only_under_its_own_context(both_ways):
    made = aws.client("kms").generate_data_key(
        KeyId="alias/jiuzhu-data", KeySpec="AES_256", EncryptionContext={"kind": "case"}
    )
    blob = {"CiphertextBlob": made["CiphertextBlob"]}
    own, own_by_wire = both_ways("kms", "Decrypt", **blob, EncryptionContext={"kind": "case"})
    assert own == own_by_wire
    assert own["Plaintext"] == made["Plaintext"]
    other, other_by_wire = both_ways("kms", "Decrypt", **blob, EncryptionContext={"kind": "person"})
    assert other == other_by_wire
    assert other["refused as"] == "InvalidCiphertextException"


def test_a_secret_is_read_by_its_name(both_ways):
    without, with_ = both_ways("secretsmanager", "GetSecretValue", SecretId="SESSION")
    assert without == with_
    assert "SecretString" in without


BUCKET = {"Bucket": "jiuzhu-exchange"}


def test_files_come_back_with_content_and_type(both_ways):
    stored = {"Key": "orders/甲 1.csv", "Body": b"\x00\xff", "ContentType": "image/jpeg"}
    assert alike(*both_ways("s3", "PutObject", **BUCKET, **stored))["ETag"]
    without, with_ = both_ways("s3", "GetObject", **BUCKET, Key="orders/甲 1.csv")
    assert [one.pop("Body").read() for one in (without, with_)] == [b"\x00\xff"] * 2
    assert alike(without, with_)["ContentType"] == "image/jpeg"


def test_pages_of_files_follow_a_name(both_ways):
    for name in ("orders/1.csv", "orders/甲 2.csv", "orders/3.csv", "statements/1.csv"):
        aws.client("s3").put_object(**BUCKET, Key=name, Body=b"")
    asked = {"Prefix": "orders/", "StartAfter": "orders/1.csv", "MaxKeys": 1}
    found = alike(*both_ways("s3", "ListObjectsV2", **BUCKET, **asked))
    assert [one["Key"] for one in found["Contents"]] == ["orders/3.csv"]
    asked = {"ContinuationToken": found["NextContinuationToken"]}
    found = alike(*both_ways("s3", "ListObjectsV2", **BUCKET, Prefix="orders/", **asked))
    assert [one["Key"] for one in found["Contents"]] == ["orders/甲 2.csv"]


def test_a_file_that_is_not_there_is_refused(both_ways):
    without, with_ = both_ways("s3", "GetObject", **BUCKET, Key="elsewhere")
    assert without["refused as"] == with_["refused as"] == "NoSuchKey"


def alike(*answers):
    """One of two answers that say the same, but for checksums that only the wire asks for."""
    without, with_ = (
        {k: v for k, v in one.items() if not k.startswith("Checksum") and k != "EncodingType"}
        for one in answers
    )
    for one in (*without.get("Contents", ()), *with_.get("Contents", ())):
        one.pop("ChecksumAlgorithm", None)
    assert without == with_
    return without


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("GetItem", {"Key": "a"}),
        ("GetItem", {"Key": key("a"), "ConsistentRead": "yes"}),
        ("PutItem", {"Item": key("a") | {"n": {"N": 1}}}),
        ("PutItem", {"Item": key("a"), "Condition": "attribute_exists(pk)"}),
        ("DeleteItem", {"Key": key("a") | {"sk": {"X": "1"}}}),
    ],
)
def test_botocore_still_checks_what_is_sent(both_ways, operation, given):
    with pytest.raises(ParamValidationError):
        both_ways("dynamodb", operation, TableName="jiuzhu-trail", **given)


def test_botocore_still_checks_the_parts_of_a_transaction(both_ways):
    with pytest.raises(ParamValidationError):
        both_ways("dynamodb", "TransactWriteItems", TransactItems=[part("Write", "a")])


def test_files_below_a_name_are_listed_alike(both_ways):
    asked = BUCKET | {"Prefix": "orders/"}
    assert alike(*both_ways("s3", "ListObjectsV2", **asked))["KeyCount"] == 0
    for name in ("orders/b", "orders/a", "orders/甲", "other"):
        aws.client("s3").put_object(**BUCKET, Key=name, Body=name.encode())
    found = alike(*both_ways("s3", "ListObjectsV2", **asked, StartAfter="orders/a", MaxKeys=9))
    assert [one["Key"] for one in found["Contents"]] == ["orders/b", "orders/甲"]
