"""While functions are replaced one after the other, and after an earlier version was deployed
again, a function meets what a later release wrote: it loses and destroys none of it, and keeps
nobody from the rest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import reactors
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.complaints.store import KIND
from chalicelib.domain.errors import Broken
from chalicelib.platform.store import keys, record, sealing, table
from chalicelib.records import kind, reconcile, worklist
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from chalicelib.records.worklist import Listing
from local.town.client import Declined
from tests.conftest import staff
from tests.support.cases import submitted
from tests.system.api.test_complaints import complains, does, neighbour, officer, reads


def schema(row, document):
    """A shape that is not known here, in which more is said."""
    return {"schema": row["schema"] + 1}, {**document, "language": "mn"}


def field(_row, document):
    return {}, {**document, "language": "mn"}


def task(row, document):
    return {"tasks": row["tasks"].replace('"answer_complaint"', '"answer_by_phone"')}, document


def task_field(row, document):
    result = json.loads(row["tasks"])
    return {"tasks": json.dumps([{**one, "language": "mn"} for one in result])}, document


def rewritten(place, kind, key, later):
    """The row as a later release has it."""
    row = table.get(place)
    document = key.open(place, kind, row["schema"], row["doc"])
    changed, document = later(row, document)
    row = {**row, **changed}
    table.put(place, {**row, "doc": key.seal(place, kind, row["schema"], document)})
    return table.get(place)


@pytest.mark.parametrize("later", [schema, field, task, task_field])
def test_a_record_of_a_later_release_hides_no_other_and_stays_as_it_is(town, later):
    clerk, people = officer(town), [neighbour(town, name) for name in ("one", "two")]
    entry, other = (complains(who) for who in people)
    place = keys.row("complaint", entry["complaint_id"])
    before = rewritten(place, "complaint", KIND.key(table.get(place)), later)
    listed = clerk.client.get("/v1/complaints")["complaints"]
    assert [one["complaint_id"] for one in listed] == [other["complaint_id"]]
    assert entry["complaint_id"] in {one["id"] for one in clerk.tasks()}  # it is still to be done
    for act in (lambda: reads(clerk, entry), lambda: does(clerk, entry, "case", receipt=None)):
        with pytest.raises(Declined) as refusal:
            act()
        assert refusal.value.status == 500
    late = town.clock.now() + timedelta(days=90)
    reconcile.sweep(reactors.OVERDUE, late, law_on(late))
    after = table.get(place)
    assert after["next_check"] > before["next_check"]
    assert {**after, "next_check": before["next_check"]} == before


def case_field(_row, document):
    return {}, {**document, "language": "mn"}


def case_task(_row, document):
    tasks = [{**one, "name": "of a later release"} for one in document["tasks"]]
    return {}, {**document, "tasks": tasks}


def case_task_field(_row, document):
    return {}, {**document, "tasks": [{**one, "language": "mn"} for one in document["tasks"]]}


@pytest.mark.parametrize("later", [case_field, case_task, case_task_field, schema])
def test_a_case_of_a_later_release_is_not_written_over(quiet, later):
    now = quiet.clock.now()
    case = submitted(quiet, law_on(now))
    place = keys.row("case", case.id)
    before = rewritten(place, "case", case.key, later)
    sealing.forget()
    with pytest.raises(Broken, match=r"document\.un"):
        transitions.advance(
            cases.load(case.id), "accept", Act(staff("town1"), now, law_on(now)), Step()
        )
    assert table.get(place) == before


def test_a_task_of_a_later_release_is_listed_by_its_name(town):
    clerk, person = officer(town), neighbour(town)
    complaint = complains(person)
    (task,) = kind.tasks_of(KIND, record.load("complaint", complaint["complaint_id"]))
    listing = Listing("complaint", complaint["complaint_id"], "一件")
    newer = replace(task, kind=replace(task.kind, name="answer_by_phone"))
    for write in worklist.changes(None, (), listing, [newer]):
        table.put(write.place, write.item)
    words = {one["task"]: one["task_words"] for one in clerk.client.get("/v1/tasks")["tasks"]}
    assert words["answer_by_phone"] == "answer_by_phone"
    assert words["answer_complaint"] != "answer_complaint"
