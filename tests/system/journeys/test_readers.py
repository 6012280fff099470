"""What the families of the demo can read at every stage names nobody of the staff."""

from __future__ import annotations

import json
from datetime import date

import pytest

from chalicelib.case.states import State
from local.population.personas import personas

STAFF = [one.userid for one in personas()]
KEYS = {"by", "claimed_by", "visitors", "visitor_signatures", "actor"}


@pytest.fixture(scope="module")
def read(played):
    """Everything that a family could read each time something had happened to its case.

    `by` of the decision's time is a day, and nobody's id.
    """
    looks = played.result.looks
    days = [look.timeline["decision"]["due"] for look in looks if look.timeline["decision"]]
    assert all(date.fromisoformat(day) for day in days)
    return [[look.own, look.timeline | {"decision": None}, look.letters] for look in looks]


def keys_of(part):
    if isinstance(part, dict):
        yield from part
        for one in part.values():
            yield from keys_of(one)
    elif isinstance(part, list):
        for one in part:
            yield from keys_of(one)


@pytest.fixture(scope="module")
def actors(played):
    """Everybody who did anything in the demo: staff by their ids, families by their accounts."""
    events = [event for look in played.result.looks for event in look.events]
    return {event["actor"] for event in events if not event["actor"].startswith("system:")}


def test_no_id_of_staff_or_of_any_account_is_read_at_any_stage(read, actors):
    text = json.dumps(read, ensure_ascii=False)
    assert {"shanqian1", "longtan"} <= actors
    assert [one for one in {*STAFF, *actors} if one in text] == []
    assert KEYS.isdisjoint(keys_of(read))


def test_the_families_are_looked_at_in_every_stage_where_they_wait(played):
    seen = {look.own["state"] for look in played.result.looks}
    assert seen >= {"waiting", "explaining", "reviewing", "noticing", "confirming", "receiving",
                    "refused", "withdrawn", "closed"}  # fmt: skip
    assert seen <= set(State)


def test_who_has_it_is_shown_by_office_and_post(played):
    tasks = [task for look in played.result.looks for task in look.own["tasks"]]
    assert {task["post"] for task in tasks} >= {"经办人", "负责人"}
    assert all(task["task"] and task["office_name"] and task["due"] for task in tasks)
    assert {task.keys() >= {"name", "task", "office_name", "post", "due"} for task in tasks} == {
        True
    }
