"""Who may do a task: who holds it, a superior when it was let lie, or the county alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.actors import Post
from chalicelib.domain.dates import parse_instant
from local.families import MOTHER_OF_TWO, PAPER_MISSING
from local.people import Citizen
from tests.api.conftest import scene
from tests.api.scenes import REASON, declined, noticed

COUNTY = "220203000000"
ACCEPT = {"decision": "accept"}


def test_who_sees_a_case_and_holds_no_task_of_it_changes_nothing(town):
    stage = scene(town, "seen", MOTHER_OF_TWO)
    stage.applies()
    for above in (stage.county(COUNTY), stage.clerk("220200000000", Post.LEADER)):
        above.client.get(f"/v1/cases/{stage.family.case_id}")
        refused = declined(above.does, stage.family.case_id, "acceptance", **ACCEPT)
        assert refused == (403, "case.not_yours")


def test_a_claimed_task_is_done_by_its_holder_and_handed_over_to_a_colleague(town):
    stage = scene(town, "claimed", MOTHER_OF_TWO)
    office = stage.applies()
    clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
    path = f"/v1/cases/{stage.family.case_id}/tasks/accept"
    clerk.client.post(f"{path}/claim")
    assert declined(colleague.does, stage.family.case_id, "acceptance", **ACCEPT)[0] == 403
    for stranger in ("fengman", "nobody"):
        assert declined(clerk.client.post, f"{path}/hand-over", {"to": stranger}) == (
            409,
            "approval.not_a_colleague",
        )
    clerk.client.post(f"{path}/hand-over", {"to": colleague.persona.userid})
    assert declined(clerk.does, stage.family.case_id, "acceptance", **ACCEPT)[0] == 403
    colleague.does(stage.family.case_id, "acceptance", **ACCEPT)
    assert stage.family.case()["accepted_at"]


def test_a_leader_takes_over_what_a_colleague_claimed_and_who_only_pays_gets_no_task(town):
    stage, _, _ = noticed(town)
    stage.family.waits_for("confirming")
    county = stage.county(COUNTY)
    path = f"/v1/cases/{stage.family.case_id}/tasks/confirm"
    county.client.post(f"{path}/claim")
    assert declined(county.client.post, f"{path}/hand-over", {"to": "longtan-finance"}) == (
        409,
        "approval.not_a_colleague",
    )
    stage.decides(stage.county(COUNTY, Post.LEADER), "confirm", REASON)
    assert stage.family.timeline()["stage"] in {"confirmed", "receiving"}


# A case of the county alone.


def confidential(town):
    family = Citizen(town, "confidential", MOTHER_OF_TWO)
    family.apply(confidential=True)
    return replace(scene(town, "confidential", MOTHER_OF_TWO), family=family)


def keeps_confidential(stage, clerk):
    clerk.waits_for_task(stage.family.case_id, "confidential")
    decision = {"decision": "keep_confidential", "reason": REASON}
    clerk.does(stage.family.case_id, "confidential-decision", **decision)


def test_a_case_of_the_county_alone_runs_to_its_decision_without_a_notice(town):
    stage = confidential(town)
    clerk, leader = stage.county(COUNTY), stage.county(COUNTY, Post.LEADER)
    stage.accepts(clerk)
    stage.phones(clerk, "不便公开")
    keeps_confidential(stage, clerk)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, leader, "情况属实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
    assert stage.notices(MOTHER_OF_TWO.registered_area) == []
    assert declined(stage.decides, clerk, "confirm", REASON) == (409, "case.four_eyes")
    stage.decides(leader, "confirm", REASON)
    stage.family.waits_for("receiving")


def test_what_the_county_lets_lie_goes_to_its_own_leader_when_nobody_else_may_know(town):
    stage = confidential(town)
    clerk, leader = stage.county(COUNTY), stage.county(COUNTY, Post.LEADER)
    line = clerk.waits_for_task(stage.family.case_id, "accept")
    town.clock.sleep_until(parse_instant(line["due"]) + timedelta(hours=2))
    assert stage.clerk("220200000000", Post.LEADER).tasks() == []
    assert leader.waits_for_task(stage.family.case_id, "accept")["climbed"] == 1
    assert declined(clerk.does, stage.family.case_id, "acceptance", **ACCEPT)[0] == 403
    leader.does(stage.family.case_id, "acceptance", **ACCEPT)


def test_nobody_learns_of_a_case_of_the_county_alone_by_naming_its_people(town):
    hidden = confidential(town)
    neighbour = Citizen(town, "neighbour", PAPER_MISSING)
    form = neighbour.form()
    named = hidden.family.form()["members"][1] | {"relation": "other"}
    neighbour.apply(members=[*form["members"], named])
    hidden.later(minutes=5)
    clerk = hidden.clerk("220203007000")
    assert {line["task"] for line in clerk.tasks()} == {"accept", "call_back"}
