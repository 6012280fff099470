"""With which offices a task lies, and what of it stands on their lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import overdue, transitions
from chalicelib.case.case import Step
from chalicelib.case.documents import from_json, to_json
from chalicelib.case.states import Track
from chalicelib.directory import store
from chalicelib.domain.actors import Post
from chalicelib.policy import load_pack
from chalicelib.records import assignment, list_names, worklist
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from local.cloud.guards import size
from tests.conftest import CITY, COUNTY, MONDAY, TOWNSHIP, staff
from tests.support.cases import submitted

PACK = load_pack("jilin-city")
LAW = Law(PACK, date(2022, 12, 19))
PROVINCE = "220000000000"
MOST_BYTES = 320


def let_lie(case, days):
    """The case after so many days on which nobody had done anything, checked once a day."""
    for day in range(1, days + 1):
        overdue.overdue_case(case.id, MONDAY + timedelta(days=day), LAW)
    return cases.load(case.id)


def lines(sandbox):
    items = sandbox.table_items("cases")
    return [item for item in items if item["pk"]["S"].startswith("WORK#")]


def leaves(*ids):
    for id_ in ids:
        store.save(replace(store.find(id_), until=date(2022, 12, 18)))


def test_a_task_that_was_escalated_is_a_thin_line_at_each_office_and_gone_from_all_with_it(quiet):
    case = let_lie(submitted(quiet, LAW), 8)
    for name in ("accept", "call_back"):
        task = case.document.task(name)
        assert (task.origin, task.office) == (TOWNSHIP, CITY)
        assert task.offices == [TOWNSHIP, COUNTY, CITY]
        case = transitions.advance(
            case, "claim", Act(staff("town1"), MONDAY, LAW), Step(task=name, hand_to="town1" * 8)
        )
    assert len(lines(quiet)) == 14  # three offices, each with what is late beside, and who claimed
    assert max(map(size, lines(quiet))) <= MOST_BYTES
    for office in (TOWNSHIP, f"{COUNTY}#leader", f"{CITY}#leader"):
        assert {line.task for line in worklist.page([office])} == {
            "accept",
            "call_back",
        }
        assert {line.label for line in worklist.page([office])} == {"田*"}
    assert {line.task for line in worklist.page([list_names.own("town1" * 8)])} == {
        "accept",
        "call_back",
    }
    case = transitions.advance(
        case, "claim", Act(staff("town2"), MONDAY, LAW), Step(task="call_back")
    )
    transitions.advance(case, "call_back", Act(staff("town2"), MONDAY, LAW), Step())
    for office in (TOWNSHIP, f"{COUNTY}#leader", f"{CITY}#leader"):
        assert [line.task for line in worklist.page([office])] == ["accept"]
    assert worklist.page([list_names.own("town2")]) == []
    (did,) = worklist.page_of_done("town2", MONDAY)
    assert (did.task, did.due, did.label) == ("call_back", MONDAY, "田*")


def test_escalation_stops_at_the_highest_office_that_has_a_leader(quiet):
    case = let_lie(submitted(quiet, LAW), 20)
    task = case.document.task("accept")
    assert (task.office, task.escalations) == (CITY, 2)
    assert task.due < MONDAY + timedelta(days=20) < task.look_again
    assert assignment.has_candidates(task)


def test_a_task_has_hands_as_long_as_anybody_of_its_offices_may_do_it(quiet):
    task = let_lie(submitted(quiet, LAW), 4).document.task("accept")
    assert task.offices == [TOWNSHIP, COUNTY]
    leaves("town1", "town2")
    assert assignment.has_candidates(task)  # the county's leader
    leaves("county2")
    assert not assignment.has_candidates(task)  # a case worker of the county did not get it
    store.save(store.Staff("new", "new", TOWNSHIP, frozenset({Post.FINANCE}), date(2020, 1, 1)))
    assert not assignment.has_candidates(task)
    store.save(store.Staff("new", "new", TOWNSHIP, frozenset({Post.LEADER}), date(2020, 1, 1)))
    assert assignment.has_candidates(task)


@pytest.mark.parametrize(
    ("task", "office", "may"),
    [("accept", PROVINCE, "town1"), ("confirm", CITY, "county1")],
)
def test_a_document_of_before_says_nothing_of_where_a_task_began_and_is_still_read(
    quiet, task, office, may
):
    """What stands with an office that has nobody is done where it belongs."""
    case = submitted(quiet, LAW)
    instant = "2022-12-19T01:00:00Z"
    old = {
        "name": task, "office": office, "opened_at": instant, "due": instant,
        "claimed_by": "", "escalations": 3,
    }  # fmt: skip
    read = from_json(to_json(case.document) | {"tasks": [old]}, {}, case.office).task(task)
    assert assignment.holds(read, staff(may))
    assert not assignment.holds(read, staff("county1" if may == "town1" else "town1"))


def test_a_task_of_the_family_s_own_is_on_no_list(quiet):
    case = submitted(quiet, LAW)
    case = transitions.advance(case, "ask_correction", Act(staff("town1"), MONDAY, LAW), Step())
    task = case.document.task("correct")
    assert (task.office, task.offices) == ("", [])
    assert not assignment.holds(task, staff("town1"))
    read = from_json(to_json(case.document), case.document.documents, case.office)
    assert read == case.document


def test_a_task_of_the_county_alone_stays_with_it(quiet):
    case = let_lie(submitted(quiet, LAW, track=Track.COUNTY_ONLY), 8)
    task = case.document.task("accept")
    assert (task.offices, task.escalations) == ([COUNTY], 1)
    assert assignment.holds(task, staff("county1"))
    leaves("county1", "county2")
    assert not assignment.has_candidates(task)


def test_the_time_of_what_was_escalated_begins_anew(quiet):
    first = submitted(quiet, LAW)
    case = let_lie(first, 4)
    for name in ("accept", "call_back"):
        assert case.document.task(name).due - first.document.task(name).due >= timedelta(days=1)
