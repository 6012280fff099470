"""AWS calls that skip the wire are answered and refused as those that take it."""

from __future__ import annotations

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ParamValidationError

from chalicelib.platform import aws
from local.cloud import wire
from tests.sandbox.conftest import put

NEW = "attribute_not_exists(pk)"


@pytest.fixture
def both_ways(toy, monkeypatch):
    """Ask AWS without the wire and with it: the two answers, or the two refusals."""
    with toy.deploy(threaded=False):

        def ask(service, operation, **params):
            without = _outcome(wire.call, service, operation, params)
            return without, _outcome(wire._the_long_way, service, operation, params)

        yield ask


def _outcome(call, service, operation, params):
    client = aws.client(service)
    assert isinstance(client, BaseClient)
    try:
        answer = call(client, operation, params)
    except ClientError as refused:
        answer = {"refused as": type(refused).__name__, **refused.response}
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


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


def test_botocore_still_checks_what_is_sent(both_ways):
    with pytest.raises(ParamValidationError):
        both_ways("dynamodb", "GetItem", TableName="jiuzhu-trail", Key="a")
