"""Urgent aid: asked for where the emergency is, with the least that lets it be decided and paid;
everything else comes after the money (国发〔2014〕47号; the 2020 opinion, 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.approval import keys
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import parse_instant
from chalicelib.platform.store import identifiers, table
from local.population.families import INJURED_WORKER, MOTHER_OF_TWO
from local.population.personas import at
from local.town.clerks import Clerk
from local.town.client import Declined
from local.town.people import Citizen
from tests.support.texts import latin
from tests.system.api.conftest import URGENT, scene
from tests.system.api.scenes import declined
from tests.system.api.test_deaths import checks, tells

LIANHUA, LIANHUA_VILLAGE = "220202008000", "220202008003"
SHANQIAN, SHANQIAN_VILLAGE = "220203007000", "220203007001"
CHANGCHUN = "220102001001"
CARD = [{"paper": "identity_card", "note": "请补身份证的照片"}]
IN_ORDER = {"outcome": "in_order", "reason": "手续已经补齐"}
LEAST = {"form_id", "scheme", "kind", "emergency_area", "hardship", "members", "phone", "account"}


def least(town, name="worker", **changed):
    """A stranger's form with nothing in it but what is asked first."""
    family = Citizen(town, name, INJURED_WORKER)
    form = {name: part for name, part in family.filled_in().items() if name in LEAST} | changed
    return family, {name: part for name, part in form.items() if part is not None}


def applied(town):
    """The injured worker with the least that is asked, and a clerk where the fire was."""
    stage = scene(town, "worker", INJURED_WORKER)
    family, form = least(town)
    stage.family.receipt = family.client.post("/v1/cases", form)
    stage.family.case_id = stage.family.receipt["case_id"]
    return stage, stage.clerk(LIANHUA)


def paid(town):
    stage, clerk = applied(town)
    clerk.waits_for_task(stage.family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    stage.later(minutes=1)
    return stage, clerk


def reviewed(town):
    stage, clerk = paid(town)
    stage.family.waits_for("post_reviewing")
    clerk.waits_for_task(stage.family.case_id, "post_review")
    return stage, clerk


def asked(town):
    stage, clerk = reviewed(town)
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=CARD)
    stage.later(minutes=1)
    return stage, clerk


def colleague(town):
    """Whoever works beside the clerk who granted it, and reviews it."""
    return Clerk(town, at(LIANHUA, Post.CASE_WORKER)[1])


def faults(family, form):
    with pytest.raises(Declined) as refusal:
        family.client.post("/v1/cases", form)
    return [(one["pointer"], one["code"]) for one in refusal.value.problem["errors"]]


# What is asked first.


def test_hardship_place_person_account_and_phone_are_enough_and_it_is_paid(town):
    stage, _ = paid(town)
    assert stage.family.receipt["office"] == LIANHUA
    assert stage.family.receipt["state"] == "deciding"
    assert stage.family.timeline()["stage"] == "waiting"
    letter = "".join(stage.family.letters()[-1]["lines"])
    assert "先行拨付" not in letter
    assert "还没有拨付" in letter
    assert "昌邑区财务最迟 2022年12月19日拨付" in letter
    assert "最迟 2022年12月20日到账" in letter
    timeline = stage.family.timeline()
    (holder,) = [one for one in timeline["holders"] if one["task"] == "放款"]
    assert (holder["office_name"], holder["post"]) == ("昌邑区", "财务")
    assert holder["due"] == "2022-12-19T16:00:00Z"
    assert "昌邑区财务放款；最迟 2022年12月19日放款，最迟 2022年12月20日到账" in timeline["next"]
    stage.releases(stage.county(LIANHUA, Post.FINANCE))
    assert "昌邑区财务已经放款；最迟 2022年12月20日到账" in stage.family.timeline()["next"]
    stage.waits_for_money()
    assert "到账" not in stage.family.timeline()["next"]
    (payment,) = stage.family.timeline()["payments"]
    assert payment["amount_fen"] == URGENT["amount_fen"]


def test_what_was_paid_is_verified_and_reviewed_where_the_only_person_died(town):
    stage, clerk = paid(town)
    stage.releases(stage.county(LIANHUA, Post.FINANCE))
    stage.waits_for_money()
    tells(town, INJURED_WORKER.residents[0].identity_number, "2022-12-19")
    checks(stage, clerk, (0, "dead"), died_on="2022-12-19")
    county = stage.county(LIANHUA)
    county.waits_for_task(stage.family.case_id, "death_decision")
    county.does(stage.family.case_id, "death-decision", decision="confirm", reason="材料齐全，属实")
    stage.family.waits_for("post_reviewing")
    other = colleague(town)
    other.waits_for_task(stage.family.case_id, "post_review")
    body = {"outcome": "papers_missing", "reason": "本人已经去世，手续无法补齐"}
    assert other.does(stage.family.case_id, "post-review", **body)["state"] == "closed"


def test_the_phone_sends_nothing_more_for_urgent_aid(town):
    assert Citizen(town, "worker", INJURED_WORKER).form().keys() == LEAST | {"standing"}


@pytest.mark.parametrize("without", sorted(LEAST - {"form_id", "scheme", "kind"}))
def test_each_of_them_is_needed(town, without):
    family, form = least(town, **{without: None})
    [(pointer, code)] = faults(family, form)
    assert pointer == f"/{without}"
    assert code in {"missing", "form.place_of_emergency"}


@pytest.mark.parametrize("without", ["registered_area", "living_area"])
def test_whoever_is_in_no_emergency_says_where_the_family_belongs(town, without):
    family = Citizen(town, "mother", MOTHER_OF_TWO)
    form = family.filled_in()
    del form[without]
    assert faults(family, form) == [(f"/{without}", "missing")]
    form = family.filled_in() | {"emergency_area": SHANQIAN_VILLAGE}
    assert faults(family, form) == [("/emergency_area", "form.place_of_emergency")]


def test_who_does_not_know_the_number_by_heart_is_named_by_the_day_of_birth(town):
    stranger = {"name": "申大勇", "born": "1981-07-14", "no_number": "not_at_hand"}
    family, form = least(town, members=[stranger | {"relation": "applicant"}])
    assert family.client.post("/v1/cases", form)["state"] == "deciding"
    mother = Citizen(town, "mother", MOTHER_OF_TWO)
    form = mother.filled_in()
    form["members"][1] = {"name": "纪䶮然", "born": "2012-05-20", "no_number": "not_at_hand",
                          "relation": "child"}  # fmt: skip
    assert faults(mother, form) == [("/members/1/no_number", "form.number_needed")]


# Where it is asked for.


@pytest.mark.parametrize(
    "registered", [None, "220283200201", CHANGCHUN, SHANQIAN_VILLAGE, LIANHUA_VILLAGE]
)
def test_it_goes_to_the_township_of_the_emergency_wherever_one_is_registered(town, registered):
    family, form = least(town, registered_area=registered, living_area=registered)
    receipt = family.client.post("/v1/cases", form)
    assert (receipt["office"], receipt["state"]) == (LIANHUA, "deciding")


def test_an_emergency_elsewhere_is_passed_on_by_the_office_at_home(town):
    family, form = least(town, emergency_area=CHANGCHUN, registered_area=LIANHUA_VILLAGE)
    receipt = family.client.post("/v1/cases", form)
    assert (receipt["office"], receipt["state"]) == (LIANHUA, "passing")
    assert "长春市南关区南岭街道" in receipt["next"]


def test_where_nobody_can_act_the_place_of_the_emergency_is_named(town):
    family, form = least(town, emergency_area=CHANGCHUN)
    assert faults(family, form) == [("/emergency_area", "area.not_served")]
    family, form = least(town, "other", emergency_area="220203007999")
    assert faults(family, form) == [("/emergency_area", "area.unknown")]


# Everything else comes after.


def test_the_rest_is_declared_after_the_money_and_the_departments_are_asked_then(town):
    stage, _ = paid(town)
    number = INJURED_WORKER.residents[0].identity_number
    stage.family.proves(INJURED_WORKER.residents[0])
    answer = stage.family.does("correction", **stage.family.afterwards())
    assert answer["state"] == "waiting"
    stage.family.waits_for("post_reviewing")
    about = town.departments.about(stage.family.case_id)
    assert {person for one in about for person in one.persons} == {number}
    application = stage.family.case()["documents"]["application"]
    assert application["registered_area"] == INJURED_WORKER.registered_area
    assert stage.family.case()["still_missing"] == []


def test_who_declared_nothing_more_is_asked_about_nowhere_and_stands_as_not_verified(town):
    stage, clerk = reviewed(town)
    assert list(town.departments.about(stage.family.case_id)) == []
    items = stage.family.case()["documents"]["report"]["items"]
    assert {item["status"] for item in items} == {"not_verified"}
    missing = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["still_missing"]
    assert missing == [{"paper": "identity_card"}, {"consent_of": 0}, {"proof_of": 0}]


def test_the_rest_may_also_be_declared_while_it_is_reviewed_and_is_verified_then(town):
    stage, clerk = reviewed(town)
    stage.family.proves(INJURED_WORKER.residents[0])
    result = stage.family.afterwards()
    assert stage.family.does("correction", **result)["state"] == "verifying"
    stage.family.waits_for("post_reviewing")
    assert list(town.departments.about(stage.family.case_id))
    clerk.waits_for_task(stage.family.case_id, "post_review")


def test_others_of_the_family_are_declared_after_and_the_applicant_stays_who_was_paid(town):
    stage, _ = paid(town)
    members = stage.family.form()["members"]
    wife = {"name": "何雨", "born": "1983-02-11", "no_number": "foreign", "relation": "spouse"}
    assert stage.family.does("correction", members=[*members, wife])["state"] == "waiting"
    other = [{**members[0], "name": "钟换名"}, wife]
    refused = declined(stage.family.does, "correction", members=other)
    assert refused == (409, "application.applicant_paid")


def test_who_had_no_number_at_hand_gives_it_after(town):
    known = INJURED_WORKER.residents[0]
    stranger = {"name": known.name, "born": "1981-07-14", "relation": "applicant"}
    family, form = least(town, members=[stranger | {"no_number": "not_at_hand"}])
    stage = scene(town, "worker", INJURED_WORKER)
    stage.family.case_id = family.client.post("/v1/cases", form)["case_id"]
    clerk = stage.clerk(LIANHUA)
    clerk.waits_for_task(stage.family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    stage.later(minutes=1)
    members = [{"name": known.name, "identity_number": known.identity_number,
             "relation": "applicant"}]  # fmt: skip
    assert stage.family.does("correction", members=members)["state"] == "waiting"


# The post-review asks once.


def test_what_is_missing_after_it_was_paid_is_shown_once_with_a_deadline(town):
    stage, clerk = asked(town)
    letter = stage.family.letters()[-1]
    assert letter["name"] == "correction"
    assert "请补身份证的照片" in "".join(letter["lines"])
    timeline = stage.family.timeline()
    assert timeline["stage"] == "post_reviewing"
    assert timeline["required_action"] == "请照通知里写的补上"
    (holder,) = [one for one in timeline["holders"] if not one["office"]]
    assert (holder["office_name"], holder["due"][:10]) == ("您家", "2023-01-03")
    assert all(line["task"] != "post_review" for line in clerk.tasks())


def test_what_is_handed_in_leads_back_to_the_review_which_asks_no_second_time(town):
    stage, clerk = asked(town)
    papers = [{"kind": "identity_card", "digest": stage.family.uploads("card")}]
    assert stage.family.does("correction", papers=papers)["state"] == "post_reviewing"
    clerk.waits_for_task(stage.family.case_id, "post_review")
    again = {"decision": "ask_correction", "missing": CARD}
    assert declined(clerk.does, stage.family.case_id, "acceptance", **again) == (409, "case.bars")
    reviewer = colleague(town)
    with pytest.raises(Declined) as refused:
        reviewer.does(stage.family.case_id, "post-review", **IN_ORDER)
    lacks = [one["code"] for one in refused.value.problem["errors"]]
    assert lacks == ["approval.lacks.consent_of", "approval.lacks.proof_of"]
    stage.family.proves(INJURED_WORKER.residents[0])
    stage.family.does("correction", **stage.family.afterwards())
    stage.family.waits_for("post_reviewing")
    reviewer.waits_for_task(stage.family.case_id, "post_review")
    reviewer.does(stage.family.case_id, "post-review", **IN_ORDER)
    stage.family.waits_for("closed")


def test_it_is_not_in_order_while_anything_is_missing_and_the_reviewer_is_informed_what(town):
    stage, _ = reviewed(town)
    with pytest.raises(Declined) as refused:
        colleague(town).does(stage.family.case_id, "post-review", **IN_ORDER)
    errors = refused.value.problem["errors"]
    assert {one["pointer"] for one in errors} == {"/outcome"}
    assert "缺身份证" in errors[0]["detail"]
    assert "1人没有签署授权" in errors[1]["detail"]
    assert all("请先告知家庭补正" in one["detail"] for one in errors)
    assert stage.family.timeline()["stage"] == "post_reviewing"


def test_whoever_hands_nothing_in_is_reviewed_when_the_time_is_over(town):
    stage, clerk = asked(town)
    (own,) = [one for one in stage.family.timeline()["holders"] if not one["office"]]
    town.clock.sleep_until(parse_instant(own["due"]) + timedelta(hours=2))
    assert "correction_over" in [one["event"] for one in stage.family.timeline()["events"]]
    clerk.waits_for_task(stage.family.case_id, "post_review")
    colleague(town).does(
        stage.family.case_id, "post-review", outcome="papers_missing", reason="逾期没有补"
    )
    stage.family.waits_for("closed")


def test_the_workflow_does_not_run_in_circles_while_the_family_is_asked(town):
    stage, _ = asked(town)
    by_name = {one["name"]: "".join(one["lines"]) for one in stage.family.letters()}
    assert "最多每人 1,000.00 元，您家 1 人共 1,000.00 元" in by_name["paid_first"]
    assert "补办手续不影响这笔钱" in by_name["correction"]
    before = len(town.sandbox.calls)
    stage.later(days=2)
    assert len(town.sandbox.calls) - before < 2_000
    assert stage.family.timeline()["stage"] == "post_reviewing"


def test_nobody_is_accepted_or_not_accepted_once_it_was_paid(town):
    stage, clerk = reviewed(town)
    for answer in (
        {"decision": "accept"},
        {"decision": "not_accept", "ground": "own_will", "reason": "不申请了"},
    ):
        refused = declined(clerk.does, stage.family.case_id, "acceptance", **answer)
        assert refused[0] == 409


# A second one.


def second(town):
    """Another family, with the injured worker among its members, after his urgent aid was paid."""
    paid(town)
    stage = scene(town, "mother", MOTHER_OF_TWO)
    stage.family.receipt = stage.family.client.post("/v1/cases", with_worker(town, stage.family))
    stage.family.case_id = stage.family.receipt["case_id"]
    return stage, stage.clerk(LIANHUA)


def with_worker(town, family):
    worker = Citizen(town, "worker", INJURED_WORKER).filled_in()
    form = worker | family.filled_in() | {"kind": "urgent", "scheme": "temporary_aid"}
    form |= {"emergency_area": LIANHUA_VILLAGE, "form_id": "form-second"}
    form["members"] = [form["members"][0], worker["members"][0] | {"relation": "other"}]
    return {name: part for name, part in form.items() if name in LEAST}


def test_a_second_urgent_aid_of_any_member_goes_to_the_county_which_grants_it(town):
    stage, clerk = second(town)
    clerk.waits_for_task(stage.family.case_id, "decide")
    refused = declined(clerk.does, stage.family.case_id, "decision", **URGENT)
    assert refused == (409, "approval.urgent_again")
    referred = {"decision": "refer_to_county", "reason": "今年已救助过一次，火灾后又受伤"}
    clerk.does(stage.family.case_id, "opinion", **referred)
    assert stage.family.timeline()["stage"] == "confirming"
    county = stage.county("220202000000")
    county.waits_for_task(stage.family.case_id, "confirm")
    county.does(stage.family.case_id, "decision", **URGENT)
    stage.later(minutes=1)
    assert stage.family.timeline()["stage"] == "waiting"


@pytest.mark.parametrize("opinion", ["refer_to_county", "propose_refusal"])
def test_the_county_confirms_no_assessment_of_it_but_grants_with_an_amount(town, opinion):
    stage, county = before_the_county(town, opinion)
    with pytest.raises(Declined) as refused:
        stage.decides(county, "confirm", "情况属实，同意救助")
    assert (refused.value.status, refused.value.code) == (409, "case.other_track")
    detail = refused.value.problem["detail"]
    assert "批准急难救助" in detail
    assert "不予确认" in detail
    assert latin(detail) == []
    county.does(stage.family.case_id, "decision", **URGENT)
    stage.later(minutes=1)
    assert stage.family.timeline()["stage"] == "waiting"


def test_what_the_county_sends_back_is_decided_by_the_township_anew(town):
    stage, county = before_the_county(town, "refer_to_county")
    (holder,) = stage.family.timeline()["holders"]
    assert holder["office_name"] == "昌邑区"
    referred = stage.family.timeline()["since"]
    assert parse_instant(holder["due"]) == parse_instant(referred) + timedelta(hours=24)
    stage.decides(county, "send_back", "本乡镇可以决定，请尽快办理")
    assert stage.family.timeline()["stage"] == "deciding"
    words = stage.family.timeline()["events"][-1]["words"]
    assert words == "退回重新决定急难救助"
    clerk = stage.clerk(LIANHUA)
    clerk.waits_for_task(stage.family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    stage.family.waits_for("post_reviewing")
    assert "entitled" in stage.family.case()["facts"]


def before_the_county(town, opinion):
    """Urgent aid that the township did not grant itself, and whoever decides at the county."""
    stage, clerk = applied(town)
    clerk.waits_for_task(stage.family.case_id, "decide")
    more = {**URGENT, "amount_fen": 200_000}
    with pytest.raises(Declined) as refused:
        clerk.does(stage.family.case_id, "decision", **more)
    assert "每人 1,000.00 元，全家共 1,000.00 元" in refused.value.problem["detail"]
    clerk.does(stage.family.case_id, "opinion", decision=opinion, reason="请县级研究决定")
    county = stage.county("220202000000")
    county.waits_for_task(stage.family.case_id, "confirm")
    return stage, county


def test_what_is_more_than_a_township_may_grant_is_the_countys_to_grant(town):
    stage = scene(town, "worker", INJURED_WORKER)
    family, form = least(town)
    wife = {"name": "申嫂", "identity_number": "220201198801010028", "relation": "spouse"}
    form["members"] = [*form["members"], wife]
    stage.family.receipt = family.client.post("/v1/cases", form)
    stage.family.case_id = stage.family.receipt["case_id"]
    clerk, more = stage.clerk(LIANHUA), {**URGENT, "amount_fen": 200_000}
    clerk.waits_for_task(stage.family.case_id, "decide")
    refused = declined(clerk.does, stage.family.case_id, "decision", **more)
    assert refused == (409, "approval.above_township")
    referred = {"decision": "refer_to_county", "reason": "两人受灾，超过街道权限"}
    clerk.does(stage.family.case_id, "opinion", **referred)
    county = stage.county("220202000000")
    county.waits_for_task(stage.family.case_id, "confirm")
    county.does(stage.family.case_id, "decision", **more)
    stage.later(minutes=1)
    assert "共 2,000.00 元" in "".join(stage.family.letters()[-1]["lines"])


def test_the_county_may_refuse_a_second_one(town):
    stage, clerk = second(town)
    clerk.waits_for_task(stage.family.case_id, "decide")
    referred = {"decision": "refer_to_county", "reason": "今年已救助过一次"}
    clerk.does(stage.family.case_id, "opinion", **referred)
    stage.decides(stage.county("220202000000"), "decline", "同一事由已救助，不予重复救助")
    stage.family.waits_for("refused")


def test_whoever_referred_it_does_not_grant_it(town):
    stage, clerk = second(town)
    clerk.waits_for_task(stage.family.case_id, "decide")
    post = frozenset({Post.CASE_WORKER})
    referred = {"decision": "refer_to_county", "reason": "今年已救助过一次"}
    clerk.does(stage.family.case_id, "opinion", **referred)
    moved = directory.find_by_wecom(clerk.persona.userid)
    directory.save(replace(moved, office="220202000000", posts=post), moved)
    refused = declined(clerk.does, stage.family.case_id, "decision", **URGENT)
    assert refused == (409, "case.four_eyes")


def test_after_the_pack_s_time_the_township_grants_again(town, monkeypatch):
    stage, clerk = second(town)
    clerk.waits_for_task(stage.family.case_id, "decide")
    person = identifiers.identity_hash(INJURED_WORKER.residents[0].identity_number)
    place = keys.urgent_aid(person)
    item = table.get(place)
    assert item["until"] == "2023-12-19T16:00:00Z"
    table.put(place, item | {"until": "2022-12-01T00:00:00Z"})
    clerk.does(stage.family.case_id, "decision", **URGENT)
    assert table.get(place)["case_id"] == stage.family.case_id


def test_the_same_family_s_own_case_is_no_second_one(town):
    """A grant is no hindrance to itself, sent again."""
    stage, clerk = applied(town)
    clerk.waits_for_task(stage.family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    again = declined(clerk.does, stage.family.case_id, "decision", **URGENT)
    assert again[1] != "approval.urgent_again"


def test_who_gave_the_number_after_the_money_is_known_when_asking_again(town):
    known = INJURED_WORKER.residents[0]
    stranger = {"name": known.name, "born": "1981-07-14", "relation": "applicant"}
    family, form = least(town, members=[stranger | {"no_number": "not_at_hand"}])
    stage = scene(town, "worker", INJURED_WORKER)
    stage.family.case_id = family.client.post("/v1/cases", form)["case_id"]
    clerk = stage.clerk(LIANHUA)
    clerk.waits_for_task(stage.family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    stage.later(minutes=1)
    named = {"name": known.name, "identity_number": known.identity_number}
    members = [named | {"relation": "applicant"}]
    stage.family.does("correction", members=members)
    stage.later(minutes=1)
    again = scene(town, "mother", MOTHER_OF_TWO)
    again.family.case_id = again.family.client.post("/v1/cases", with_worker(town, again.family))[
        "case_id"
    ]
    clerk.waits_for_task(again.family.case_id, "decide")
    refused = declined(clerk.does, again.family.case_id, "decision", **URGENT)
    assert refused == (409, "approval.urgent_again")


def test_a_member_who_was_declared_after_the_money_is_known_when_asking_again(town):
    family, form = least(town)
    stage = scene(town, "worker", INJURED_WORKER)
    stage.family.case_id = family.client.post("/v1/cases", form)["case_id"]
    clerk = stage.clerk(LIANHUA)
    clerk.waits_for_task(stage.family.case_id, "decide")
    clerk.does(stage.family.case_id, "decision", **URGENT)
    stage.later(minutes=1)
    mother = MOTHER_OF_TWO.residents[0]
    members = stage.family.form()["members"]
    wife = {"name": mother.name, "identity_number": mother.identity_number, "relation": "spouse"}
    stage.family.does("correction", members=[*members, wife])
    stage.later(minutes=1)
    again = scene(town, "mother", MOTHER_OF_TWO)
    asks = again.family.filled_in() | {"kind": "urgent", "scheme": "temporary_aid"}
    asks |= {"emergency_area": LIANHUA_VILLAGE, "form_id": "form-second"}
    asks["hardship"] = form["hardship"]
    asks["members"] = asks["members"][:1]
    again.family.case_id = again.family.client.post(
        "/v1/cases", {name: part for name, part in asks.items() if name in LEAST}
    )["case_id"]
    clerk.waits_for_task(again.family.case_id, "decide")
    refused = declined(clerk.does, again.family.case_id, "decision", **URGENT)
    assert refused == (409, "approval.urgent_again")
