from __future__ import annotations

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from local.cloud import deployment
from local.cloud.clock import LogicalClock
from local.cloud.streams import Consumer, Pump, Trouble, mappings
from tests.sandbox.conftest import MONDAY, put, transact


def image(pk, sk="1"):
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def keys(event):
    return [record["dynamodb"]["NewImage"]["pk"]["S"] for record in event["Records"]]


class Reader:
    """A consumer that fails for some keys, as often as it is set to."""

    def __init__(self, failing=(), times=10**6, partial=False):
        self.batches, self.taken = [], []
        self.failing, self.times, self.partial = set(failing), times, partial

    def __call__(self, _function, event):
        self.batches.append(keys(event))
        for record in event["Records"]:
            key = record["dynamodb"]["NewImage"]["pk"]["S"]
            if key in self.failing and self.times:
                self.times -= 1
                if not self.partial:
                    raise ValueError(key)
                number = record["dynamodb"]["SequenceNumber"]
                return {"batchItemFailures": [{"itemIdentifier": number}]}
            if self.partial:
                self.taken.append(key)
        if not self.partial:
            self.taken += keys(event)
        return {"batchItemFailures": []}


def pump(reader, trouble=None, **more):
    given = {"batch_size": 4, "retries": 2, "bisect": True, "partial_answers": True} | more
    consumer = Consumer("drive", **given)
    clock = LogicalClock(MONDAY)
    return Pump(clock, reader, [consumer], threaded=False, trouble=trouble or Trouble())


def test_the_template_says_how_each_consumer_is_fed():
    drive, spread = mappings(deployment.resources())
    assert (drive.function, spread.function) == ("drive", "spread")
    for consumer in (drive, spread):
        assert consumer.bisect and consumer.partial_answers
    assert (drive.retries, spread.retries) == (10, -1)
    assert (drive.oldest, spread.oldest) == (0, 20 * 3600)  # before the stream forgets it at 24 h


def test_records_come_in_batches_no_larger_than_declared():
    reader = Reader()
    made = pump(reader)
    made.committed([image(key) for key in "abcdefghi"])
    made.drain()
    assert list(map(len, reader.batches)) == [4, 4, 1]


CASES = {
    "dynamodb": {"NewImage": {"kind": {"S": ["case"]}, "event": {"S": [{"anything-but": ["x"]}]}}}
}
OF_NONE = {"dynamodb": {"NewImage": {"kind": {"S": [{"exists": False}]}}}}


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"kind": "case", "event": "y"}, True),
        ({"kind": "case", "event": "x"}, False),
        ({"kind": "run", "event": "y"}, False),
        ({"kind": "case"}, False),
        ({}, True),
    ],
    ids=str,
)
def test_a_record_is_delivered_where_it_fits_one_of_the_patterns(fields, taken):
    reader = Reader()
    made = pump(reader, patterns=(CASES, OF_NONE))
    made.committed([image("a") | {name: {"S": value} for name, value in fields.items()}])
    made.drain()
    assert reader.taken == ["a"] * taken


def test_what_a_filter_asks_that_the_sandbox_does_not_know_is_not_passed_over():
    with pytest.raises(NotImplementedError):
        Consumer("drive", 4, 2, True, True, patterns=({"kind": [{"prefix": "c"}]},)).takes({})


def test_after_a_partial_answer_only_what_failed_and_what_follows_comes_again():
    reader = Reader(failing="c", times=1, partial=True)
    made = pump(reader)
    made.committed([image(key) for key in "abcd"])
    made.drain()
    assert reader.batches == [["a", "b", "c", "d"], ["c", "d"]]
    assert "".join(reader.taken) == "abcd"


def test_a_failing_batch_is_split_until_the_bad_record_is_alone_and_the_rest_goes_on():
    reader = Reader(failing="c")
    made = pump(reader)
    made.committed([image(key) for key in "abcd"])
    made.drain()
    assert "".join(reader.taken) == "abd"
    assert [keys({"Records": [letter]}) for letter in made.dead_letters] == [["c"]]


@pytest.mark.parametrize("function", ["drive", "spread"])
def test_a_record_that_always_fails_is_given_up_as_the_template_says_and_can_be_done_again(
    function,
):
    (consumer,) = [c for c in mappings(deployment.resources()) if c.function == function]
    consumer = replace(consumer, patterns=())
    reader = Reader(failing="c")
    made = Pump(LogicalClock(MONDAY), reader, [consumer], threaded=False)
    made.committed([image(key) for key in "abcdef"])
    made.drain()
    assert sorted(reader.taken) == [*"abdef"]
    assert len(reader.batches) < 2000
    (letter,) = made.dead_letters
    reader.failing.clear()
    reader(function, {"Records": [letter]})
    assert reader.taken[-1] == "c"


@pytest.mark.parametrize(("failures", "dead"), [(1, 0), (2, 0), (3, 1)])
def test_a_record_is_dead_only_after_all_its_retries(failures, dead):
    reader = Reader(failing="a", times=failures)
    made = pump(reader)
    made.committed([image("a")])
    made.drain()
    assert len(made.dead_letters) == dead


def test_a_failing_consumer_loses_no_record_unless_the_promise_is_switched_off():
    for unsafe, taken in ((False, "ab"), (True, "b")):
        reader = Reader(failing="a", times=1)
        made = pump(reader, Trouble(unsafe_drop_on_failure=unsafe), batch_size=1)
        made.committed([image("a"), image("b")])
        made.drain()
        assert "".join(reader.taken) == taken


def test_duplicates_and_mixed_keys_keep_the_order_of_each_key():
    runs = []
    for _ in range(2):
        numbers, order = {}, []

        def read(_function, event, numbers=numbers, order=order):
            for record in event["Records"]:
                place = record["dynamodb"]["NewImage"]
                numbers.setdefault(place["pk"]["S"], []).append(int(place["sk"]["S"]))
                order.append(place["pk"]["S"] + place["sk"]["S"])

        made = pump(read, Trouble(seed=7, duplicate=0.3, shuffle=True), batch_size=10)
        made.committed([image(key, str(n)) for n in range(5) for key in "abc"])
        made.drain()
        runs.append(order)
    assert runs[0] == runs[1]
    assert len(order) > 15
    assert order != sorted(order, key=lambda place: place[1])
    for seen in numbers.values():
        assert seen == sorted(seen) and set(seen) == set(range(5))


def test_a_cancelled_transaction_is_never_seen_unless_the_promise_is_switched_off(toy):
    for unsafe in (False, True):
        started = []
        toy.handlers["spread"] = lambda event, _c, started=started: started.extend(keys(event))
        with toy.deploy(threaded=False, trouble=Trouble(unsafe_see_cancelled=unsafe)) as sandbox:
            put("case", table="cases")
            with pytest.raises(ClientError, match="TransactionCanceled"):
                transact(
                    ("trail", "phantom", "1", None),
                    ("cases", "case", "1", "attribute_not_exists(pk)"),
                )
            sandbox.pump.drain()
        assert started == (["phantom"] if unsafe else [])


def test_every_way_of_putting_an_event_is_seen_and_no_other_table(toy):
    seen = []
    toy.handlers["spread"] = lambda event, _context: seen.extend(keys(event))
    with toy.deploy(threaded=False) as sandbox:
        put("a")
        transact(("trail", "b", "1", None), ("cases", "x", "1", None))
        put("y", table="cases")
        sandbox.pump.drain()
    assert seen == ["a", "b"]


def test_time_does_not_pass_over_a_record_and_a_retry_backs_off_in_logical_time(toy):
    tries = []

    def spread(_event, _context):
        tries.append(toy.hours() * 3600)
        if len(tries) < 4:
            raise ValueError

    toy.handlers["spread"] = spread
    with toy.deploy():
        put("a")
        toy.pass_hours(1)
    assert tries == [0, 1, 3, 7]


def test_a_delayed_stream_delivers_later_in_logical_time(toy):
    seen = []
    toy.handlers["spread"] = lambda _event, _context: seen.append(toy.hours() * 3600)
    with toy.deploy(trouble=Trouble(seed=3, delay=600)):
        put("a")
        toy.pass_hours(1)
    assert len(seen) == 1 and 0 < seen[0] <= 600
