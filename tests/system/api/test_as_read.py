"""Staff decide upon what they read: what was told since is read before it is decided upon."""

from __future__ import annotations

import pytest

from app import app
from chalicelib.approval.steps import decisions
from chalicelib.case.table import TRANSITIONS
from chalicelib.case.versions import RESTS_ON
from chalicelib.platform.http import Audience
from chalicelib.platform.http.router import routes_of
from chalicelib.records.machine import By
from local.population.families import INJURED_WORKER, MOTHER_OF_TWO
from tests.system.api.conftest import URGENT, scene
from tests.system.api.scenes import REASON, accepted, declined, noticed

STALE = (409, "case.not_as_read")
RECORDS = {
    "call-back",
    "county-visit",
    "passing-on",
    "extension",
    "claim",
    "hand-over",
}
"""What staff do that rests on nothing which a family may tell otherwise."""


def read(clerk, stage):
    """The version of the case that lies on the clerk's desk."""
    return clerk.client.get(f"/v1/cases/{stage.family.case_id}")["version"]


def test_every_decision_of_staff_on_a_case_names_what_was_read():
    for route in routes_of(app):
        what = route.path.rpartition("/")[2]
        if route.method == "POST" and "/cases/{case_id}/" in route.path:
            decides = route.audience is Audience.STAFF and what not in RECORDS
            assert ("version" in route.body.model_fields) == decides, route.path


def test_every_decision_of_the_table_rests_on_something():
    by_staff = {
        row.event for row in TRANSITIONS if row.by in {By.HOLDER, By.COUNTY, By.NAMED, By.OFFICER}
    }
    recorded = {
        "call_back",
        "call_failed",
        "call_given_up",
        "identity_check",
        "county_visit",
        "pass_on",
        "extend",
        "claim",
        "hand_over",
        "sign_off",
        "remind_holder",
    }
    assert by_staff - recorded == RESTS_ON.keys()


def test_a_clerk_grants_what_was_on_the_desk(town, monkeypatch):
    """The family tells another household while the urgent decision is under way."""
    stage = scene(town, "worker", INJURED_WORKER)
    clerk = stage.clerk(stage.applies())
    clerk.waits_for_task(stage.family.case_id, "decide")
    within = decisions._within_ceiling

    def meanwhile(*args):
        monkeypatch.undo()
        first, *_ = stage.family.form()["members"]
        born = {"name": "卜宝宝", "born": "2022-12-10", "no_number": "newborn"}
        stage.family.does("correction", members=[first, born | {"relation": "child"}])
        return within(*args)

    monkeypatch.setattr(decisions, "_within_ceiling", meanwhile)
    assert declined(clerk.does, stage.family.case_id, "decision", **URGENT) == STALE
    clerk.does(stage.family.case_id, "decision", **URGENT)


def test_what_the_family_declared_since_is_read_before_it_is_accepted_or_assessed(town):
    stage = scene(town, "mother", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    colleague = stage.clerk(str(stage.family.receipt["office"]), number=1)
    version = read(clerk, stage)
    stage.family.does("correction", hardship="又丢了工作")
    accept = {"decision": "accept", "version": version}
    assert declined(clerk.does, stage.family.case_id, "acceptance", **accept) == STALE
    stage.accepts(clerk)
    stage.phones(clerk, "独自带两个孩子")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    version = read(clerk, stage)
    stage.family.does("correction", hardship="房子也漏雨")
    stage.family.waits_for("reviewing")
    opinion = {"decision": "propose_grant", "reason": REASON, "version": version}
    assert declined(clerk.does, stage.family.case_id, "opinion", **opinion) == STALE
    stage.gives_opinion(clerk, "propose_grant", REASON)


def test_what_others_of_the_office_did_meanwhile_stops_nobody(town):
    stage, clerk, colleague = accepted(town)
    stage.family.waits_for("reviewing")
    version = read(clerk, stage)
    stage.visits(clerk, colleague, "情况属实")
    opinion = {"decision": "propose_grant", "reason": REASON, "version": version}
    clerk.does(stage.family.case_id, "opinion", **opinion)


def test_the_county_confirms_the_opinion_and_the_sum_that_it_read(town):
    stage, clerk, colleague = noticed(town)
    county = stage.county(str(stage.family.receipt["office"]))
    stage.family.waits_for("confirming")
    version = read(county, stage)
    stage.decides(county, "send_back", "请补充入户记录")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "补充记录")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing", "confirming")
    stage.family.waits_for("confirming")
    confirm = {"decision": "confirm", "reason": REASON, "version": version}
    assert declined(county.does, stage.family.case_id, "decision", **confirm) == STALE


@pytest.mark.parametrize("version", [0, -1, "1", None])
def test_a_version_is_one_that_can_have_been_read(town, version):
    stage, clerk, _ = accepted(town)
    opinion = {"decision": "propose_grant", "reason": REASON, "version": version}
    refused = declined(clerk.does, stage.family.case_id, "opinion", **opinion)
    assert refused == (422, "request.invalid")
