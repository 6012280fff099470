"""A change while a benefit is received: told, examined by the township, decided by the county.

43号, art. 23 to 27 for tekun (its end stands before the village for seven days); 57号, art. 31 and
32 for dibao, which is told with reasons.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.certification.benefits import reports, reviews
from chalicelib.domain.dates import day_of, last_day, parse_instant
from chalicelib.domain.money import Fen
from local.population.families import FOUND_WORK, MOTHER_OF_TWO, PAPER_MISSING
from local.population.residents import resident
from local.town.clerks import countersigned
from local.town.client import Client
from local.town.people import Citizen
from tests.system.api.prepared import prepared
from tests.system.api.scenes import ALONE, ITEMS, REASON, alone, declined
from tests.system.api.test_deaths import checks, granted, letters, paid, tasks, tells, until
from tests.system.api.test_deaths import decides as decides_death
from tests.system.api.test_relatives import county_visit, tasks_of
from tests.system.api.test_self_care import (
    BASIC,
    CARE,
    GRANDMOTHER,
    assessed_apart,
    faults,
    proposed,
)
from tests.system.api.test_tekun import due_of

COUNTY = "220203000000"
AREA = ALONE.registered_area
SELF = BASIC + CARE["self"]


def receiving(town, household=ALONE):
    """A family whose benefit was paid for its first month, and a clerk and colleague there."""

    def play():
        stage, _ = granted(town, household)
        first = stage.family.case()["documents"]["decision"]["from_month"]
        paid(stage, f"{first}-02")
        until(town, f"{first}-09")
        return stage

    stage = prepared(town, "paid for the first month", household, play)
    office = stage.family.receipt["office"]
    return stage, stage.clerk(office), stage.clerk(office, number=1)


def tells_change(stage, kind, words="最近情况有变化"):
    """The family tells that something changed."""
    return stage.family.does("reported-change", kind=kind, words=words)


def finds(stage, clerk, decision, **more):
    """The township says what came of examining it."""
    clerk.waits_for_task(stage.family.case_id, "recheck")
    if more.get("ground") == "income":  # held against what the household comes to
        more = {"found": earns(9_000)} | more
    more = {"reason": "入户核实，情况属实"} | more
    answer = clerk.does(stage.family.case_id, "benefit-review", decision=decision, **more)
    if more.get("ground") in {"income", "property"}:
        stage.later(minutes=1)
    return answer


def decides(stage, decision="confirm"):
    """The county decides upon what the township proposes."""
    county = stage.county(COUNTY)
    county.waits_for_task(stage.family.case_id, "benefit_decision")
    return county.does(
        stage.family.case_id, "benefit-decision", decision=decision, reason="材料齐全，情况属实"
    )


def text_of(stage, name):
    (letter,) = letters(stage, name)
    return "".join(letter["lines"])


def board(town):
    return Citizen(town, "neighbour", PAPER_MISSING).client.get(f"/v1/notices/{AREA}")


def ending(town, ground="supporter"):
    """A benefit of tekun whose end stands before the village."""
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "supporter")
    finds(stage, clerk, "propose_end", ground=ground)
    stage.later(minutes=1)
    return stage, clerk, colleague


# The end of tekun.


def test_tekun_ends_after_its_notice_and_is_paid_until_the_end_of_the_month(town):
    stage, *_ = ending(town)
    assert stage.family.case()["state"] == "noticing_end"
    stage.later(days=8)
    assert stage.family.case()["state"] == "rechecking"
    decides(stage)
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "leaving"
    assert paid(stage, "2023-02-02") == [("2023-01", "regular", SELF)]
    assert stage.family.case()["state"] == "ended"
    assert paid(stage, "2023-03-02") == [("2023-01", "regular", SELF)]


def test_the_board_shows_surname_and_scheme_and_that_the_end_is_proposed_and_nothing_else(town):
    stage, *_ = ending(town)
    (notice,) = board(town)["ends"]
    assert notice.keys() == {"id", "surname", "scheme", "scheme_name", "words", "until"}
    assert (notice["surname"], notice["scheme"]) == ("车*", "tekun")
    assert notice["words"] == "拟终止救助待遇"
    assert last_day(parse_instant(notice["until"])) == day_of(town.clock.now()) + timedelta(days=7)
    assert board(town)["notices"] == []
    stage.later(days=8)
    assert board(town)["ends"] == []


def test_the_family_reads_why_what_stands_on_the_board_who_decides_and_that_it_is_paid(town):
    stage, *_ = ending(town)
    text = text_of(stage, "end_proposed")
    for words in (
        "法定义务人",
        "《特困人员认定办法》（民发〔2021〕43号）第24条",
        "公示至",
        "只写姓氏",
        "照常发放",
        "县级",
    ):
        assert words in text
    finding = stage.family.case()["documents"]["change"]["finding"]
    assert finding["ground"] == "supporter"
    assert "by" not in finding


def test_the_letter_of_the_end_says_why_from_when_what_else_to_apply_for_and_the_remedy(town):
    stage, *_ = ending(town)
    stage.later(days=8)
    decides(stage)
    stage.later(minutes=1)
    text = text_of(stage, "benefit_ended")
    for words in ("第24条", "2023年2月", "不用退回", "最低生活保障", "临时救助", "行政复议"):
        assert words in text


def test_an_objection_to_the_end_leads_back_to_the_township(town):
    stage, clerk, _ = ending(town)
    neighbour = Citizen(town, "neighbour", PAPER_MISSING).client
    (notice,) = board(town)["ends"]
    path = f"/v1/notices/{AREA}/{notice['id']}/objections"
    own = declined(stage.family.client.post, path, {"statement": "我不同意"})
    assert own == (409, "notice.own_end")
    neighbour.post(path, {"statement": "他的侄子早就不管他了"})
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "rechecking"
    assert board(town)["ends"] == []
    assert "侄子" not in str(stage.family.case())
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["change"]
    assert [one["statement"] for one in seen["objections"]] == ["他的侄子早就不管他了"]
    text = text_of(stage, "end_objected")
    for words in ("有人提出意见", "按规定保密", "最迟 202", "重新公示", "照常发放", "第26条"):
        assert words in text
    finds(stage, clerk, "keep")
    stage.later(minutes=1)
    (entry,) = board(town)["outcomes"]
    assert (entry["surname"], entry["outcome"]) == ("车*", "end_dropped")
    assert "不再拟终止" in entry["outcome_words"]
    assert stage.family.case()["state"] == "receiving"
    assert len(paid(stage, "2023-02-02")) == 2


def objects_to_end(town, name, path, words, household=PAPER_MISSING):
    stranger = Citizen(town, name, household).client
    return stranger.post(path, {"statement": words})


def path_of_end(town):
    (notice,) = board(town)["ends"]
    return f"/v1/notices/{AREA}/{notice['id']}/objections"


def test_who_objected_to_the_end_before_stops_it_no_second_time(town):
    stage, clerk, _ = ending(town)
    objects_to_end(town, "neighbour", path_of_end(town), "他的侄子早就不管他了")
    finds(stage, clerk, "propose_end", ground="supporter")
    stage.later(minutes=1)
    path = path_of_end(town)
    (entry,) = board(town)["outcomes"]
    assert entry["outcome"] == "end_again"
    assert objects_to_end(town, "neighbour", path, "他的侄子真的不管他")["received"]
    assert stage.family.case()["state"] == "noticing_end"
    objects_to_end(town, "other", path, "他侄子去了外地", FOUND_WORK)
    assert stage.family.case()["state"] == "rechecking"


def test_the_second_who_objects_to_the_same_end_is_recorded_beside_the_first(town):
    stage, clerk, _ = ending(town)
    path = path_of_end(town)
    objects_to_end(town, "neighbour", path, "他的侄子早就不管他了")
    stage.later(minutes=1)
    assert board(town)["ends"] == []
    result = objects_to_end(town, "other", path, "他侄子去了外地", FOUND_WORK)
    assert "县级民政部门决定" in result["next"]
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["change"]
    assert [one.keys() for one in seen["objections"]] == [{"statement", "at", "number"}] * 2
    finds(stage, clerk, "keep")
    settled = declined(objects_to_end, town, "third", path, "他没有侄子", MOTHER_OF_TWO)
    assert settled == (409, "notice.settled")


def test_an_end_that_is_posted_again_on_another_day_stands_on_the_board_once(town):
    stage, clerk, _ = ending(town)
    objects_to_end(town, "neighbour", path_of_end(town), "他的侄子早就不管他了")
    stage.later(days=1)
    finds(stage, clerk, "propose_end", ground="supporter")
    stage.later(minutes=1)
    assert len(board(town)["ends"]) == 1


def test_nobody_who_proposed_the_end_decides_it(town):
    stage, clerk, colleague = ending(town)
    stage.later(days=8)
    for one in (clerk, colleague):
        refused = declined(
            one.does, stage.family.case_id, "benefit-decision", decision="confirm", reason=REASON
        )
        assert refused[0] in {403, 409}
    assert stage.family.case()["state"] == "rechecking"


def test_the_county_may_have_it_examined_again(town):
    stage, clerk, _ = ending(town)
    stage.later(days=8)
    decides(stage, "check_again")
    assert "recheck" in tasks(stage, clerk)
    finds(stage, clerk, "propose_end", ground="supporter")
    stage.later(minutes=1)
    assert len(board(town)["ends"]) == 1


def test_a_second_end_needs_another_application(town):
    """The lock of scheme and applicant is free once the benefit has ended."""
    stage, *_ = ending(town)
    stage.later(days=8)
    decides(stage)
    until(town, "2023-02-02")
    again = Citizen(town, "family", ALONE)
    again.apply(form_id="form-number-anew")
    assert again.case()["state"] == "waiting"


def test_a_ground_that_the_law_does_not_give_ends_nothing(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "labour")
    refused = declined(finds, stage, clerk, "propose_end", ground="labour")
    assert refused == (422, "change.no_such_ground")
    assert declined(finds, stage, clerk, "propose_end")[0] == 422
    assert declined(finds, stage, clerk, "keep", ground="income")[0] == 422


def in_tekun(town, *residents, seen=(0, 1)):
    """A household of tekun that the county granted, and a clerk and colleague there."""
    household = replace(GRANDMOTHER, residents=(ALONE.residents[0], *residents))
    stage, clerk, colleague = proposed(town, *map(alone, seen), household=household)
    stage.family.waits_for("confirming")
    if "county_visit" in tasks_of(stage.county(COUNTY), stage):
        county_visit(stage)
    stage.decides(stage.county(COUNTY), "confirm", REASON)
    stage.family.waits_for("receiving")
    return stage, clerk, colleague


CHILD = resident("车小川", "2007-01-05", 15, relation="grandchild")
"""Fifteen when the grant is decided, and sixteen from 5 January on."""


def test_a_minor_keeps_tekun_until_eighteen_though_able_to_work(town):
    stage, clerk, _ = in_tekun(town, CHILD)
    until(town, "2023-01-20")
    tells_change(stage, "labour", "孩子满 16 周岁，能打工了")
    refused = declined(finds, stage, clerk, "propose_end", ground="labour")
    assert refused == (422, "change.minor_keeps")


def test_a_minor_who_is_not_in_the_benefit_keeps_nobody_elses(town):
    stage, clerk, _ = in_tekun(town, *GRANDMOTHER.residents[1:], seen=(0,))
    until(town, "2023-01-20")
    tells_change(stage, "labour", "在建筑工地上长期干活")
    finds(stage, clerk, "propose_end", ground="labour")
    assert stage.family.case()["state"] == "noticing_end"


def test_a_child_that_turned_sixteen_is_in_what_is_calculated_anew(town):
    stage, clerk, colleague = in_tekun(town, CHILD)
    until(town, "2023-01-20")
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]), alone(1))
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    calculated = stage.family.case()["documents"]["reckoned"]
    assert (calculated["outcome"], calculated["amount_fen"]) == (
        "eligible",
        2 * BASIC + CARE["none"] + CARE["self"],
    )
    for level, words in (("none", "全护理"), ("self", "自理")):
        each = Fen(CARE[level]).yuan
        line = f"{words}照料护理标准 {each} 元（1 人 × 每人 {each} 元）"
        assert line in [one["text"] for one in calculated["lines"]]


def test_of_a_mixed_household_the_changed_benefit_is_for_those_in_it_alone(town):
    stage, clerk, colleague = in_tekun(town, *GRANDMOTHER.residents[1:], seen=(0,))
    until(town, "2023-01-20")
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]))
    finds(stage, clerk, "propose_change")
    decides(stage)
    tells(town, GRANDMOTHER.residents[1].identity_number, "2023-01-19")
    until(town, "2023-01-31")
    whole = BASIC + CARE["none"]
    assert ("2023-02", "regular", whole) in paid(stage, "2023-02-02")


# Kept.


def test_what_is_examined_and_kept_is_paid_as_before(town):
    stage, clerk, _ = receiving(town)
    tells_change(stage, "income")
    text = text_after(stage, "change_told")
    for words in ("收入有变化", "照常发放", "963961"):
        assert words in text
    finds(stage, clerk, "keep")
    assert stage.family.case()["state"] == "receiving"
    assert paid(stage, "2023-02-02")[1:] == [("2023-02", "regular", SELF)]
    text = text_after(stage, "kept")
    for words in ("收入有变化", "入户核实，情况属实", "每月 956.00 元", "照料护理标准 176.00 元"):
        assert words in text
    assert "第25条" in text


def text_after(stage, name):
    stage.later(minutes=1)
    return text_of(stage, name)


def test_an_officer_reports_a_change_as_well_and_strangers_do_not_and_nobody_without_end(
    town, monkeypatch
):
    stage, clerk, _ = receiving(town)
    path = f"/v1/cases/{stage.family.case_id}/reported-change"
    body = {"kind": "labour", "words": "在工地上干活"}
    stranger = Citizen(town, "neighbour", PAPER_MISSING).client
    assert declined(stranger.post, path, body)[0] == 404
    clerk.client.post(path, body)
    assert stage.family.case()["documents"]["change"]["told"][0]["from"] == "office"
    assert "recheck" in tasks(stage, clerk)
    monkeypatch.setattr(reports, "MOST_REPORTED", 3)
    for _ in range(2):
        tells_change(stage, "income")
    assert declined(tells_change, stage, "income") == (409, "change.too_many")
    assert len(stage.family.case()["documents"]["change"]["told"]) == 3
    monkeypatch.setattr(reviews, "MOST_CHANGES", 0)
    more = (finds, stage, clerk, "propose_change")
    assert declined(*more) == (409, "change.changed_enough")
    finds(stage, clerk, "keep")
    tells_change(stage, "income")


def test_a_change_is_reported_of_what_is_received_and_of_nothing_else(town):
    family = Citizen(town, "family", ALONE)
    family.apply()
    refused = declined(family.does, "reported-change", kind="income", words="找到工作")
    assert refused == (409, "case.not_now")


# Self-care.


@pytest.mark.parametrize(("hours", "escalations"), [(-1, 0), (0, 0), (2, 1)])
def test_self_care_is_assessed_again_within_ten_working_days(town, hours, escalations):
    stage, clerk, _ = receiving(town)
    tells_change(stage, "self_care")
    due, _ = due_of(clerk, stage, "recheck")
    assert town.calendar.working_days_between(day_of(town.clock.now()), last_day(due)) == 10
    town.clock.sleep_until(due + timedelta(hours=hours))
    assert due_of(clerk, stage, "recheck")[1] == escalations


def test_two_people_assess_it_and_the_care_changes_from_the_month_after_the_decision(town):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]), confirmed=False)
    first = declined(finds, stage, clerk, "propose_change")
    assert first == (409, "case.task_first")
    countersigned(town, colleague.persona.userid, stage.family.case_id)
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    calculated = stage.family.case()["documents"]["reckoned"]
    assert calculated["amount_fen"] == BASIC + CARE["none"]
    decides(stage)
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "receiving"
    text = text_of(stage, "benefit_changed")
    for words in ("自理能力有变化", "全护理", "原来每月 956.00 元", "2023年2月", "1,484.00",
                  "基本生活标准 780.00 元", "照料护理标准 704.00 元", "第23条"):  # fmt: skip
        assert words in text
    assert paid(stage, "2023-02-02") == [
        ("2023-01", "regular", SELF),
        ("2023-02", "regular", BASIC + CARE["none"]),
    ]


def test_where_it_comes_to_the_same_the_township_has_it_again(town):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone())
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    assert tasks(stage, clerk) == ["recheck"]
    finds(stage, clerk, "keep")
    assert stage.family.case()["state"] == "receiving"


def test_the_county_decides_nothing_before_the_township_said_what_it_found(town):
    stage, *_ = receiving(town)
    tells_change(stage, "income")
    county = stage.county(COUNTY)
    said = {"decision": "confirm", "reason": "情况属实"}
    status, code = declined(county.does, stage.family.case_id, "benefit-decision", **said)
    assert (status, code) != (409, "change.calculation_outdated")
    assert status in {403, 409}


def test_nothing_is_decided_on_what_was_calculated_with_somebody_who_died(town):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]))
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    tells(town, ALONE.residents[0].identity_number)
    stage.later(minutes=1)
    assert declined(decides, stage) == (409, "case.task_first")
    checks(stage, clerk, (0, "alive"))
    county = stage.county(COUNTY)
    county.waits_for_task(stage.family.case_id, "death_decision")
    county.does(stage.family.case_id, "death-decision", decision="confirm", reason="查明健在")
    decides(stage)
    assert stage.family.case()["state"] == "receiving"


def test_two_officers_who_propose_in_the_same_second_leave_a_task_behind(town):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "income", "亲戚给了一些钱")
    clerk.waits_for_task(stage.family.case_id, "recheck")
    for one in (clerk, colleague):
        version = one.client.get(f"/v1/cases/{stage.family.case_id}")["version"]
        finds_again(one, stage, version)
        town.clock.settle()
        assert tasks(stage, clerk) == ["recheck"]


def finds_again(clerk, stage, version):
    """An amount is proposed at once, without any time that passes."""
    body = {"decision": "propose_change", "reason": "入户核实，情况属实", "version": version}
    clerk.client.post(f"/v1/cases/{stage.family.case_id}/benefit-review", body)


@pytest.mark.parametrize("decision", ["keep", "propose_change"])
def test_nothing_but_an_end_is_said_of_self_care_before_two_people_assessed_it(town, decision):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assert declined(finds, stage, clerk, decision) == (409, "change.care_first")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]), confirmed=False)
    assert declined(finds, stage, clerk, decision) == (409, "case.task_first")
    countersigned(town, colleague.persona.userid, stage.family.case_id)
    if decision == "keep":
        assert declined(finds, stage, clerk, decision) == (409, "change.care_differs")
    else:
        finds(stage, clerk, decision)


def test_what_was_assessed_before_self_care_was_reported_again_is_assessed_again(town):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone())
    tells_change(stage, "self_care", "又摔了一跤")
    assert declined(finds, stage, clerk, "keep") == (409, "change.care_first")
    assessed_apart(stage, clerk, colleague, alone())
    finds(stage, clerk, "keep")


def test_what_the_colleague_denies_was_not_assessed(town):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(), confirmed=False)
    version = colleague.client.get(f"/v1/cases/{stage.family.case_id}")["version"]
    denial = {"agrees": False, "reason": "当天没有去", "version": version}
    colleague.client.post(f"/v1/cases/{stage.family.case_id}/countersignature", denial)
    assert declined(finds, stage, clerk, "keep") == (409, "change.care_first")


def test_everybody_in_the_benefit_is_assessed(town):
    stage, clerk, colleague = in_tekun(town, CHILD)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone())
    assert declined(finds, stage, clerk, "keep") == (409, "change.care_first")
    assessed_apart(stage, clerk, colleague, alone(1))
    finds(stage, clerk, "keep")


def test_self_care_reported_while_the_county_decides_is_assessed_before_the_benefit_changes(town):
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]))
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    tells_change(stage, "self_care", "又摔了一跤")
    assert declined(decides, stage) == (409, "change.care_first")
    decides(stage, "check_again")
    assert declined(finds, stage, clerk, "propose_change") == (409, "change.care_first")


@pytest.mark.parametrize("meanwhile", ["income", "self_care"])
def test_the_day_of_the_assessment_is_moved_by_nothing_that_is_reported_meanwhile(town, meanwhile):
    stage, clerk, _ = receiving(town)
    tells_change(stage, "self_care")
    due, _ = due_of(clerk, stage, "recheck")
    stage.later(days=2)
    tells_change(stage, meanwhile, "又有变化")
    assert due_of(clerk, stage, "recheck")[0] == due


def test_the_day_of_the_assessment_is_not_moved_by_an_end_that_came_to_nothing(town):
    stage, clerk, _ = receiving(town)
    tells_change(stage, "self_care")
    due, _ = due_of(clerk, stage, "recheck")
    finds(stage, clerk, "propose_end", ground="own_will")
    stage.later(days=3)
    path = f"/v1/notices/{AREA}/{board(town)['ends'][0]['id']}/objections"
    neighbour = Citizen(town, "neighbour", PAPER_MISSING).client
    neighbour.post(path, {"statement": "他没有申请退出"})
    assert due_of(clerk, stage, "recheck")[0] == due


def test_self_care_reported_beside_another_change_leaves_the_earlier_day(town):
    stage, clerk, _ = receiving(town)
    tells_change(stage, "income")
    due, _ = due_of(clerk, stage, "recheck")
    stage.later(days=2)
    tells_change(stage, "self_care")
    assert due_of(clerk, stage, "recheck")[0] == due


def test_self_care_reported_while_an_end_is_posted_is_assessed_in_its_time_after_an_objection(town):
    stage, clerk, _ = ending(town)
    tells_change(stage, "self_care")
    result = town.clock.now()
    stage.later(days=4)
    path = f"/v1/notices/{AREA}/{board(town)['ends'][0]['id']}/objections"
    neighbour = Citizen(town, "neighbour", PAPER_MISSING).client
    neighbour.post(path, {"statement": "他的侄子早就不管他了"})
    due, _ = due_of(clerk, stage, "recheck")
    assert town.calendar.working_days_between(day_of(result), last_day(due)) == 10
    stage.later(minutes=1)
    newest = letters(stage, "change_told")[-1]
    assert "评估生活自理能力" in "".join(newest["lines"])


def test_an_officer_who_reported_the_change_does_not_decide_it(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    county = stage.county(COUNTY)
    body = {"kind": "income", "words": "走访时了解到在超市上班"}
    county.client.post(f"/v1/cases/{stage.family.case_id}/reported-change", body)
    finds(stage, clerk, "propose_end", ground="income")
    assert declined(decides, stage) == (409, "case.four_eyes")


def brings_late(town, source="utilities"):
    """A department brings the answer that it promised while the family was verified."""
    for ticket in town.departments.tickets:
        body = town.departments.callback(ticket)
        Client(town.url).post(f"/v1/sources/{source}/answers", body)


def test_the_county_confirms_no_amount_that_a_late_answer_overtook(town):
    town.departments.behaviour["utilities"].delay = 10**8
    stage, clerk, colleague = receiving(town)
    tells_change(stage, "self_care")
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:5]))
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    brings_late(town)
    assert declined(decides, stage) == (409, "change.calculation_outdated")
    decides(stage, "check_again")
    finds(stage, clerk, "propose_change")
    decides(stage)
    assert stage.family.case()["state"] == "receiving"


def test_the_county_settles_no_death_upon_a_rest_that_a_late_answer_overtook(town):
    town.departments.behaviour["utilities"].delay = 10**8
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells(town, MOTHER_OF_TWO.residents[1].identity_number)
    checks(stage, clerk, (0, "dead"))
    stage.later(minutes=1)
    brings_late(town)
    assert declined(decides_death, stage) == (409, "death.calculation_outdated")
    decides_death(stage, "check_again")
    checks(stage, clerk, (0, "dead"))
    decides_death(stage)
    assert stage.family.case()["state"] == "receiving"


# Other schemes.


def test_dibao_ends_without_a_notice_and_is_explained_with_reasons(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income", "在超市找到了工作")
    finds(stage, clerk, "propose_end", ground="income", found=earns(500))
    (note,) = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["notes"]
    assert "仍符合条件，每月 800.00 元，不能以此终止" in note["words"]
    assert letters(stage, "end_proposed") == []
    wages = earns(3_200)
    finds(stage, clerk, "propose_end", ground="income", found=wages, reason="月工资 3200 元")
    assert stage.family.case()["state"] == "rechecking"
    assert board(town)["ends"] == []
    text = text_of(stage, "end_proposed")
    assert "3200" in text
    assert "公示" not in text
    decides(stage)
    assert len(paid(stage, "2023-02-02")) == 1
    assert stage.family.case()["state"] == "ended"
    ended = text_of(stage, "benefit_ended")
    for words in ("第32条", "1,233.34 元", "600.00 元"):  # (500 + 3,200) / 3 a head, and the line
        assert words in ended


def test_an_end_for_property_says_why_where_what_is_calculated_says_otherwise(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "property", "继承了一间平房")
    assert faults(finds, stage, clerk, "propose_end", ground="income", although="房屋已继承") == [
        ("/although", "change.although_of_property")
    ]
    finds(stage, clerk, "propose_end", ground="property")
    assert tasks(stage, clerk) == ["recheck"]
    finds(stage, clerk, "propose_end", ground="property", although="继承公证书，尚未登记")
    assert "公证书" not in str(stage.family.case())
    assert "由工作人员另行查明" in text_of(stage, "end_proposed")
    decides(stage)
    assert stage.family.case()["state"] == "leaving"


def earns(yuan, **more):
    """A wage of the mother, as the office found it."""
    source = "单位出具的工资证明，已核对原件"
    income = {"member": 0, "kind": "wage", "amount_fen": yuan * 100, "source": source} | more
    return {"incomes": [income]}


def test_an_income_that_the_office_found_is_calculated_and_decided_by_the_county(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income", "在超市找到了工作")
    finds(stage, clerk, "propose_change", found=earns(500))
    stage.later(minutes=1)
    calculated = stage.family.case()["documents"]["reckoned"]["amount_fen"]
    assert 130_000 - 50_000 <= calculated < 130_000
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["change"]["finding"]
    assert seen["found"]["incomes"][0]["source"] == "单位出具的工资证明，已核对原件"
    assert "found" not in stage.family.case()["documents"]["change"]["finding"]
    decides(stage)
    assert ("2023-02", "regular", calculated) in paid(stage, "2023-02-02")


def test_what_was_found_holds_when_the_benefit_is_calculated_again(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income")
    finds(stage, clerk, "propose_change", found=earns(500))
    decides(stage)
    tells_change(stage, "income", "没有别的变化")
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    assert tasks(stage, clerk) == ["recheck"]


def test_what_was_found_and_not_decided_is_not_calculated(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income")
    finds(stage, clerk, "propose_change", found=earns(500))
    decides(stage, "check_again")
    finds(stage, clerk, "propose_change")
    stage.later(minutes=1)
    assert tasks(stage, clerk) == ["recheck"]


def test_an_income_found_takes_the_place_of_what_departments_answered_of_that_kind(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income", "孩子父亲不再付抚养费")
    gone = {"kind": "maintenance", "source": "法院执行裁定"}
    finds(stage, clerk, "propose_change", found=earns(0, **gone))
    stage.later(minutes=1)
    assert stage.family.case()["documents"]["reckoned"]["amount_fen"] == 180_000


def test_an_income_so_high_that_nothing_is_due_is_no_change_of_the_amount(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income")
    finds(stage, clerk, "propose_change", found=earns(9_000))
    stage.later(minutes=1)
    assert tasks(stage, clerk) == ["recheck"]


# A new job over the line (民发〔2022〕83号, 一（三）).


def in_grace(town):
    """A family over the line by a job of five months, as the county decided."""
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income", "在工厂找到了工作")
    jobs = [*earns(9_000, since="2022-08-20")["incomes"], *earns(0)["incomes"]]
    finds(stage, clerk, "propose_change", found={"incomes": jobs})
    stage.later(minutes=1)
    calculated = stage.family.case()["documents"]["reckoned"]
    assert (calculated["grace"], calculated["amount_fen"]) == ("2023-03", 130_000)
    decides(stage)
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "grace"
    return stage, clerk


def test_a_family_over_the_line_by_a_new_job_is_paid_until_its_grace_is_over(town):
    stage, clerk = in_grace(town)
    text = text_of(stage, "grace_granted")
    assert "自 2023年3月起停止发放" in text
    assert "83号）一（三）" in text
    assert "行政复议" in text
    assert "自 2023年3月起停止发放" in stage.family.timeline()["next"]
    tells_change(stage, "income", "孩子上学了")
    finds(stage, clerk, "keep")
    assert stage.family.case()["state"] == "grace"
    assert [month for month, *_ in paid(stage, "2023-02-02")] == ["2023-01", "2023-02"]
    assert stage.family.case()["state"] == "leaving"
    assert "自 2023年3月起停止发放" in text_of(stage, "grace_over")
    assert len(paid(stage, "2023-03-02")) == 2
    assert stage.family.case()["state"] == "ended"


def test_whose_new_job_ends_in_the_grace_is_calculated_anew_and_received_on(town):
    stage, clerk = in_grace(town)
    tells_change(stage, "income", "工厂停工了")
    finds(stage, clerk, "propose_change", found=earns(0))
    decides(stage)
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "receiving"
    assert len(paid(stage, "2023-03-02")) == 3


@pytest.mark.parametrize(
    ("decision", "more", "pointer"),
    [
        ("propose_change", {"found": earns(500, member=7)}, "/found/incomes/0/member"),
        ("keep", {"found": earns(500)}, "/found"),
    ],
)
def test_what_is_found_of_nobody_or_of_a_benefit_that_stays_is_refused(
    town, decision, more, pointer
):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income")
    assert faults(finds, stage, clerk, decision, **more)[0][0] == pointer


def test_who_grew_up_keeps_tekun_while_at_school_and_not_once_the_office_found_otherwise(town):
    grown = resident(
        "车小川", "2005-01-05", 15, relation="grandchild", student=True, disability=("mental", 1)
    )
    stage, clerk, _ = in_tekun(town, grown)
    until(town, "2023-01-20")
    tells_change(stage, "labour", "孩子满 18 周岁，毕业了")
    refused = declined(finds, stage, clerk, "propose_end", ground="labour")
    assert refused == (422, "change.minor_keeps")
    left = {"schools": [{"member": 1, "attends": False, "source": "学校出具的毕业证明"}]}
    finds(stage, clerk, "propose_end", ground="labour", found=left)
    assert stage.family.case()["state"] == "noticing_end"


def test_who_wants_no_more_leaves_the_same_way(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "own_will", "孩子已经工作，不再需要")
    finds(stage, clerk, "propose_end", ground="own_will", reason="本人书面申请退出")
    decides(stage)
    until(town, "2023-02-02")
    assert stage.family.case()["state"] == "ended"


def test_a_second_change_reported_while_the_first_is_examined_is_kept(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income", "在超市找到了工作")
    tells_change(stage, "property", "继承了一间平房")
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["change"]
    assert [one["kind"] for one in seen["told"]] == ["income", "property"]


def test_what_was_reported_before_is_in_the_history_after_it_was_kept_and_another_is_reported(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    tells_change(stage, "income", "在超市找到了工作")
    finds(stage, clerk, "keep")
    tells_change(stage, "property", "继承了一间平房")
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["change"]
    assert seen["told"][-1]["kind"] == "property"
    assert "finding" not in seen


# The number of people (57号, art. 7 and 31).


def test_who_came_and_who_left_is_reported_recorded_and_examined_by_a_day(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    came = {"how": "born", "name": "纪小满", "relation": "child", "on": "2023-01-04"}
    left = {"how": "moved_out", "member": 1, "on": "2023-01-05"}
    wrong = [
        ([], "/people", "change.people_of_household"),
        ([came | {"on": "2023-03-01"}], "/people/0/on", "change.day_ahead"),
        ([left | {"member": 7}], "/people/0/member", "form.member_not_listed"),
        ([left | {"member": None}], "/people/0/member", "change.number_of_who_left"),
        ([came | {"name": None}], "/people/0/name", "change.name_of_who_came"),
        ([left | {"on": "0001-01-01"}], "/people/0/on", "form.day_too_early"),
        ([came | {"on": "1900-01-01"}], "/people/0/on", "change.before_applicant"),
        ([came | {"relation": "spouse"}], "/people/0/relation", "change.born_as"),
        ([left, left | {"on": "2023-01-04"}], "/people/1/member", "form.same_person_twice"),
        ([came, came], "/people/1/name", "form.same_person_twice"),
    ]
    for people, pointer, code in wrong:
        entry = faults(
            stage.family.does, "reported-change", kind="household", words="有变化", people=people
        )
        assert entry == [(pointer, code)]
    stage.family.does(
        "reported-change", kind="household", words="老二出生，老大随父亲", people=[came, left]
    )
    stage.later(minutes=1)
    text = text_of(stage, "change_told")
    assert "（纪小满，2023年1月4日出生；纪䶮然，2023年1月5日起不再共同生活）" in text
    for words in ("授权", "从决定的下个月起执行", "照常发放", "最迟 2023年1月"):
        assert words in text
    path = f"/v1/cases/{stage.family.case_id}"
    (entry,) = clerk.client.get(path)["documents"]["change"]["told"]
    assert [one["on"] for one in entry["people"]] == ["2023-01-04", "2023-01-05"]
    for seen in (entry, clerk.client.get(f"{path}/letters")):
        assert "纪小满" not in str(seen)


def test_whoever_left_the_family_is_counted_no_more_from_the_month_after_the_decision(town):
    stage, clerk, _ = receiving(town, MOTHER_OF_TWO)
    left = {"how": "moved_out", "member": 2, "on": "2023-01-05"}
    clerk.does(
        stage.family.case_id, "reported-change", kind="household", words="孩子随父亲", people=[left]
    )
    gone = {"member": 2, "belongs": False, "since": "2023-01-05", "source": "户口迁移证明"}
    twice = {"members": [gone, gone | {"belongs": True}]}
    assert faults(finds, stage, clerk, "propose_change", found=twice) == [
        ("/found/members/1/member", "form.same_person_twice")
    ]
    finds(stage, clerk, "propose_change", found={"members": [gone]})
    stage.later(minutes=1)
    decides(stage)
    stage.later(minutes=1)
    text = text_of(stage, "benefit_changed")
    assert "原来每月 1,300.00 元；自 2023年2月起保障 2 人，每月 700.00 元" in text
    assert "家庭人口有变化" in text
    assert paid(stage, "2023-02-02")[-1] == ("2023-02", "regular", 70_000)
