"""An objection is looked into by villagers who know the family, where the texts know that: what
they say is evidence for a new opinion."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.actors import Post
from local.population.families import FOUND_WORK, PAPER_MISSING
from local.town.people import Citizen
from tests.support.desk import Desk
from tests.system.api.scenes import ALONE, REASON, assessed, declined
from tests.system.api.scenes import noticed as before_the_public
from tests.system.api.test_objections import board, objects
from tests.system.api.test_relatives import COUNTY, tasks_of
from tests.system.api.test_who_signs import faults

PLAN = {
    "decision": "call_appraisal",
    "reason": "异议说家里有车，邻居知情",
    "meets_on": "2022-12-28",
    "meets_at": "新山社区会议室",
}
PEOPLE = [
    *({"name": f"张{one}", "takes_part_as": "representative"} for one in "一二三四五六"),
    {"name": "李主任", "takes_part_as": "committee"},
    {"name": "王干部", "takes_part_as": "township"},
]


@pytest.fixture
def objected(town):
    """A case to whose notice a neighbour objected, and the township's two clerks."""
    stage, clerk, colleague = before_the_public(town)
    objects(Citizen(town, "neighbour", FOUND_WORK), board(stage))
    stage.family.waits_for("reviewing")
    clerk.waits_for_task(stage.family.case_id, "visit")
    return stage, clerk, colleague


def calls(stage, clerk, **changed):
    return clerk.does(stage.family.case_id, "appraisal-plan", **PLAN | changed)


def holds(stage, clerk, **changed):
    """The record of an appraisal, with a photo of it as it was signed."""
    photo = clerk.signed(stage.family.case_id, clerk.persona.userid)["visitor_signatures"]
    held = {
        "met_on": stage.world.clock.now().date().isoformat(),
        "participants": PEOPLE,
        "no_relatives": True,
        "says_so": 6,
        "says_not": 1,
        "abstains": 1,
        "findings": "多数人说车是亲戚停放的",
        "photos": photo,
    }
    return clerk.does(stage.family.case_id, "appraisal", **held | changed)


def test_an_appraisal_stands_in_the_place_of_another_visit(objected):
    stage, clerk, _ = objected
    refused = declined(stage.gives_opinion, clerk, "propose_grant", REASON)
    assert refused == (409, "case.needs")
    calls(stage, clerk)
    assert "appraise" in tasks_of(clerk, stage)
    assert "visit" not in tasks_of(clerk, stage)
    refused = declined(stage.gives_opinion, clerk, "propose_grant", REASON)
    assert refused == (409, "case.needs")
    holds(stage, clerk)
    assert "appraise" not in tasks_of(clerk, stage)
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")


def test_the_vote_decides_nothing(objected):
    stage, clerk, _ = objected
    calls(stage, clerk)
    holds(stage, clerk, says_so=0, says_not=8, abstains=0)
    assert stage.family.case()["state"] == "reviewing"
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")


def test_an_appraisal_has_its_task_its_day_and_goes_up_when_it_is_late(objected):
    stage, clerk, _ = objected
    calls(stage, clerk)
    (line,) = [one for one in clerk.tasks() if one["task"] == "appraise"]
    assert line["escalations"] == 0
    stage.later(days=12)
    (line,) = [one for one in clerk.tasks() if one["task"] == "appraise"]
    assert line["escalations"] == 1
    late = stage.clerk(COUNTY, Post.LEADER).client.get(f"/v1/late-tasks/{COUNTY}/2022-12")
    assert "appraise" in {one["task"] for one in late["tasks"]}


def test_whoever_cannot_bring_them_together_visits_after_all(objected):
    stage, clerk, colleague = objected
    calls(stage, clerk)
    calls(stage, clerk, decision="visit_instead", meets_on=None, meets_at=None)
    assert "visit" in tasks_of(clerk, stage)
    stage.visits(clerk, colleague, "核实无车")
    stage.gives_opinion(clerk, "propose_grant", REASON)


def test_an_appraisal_is_called_for_a_day_that_is_not_over(objected):
    stage, clerk, _ = objected
    past = (stage.world.clock.now() - timedelta(days=1)).date().isoformat()
    assert faults(calls, stage, clerk, meets_on=past) == {("/meets_on", "form.appraisal_ahead")}
    calls(stage, clerk, meets_on=stage.world.clock.now().date().isoformat())


def test_without_an_objection_there_is_none(town):
    stage, clerk, _ = before_the_public(town)
    assert declined(calls, stage, clerk)[0] == 409


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"says_so": 7}, "form.appraisal_votes"),
        ({"no_relatives": False}, "form.appraisal_relatives"),
        ({"met_on": "2022-12-01"}, "form.appraisal_day"),
        ({"met_on": "2023-06-01"}, "form.appraisal_day"),
        (
            {"participants": PEOPLE[:5], "says_so": 5, "says_not": 0, "abstains": 0},
            "form.appraisal_few",
        ),
        (
            {"participants": [{**one, "takes_part_as": "township"} for one in PEOPLE]},
            "form.appraisal_representatives",
        ),
        ({"participants": [PEOPLE[0]] * 8}, "form.appraisal_twice"),
        (
            {"participants": [*PEOPLE[:7], {"name": " 张 一", "takes_part_as": "township"}]},
            "form.appraisal_twice",
        ),
        ({"photos": ["0" * 64]}, "application.paper_not_uploaded"),
    ],
)  # fmt: skip
def test_a_record_that_does_not_hold_is_refused_and_says_why(objected, changed, code):
    stage, clerk, _ = objected
    calls(stage, clerk)
    assert code in {one for _, one in faults(holds, stage, clerk, **changed)}


def test_two_people_of_one_name_are_told_apart_in_writing(objected):
    stage, clerk, _ = objected
    calls(stage, clerk)
    people = [*PEOPLE[:5], {**PEOPLE[0], "name": "张一（东屯）"}, *PEOPLE[6:]]
    holds(stage, clerk, participants=people)
    assert "appraise" not in tasks_of(clerk, stage)


def test_whoever_records_it_decides_nothing(objected, town):
    stage, clerk, _ = objected
    calls(stage, clerk)
    holds(stage, clerk)
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    said = {"decision": "confirm", "reason": REASON}
    assert declined(clerk.does, stage.family.case_id, "decision", **said)[0] in {403, 409}
    stage.decides(stage.county(COUNTY), "confirm", REASON)


def test_staff_read_who_said_what_and_the_family_does_not(objected, town):
    stage, clerk, _ = objected
    calls(stage, clerk)
    holds(stage, clerk)
    desk = Desk(town)
    desk.signs_in(clerk.persona.userid)
    whole = desk.get(f"/desk/cases/{stage.family.case_id}/acts?purpose=review").text
    assert "认为属实 6 人，认为不属实 1 人" in whole
    assert "李主任" in whole
    assert "李主任" not in desk.get(f"/desk/cases/{stage.family.case_id}/acts").text
    assert "李主任" not in str(stage.family.case())
    assert "亲戚停放" not in str(stage.family.case())
    assert "民主评议" in str(stage.family.timeline())


def test_the_forms_are_there_when_they_are_due(objected, town):
    stage, clerk, _ = objected
    desk = Desk(town)
    desk.signs_in(clerk.persona.userid)
    case = f"/desk/cases/{stage.family.case_id}"
    assert "召集民主评议" in desk.get(case).text
    desk.get(f"{case}/appraisal-plan")
    page = desk.sends(f"{case}/appraisal-plan", **PLAN)
    assert "记录民主评议" in page.text
    form = desk.get(f"{case}/appraisal").text
    assert 'name="participants.0.name"' in form


def test_family_and_neighbour_read_that_villagers_may_be_asked(town):
    stage, clerk, _ = before_the_public(town)
    said = objects(Citizen(town, "neighbour", FOUND_WORK), board(stage))
    clerk.waits_for_task(stage.family.case_id, "visit")
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "objected"]
    assert "重新调查，或者开展民主评议" in "".join(letter["lines"])
    assert "重新调查或者开展民主评议" in said["next"]


def test_of_tekun_which_knows_no_appraisal_the_letter_says_a_survey(town):
    stage, *_ = assessed(town, ALONE)
    (notice,) = stage.notices(ALONE.registered_area)
    path = f"/v1/notices/{ALONE.registered_area}/{notice['id']}/objections"
    neighbour = Citizen(town, "neighbour", PAPER_MISSING).client
    said = neighbour.post(path, {"statement": "他有一辆车"})
    stage.family.waits_for("reviewing")
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "objected"]
    for text in ("".join(letter["lines"]), said["next"]):
        assert "重新调查" in text
        assert "评议" not in text
