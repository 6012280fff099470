"""A refusal of what the assessment finds to be met says why: whoever decides is told so before they
send it, and the family reads it."""

from __future__ import annotations

import re

import pytest

from chalicelib.domain.actors import Post
from local.population.families import INJURED_WORKER
from tests.support.desk import Desk
from tests.system.api.conftest import scene
from tests.system.api.scenes import REASON, accepted, declined, noticed, proposing
from tests.system.api.test_reconsiderations import proposes_refusal
from tests.system.api.test_relatives import COUNTY
from tests.system.api.test_who_signs import faults

WHY_NOT = "入户时看到有一辆未登记的货车"
WARNING = "选“{}”与评估相反"


@pytest.fixture
def confirming(town):
    """A family that the assessment finds to be within the lines, before the county."""
    stage, *_ = noticed(town)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    return stage, stage.county(COUNTY)


def declines(stage, county, **more):
    return county.does(
        stage.family.case_id, "decision", decision="decline", reason="家庭财产超过规定", **more
    )


def form(town, userid, stage, step):
    desk = Desk(town)
    return desk.signs_in(userid, to=f"/desk/cases/{stage.family.case_id}/{step}"), desk


def test_who_refuses_against_the_assessment_says_why_and_the_family_reads_it(confirming):
    stage, county = confirming
    assert faults(declines, stage, county) == {("/although", "approval.against_assessment")}
    declines(stage, county, although=WHY_NOT)
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "refused"]
    said = "".join(letter["lines"])
    assert "您家的收入和财产符合最低生活保障的条件" in said
    assert f"与评估结果不一致的理由：{WHY_NOT}" in said


def test_nobody_says_why_a_grant_goes_against_it(confirming):
    stage, county = confirming
    grants = {"decision": "confirm", "reason": "情况属实，符合条件", "although": WHY_NOT}
    refused = {("/although", "approval.with_assessment")}
    assert faults(county.does, stage.family.case_id, "decision", **grants) == refused


def test_the_form_says_before_it_is_sent_what_was_found_and_what_follows(town, confirming):
    stage, county = confirming
    page, desk = form(town, county.persona.userid, stage, "decision")
    assert "应得 1,300.00 元" in page.text
    assert WARNING.format("不予确认") in page.text
    assert "不予批准只因为上面写明的理由" in page.text
    assert "家庭会收到《不予批准通知书》" in page.text
    assert "家庭会收到《批准通知书》" in page.text
    assert 'data-choice="decision" data-values="decline"' in page.text
    path = f"/desk/cases/{stage.family.case_id}/decision"
    again = desk.sends(path, decision="decline", reason="家庭财产超过规定")
    assert again.status == 422
    assert "不批准与评估相反，请写明为什么" in again.text
    desk.page = again
    said = {"decision": "decline", "reason": "家庭财产超过规定", "although": WHY_NOT}
    assert "已经" in desk.sends(path, **said).text


def test_whom_the_assessment_refuses_nobody_has_to_explain(town):
    """Neither the opinion of the township nor the decision asks for it."""
    stage, clerk, _ = proposing(town)
    page, _ = form(town, clerk.persona.userid, stage, "opinion")
    assert "不符合最低生活保障的条件" in page.text
    assert "与评估相反" not in page.text
    assert 'name="although"' not in page.text
    proposes_refusal(stage, clerk)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    county = stage.county(f"{stage.family.case()['office'][:6]}000000")
    page, _ = form(town, county.persona.userid, stage, "decision")
    assert 'name="although"' not in page.text
    declines(stage, county)


def test_a_township_too_says_why_it_proposes_to_refuse_what_is_met(town):
    stage, clerk, colleague = accepted(town)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    stage.gives_opinion(clerk, "propose_refusal", REASON)
    stage.family.waits_for("proposing")
    stage.later(minutes=1)
    said = {"decision": "propose_refusal", "reason": "家庭财产超过规定"}
    refused = {("/although", "approval.against_assessment")}
    assert faults(clerk.does, stage.family.case_id, "opinion", **said) == refused
    page, _ = form(town, clerk.persona.userid, stage, "opinion")
    assert "与评估相反" in page.text
    clerk.does(stage.family.case_id, "opinion", **said, although=WHY_NOT)


def test_an_amount_is_asked_for_where_one_is_granted_at_once_and_says_how_much_it_may_be(town):
    stage = scene(town, "worker", INJURED_WORKER)
    clerk = stage.clerk(stage.applies())
    page, _ = form(town, clerk.persona.userid, stage, "decision")
    hint = re.search(r'id="field-amount_fen-hint">([^<]+)<', page.text)[1]
    assert "每人最多 1,000.00 元，这一家 1 人最多 1,000.00 元" in hint
    assert "乡镇（街道）直接审批的最多 1,000.00 元" in hint
    assert 'class="only"' not in page.text  # nothing else can be chosen


def test_no_amount_is_asked_for_where_none_is_granted_at_once(town, confirming):
    stage, county = confirming
    page, _ = form(town, county.persona.userid, stage, "decision")
    assert 'name="amount_fen"' not in page.text
    assert declined(stage.clerk(COUNTY, Post.LEADER).does, stage.family.case_id, "decision",
                    decision="grant_urgent", reason="住处失火，无处安身")[0] == 422  # fmt: skip
