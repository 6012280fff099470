"""What stays with the county whatever it delegated, and who worked on a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.case import confirming
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import TASKS, Track
from chalicelib.records.tasks import OpenTask
from tests.conftest import COUNTY, MONDAY, TOWNSHIP

PLAIN = CaseDocument(Track.STANDARD, "a", "某*")


def holding(**documents):
    return replace(PLAIN, documents=documents)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (PLAIN, ""),
        (replace(PLAIN, track=Track.COUNTY_ONLY), "track"),
        (replace(PLAIN, track=Track.SAME_DAY), "track"),
        (replace(PLAIN, facts=frozenset({"entitled"})), "benefit"),
        (holding(county_visit={"findings": "属实"}), "visit"),
        (
            replace(PLAIN, tasks=(OpenTask(TASKS["county_visit"], COUNTY, MONDAY, MONDAY),)),
            "visit",
        ),
        (holding(objection=[{"statement": "有车"}]), "objection"),
    ],
)
def test_what_the_texts_leave_to_the_county_is_kept_there_with_the_reason(case, reason):
    assert confirming.county_reason(case) == reason


def test_everybody_who_accepted_phoned_visited_or_gave_an_opinion_worked_on_it():
    case = holding(
        acceptance={"by": "a"},
        call_back={"by": "b"},
        visit={"by": "c", "visitors": ["c", "d"]},
        self_care={"persons": [{"person": "h", "visitors": ["c", "g"]}]},
        supporters={"excused": [{"person": "k", "by": "i"}]},
        opinion={"by": "e"},
        signed_off={"accept": [{"by": "j"}], "confirm": [{"by": "signer"}]},
        decision={"by": "decider"},
        extension={"by": "leader"},
    )
    case = replace(case, acted=("f",))
    assert confirming.worked_on(case) == frozenset("abcdefgij")


@pytest.mark.parametrize(("origin", "there"), [(TOWNSHIP, True), (COUNTY, False)])
def test_a_task_that_was_escalated_is_still_the_township_s(origin, there):
    task = OpenTask(TASKS["confirm"], COUNTY, MONDAY, MONDAY, origin=origin)
    assert confirming.at_township(task) is there
    assert confirming.at_township(None) is False
