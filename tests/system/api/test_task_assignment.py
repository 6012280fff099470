"""Who may do a task: who holds it, a superior too when it is overdue, or the county alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import case_tasks, overdue
from chalicelib.directory import store
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import parse_instant
from chalicelib.records import assignment
from chalicelib.records.law import law_on
from local.cloud import logs
from local.population.families import MOTHER_OF_TWO, PAPER_MISSING, RETIRED_COUPLE
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import REASON, accepted, declined, noticed
from tests.system.api.test_provisional import line_of

TOWNSHIP, COUNTY, CITY = "220203007000", "220203000000", "220200000000"
CALL_BACK = {"outcome": "reached", "hardship": "独自带两个孩子", "informed_of": ["rights"]}
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


# What is overdue.


def left(town, *userids):
    """These members of staff have left."""
    for userid in userids:
        yesterday = town.clock.now().date() - timedelta(days=1)
        store.save(replace(store.find(userid), until=yesterday))


def untouched(town, days=12):
    """A case that nobody touches for so many days."""
    stage = scene(town, "untouched", MOTHER_OF_TWO)
    stage.applies()
    town.clock.sleep_until(town.clock.now() + timedelta(days=days))
    return stage


def offices_of(stage):
    return {holder["task"]: holder["office"] for holder in stage.family.timeline()["holders"]}


def listed(stage, *staff):
    """Which of the staff find the acceptance on their list."""
    return [
        one.persona.userid for one in staff if any(line["task"] == "accept" for line in one.tasks())
    ]


def test_whoever_is_not_reached_is_tried_again_and_then_met_at_home(town):
    stage = scene(town, "silent", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    before = line_of(clerk, "call_back")
    for outcome in ("no_answer", "refused"):
        clerk.does(stage.family.case_id, "call-back", outcome=outcome)
        assert line_of(clerk, "call_back") == before
    clerk.does(stage.family.case_id, "call-back", outcome="no_answer")
    assert {line["task"] for line in clerk.tasks()} == {"accept", "meet"}
    assert line_of(clerk, "meet")["due"] == "2022-12-22T16:00:00Z"
    assert "上门当面说明" in stage.family.timeline()["required_action"]
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "not_reached"]
    for words in ("共打过 3 次电话：2022年12月19日。", "2022年12月22日前上门", "更改联系电话"):
        assert words in "".join(letter["lines"])
    for _ in range(17):
        clerk.does(stage.family.case_id, "call-back", outcome="no_answer", way="visit")
    once_more = declined(clerk.does, stage.family.case_id, "call-back", outcome="no_answer")
    assert once_more == (409, "approval.too_many_attempts")
    nothing = declined(clerk.does, stage.family.case_id, "call-back", outcome="reached")
    assert nothing == (422, "request.invalid")
    clerk.does(stage.family.case_id, "call-back", **CALL_BACK, way="visit")
    attempts = stage.family.case()["documents"]["call_back"]["attempts"]
    assert [one["outcome"] for one in attempts][:3] == ["no_answer", "refused", "no_answer"]
    assert (attempts[-1]["outcome"], len(attempts)) == ("reached", 21)
    assert all(one["at"] for one in attempts)
    moments = stage.family.timeline()["events"]
    events = [one["event"] for one in moments]
    assert [one["words"] for one in moments[1:3]] == [
        "回访没有联系上",
        "电话已接通，对方没有接受回访",
    ]
    assert [*events[1:4], events[-1]] == [
        *("call_failed", "call_failed", "call_given_up"), "call_back",
    ]  # fmt: skip
    assert {line["task"] for line in clerk.tasks()} == {"accept"}


def test_after_nine_working_days_the_township_still_phones_and_accepts(town):
    stage = untouched(town)
    clerk = stage.clerk(TOWNSHIP)
    assert offices_of(stage).items() >= {"看材料齐不齐": CITY, "打电话问情况": CITY}.items()
    clerk.does(stage.family.case_id, "call-back", **CALL_BACK)
    clerk.does(stage.family.case_id, "acceptance", **ACCEPT)
    assert stage.family.case()["accepted_at"]
    assert listed(stage, clerk, stage.clerk(CITY, Post.LEADER)) == []


@pytest.mark.parametrize(
    ("office", "post", "may"),
    [
        (TOWNSHIP, Post.CASE_WORKER, True),
        (COUNTY, Post.LEADER, True),
        (CITY, Post.LEADER, True),
        (COUNTY, Post.CASE_WORKER, False),
    ],
)
def test_what_was_escalated_is_listed_by_whoever_may_do_it(town, office, post, may):
    """Those who handle cases where it began, and the leaders of every office up to where it is."""
    stage = untouched(town)
    clerk = stage.clerk(office, post)
    assert bool(listed(stage, clerk)) is may
    if may:
        clerk.client.post(f"/v1/cases/{stage.family.case_id}/tasks/accept/claim")
        clerk.does(stage.family.case_id, "acceptance", **ACCEPT)
    else:
        refused = declined(clerk.does, stage.family.case_id, "acceptance", **ACCEPT)
        assert refused == (403, "case.not_yours")


def test_a_leader_hands_what_was_escalated_back_to_the_township(town):
    stage = untouched(town, days=4)
    leader, clerk = stage.county(COUNTY, Post.LEADER), stage.clerk(TOWNSHIP)
    path = f"/v1/cases/{stage.family.case_id}/tasks/accept"
    leader.client.post(f"{path}/claim")
    assert declined(clerk.does, stage.family.case_id, "acceptance", **ACCEPT)[0] == 403
    assert declined(leader.client.post, f"{path}/hand-over", {"to": "longtan"}) == (
        409,
        "approval.not_a_colleague",
    )
    leader.client.post(f"{path}/hand-over", {"to": clerk.persona.userid})
    clerk.does(stage.family.case_id, "acceptance", **ACCEPT)


def test_where_nobody_above_has_a_leader_a_task_goes_once_to_the_own_leader_and_stays(town):
    left(town, "longtan-leader", "jilin-leader")
    stage = untouched(town)
    assert set(offices_of(stage).values()) <= {TOWNSHIP, ""}
    clerk = stage.clerk(TOWNSHIP)
    (line,) = [one for one in clerk.tasks() if one["task"] == "accept"]
    assert line["escalations"] == 1
    assert parse_instant(line["due"]) > town.clock.now() > parse_instant(line["overdue_since"])
    (holder,) = [one for one in stage.family.timeline()["holders"] if one["task"] == "看材料齐不齐"]
    assert (holder["due"], holder["overdue_since"]) == (line["due"], line["overdue_since"])
    clerk.does(stage.family.case_id, "acceptance", **ACCEPT)


def signs(lines):
    log_lines = [json.loads(line) for line in lines]
    return [line for line in log_lines if line.get("code") == "task.no_hands"]


def test_a_task_that_nobody_can_do_is_a_sign_for_operators_once_at_each_check(town):
    stage = scene(town, "no-hands", MOTHER_OF_TWO)
    stage.applies()
    left(town, "shanqian1", "shanqian2", "longtan-leader", "jilin-leader")
    with logs.captured() as lines:
        town.clock.sleep_until(town.clock.now() + timedelta(days=8))
    result = signs(lines)
    assert {(line["task"], line["office"]) for line in result} >= {
        ("accept", TOWNSHIP), ("call_back", TOWNSHIP),
    }  # fmt: skip
    assert {line["case_id"] for line in result} == {stage.family.case_id}
    assert {line["level"] for line in result} == {"ERROR"}
    checks = [line for line in result if line["task"] == "accept"]
    assert 1 < len(checks) < 12  # not at every tick of a quarter of an hour
    for secret in (MOTHER_OF_TWO.residents[0].name, stage.family.receipt["receipt"]):
        assert secret not in "".join(lines)


def test_a_decision_whose_last_deciders_have_all_acted_is_a_sign_too(town):
    stage = scene(town, "no-eyes", MOTHER_OF_TWO)
    stage.applies()
    now = town.clock.now()
    law = law_on(now)
    task = case_tasks.open_task("confirm", TOWNSHIP, now, law)
    found = cases.load(stage.family.case_id)
    while office := assignment.above(task, found.document.county_only):
        task = assignment.escalated(task, office, now, law)
    staff = [one.id for office in task.offices for one in store.of_office(office, law.day)]
    others = [one for one in staff if one != "jilin-leader"]
    for acted, expected in ((staff, ["confirm"]), (others, [])):
        document = replace(found.document, tasks=(task,), acted=tuple(acted))
        with logs.captured() as lines:
            overdue.report_tasks_without_staff(replace(found, document=document))
        assert [line["task"] for line in signs(lines)] == expected


def test_a_task_with_hands_is_no_sign(town):
    with logs.captured() as lines:
        untouched(town)
    assert signs(lines) == []


def test_where_the_county_has_nobody_the_office_above_acts_for_it(town):
    stage, _, _ = accepted(town, household=RETIRED_COUPLE)
    stage.family.waits_for("explaining")
    leader = stage.clerk(CITY, Post.LEADER)
    refused = declined(leader.does, stage.family.case_id, "termination", reason="拒绝配合")
    assert refused == (403, "case.not_yours")
    left(town, "fengman", "fengman2", "fengman-leader")
    leader.does(stage.family.case_id, "termination", reason="拒绝配合调查")
    assert stage.family.timeline()["stage"] == "terminated"


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
    assert declined(stage.decides, leader, "confirm", REASON) == (409, "case.four_eyes")
    stage.decides(stage.clerk(COUNTY, number=1), "confirm", REASON)
    stage.family.waits_for("receiving")


def test_what_the_county_lets_lie_goes_to_its_own_leader_when_nobody_else_may_know(town):
    stage = confidential(town)
    clerk, leader = stage.county(COUNTY), stage.county(COUNTY, Post.LEADER)
    line = clerk.waits_for_task(stage.family.case_id, "accept")
    town.clock.sleep_until(parse_instant(line["due"]) + timedelta(hours=2))
    assert stage.clerk("220200000000", Post.LEADER).tasks() == []
    for staff in (leader, clerk):
        assert staff.waits_for_task(stage.family.case_id, "accept")["escalations"] == 1
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


def test_at_the_top_it_is_shown_since_when_it_is_late_and_reminders_are_shown_once(town):
    """Nobody is above: since when it is late does not move on, and no list of escalations grows."""
    stage = untouched(town, days=20)
    timeline = stage.family.timeline()
    since = {one["task"]: one["overdue_since"] for one in timeline["holders"]}
    assert since["看材料齐不齐"] == "2022-12-21T16:00:00Z"  # the day that was told first
    town.clock.sleep_until(town.clock.now() + timedelta(days=20))
    after = stage.family.timeline()
    assert {one["task"]: one["overdue_since"] for one in after["holders"]}.items() >= since.items()
    assert all(parse_instant(one["due"]) > town.clock.now() for one in after["holders"])
    texts = [moment["words"] for moment in after["events"] if moment["automatic"]]
    for office in ("龙潭区", "吉林市"):
        assert (
            sum(f"“看材料齐不齐”过了日子没办，转给{office}负责人" in words for words in texts) == 1
        )
    assert sum("又提醒吉林市负责人" in words for words in texts) == 1
    staff = stage.county(COUNTY, Post.LEADER).client
    seen = staff.get(f"/v1/cases/{stage.family.case_id}/timeline")["events"]
    assert sum(moment["event"] == "remind" for moment in seen) > 3
    assert len(seen) < 60
