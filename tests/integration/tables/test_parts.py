"""The documents of a case are written when they change, and read as the row tells."""

from __future__ import annotations

from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from chalicelib.domain.errors import Broken, Unavailable
from chalicelib.platform.store import keys, reads, record, sealing, table, writing
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.platform.store.table import ConditionFailed
from chalicelib.platform.store.trail import Event
from local.cloud.engine import Sandbox

NOW = datetime(2022, 12, 19, 1, tzinfo=UTC)
SCOPE = KeyScope("case", "one", keys.row("case", "one"))
SMALL, LARGE = {"text": "小"}, {"text": "大" * 200}


@pytest.fixture
def written():
    """A record with a small part, and with a large one of version 1."""
    with Sandbox({}, NOW, threaded=False) as sandbox:
        key = sealing.new_key(SCOPE)
        new = Record("case", "one", state="waiting", parts={"small": SMALL, "large": LARGE})
        commit(Record("case", "one"), new, key)
        yield SimpleNamespace(sandbox=sandbox, key=key)


def commit(before, after, key):
    return writing.commit(before, after, Event("submit", "somebody", NOW), key)


def read():
    found = record.open_record("case", SCOPE)
    return found[0]


def beside():
    return [item["sk"] for item in table.query("cases", SCOPE.place.pk, "ROW#")]


def test_what_is_written_is_what_is_read(written):
    assert read().parts == {"small": SMALL, "large": LARGE}
    assert read().document == {}


def test_a_small_one_lies_in_the_row_and_a_large_one_beside_it(written):
    assert beside() == ["ROW#large"]


def test_only_what_changed_is_written_again(written):
    before = read()
    place = keys.part_of("case", "one", "large")
    unchanged = table.get(place)
    commit(before, replace(before, parts={**before.parts, "small": {"text": "变"}}), written.key)
    assert table.get(place) == unchanged
    assert read().parts == {"small": {"text": "变"}, "large": LARGE}
    assert read().versions == {"small": 2, "large": 1}


def test_after_a_change_that_met_another_s_whatever_it_rests_on_is_read_again(written):
    rests_on = table.Write(SCOPE.place, condition="seq = :seq", values={":seq": 1}, check=True)
    other, event = Record("complaint", "two", "open"), Event("receive", "somebody", NOW)
    with reads.once():
        before = read()
        changed = replace(before, state="verifying")
        Context().run(commit, before, changed, written.key)
        assert read().seq == 1
        with pytest.raises(ConditionFailed):
            writing.commit(Record("complaint", "two"), other, event, written.key, [rests_on])
        assert read().seq == 2


def test_a_large_one_that_became_small_lies_in_the_row_alone(written):
    before = read()
    commit(before, replace(before, parts={"small": SMALL, "large": SMALL}), written.key)
    assert beside() == []
    assert read().parts == {"small": SMALL, "large": SMALL}


def test_an_older_version_put_back_does_not_pass_for_the_newest(written):
    before, place = read(), keys.part_of("case", "one", "large")
    old = table.get(place)
    commit(
        before, replace(before, parts={**before.parts, "large": {"text": "新" * 200}}), written.key
    )
    table.put(place, old)
    with pytest.raises(Unavailable, match=r"table\.busy"):
        read()
    table.put(place, {**old, "seq": 2})
    with pytest.raises(Broken, match=r"sealing\.moved"):
        read()


def test_what_was_read_in_the_middle_of_a_change_is_read_again(written):
    sandbox, key = written.sandbox, written.key
    before, place = read(), keys.part_of("case", "one", "large")
    old = table.get(place)
    commit(before, replace(before, parts={**before.parts, "large": {"text": "新" * 200}}), key)
    new, reads = table.get(place), []
    table.put(place, old)

    def arrives(phase, call):
        if (phase, call.operation) == ("before", "Query"):
            reads.append(call)
            if len(reads) == 2:
                table.put(place, new)

    sandbox.hooks.append(arrives)
    assert read().parts["large"] == {"text": "新" * 200}
    assert len(reads) == 2
