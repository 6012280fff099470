"""What is busy, broken or unknown keeps nobody else waiting, and nothing is forgotten undone."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import letters, transitions
from chalicelib.case.case import Step
from chalicelib.complaints.store import KIND
from chalicelib.directory import keys as directory_keys
from chalicelib.directory import store
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Broken, Unavailable
from chalicelib.platform import aws
from chalicelib.platform.events import keys as event_keys
from chalicelib.platform.events import reactions, stream
from chalicelib.platform.events.reactions import Reactions
from chalicelib.platform.events.stream import RecordedEvent
from chalicelib.platform.store import keys, reads, sealing, table, writing
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.table import Write
from chalicelib.platform.store.trail import Event
from chalicelib.records import reconcile
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import TOWNSHIP, staff
from tests.support.cases import submitted

HALF = timedelta(minutes=5)


@pytest.fixture
def now(quiet):
    return quiet.clock.now()


@pytest.fixture
def law(now):
    return law_on(now)


# Conflicts and throttling.


def cancelled(code):
    client = aws.client("dynamodb")
    reasons = [{"Code": code}, {"Code": "None"}]
    answer = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    return client.exceptions.TransactionCanceledException(answer, "TransactWriteItems")


def throttled(code):
    answer = {"Error": {"Code": code}}
    return aws.client("dynamodb").exceptions.ClientError(answer, "TransactWriteItems")


class Trouble:
    """The first `times` writes fail, each at another instant."""

    def __init__(self, sandbox, error, times):
        self.sandbox, self.error, self.left, self.at = sandbox, error, times, []
        sandbox.hooks.append(self)

    def __call__(self, phase, call):
        if phase == "before" and call.operation in {"TransactWriteItems", "PutItem"}:
            self.at.append(self.sandbox.clock._time())  # finer than a second
            if self.left:
                self.left -= 1
                raise self.error


PLACE = Key("cases", "TEST#1", "ONE")


def conflicting():
    client = aws.client("dynamodb")
    answer = {"Error": {"Code": "TransactionConflictException"}}
    return client.exceptions.TransactionConflictException(answer, "PutItem")


def transacted():
    table.transact([Write(PLACE, {"kind": "test"})])


def put():
    assert table.put(PLACE, {"kind": "test"})


@pytest.mark.parametrize(("write", "make"), [
    (transacted, lambda: cancelled("TransactionConflict")),
    (transacted, lambda: cancelled("ThrottlingError")),
    (transacted, lambda: cancelled("ProvisionedThroughputExceeded")),
    (transacted, lambda: throttled("ThrottlingException")),
    (put, lambda: throttled("ThrottlingException")),
    (put, conflicting),
])  # fmt: skip
def test_what_is_busy_is_tried_again_after_a_pause(quiet, write, make):
    trouble = Trouble(quiet, make(), 2)
    write()
    assert table.get(PLACE)["kind"] == "test"
    assert trouble.at == sorted(set(trouble.at))
    assert len(trouble.at) == 3


@pytest.mark.parametrize(
    ("code", "expected"),
    [("TransactionConflict", "table.busy"), ("ThrottlingError", "table.throttled")],
)
def test_what_stays_busy_says_of_what(quiet, code, expected):
    Trouble(quiet, cancelled(code), 1000)
    with pytest.raises(Unavailable) as busy:
        transacted()
    assert busy.value.code == expected


def test_what_trying_again_cannot_mend_is_not_tried_again(quiet):
    trouble = Trouble(quiet, cancelled("ItemCollectionSizeLimitExceeded"), 1)
    with pytest.raises(Broken):
        transacted()
    assert len(trouble.at) == 1


def test_another_error_of_the_table_is_not_taken_for_throttling(quiet):
    Trouble(quiet, throttled("AccessDeniedException"), 1)
    with pytest.raises(aws.client("dynamodb").exceptions.ClientError):
        transacted()
    Trouble(quiet, throttled("AccessDeniedException"), 1)
    with pytest.raises(aws.client("dynamodb").exceptions.ClientError):
        put()


def test_a_put_whose_answer_was_lost_is_not_taken_for_another_s(quiet):
    lost = []

    def loses(phase, call):
        if (phase, call.operation) == ("after", "PutItem") and not lost:
            lost.append(call)
            raise throttled("ThrottlingException")

    quiet.hooks.append(loses)
    assert table.put(PLACE, {"kind": "test", "count": 1, "doc": b"x"}, "attribute_not_exists(pk)")
    assert lost
    assert not table.put(PLACE, {"kind": "another"}, "attribute_not_exists(pk)")


# The due index.


def in_one_shard(number):
    """Ids of records that lie in the first shard."""
    ids = (f"r{count}" for count in range(10**6))
    first = (id_ for id_ in ids if zlib.crc32(id_.encode()) % keys.DUE_SHARDS == 0)
    return [next(first) for _ in range(number)]


def past_their_check(ids, now):
    key = sealing.new_key(sealing.KeyScope("case", "test", keys.row("case", "test")))
    for at, id_ in enumerate(ids):
        check = now - timedelta(hours=1) + timedelta(seconds=at)
        after = Record(KIND.name, id_, "waiting", next_check=check)
        writing.commit(Record(KIND.name, id_), after, Event("receive", "test", now), key)


def test_a_hundred_that_fail_for_ever_delay_nobody_behind_them(quiet, now, law):
    *failing, last = in_one_shard(reconcile.PAGE + 1)
    past_their_check([*failing, last], now)
    reached = []

    def handler(id_, _now, _law):
        reached.append(id_)
        if id_ != last:
            raise Broken("test.failing")

    reconcile.sweep({"complaint": handler}, now, law)
    assert last in reached
    assert len(reached) == len(failing) + 1
    reconcile.sweep({"complaint": handler}, now, law)
    assert len(reached) == len(failing) + 1
    reconcile.sweep({"complaint": handler}, now + reconcile.POSTPONED_FOR, law)
    assert len(reached) == 2 * (len(failing) + 1)


def test_what_cannot_even_be_put_off_delays_nobody_on_the_pages_behind_it(
    quiet, now, law, monkeypatch
):
    """So it is where the index is still behind, too."""
    ids = in_one_shard(5)
    past_their_check(ids, now)
    monkeypatch.setattr(reconcile, "PAGE", 2)
    reached = []

    def throttled_(*_):
        raise Unavailable("table.throttled")

    monkeypatch.setattr(writing, "postpone_check", throttled_)
    handler = lambda id_, _now, _law: reached.append(id_)  # noqa: E731
    assert reconcile.sweep({"complaint": handler}, now, law) == 5
    assert reached == ids


def test_what_is_put_off_is_the_same_version_and_a_later_one_stays(quiet, now, law):
    (id_,) = in_one_shard(1)
    past_their_check([id_], now)
    place = keys.row("complaint", id_)
    before = table.get(place)
    writing.postpone_check(place, now, now + HALF)
    after = table.get(place)
    assert after == before | {"next_check": instant_text(now + HALF)}
    writing.postpone_check(place, now, now + 2 * HALF)
    assert table.get(place) == after


# Reactions and the stream.


def test_a_parked_reaction_is_found_by_its_name_wherever_its_function_moved(quiet, now, law):
    def fails(_id, _seq, _now, _law):
        raise Unavailable("wechat.unavailable")

    done = []
    follows = {("case", "submit"): ("send_message",)}
    before = Reactions({"send_message": fails}, follows, EVENTS)
    reactions.react(before, submission(now), now, law)
    moved = Reactions({"send_message": lambda *_: done.append(1)}, {}, EVENTS)
    assert reactions.retry_parked(moved, now, law) == 0
    assert done == [1]


def test_a_parked_reaction_that_nobody_knows_is_kept(quiet, now, law):
    follows = {("case", "submit"): ("gone",)}

    def fails(_id, _seq, _now, _law):
        raise Unavailable("wechat.unavailable")

    reactions.react(
        Reactions({"gone": fails}, follows, EVENTS),
        submission(now),
        now,
        law,
    )
    assert reactions.retry_parked(Reactions({}, {}, EVENTS), now, law) == 1
    assert reactions.retry_parked(Reactions({"gone": lambda *_: None}, {}, EVENTS), now, law) == 0


@pytest.mark.parametrize("odd", [{"kind": "of a later version"}, {"event": "of a later version"}])
def test_an_event_of_a_later_version_is_followed_once_that_one_is_there(quiet, now, law, odd):
    """While functions are replaced one after the other, an older one is told of newer events."""
    answer = spread({"Records": [entry("1"), entry("2", **odd), entry("3", id="c3")]}, now, law)
    assert answer == {"batchItemFailures": []}
    done = []
    image_fields = {"kind": "case", "event": "submit"} | odd
    follows = {(image_fields["kind"], image_fields["event"]): ("first", "second")}
    named = {
        "first": lambda id_, seq, *_: done.append(("first", id_, seq)),
        "second": lambda id_, seq, *_: done.append(("second", id_, seq)),
    }
    assert reactions.retry_parked(Reactions(named, {}, EVENTS), now, law) == 1
    assert done == []
    later = Reactions(named, follows, {image_fields["kind"]: {image_fields["event"]}})
    assert reactions.retry_parked(later, now, law) == 0
    assert done == [("first", "c1", 1), ("second", "c1", 1)]


def spread(batch, now, law):
    known = Reactions({}, {}, EVENTS)

    def follow(happened):
        reads.reacting(happened.item)
        reactions.react(known, happened, now, law)

    with reads.once():
        return stream.consume(batch, follow)


def test_parked_reactions_that_fail_for_ever_delay_none_behind_them(quiet, now, law, monkeypatch):
    monkeypatch.setattr(reactions, "MOST_FAILED", 2)
    tried = []

    def fails(id_, *_):
        tried.append(id_)
        raise Unavailable("wechat.unavailable")

    known = Reactions({"send": fails}, {("case", "submit"): ("send",)}, EVENTS)
    for id_ in ("c1", "c2", "c3"):
        reactions.react(known, replace(submission(now), id=id_), now, law)
    tried.clear()
    for run in range(2):
        assert reactions.retry_parked(known, now + run * HALF, law) == 3
    assert tried == ["c1", "c2", "c3", "c1"]
    assert reactions.retry_parked(Reactions({"send": lambda *_: None}, {}, EVENTS), now, law) == 0


EVENTS = {"case": {"submit"}}


def submission(at):
    return RecordedEvent("case", "c1", "submit", 1, at, "", "waiting")


def entry(number, **image):
    image_fields = {"kind": "case", "id": "c1", "event": "submit", "at": "2022-12-19T01:00:00Z"}
    image_fields |= {"was": "", "state": "waiting"} | image
    texts = {name: {"S": text} for name, text in image_fields.items() if text is not None}
    return {"dynamodb": {"SequenceNumber": number, "NewImage": texts | {"seq": {"N": "1"}}}}


@pytest.mark.parametrize(
    "odd", [{"kind": None}, {"event": None}, {"at": "yesterday"}, {"id": None}]
)
def test_what_is_no_event_of_ours_is_set_aside_and_the_batch_goes_on(quiet, odd):
    followed = []
    batch = {"Records": [entry("1"), entry("2", **odd), entry("3", id="c3")]}
    answer = stream.consume(batch, lambda happened: followed.append(happened.id))
    assert answer == {"batchItemFailures": []}
    assert followed == ["c1", "c3"]
    assert "image" in table.get(event_keys.set_aside("2"))


# Staff, keys, and the trail read beside a commit.


@pytest.mark.parametrize("spoilt", [{"since": ""}, {"posts": ["nobody"]}, {"office": None}])
def test_a_row_of_staff_with_an_empty_field_breaks_nobody_s_application(quiet, spoilt):
    place = directory_keys.office_staff(TOWNSHIP, "town1")
    table.put(place, {**table.get(place), **spoilt})
    table.put(directory_keys.staff("town1"), {**table.get(directory_keys.staff("town1")), **spoilt})
    assert [one.id for one in store.of_office(TOWNSHIP, date(2022, 12, 19))] == ["town2"]
    assert routing.staffed(TOWNSHIP) == TOWNSHIP
    assert store.actor_of("town1") is None


def test_a_key_leaves_the_memory_when_its_time_is_over(quiet, law):
    one, other = submitted(quiet, law), submitted(quiet, law, form="form-0002", scheme="tekun")
    cases.load(one.id)
    assert cases.scope(one.id) in sealing._open
    quiet.clock.sleep_until(quiet.clock.now() + sealing.CACHED_FOR)
    cases.load(other.id)
    assert cases.scope(one.id) not in sealing._open


def test_a_key_of_many_people_is_kept_longer(quiet, law):
    submitted(quiet, law)
    quiet.clock.sleep_until(quiet.clock.now() + sealing.CACHED_FOR)
    submitted(quiet, law, form="form-0002", scheme="tekun")
    assert "desk" in {scope.kind for scope in sealing._open}
    quiet.clock.sleep_until(quiet.clock.now() + sealing.OF_MANY_CACHED_FOR)
    assert sealing.find_key(cases.scope("nobody")) is None
    assert not sealing._open


def test_no_more_keys_are_kept_open_than_so_many(quiet, law, monkeypatch):
    monkeypatch.setattr(sealing, "MOST_OPEN", 2)
    made = [submitted(quiet, law, form=f"form-000{at}", scheme=scheme)
            for at, scheme in enumerate(("dibao", "tekun", "marginal"))]  # fmt: skip
    sealing.forget()
    for one in made:
        cases.load(one.id)
    assert cases.scope(made[-1].id) in sealing._open
    assert cases.scope(made[0].id) not in sealing._open
    assert len(sealing._open) == 2


def test_a_timeline_that_is_read_beside_a_commit_is_that_of_the_version_read(quiet, now, law):
    read = submitted(quiet, law)
    transitions.advance(read, "accept", Act(staff("town1"), now, law), Step())
    assert [event["event"] for event in letters.chain(read)] == ["submit"]
