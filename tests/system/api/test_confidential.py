"""A family may ask that the county alone knows of it; a county officer decides whether it does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.actors import Post
from local.population.families import INJURED_WORKER, MOTHER_OF_TWO
from local.town.client import Client, Declined
from local.town.people import Citizen
from tests.system.api.conftest import URGENT, ask, scene
from tests.system.api.scenes import REASON, declined
from tests.system.api.test_who_signs import unproved

TOWNSHIP, COUNTY = "220203007000", "220203000000"
WHY = "不属于需要保密的情形"


def asked(town):
    """The mother of two, who ticked that nobody but the county shall know."""
    family = Citizen(town, "confidential", MOTHER_OF_TWO)
    family.apply(confidential=True)
    stage = replace(scene(town, "confidential", MOTHER_OF_TWO), family=family)
    return stage, stage.county(COUNTY)


def decides(clerk, stage, decision, reason=REASON):
    clerk.waits_for_task(stage.family.case_id, "confidential")
    what = {"decision": decision, "reason": reason}
    return clerk.does(stage.family.case_id, "confidential-decision", **what)


def names_of(clerk, stage):
    return {t["task"] for t in clerk.tasks() if t["id"] == stage.family.case_id}


def test_whoever_asks_for_it_is_known_to_the_county_alone_until_it_is_decided(town):
    stage, clerk = asked(town)
    assert names_of(clerk, stage) == {"accept", "call_back", "confidential"}
    path = f"/v1/cases/{stage.family.case_id}"
    assert declined(stage.clerk(TOWNSHIP).client.get, path) == (404, "case.not_found")
    (task,) = [one for one in stage.family.case()["tasks"] if one["name"] == "confidential"]
    assert (task["task"], task["office_name"]) == ("决定是否不公开办理", "龙潭区")


def test_no_opinion_is_given_before_the_county_decided(town):
    stage, clerk = asked(town)
    leader = stage.county(COUNTY, Post.LEADER)
    stage.accepts(clerk)
    stage.phones(clerk, "不便公开")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, leader, "情况属实")
    refused = declined(stage.gives_opinion, clerk, "propose_grant", REASON)
    assert refused == (409, "case.needs")
    decides(clerk, stage, "keep_confidential")
    again = {"decision": "return_to_standard", "reason": WHY}
    closed = declined(clerk.does, stage.family.case_id, "confidential-decision", **again)
    assert closed == (409, "case.task_closed")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
    assert stage.notices(MOTHER_OF_TWO.registered_area) == []
    decided = stage.family.case()["documents"]["confidential"]
    assert (decided["decision"], decided["reason"]) == ("keep_confidential", REASON)


def test_an_unfounded_wish_returns_the_case_and_its_tasks_to_the_township(town):
    stage, county = asked(town)
    before = stage.family.timeline()["due"]
    county.client.post(f"/v1/cases/{stage.family.case_id}/tasks/accept/claim")
    decides(county, stage, "return_to_standard", WHY)
    clerk = stage.clerk(TOWNSHIP)
    assert names_of(county, stage) == set()
    assert names_of(clerk, stage) == {"accept", "call_back"}
    assert {t["claimed_by"] for t in clerk.tasks()} == {""}
    case = stage.family.case()
    assert (case["office"], case["track"], case["facts"]) == (TOWNSHIP, "standard", [])
    assert stage.family.timeline()["due"] == before  # the five hours run on
    refused = declined(county.does, stage.family.case_id, "acceptance", decision="accept")
    assert refused == (403, "case.not_yours")


def test_the_family_is_informed_why_its_case_was_returned_and_whom_to_call(town):
    stage, county = asked(town)
    decides(county, stage, "return_to_standard", WHY)
    stage.later(minutes=1)
    letter = stage.family.letters()[-1]
    assert letter["name"] == "standard_track"
    assert WHY in letter["lines"][0]
    assert "龙潭区山前街道" in letter["lines"][1]
    assert "撤回" in letter["lines"][1]
    assert stage.family.timeline()["events"][-1]["words"] == "转为普通程序办理"


def test_a_returned_case_runs_like_any_other_to_its_notice_and_grant(town):
    stage, county = asked(town)
    stage.accepts(county)
    decides(county, stage, "return_to_standard", WHY)
    clerk, colleague = stage.clerk(TOWNSHIP), stage.clerk(TOWNSHIP, number=1)
    stage.phones(clerk, "独自带两个孩子")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")
    stage.later(minutes=1)
    assert len(stage.notices(MOTHER_OF_TWO.registered_area)) == 1
    stage.family.waits_for("confirming")
    stage.decides(county, "confirm", REASON)
    stage.family.waits_for("receiving")


def test_a_review_that_lay_with_the_county_begins_anew_at_the_township(town):
    stage, county = asked(town)
    stage.accepts(county)
    stage.family.waits_for("reviewing")
    old = county.waits_for_task(stage.family.case_id, "review")
    stage.later(days=1)
    decides(county, stage, "return_to_standard", WHY)
    review = stage.clerk(TOWNSHIP).waits_for_task(stage.family.case_id, "review")
    assert (review["escalations"], review["claimed_by"]) == (0, "")
    assert review["due"] > old["due"]


def test_a_case_that_nobody_asked_to_keep_is_not_decided_upon(town):
    stage = scene(town, "plain", MOTHER_OF_TWO)
    stage.applies()
    what = {"decision": "return_to_standard", "reason": WHY, "version": 1}
    path = f"/v1/cases/{stage.family.case_id}/confidential-decision"
    refused = declined(stage.clerk(TOWNSHIP).client.post, path, what)
    assert refused == (409, "case.not_now")
    assert declined(Client(town.url).post, path, what)[0] == 401


def test_reading_a_confidential_case_needs_a_fresh_sign_in(town):
    stage, _ = asked(town)
    token = town.staff_session("longtan")["token"]
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=15))
    path = f"/v1/cases/{stage.family.case_id}"
    for what in ("", "/timeline", "/letters"):
        status, problem, headers = ask(town, token, "GET", path + what)
        assert (status, problem["code"]) == (401, "session.not_fresh")
        assert "insufficient_user_authentication" in headers["WWW-Authenticate"]
    other = town.staff_session("fengman")["token"]
    assert ask(town, other, "GET", path)[0] == 404
    assert ask(town, token, "GET", "/v1/tasks")[0] == 200
    assert ask(town, town.staff_session("longtan")["token"], "GET", path)[0] == 200


def test_a_reason_is_always_given(town):
    stage, county = asked(town)
    refused = declined(decides, county, stage, "return_to_standard", "")
    assert refused == (422, "request.invalid")


def test_a_case_of_the_county_alone_that_bars_another_is_named_to_the_county_alone(town):
    hidden = Citizen(town, "hidden", INJURED_WORKER)
    areas = dict.fromkeys(("registered_area", "living_area"), INJURED_WORKER.registered_area)
    hidden.proves(INJURED_WORKER.residents[0])
    hidden.apply(confidential=True, **areas)
    stranger = unproved(town, "stranger", INJURED_WORKER)
    stage = scene(town, "office", INJURED_WORKER)
    clerk = stage.clerk(str(stranger.receipt["office"]))
    clerk.waits_for_task(stranger.case_id, "decide")
    with pytest.raises(Declined) as refused:
        clerk.does(stranger.case_id, "decision", **URGENT)
    assert refused.value.code == "case.ask_county"
    assert hidden.receipt["office_name"] in refused.value.problem["detail"]
    assert str(hidden.receipt["receipt"]) not in json.dumps(refused.value.problem)
    assert "duplicate" not in {one["task"] for one in clerk.tasks()}
    county = stage.county(str(hidden.receipt["office"]))
    county.waits_for_task(hidden.case_id, "duplicate")
    found = county.client.get(f"/v1/cases/{hidden.case_id}")["documents"]["duplicate"]
    assert found["receipts"] == [stranger.receipt["receipt"]]
