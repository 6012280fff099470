from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from chalicelib.platform import aws
from local.cloud.guards import Guards, size
from tests.sandbox.conftest import transact

KILO = 1024


@pytest.fixture
def sandbox(toy):
    with toy.deploy(threaded=False) as made:
        yield made


def big(number, length):
    item = {"pk": {"S": f"k{number:02d}"}, "sk": {"S": "1"}, "x": {"S": "0" * length}}
    return {"Put": {"TableName": "jiuzhu-cases", "Item": item}}


@pytest.mark.parametrize(("parts", "fits"), [(100, True), (101, False)])
def test_a_transaction_has_at_most_a_hundred_parts(sandbox, parts, fits):
    entries = [("cases", f"k{n}", "1", None) for n in range(parts)]
    if fits:
        transact(*entries)
    else:
        with pytest.raises(ClientError, match="ValidationException"):
            transact(*entries)


@pytest.mark.parametrize(("over", "fits"), [(-1, True), (0, True), (1, False)])
def test_an_item_has_at_most_400_kilobytes(over, fits):
    """Names and values count; moto itself refuses from 405,000 bytes, a little before AWS."""
    room = 400 * KILO - len("pk") - len("aa") - len("x")
    params = {"Item": {"pk": {"S": "aa"}, "x": {"B": b"0" * (room + over)}}}
    if fits:
        Guards().check("dynamodb", "PutItem", params)
    else:
        with pytest.raises(ClientError, match="ValidationException"):
            Guards().check("dynamodb", "PutItem", params)


def test_lists_maps_and_sets_count_by_what_they_hold():
    item = {"m": {"M": {"a": {"S": "xy"}}}, "l": {"L": [{"N": "12"}]}, "s": {"SS": ["é", "b"]}}
    assert size(item) == (1 + 3 + 1 + 2) + (1 + 3 + 2) + (1 + 3)


@pytest.mark.parametrize(("count", "fits"), [(10, True), (11, False)])
def test_a_transaction_has_at_most_four_megabytes(sandbox, count, fits):
    items = [big(n, 395 * KILO) for n in range(count)]
    if fits:
        aws.client("dynamodb").transact_write_items(TransactItems=items)
    else:
        with pytest.raises(ClientError, match="ValidationException"):
            aws.client("dynamodb").transact_write_items(TransactItems=items)


def test_a_request_token_repeats_its_answer_for_ten_minutes_and_no_other_body(sandbox):
    entry = ("trail", "a", "1", "attribute_not_exists(pk)")
    transact(entry, token="t1")
    transact(entry, token="t1")
    assert sandbox.pump.pending == 1  # for the consumer that takes what is no event of a case
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        transact(("trail", "b", "1", None), token="t1")
    sandbox.clock.wait(object(), 600)
    with pytest.raises(ClientError, match="TransactionCanceled"):
        transact(entry, token="t1")


@pytest.mark.parametrize(("length", "fits"), [(80, True), (81, False)])
def test_an_execution_s_name_has_at_most_eighty_characters(toy, sandbox, length, fits):
    if fits:
        toy.start("n" * length)
    else:
        with pytest.raises(ClientError, match="InvalidName"):
            toy.start("n" * length)


def test_a_state_s_input_has_at_most_256_kilobytes(sandbox):
    with pytest.raises(ClientError, match="ValidationException"):
        aws.client("stepfunctions").start_execution(
            stateMachineArn=sandbox.names["STATE_MACHINE_ARN"],
            name="c1",
            input='"' + "x" * 256 * KILO + '"',
        )
