"""What the county sends back is worked on again, and nothing that was recorded is lost."""

from __future__ import annotations

from chalicelib.platform.store import trail
from tests.system.api.scenes import REASON, noticed
from tests.system.api.test_relatives import COUNTY, tasks_of

RECORDED = {"application", "call_back", "visit", "report", "opinion", "assessment"}


def test_sending_back_loses_nothing_that_was_recorded(town):
    stage, clerk, colleague = noticed(town)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    path = f"/v1/cases/{stage.family.case_id}"
    before = clerk.client.get(path)["documents"]
    happened = len(trail.history("case", stage.family.case_id))
    stage.decides(stage.county(COUNTY), "send_back", "请补充收入情况")
    stage.family.waits_for("reviewing")
    after = clerk.client.get(path)["documents"]
    assert before.keys() >= RECORDED
    assert {name: after[name] for name in RECORDED} == {name: before[name] for name in RECORDED}
    assert after["decision"]["reason"] == "请补充收入情况"
    assert len(trail.history("case", stage.family.case_id)) > happened
    assert {"visit", "review"} <= {*tasks_of(clerk, stage)}
    stage.visits(clerk, colleague, "收入属实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("confirming")
