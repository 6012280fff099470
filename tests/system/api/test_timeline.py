"""What a family reads of its case: who has it, by when, what comes next, what it must do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.dates import parse_instant
from local.population.families import PAPER_MISSING, RETIRED_COUPLE
from local.town.client import Declined
from tests.system.api.conftest import scene
from tests.system.api.scenes import accepted, declined, noticed

SYSTEM, FAMILY = "系统自动办理", "您家"
TOWNSHIP, COUNTY = "丰满区泰山街道", "丰满区"
CARD = "identity_card"
MISSING = [{"paper": CARD, "note": "请补充身份证的照片"}]


def holders_and_action(family):
    """Who has the case, and what the family must do; everything else must be said, too."""
    timeline = family.timeline()
    assert all(timeline[name] for name in ("stage_words", "since", "next"))
    assert all(holder["task"] and holder["due"] for holder in timeline["holders"])
    return {holder["office_name"] for holder in timeline["holders"]}, timeline["required_action"]


def test_a_family_reads_at_every_stage_who_has_it_and_what_it_must_do(town):
    stage = scene(town, "couple", RETIRED_COUPLE)
    office = stage.applies()
    clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
    assert holders_and_action(stage.family) == (
        {SYSTEM, TOWNSHIP},
        "请留意电话，工作人员会打给您",
    )
    stage.accepts(clerk)
    stage.phones(clerk, "药费负担重")
    assert holders_and_action(stage.family) == (
        {SYSTEM, TOWNSHIP},
        "请在家等一等，会有人上门看看，来之前先打电话",
    )
    stage.family.waits_for("explaining")
    explain = "请在期限内说一说为什么不一样；请点“去说明”，可以分几次说"
    assert holders_and_action(stage.family) == ({FAMILY, TOWNSHIP}, explain)
    stage.family.does("explanation", statement="没有想到要填")
    assert holders_and_action(stage.family) == ({FAMILY, TOWNSHIP}, explain)
    stage.family.does("explanation", statement="存款是准备后事的钱", complete=True)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "自有住房一套")
    assert holders_and_action(stage.family) == ({TOWNSHIP}, "您现在不用做什么")
    stage.gives_opinion(clerk, "propose_refusal", "人均月收入高于标准")
    stage.family.waits_for("proposing")
    assert holders_and_action(stage.family) == ({TOWNSHIP}, "您现在不用做什么")
    clerk.waits_for_task(stage.family.case_id, "propose")
    clerk.does(stage.family.case_id, "opinion", decision="propose_refusal", reason="高于标准")
    stage.family.waits_for("confirming")
    assert holders_and_action(stage.family) == ({COUNTY}, "您现在不用做什么")
    read = stage.county(office).client.get(f"/v1/cases/{stage.family.case_id}")
    stage.family.does("explanation", statement="存折在儿子那里，已经要回")
    said = stage.family.case()["documents"]["explanation"]
    assert [one["statement"] for one in said["earlier"]] == ["没有想到要填", "存款是准备后事的钱"]
    unread = {"decision": "decline", "reason": "同意乡镇意见", "version": read["version"]}
    late = declined(stage.county(office).does, stage.family.case_id, "decision", **unread)
    assert late == (409, "case.not_as_read")
    stage.decides(stage.county(office), "decline", "同意乡镇意见")
    stage.family.waits_for("refused")
    over = declined(stage.family.does, "explanation", statement="还有一笔")
    assert over == (409, "approval.explained_too_late")
    assert holders_and_action(stage.family) == (
        set(),
        "如果不同意，可以在 2023年2月17日前（这天也算）照决定书上写的申请行政复议",
    )


def test_while_the_notice_runs_the_system_has_it_until_its_last_day(town):
    stage, _, _ = noticed(town)
    (holder,) = stage.family.timeline()["holders"]
    assert (holder["office_name"], holder["due"]) == (SYSTEM, stage.family.timeline()["due"])


def test_the_first_who_must_act_is_named_first(town):
    stage = scene(town, "first", RETIRED_COUPLE)
    stage.applies()
    dues = [holder["due"] for holder in stage.family.timeline()["holders"]]
    assert dues == sorted(dues)
    assert dues[0] == "2022-12-19T06:00:00Z"  # five hours after nine in the morning


def test_the_township_asks_the_family_something_and_the_letter_says_what(town):
    stage, clerk, _ = accepted(town)
    stage.family.waits_for("reviewing")
    stage.gives_opinion(clerk, "ask_family", "请说明每月抚养费的来源")
    stage.family.waits_for("explaining")
    stage.later(minutes=1)
    letter = stage.family.letters()[-1]
    assert letter["name"] == "asked"
    assert "请说明每月抚养费的来源" in "".join(letter["lines"])


# What is missing.


def told_what_is_missing(town):
    stage = scene(town, "missing", PAPER_MISSING)
    clerk = stage.clerk(stage.applies(without=(CARD,)))
    clerk.waits_for_task(stage.family.case_id, "accept")
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=MISSING)
    return stage, clerk


def test_what_is_known_to_be_missing_is_listed_with_what_the_clerk_lists(town):
    stage = scene(town, "missing", PAPER_MISSING)
    receipt = stage.family.apply((CARD,), consents=[])
    clerk = stage.clerk(str(receipt["office"]))
    clerk.waits_for_task(stage.family.case_id, "accept")
    asked = [{"note": "姓名与身份证不符，请更正"}]
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=asked)
    stage.later(minutes=1)
    lines = stage.family.letters()[-1]["lines"]
    assert lines[1:3] == ["姓名与身份证不符，请更正", "身份证"]
    assert any("签" in one and "车永福" in one for one in lines[2:]), lines


def test_what_is_missing_lies_with_the_family_until_it_is_handed_in(town):
    stage, clerk = told_what_is_missing(town)
    timeline = stage.family.timeline()
    (own,) = [holder for holder in timeline["holders"] if holder["office_name"] == FAMILY]
    assert own["due"] == "2023-01-03T16:00:00Z"  # ten working days, New Year's Day between them
    assert timeline["required_action"] == "请照通知里写的补上"
    assert all(line["task"] != "accept" for line in clerk.tasks())
    assert declined(stage.family.does, "correction") == (422, "request.invalid")
    stage.family.uploads("card")
    papers = [{"kind": CARD, "digest": stage.family.uploads("card")}]
    stage.family.does("correction", papers=papers)
    before = stage.family.timeline()["events"]
    stage.family.does("correction", papers=papers)
    assert stage.family.timeline()["events"] == before
    clerk.waits_for_task(stage.family.case_id, "accept")
    again = {"decision": "ask_correction", "missing": MISSING}
    assert declined(clerk.does, stage.family.case_id, "acceptance", **again) == (409, "case.bars")
    clerk.does(stage.family.case_id, "acceptance", decision="accept")
    assert stage.family.case()["accepted_at"]


def test_a_family_that_hands_nothing_in_is_not_waited_for_without_end(town):
    stage, clerk = told_what_is_missing(town)
    (own,) = [h for h in stage.family.timeline()["holders"] if h["office_name"] == FAMILY]
    due = parse_instant(own["due"])
    town.clock.sleep_until(due - timedelta(minutes=1))
    assert "correction_over" not in events(stage.family)
    town.clock.sleep_until(due + timedelta(hours=2))
    assert events(stage.family)[-1] == "correction_over"
    clerk.waits_for_task(stage.family.case_id, "accept")
    answer = {"decision": "not_accept", "reason": "期限内没有补齐身份证照片"}
    clerk.does(stage.family.case_id, "acceptance", ground="incomplete", **answer)
    stage.later(minutes=1)
    assert stage.family.case()["state"] != "not_accepted"  # nobody alone turns a family away
    assert "补齐身份证照片" not in str(stage.family.case())
    county = stage.county("220203000000")
    county.waits_for_task(stage.family.case_id, "non_acceptance")
    decides(county, stage, "confirm")
    stage.later(minutes=1)
    assert "补齐" in stage.family.timeline()["next"]
    lines = "".join(stage.family.letters()[-1]["lines"])
    for words in ("期限内没有补齐身份证照片", "第10条", "材料仍不齐全", "重新申请"):
        assert words in lines
    assert "行政复议" in lines


def decides(county, stage, decision):
    """The county decides whether an application is not accepted."""
    body = {"decision": decision, "reason": "已核实情况"}
    return county.does(stage.family.case_id, "acceptance-decision", **body)


def test_what_belongs_to_another_office_is_passed_on_there_once_a_second_person_agrees(town):
    stage = scene(town, "blind", PAPER_MISSING)
    clerk = stage.clerk(stage.applies())
    clerk.waits_for_task(stage.family.case_id, "accept")
    body = {"decision": "not_accept", "reason": "户籍和居住都在船营区德胜街道"}
    missing = body | {"ground": "incomplete"}
    act = (clerk.does, stage.family.case_id, "acceptance")
    assert declined(*act, **missing) == (422, "application.tell_once_first")
    there = {"ground": "elsewhere", "office": "船营区德胜街道", "telephone": "0432-62010000"}
    clerk.does(stage.family.case_id, "acceptance", **body, **there)
    county = stage.county("220203000000")
    county.waits_for_task(stage.family.case_id, "non_acceptance")
    decides(county, stage, "look_again")
    clerk.waits_for_task(stage.family.case_id, "accept")
    clerk.does(stage.family.case_id, "acceptance", **body, **there)
    county.waits_for_task(stage.family.case_id, "non_acceptance")
    decides(county, stage, "confirm")
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "passed_on"
    letter = "".join(stage.family.letters()[-1]["lines"])
    for words in ("转交船营区德胜街道办理", "第60条", "0432-62010000", "963961", "行政复议"):
        assert words in letter


def events(family):
    quiet = {"escalate", "remind", "resume"}
    return [m["event"] for m in family.timeline()["events"] if m["event"] not in quiet]


# What departments tell is not asked for (57号, art. 10).


def test_a_blind_man_hands_in_his_card_and_no_paper_that_a_department_can_give(town):
    stage = scene(town, "blind", PAPER_MISSING)
    stage.applies()
    assert [paper["kind"] for paper in stage.family.form()["papers"]] == ["identity_card"]
    assert stage.family.case()["still_missing"] == []


def test_a_clerk_who_asks_for_such_a_paper_is_informed_which_department_gives_it(town):
    stage = scene(town, "blind", PAPER_MISSING)
    clerk = stage.clerk(stage.applies())
    clerk.waits_for_task(stage.family.case_id, "accept")
    missing = [*MISSING, {"paper": "disability_certificate", "note": "请补充残疾人证"}]
    with pytest.raises(Declined) as refusal:
        clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=missing)
    [fault] = refusal.value.problem["errors"]
    told_of = fault["pointer"], fault["code"]
    assert told_of == ("/missing/1/paper", "application.paper_of_a_source")
    assert "“残疾人证”所载内容由残疾人联合会提供" in fault["detail"]
    assert stage.family.case()["documents"].get("acceptance") is None


def test_a_family_reads_through_which_stages_its_case_went_and_whether_it_may_withdraw(town):
    stage, _, _ = noticed(town)
    timeline = stage.family.timeline()
    assert timeline["stages"][0]["stage"] == "waiting"
    assert timeline["stages"][-1]["stage"] == timeline["stage"] == "noticing"
    assert timeline["stages"][-1]["until"] == ""
    assert timeline["may_withdraw"]
    stage.family.does("withdrawal", reason="找到工作了")
    assert not stage.family.timeline()["may_withdraw"]


def test_the_list_of_cases_says_what_must_be_done_for_each(town):
    stage = scene(town, "missing", PAPER_MISSING)
    clerk = stage.clerk(stage.applies())
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=MISSING)
    (line,) = stage.family.client.get("/v1/cases")["cases"]
    assert (line["action"], line["required_action"]) == ("correct", "请照通知里写的补上")
    assert line["office_name"] and line["scheme_name"]
