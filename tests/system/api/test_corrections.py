"""The family puts right what it wrote: until the decision, and phone and account at any time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.applications.amending import corrections
from chalicelib.case import case as cases
from chalicelib.case import report
from chalicelib.domain.identity import with_check_digit
from chalicelib.policy import load_pack
from local.population.families import INJURED_WORKER, MOTHER_OF_TWO, PAPER_MISSING
from local.town.client import Declined
from tests.system.api.conftest import scene
from tests.system.api.scenes import REASON, accepted, declined, noticed

WIRED = {one.code for one in load_pack("jilin-city").catalogue.sources if one.answers != "file"}
ACCOUNT = {"bank": "吉林银行", "number": "6217000000000000007"}


def number_of(birth, order):
    return with_check_digit(f"220201{birth}{order:03d}")


def applied(town, name="family", household=MOTHER_OF_TWO, **changed):
    stage = scene(town, name, household)
    stage.family.apply(**changed)
    return stage


def corrects(stage, **fields):
    """The family corrects something, and whatever follows from it at once happens."""
    answer = stage.family.does("correction", **fields)
    stage.later(minutes=1)
    return answer


def members(stage, *order, **changed):
    """The household told anew in this order; `changed` are the fields of its last person."""
    shown_members = stage.family.form()["members"]
    anew = [shown_members[at] for at in order or range(len(shown_members))]
    return [*anew[:-1], {**anew[-1], **changed}]


def application(stage):
    return stage.family.case()["documents"]["application"]


def events(stage):
    return [moment["event"] for moment in stage.family.timeline()["events"]]


def asked(stage, since=0):
    """Whom the departments were asked about, by source, from that question on."""
    found = {}
    for one in stage.world.departments.about(stage.family.case_id)[since:]:
        found.setdefault(one.source, set()).update(one.persons)
    return found


def so_far(stage):
    return len(stage.world.departments.about(stage.family.case_id))


def reads(stage, clerk):
    """The last event as the clerk's timeline has it."""
    timeline = clerk.client.get(f"/v1/cases/{stage.family.case_id}/timeline")
    return timeline["events"][-1]


# What can be put right.


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ({"phone": "13900000001"}, "change_phone"),
        ({"account": {"bank": "吉林银行", "number": "6217000000000000002"}}, "change_account"),
        (
            {
                "members": [
                    {
                        "name": "测甲甲",
                        "identity_number": number_of("19600101", 91),
                        "relation": "applicant",
                    }
                ]
            },
            "redeclare",
        ),
    ],
    ids=["phone", "account", "members"],
)
def test_a_typing_error_is_put_right_and_nothing_is_begun_again(town, body, event):
    stage = applied(town)
    answer = corrects(stage, **body)
    assert (answer["state"], events(stage)[-1]) == ("waiting", event)
    assert application(stage)["sent"]
    (name,) = body
    if name != "account":
        before = application(stage)[name]
        assert before == body[name] or before[0]["name"] == "测甲甲"


def test_staff_read_what_was_declared_before_and_after_without_whole_names_and_numbers(town):
    stage = applied(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    number = number_of("20120520", 77)
    corrects(stage, members=members(stage, 0, 2, 1, identity_number=number))
    changed = reads(stage, clerk)["changed"]
    assert [one["identity_number"][-4:] for one in changed["after"]["members"]][-1] == number[-4:]
    assert len(changed["before"]["members"]) == 3
    whole = [one.identity_number for one in MOTHER_OF_TWO.residents]
    assert not any(one in str(changed) for one in [*whole, number, "乔素梅"])
    assert all("changed" not in m or not m["changed"] for m in stage.family.timeline()["events"])


def test_a_phone_is_shown_to_staff_by_its_end(town):
    stage = applied(town)
    corrects(stage, phone="139 0000 0001")
    assert reads(stage, stage.clerk(stage.family.receipt["office"]))["changed"]["after"] == {
        "phone": "*******0001"
    }


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"papers": []}, ""),
        ({"account": ACCOUNT, "phone": "13900000001"}, "/account"),
        ({"account": {**ACCOUNT, "holder": 7}}, "/account/holder"),
        ({"incomes": [{"member": 3, "kind": "wage", "amount_fen": 1}]}, "/incomes/0/member"),
        ({"registered_area": "220211001001"}, "/registered_area"),
        ({"registered_area": "999999999999"}, "/registered_area"),
        ({"phone": "12"}, "/phone"),
        ({"unknown": 1}, "/unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_and_nothing_changes(town, body, pointer):
    stage = applied(town)
    with pytest.raises(Declined) as refusal:
        stage.family.does("correction", **body)
    assert refusal.value.status == 422
    assert [error["pointer"] for error in refusal.value.problem["errors"]] == [pointer]
    assert events(stage) == ["submit"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"identity_number": number_of("20991231", 11)}, "/members/1/identity_number"),
        ({"relation": "applicant"}, "/members/1/relation"),
        ({"relation": "spouse", "identity_number": number_of("20150908", 31)},
         "/members/1/relation"),
    ],
)  # fmt: skip
def test_a_household_is_looked_at_as_when_it_applied(town, changed, pointer):
    stage = applied(town)
    with pytest.raises(Declined) as refusal:
        stage.family.does("correction", members=members(stage, 0, 1, **changed))
    assert refusal.value.problem["errors"][0]["pointer"] == pointer


def test_a_place_of_another_office_is_refused_with_what_to_do(town):
    stage = applied(town)
    with pytest.raises(Declined) as refusal:
        stage.family.does("correction", registered_area="220211001001")
    (error,) = refusal.value.problem["errors"]
    assert error["code"] == "application.other_office"
    assert "撤回后重新申请" in error["detail"]


def test_what_is_there_already_changes_nothing(town):
    stage = applied(town)
    form = stage.family.form()
    same = {name: form[name] for name in ("members", "incomes", "hardship", "phone", "papers")}
    corrects(stage, **same)
    corrects(stage, account=form["account"])
    assert events(stage) == ["submit"]


def test_the_same_request_sent_twice_is_one_correction(town):
    stage = applied(town)
    path = f"/v1/cases/{stage.family.case_id}/correction"
    answers = [
        stage.family.client.post(path, {"phone": "13900000001"}, key="a-key-for-both")
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert events(stage) == ["submit", "change_phone"]


def test_many_corrections_of_one_case_are_a_sign_for_staff_and_no_refusal(town):
    stage = applied(town)
    clerk = stage.clerk(str(stage.family.receipt["office"]))

    def intake():
        shown = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
        return shown["documents"]["intake"]

    for number in range(10):
        income = {"member": 0, "kind": "wage", "amount_fen": number}
        stage.family.does("correction", incomes=[income])
    stage.family.does("correction", incomes=[income])  # says nothing new
    assert (intake()["corrections"], intake()["signs"]) == (10, [])
    stage.family.does("correction", account=ACCOUNT)
    assert (intake()["corrections"], intake()["signs"]) == (11, ["corrections"])


def test_the_form_of_before_is_still_known_when_it_is_sent_again(town):
    stage = applied(town)
    form = stage.family.form()
    corrects(stage, hardship="房子也漏雨", phone="13900000001")
    again = stage.family.client.post("/v1/cases", form)
    assert again["case_id"] == stage.family.case_id
    other = {**form, "hardship": "另一回事"}
    assert declined(stage.family.client.post, "/v1/cases", other)[1] == "application.sent_before"


def test_a_correction_is_the_answer_to_what_was_missing(town):
    stage = scene(town, "missing", PAPER_MISSING)
    clerk = stage.clerk(stage.applies(without=("identity_card",)))
    clerk.waits_for_task(stage.family.case_id, "accept")
    missing = [{"note": "姓名与身份证不符，请更正"}]
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=missing)
    corrects(stage, members=members(stage, name="改名甲"))
    assert events(stage)[-1] == "redeclare"
    tasks = {task["name"] for task in stage.family.case()["tasks"]}
    assert ("correct" in tasks, "accept" in tasks) == (False, True)
    clerk.waits_for_task(stage.family.case_id, "accept")


# Who is asked again.


def test_who_changed_is_asked_about_again_by_all_sources_and_nobody_else(town):
    stage, clerk, _ = accepted(town)
    stage.family.waits_for("reviewing")
    before, known = so_far(stage), stage.family.case()["documents"]["report"]["items"]
    number = number_of("20150908", 98)
    answer = corrects(stage, members=members(stage, identity_number=number))
    assert answer["state"] == "verifying"
    stage.family.waits_for("reviewing")
    assert asked(stage, before) == {key: {number} for key in WIRED}
    items = stage.family.case()["documents"]["report"]["items"]
    others = [one for one in items if one["member"] != 2]
    assert others == [one for one in known if one["member"] != 2]
    path = f"/v1/cases/{stage.family.case_id}?purpose=review"
    found = clerk.client.get(path)["documents"]["report"]["items"]
    assert {one["round"] for one in found if one["member"] == 2} == {2}


@pytest.mark.parametrize(
    ("body", "meaning"),
    [
        ({"incomes": [{"member": 0, "kind": "maintenance", "amount_fen": 60_000}]}, "income"),
        ({"property": {"deposits_fen": 185_000, "vehicles": 1}}, "property"),
        ({"expenses": [{"kind": "medical", "amount_fen": 100}]}, "spending"),
    ],
)
def test_figures_are_held_against_what_the_sources_of_their_kind_say_now(town, body, meaning):
    stage, _, _ = accepted(town)
    stage.family.waits_for("reviewing")
    before = so_far(stage)
    corrects(stage, **body)
    stage.family.waits_for("reviewing", "explaining")
    catalogue = load_pack("jilin-city").catalogue
    figures = {one.code for one in catalogue.figures if one.meaning == meaning}
    sources = {
        source.code
        for source in catalogue.sources
        if any(item.figure in figures for item in source.items)
    }
    assert asked(stage, before).keys() == sources & WIRED
    assert {len(people) for people in asked(stage, before).values()} == {3}


def test_another_order_keeps_what_was_signed_answered_and_found_with_its_people(town, monkeypatch):
    stage, _, _ = accepted(town)
    stage.family.waits_for("reviewing")
    before, found = so_far(stage), by_person(stage)
    corrects(stage, members=members(stage, 0, 2, 1))
    stage.family.waits_for("reviewing")
    assert so_far(stage) == before
    assert by_person(stage) == found
    result = application(stage)
    assert [one["member"] for one in result["consents"]] == [0]
    assert [one["member"] for one in result["incomes"]] == [0]
    monkeypatch.setattr(corrections, "MOST_MOVES", 1)
    again = (corrects, stage)
    assert declined(*again, members=members(stage)) == (409, "application.moved_enough")
    corrects(stage, phone="13900000009")
    monkeypatch.setattr(corrections, "MOST_QUESTIONS", 0)
    assert declined(*again, incomes=[]) == (409, "application.corrected_enough")


def by_person(stage):
    """What was found, by the name of whom it is about."""
    case = cases.load(stage.family.case_id)
    people = case.doc("application")["members"]
    return {
        (people[one["member"]]["name"], one["item"]): (one["status"], one["value"])
        for one in report.items(case)
    }


def test_who_left_takes_signature_income_and_findings_along(town):
    stage = scene(town, "family", MOTHER_OF_TWO)
    husband = {"name": "纪成", "identity_number": number_of("19840102", 35), "relation": "spouse"}
    form = stage.family.form()
    signed = {**form["consents"][0], "member": 1, "signature": stage.family.uploads("his")}
    stage.family.apply(
        members=[form["members"][0], husband, *form["members"][1:]],
        incomes=[
            {"member": 1, "kind": "wage", "amount_fen": 90_000},
            {"member": 0, "kind": "maintenance", "amount_fen": 50_000},
        ],
        consents=[*form["consents"], signed],
    )
    corrects(stage, members=form["members"])
    result = application(stage)
    assert [one["kind"] for one in result["incomes"]] == ["maintenance"]
    assert [one["member"] for one in result["consents"]] == [0]


def test_who_holds_the_account_does_not_leave_it_behind(town):
    stage = scene(town, "family", MOTHER_OF_TWO)
    account = {**stage.family.account(), "holder": 2}
    stage.family.apply(account=account)
    result = members(stage, 0, 1)
    code = "application.holder_left"
    assert declined(stage.family.does, "correction", members=result) == (422, code)
    corrects(stage, members=members(stage, 0, 2, 1))
    assert application(stage)["account"]["holder"] == 1


def test_a_name_spelt_otherwise_is_the_same_person_and_another_name_signs_anew(town):
    stage = applied(town)
    answer = corrects(stage, members=[*members(stage, 0, name="乔 素梅"), *members(stage, 1, 2)])
    assert answer["sign"] == []
    answer = corrects(stage, members=[*members(stage, 0, name="乔素美"), *members(stage, 1, 2)])
    assert answer["sign"] == [0]
    assert "请乔素美签字，同意查一查" in answer["next"]
    stage.family.waits_for("reviewing")
    mother = MOTHER_OF_TWO.residents[0].identity_number
    assert not any(mother in people for people in asked(stage).values())


def test_whose_number_was_wrong_signs_anew_and_is_asked_about_then(town):
    stage, _, _ = accepted(town)
    stage.family.waits_for("reviewing")
    before, number = so_far(stage), number_of("19850312", 93)
    declared_members = [*members(stage, 0, identity_number=number), *members(stage, 1, 2)]
    assert corrects(stage, members=declared_members)["sign"] == [0]
    stage.family.waits_for("reviewing")
    assert so_far(stage) == before
    assert application(stage)["incomes"][0]["member"] == 0
    stage.family.proves(replace(MOTHER_OF_TWO.residents[0], identity_number=number))
    consents = [one for one in stage.family.form()["consents"] if one["member"] == 0]
    assert corrects(stage, consents=consents)["sign"] == []
    assert corrects(stage, consents=consents)["sign"] == []
    stage.family.waits_for("reviewing")
    assert {number} < asked(stage, before)["bank"]
    assert events(stage).count("consent") == 1


def test_a_newborn_who_gets_a_number_is_asked_about_by_it(town):
    stage = scene(town, "family", MOTHER_OF_TWO)
    form = stage.family.form()
    baby = {"name": "纪乐", "born": "2022-12-01", "no_number": "newborn", "relation": "child"}
    stage.family.apply(members=[*form["members"], baby])
    stage.family.waits_for("reviewing")
    before, number = so_far(stage), number_of("20221201", 19)
    named = {"name": "纪乐", "identity_number": number, "relation": "child"}
    corrects(stage, members=[*form["members"], named])
    stage.family.waits_for("reviewing")
    assert asked(stage, before) == {key: {number} for key in WIRED}


def test_before_the_five_hours_are_over_only_the_corrected_family_is_asked_about(town):
    stage = applied(town)
    wrong, right = MOTHER_OF_TWO.residents[2].identity_number, number_of("20150908", 97)
    corrects(stage, members=members(stage, identity_number=right))
    stage.family.waits_for("reviewing")
    people = set().union(*asked(stage).values())
    assert (right in people, wrong in people) == (True, False)


# What was said before is said anew.


def test_a_notice_is_taken_down_and_the_opinion_given_anew(town):
    stage, clerk, _ = noticed(town)
    area = MOTHER_OF_TWO.registered_area
    assert stage.notices(area)
    corrects(stage, members=members(stage, identity_number=number_of("20150908", 96)))
    assert stage.notices(area) == []
    stage.family.waits_for("reviewing")
    facts = set(stage.family.case()["facts"])
    assert not facts & {"agreed", "eligible"}
    assert facts >= {"accepted", "visited", "called_back"}
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")
    stage.later(minutes=1)
    assert len(stage.notices(area)) == 1


def test_a_notice_is_taken_down_where_it_was_before_the_family_moved(town):
    stage, _, _ = noticed(town)
    area = MOTHER_OF_TWO.registered_area
    corrects(stage, registered_area="220203007002", living_area="220203007002")
    assert (stage.notices(area), stage.notices("220203007002")) == ([], [])


def test_what_nobody_is_asked_about_moves_nothing(town):
    stage, _, _ = noticed(town)
    before = so_far(stage)
    assert corrects(stage, hardship="房子也漏雨", note="补充")["state"] == "noticing"
    assert (events(stage)[-1], so_far(stage)) == ("amend", before)
    assert stage.notices(MOTHER_OF_TWO.registered_area)


def test_a_new_difference_is_reported_to_the_family_anew(town):
    stage, _, _ = accepted(town)
    stage.family.waits_for("reviewing")
    corrects(stage, property={"deposits_fen": 0})
    stage.family.waits_for("explaining")
    lines = stage.family.case()["documents"]["report"]["differences"]
    assert [line["figure"] for line in lines] == ["deposits"]


# Records.


def test_the_lock_the_lists_and_the_label_follow_the_applicant(town):
    stage = applied(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    number = number_of("19851212", 92)
    declared_members = [
        *members(stage, 0, identity_number=number, name="齐素梅"),
        *members(stage, 1, 2),
    ]
    corrects(stage, members=declared_members)
    assert {task["label"] for task in clerk.tasks()} == {"齐*"}
    other = scene(town, "other", MOTHER_OF_TWO)
    other.family.apply()  # the number that was wrong is free
    again = {"form_id": "another-form", "members": declared_members, "consents": []}
    assert declined(stage.family.apply, **again)[1] == "case.open_already"
    mine = other.family.form()["members"]
    assert declined(stage.family.does, "correction", members=mine)[1] == "case.open_already"


def test_whoever_comes_into_the_family_is_watched(town):
    stage = applied(town)
    stage.later(minutes=1)
    count = len(watched(town))
    corrects(stage, members=members(stage, identity_number=number_of("20150908", 95)))
    assert len(watched(town)) == count + 1


def watched(town):
    items = town.sandbox.table_items("people")
    return [item for item in items if item["sk"]["S"] == "WATCH"]


# After the decision.


def receiving(town):
    stage, _, _ = noticed(town)
    stage.family.waits_for("confirming")
    stage.decides(stage.county(stage.family.receipt["office"]), "confirm", REASON)
    stage.family.waits_for("receiving")
    stage.later(minutes=1)
    return stage


def test_once_it_is_decided_words_say_what_to_do_and_phone_and_account_still_change(town):
    stage = receiving(town)
    for expected in ({"members": members(stage, 0, 1)}, {"hardship": "房子也漏雨"}):
        with pytest.raises(Declined) as refusal:
            stage.family.does("correction", **expected)
        assert (refusal.value.status, refusal.value.code) == (409, "application.decided")
        assert "请联系龙潭区山前街道" in refusal.value.problem["detail"]
    assert corrects(stage, phone="13900000001")["state"] == "receiving"
    assert "核对新的收款账户后生效" in corrects(stage, account=ACCOUNT)["next"]


def test_when_it_is_over_nothing_changes(town):
    stage = applied(town)
    stage.family.does("withdrawal", reason="不申请了")
    for expected in ({"phone": "13900000001"}, {"account": ACCOUNT}, {"hardship": "漏雨"}):
        assert declined(stage.family.does, "correction", **expected) == (409, "application.ended")


def test_urgent_aid_that_was_paid_takes_papers_and_no_other_applicant(town):
    stage = applied(town, "worker", INJURED_WORKER)
    clerk = stage.clerk(stage.family.receipt["office"])
    clerk.waits_for_task(stage.family.case_id, "decide")
    result = members(stage, name="钟换名")
    assert corrects(stage, members=result)["state"] == "deciding"
    clerk.does(stage.family.case_id, "decision", decision="grant_urgent", amount_fen=100_000,
               reason="住处失火，无处安身")  # fmt: skip
    stage.later(minutes=1)
    again = members(stage, name="钟又换")
    assert (
        declined(stage.family.does, "correction", members=again)[1] == "application.applicant_paid"
    )
    papers = [{"kind": "evidence", "digest": stage.family.uploads("fire")}]
    assert corrects(stage, papers=papers)["state"] == "waiting"


# Another account.


def decides(stage, clerk, decision="confirm", **more):
    clerk.waits_for_task(stage.family.case_id, "account")
    said = {"decision": decision, "reason": "电话核实，本人持卡", **more}
    answer = clerk.does(stage.family.case_id, "account-decision", **said)
    stage.later(minutes=1)
    return answer


def test_another_account_takes_a_second_person_and_the_family_is_informed(town):
    stage = receiving(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    corrects(stage, account=ACCOUNT)
    assert application(stage)["account"]["number"] != ACCOUNT["number"]
    assert (
        stage.family.case()["documents"]["account_change"]["account"]["number"]
        == (ACCOUNT["number"])
    )
    decides(stage, clerk)
    account = application(stage)["account"]
    assert (account["number"], account["holder"]) == (ACCOUNT["number"], 0)
    letter = stage.family.letters()[-1]
    assert letter["name"] == "account_changed"
    assert "尾号 0007" in letter["lines"][0]
    note = town.wechat.notes[-1]
    assert note.fields["thing1"] == "收款账户变更通知"


def test_a_refused_account_is_shown_with_the_reason_and_money_stays_where_it_goes(town):
    stage = applied(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    corrects(stage, account=ACCOUNT)
    decides(stage, clerk, "refuse")
    assert application(stage)["account"]["number"] == stage.family.account()["number"]
    assert "电话核实，本人持卡" in stage.family.letters()[-1]["lines"][0]
    code = "case.task_closed"
    body = {"decision": "confirm", "reason": "再看一次"}
    assert declined(clerk.does, stage.family.case_id, "account-decision", **body)[1] == code


def test_what_was_not_seen_is_not_confirmed(town):
    stage = applied(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    corrects(stage, account=ACCOUNT)
    version = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["version"]
    other = {"bank": "别家银行", "number": "6222999999990007"}  # that ends alike
    corrects(stage, account=other)
    refused = declined(decides, stage, clerk, version=version)
    assert refused == (409, "case.not_as_read")
    decides(stage, clerk)
    assert application(stage)["account"]["number"] == other["number"]


def test_an_account_whose_holder_left_is_not_confirmed(town):
    stage = applied(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    corrects(stage, account={**ACCOUNT, "holder": 2})
    corrects(stage, members=members(stage, 0, 2))
    corrects(stage, members=members(stage, 0, 1))
    assert declined(decides, stage, clerk)[1] == "application.holder_unknown"
    decides(stage, clerk, "refuse")


def test_a_clerk_is_warned_of_a_card_whose_check_digit_does_not_hold(town):
    stage = applied(town)
    clerk = stage.clerk(stage.family.receipt["office"])
    corrects(stage, account={**ACCOUNT, "number": "6217000000000000002"})
    notes = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["notes"]
    assert "note.new_card_check" in {note["code"] for note in notes}


# What was left out.

PARTLY = {"deposits_fen": 185_000, "houses": 0}


def test_what_was_left_out_is_asked_back_and_what_is_declared_then_is_added(town):
    stage = applied(town, property=PARTLY)
    must = stage.family.timeline()["required_action"]
    assert [word in must for word in ("几辆机动车", "公司", "存款", "几套住房")] == [
        *(True, True, True), False,
    ]  # fmt: skip
    clerk = stage.clerk(str(stage.family.receipt["office"]))
    clerk.waits_for_task(stage.family.case_id, "accept")
    path = f"/v1/cases/{stage.family.case_id}"
    left_out = [{"untold": topic} for topic in ("deposits", "vehicles", "businesses")]
    assert clerk.client.get(path)["still_missing"] == left_out
    missing = [{"note": "请补填财产"}]
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=missing)
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "correction"]
    assert any("几辆机动车" in line and "没有的请填 0" in line for line in letter["lines"])
    corrects(stage, property={"securities_fen": 0, "vehicles": 0, "businesses": 0})
    assert application(stage)["property"]["deposits_fen"] == 185_000
    assert clerk.client.get(path)["still_missing"] == []
    assert "没填" not in stage.family.timeline()["required_action"]


def test_what_was_left_out_is_assessed_as_unknown_and_not_as_nothing(town):
    stage, clerk, colleague = accepted(town, property=PARTLY, incomes=None)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("proposing")
    assessment = stage.family.case()["documents"]["assessment"]
    assert assessment["outcome"] == "indeterminate"
    unknown = {topic for one in assessment["conditions"] for topic in one.get("missing", ())}
    assert {"incomes", "vehicles", "businesses"} <= unknown
