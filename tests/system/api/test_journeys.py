"""What families and staff do through the API, and what they are told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chalicelib.domain.dates import last_day, parse_instant
from local.population import families
from local.population.families import MOTHER_OF_TWO, PAPER_MISSING
from local.population.photos import digest
from local.town.client import Client, Declined
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import REASON, accepted, declined, noticed, proposing, reviewing


def test_a_submission_sent_again_gives_the_first_receipt(town):
    family = Citizen(town, "again", MOTHER_OF_TWO)
    first = family.apply()
    form = family.form()
    town.clock.sleep_until(town.clock.now() + timedelta(minutes=5))
    again = family.client.post("/v1/cases", form, key="a-second-key-for-it")
    repeated = family.client.post("/v1/cases", form, key="a-second-key-for-it")
    assert again["receipt"] == repeated["receipt"] == first["receipt"]
    for other in ({"hardship": "另一种说法"}, {"living_area": "220203007002"}):
        refused = declined(family.client.post, "/v1/cases", form | other)
        assert refused == (409, "application.sent_before")


def test_a_key_that_came_with_another_body_is_refused(town):
    family = Citizen(town, "key", MOTHER_OF_TWO)
    family.apply()
    path, key = f"/v1/cases/{family.case_id}/withdrawal", "the-very-same-key"
    first = family.client.post(path, {"reason": "暂不申请"}, key=key)
    assert family.client.post(path, {"reason": "暂不申请"}, key=key) == first
    other = {"reason": "另一种说法"}
    assert declined(family.client.post, path, other, key=key) == (409, "request.key_reused")


def test_a_family_has_one_open_case_of_a_scheme(town):
    family = Citizen(town, "once", MOTHER_OF_TWO)
    family.apply()
    second = family.form() | {"form_id": "a-second-form"}
    assert declined(family.client.post, "/v1/cases", second) == (409, "case.open_already")
    family.does("withdrawal", reason="暂不申请")
    assert family.client.post("/v1/cases", second | {"form_id": "a-third-form"})["receipt"]


def test_naming_a_stranger_does_not_lock_the_stranger_out(town):
    stage = scene(town, "mother", MOTHER_OF_TWO)
    office = stage.applies()
    neighbour = Citizen(town, "neighbour", PAPER_MISSING)
    stranger = stage.family.form()["members"][1] | {"relation": "other"}
    form = neighbour.form()
    neighbour.apply(members=[*form["members"], stranger])
    clerk = stage.clerk(office)
    line = clerk.waits_for_task(neighbour.case_id, "duplicate")
    assert line["label"]
    case = clerk.client.get(f"/v1/cases/{neighbour.case_id}")
    assert case["documents"]["duplicate"]["receipts"] == [stage.family.receipt["receipt"]]
    assert "duplicate" not in json.dumps([neighbour.case(), neighbour.timeline()])
    clerk.does(neighbour.case_id, "duplicate-finding", outcome="left_to_review", reason=REASON)


def test_an_objection_leads_to_a_new_survey_and_a_new_opinion(town):
    stage, clerk, colleague = noticed(town)
    area = MOTHER_OF_TWO.registered_area
    (notice,) = stage.notices(area)
    assert notice.keys() == {
        "id", "surname", "members", "amount_fen", "scheme", "scheme_name", "until",
    }  # fmt: skip
    assert notice["surname"] == "乔*"
    neighbour = Citizen(town, "neighbour", PAPER_MISSING)
    path = f"/v1/notices/{area}/{notice['id']}/objections"
    assert neighbour.client.post(path, {"statement": "她家有车"})["next"]
    stage.family.waits_for("reviewing")
    assert "有人对公示提了意见" in stage.family.timeline()["next"]
    stage.later(minutes=1)
    assert stage.notices(area) == []
    path = f"/v1/cases/{stage.family.case_id}"
    assert "她家有车" in json.dumps(clerk.client.get(path), ensure_ascii=False)
    assert "她家有车" not in json.dumps(stage.family.case(), ensure_ascii=False)
    assert declined(stage.gives_opinion, clerk, "propose_grant", REASON) == (409, "case.needs")
    stage.visits(clerk, colleague, "核实无车")
    stage.gives_opinion(clerk, "propose_grant", "异议不属实")
    stage.family.waits_for("confirming")
    stage.decides(stage.county("220203000000"), "confirm", REASON)
    assert stage.family.timeline()["stage"] in {"confirmed", "receiving"}


def test_a_notice_is_gone_when_its_seven_days_are_over(town):
    stage, _, _ = noticed(town)
    stage.family.waits_for("confirming")
    assert stage.notices(MOTHER_OF_TWO.registered_area) == []


def test_the_county_sends_back_and_the_township_surveys_again(town):
    stage, clerk, colleague = noticed(town)
    stage.family.waits_for("confirming")
    county = stage.county("220203000000")
    stage.decides(county, "send_back", "请核实住房情况")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "租住，已核实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    assert stage.family.waits_for("noticing")


def test_whoever_visited_may_not_decide(town):
    stage, _, _ = noticed(town)
    stage.family.waits_for("confirming")
    clerk = stage.clerk("220203007000")
    assert declined(
        clerk.does, stage.family.case_id, "decision", decision="confirm", reason=REASON
    ) == (409, "case.four_eyes")


def test_when_the_township_wants_it_verified_again_no_round_is_waited_for(town):
    stage, clerk, _ = proposing(town)
    asked = len(town.departments.about(stage.family.case_id))
    clerk.waits_for_task(stage.family.case_id, "propose")
    clerk.does(stage.family.case_id, "opinion", decision="verify_again", reason="请再核对存款")
    at = town.clock.now()
    stage.later(minutes=5)
    fresh = town.departments.about(stage.family.case_id)[asked:]
    assert {one.source for one in fresh} == {one.source for one in town.departments.asked}
    assert all(one.at - at < timedelta(minutes=1) for one in fresh)


def test_what_is_exempted_rests_on_a_file_of_the_case(town):
    stage, clerk, _ = reviewing(town, families.CHARITY_MONEY)
    exemption = {"item": "deposits", "amount_fen": 6_200_000, "reason": "社会捐款专用于手术"}
    opinion = {"decision": "propose_grant", "reason": REASON}
    unknown = exemption | {"evidence": [digest("another family's photo")]}
    known = exemption | {"evidence": [stage.family.form()["papers"][0]["digest"]]}
    clerk.waits_for_task(stage.family.case_id, "review")
    refused = declined(clerk.does, stage.family.case_id, "opinion", **opinion, exemptions=[unknown])
    assert refused == (422, "approval.no_such_file")
    clerk.does(stage.family.case_id, "opinion", **opinion, exemptions=[known])
    stage.family.waits_for("noticing")


def test_urgent_aid_too_is_refused_by_a_second_person_only(town):
    stage = scene(town, "urgent", families.INJURED_WORKER)
    clerk = stage.clerk(stage.applies())
    clerk.waits_for_task(stage.family.case_id, "decide")
    decision = {"decision": "propose_refusal", "reason": "未发现火灾"}
    assert declined(clerk.does, stage.family.case_id, "decision", **decision)[0] == 422
    clerk.does(stage.family.case_id, "opinion", **decision)
    stage.decides(stage.county("220202000000"), "decline", "火灾不属实，不予救助")
    stage.family.waits_for("refused")
    stage.later(minutes=1)
    assert "火灾不属实" in "".join(stage.family.letters()[-1]["lines"])


def test_a_family_that_does_not_cooperate_gets_its_own_letter(town):
    stage, _, _ = accepted(town, household=families.RETIRED_COUPLE)
    stage.family.waits_for("explaining")
    stage.county("220211000000").does(
        stage.family.case_id, "termination", reason="多次联系不上，不配合调查"
    )
    stage.later(minutes=1)
    assert stage.family.letters()[-1]["name"] == "terminated"
    assert "行政复议" in "".join(stage.family.letters()[-1]["lines"])
    timeline = stage.family.timeline()
    until = f"{last_day(parse_instant(timeline['due'])):%Y年%-m月%-d日}"
    assert until in timeline["required_action"] and until in stage.family.letters()[-1]["lines"][-1]
    stage.later(days=70)
    over = stage.family.timeline()
    assert (over["due"], over["required_action"]) == (None, "您现在不用做什么")


def test_who_did_not_sign_is_not_asked_about_and_stands_as_not_verified(town):
    stage = scene(town, "unsigned", families.RETIRED_COUPLE)
    form = stage.family.form()
    stage.family.apply(consents=form["consents"][:1])
    stage.family.waits_for("reviewing", "explaining")
    asked = {
        number for one in town.departments.about(stage.family.case_id) for number in one.persons
    }
    assert asked == {families.RETIRED_COUPLE.residents[0].identity_number}
    items = stage.family.case()["documents"]["report"]["items"]
    assert {item["status"] for item in items if item["member"] == 1} == {"not_verified"}


def test_a_wrong_identity_number_is_pointed_at_without_being_repeated(town):
    family = Citizen(town, "mistyped", MOTHER_OF_TWO)
    form = family.form()
    number = form["members"][1]["identity_number"]
    form["members"][1]["identity_number"] = number[:-1] + ("0" if number[-1] != "0" else "1")
    for paper in form["papers"]:
        family.uploads(f"mistyped/{paper['kind']}")
    with pytest.raises(Declined) as refusal:
        family.client.post("/v1/cases", form)
    assert refusal.value.status == 422
    assert refusal.value.problem["errors"][0]["pointer"] == "/members/1/identity_number"
    assert number[:-1] not in json.dumps(refusal.value.problem)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/members/0/name", "乔\n素梅"),
        ("/account/number", "=SUM(A1:A9)"),
        ("/phone", "12345678901"),
        ("/consents/0/signed_at", "2022-12-19T09:00:00"),
        ("/members/0/relation", "spouse"),
        ("/members/1/relation", "applicant"),
        ("/incomes/0/member", 3),
    ],
)
def test_what_no_family_would_write_is_distinguished(town, path, value):
    family = Citizen(town, "odd", MOTHER_OF_TWO)
    form = family.form()
    *above, last = path.strip("/").split("/")
    place = form
    for step in above:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    with pytest.raises(Declined) as refusal:
        family.client.post("/v1/cases", form)
    assert (refusal.value.status, refusal.value.code) == (422, "request.invalid")
    pointers = {error["pointer"] for error in refusal.value.problem["errors"]}
    assert pointers == {path}
    assert str(value).strip() not in json.dumps(refusal.value.problem, ensure_ascii=False)


def test_anybody_finds_an_area_and_those_in_it(town):
    area = Client(town.url).get("/v1/areas/220203007000")
    assert area["full_name"] == "龙潭区山前街道"
    assert {child["code"] for child in area["children"]} >= {"220203007001"}
