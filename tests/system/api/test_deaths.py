"""A death that a source tells: one share is held, a person decides, the rest of the family goes on.

民发〔2022〕83号, 一（三）: the family is reviewed within three months of the death.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.certification.persons import deaths as certification
from chalicelib.certification.rules import fault_of, questions_about
from chalicelib.domain.dates import start_of_day
from chalicelib.records.law import law_on
from local.population.families import MOTHER_OF_TWO
from local.population.numbers import numbered
from local.population.residents import Held, resident
from local.town.client import Client, Declined
from tests.system.api.conftest import MONDAY, scene
from tests.system.api.prepared import prepared
from tests.system.api.scenes import ALONE, REASON, accepted, assessed, declined, seen_of

COUNTY = "220203000000"
MOTHER, ELDER, YOUNGER = (one.identity_number for one in MOTHER_OF_TWO.residents)
REGULAR = "regular"
WHOLE, REST, ANEW = 130_000, 86_667, 70_000
"""600 × 3 − 500, the shares of two of three, and 600 × 2 − 500 (fen)."""
STRANGER = numbered("1990-01-01", 901)


def tells(town, number, died_on="2023-01-08", source="funeral"):
    """A department tells of a death that it registered."""
    body = town.departments.death_report(source, number, died_on)
    return Client(town.url).post(f"/v1/sources/{source}/deaths", body)


def until(town, day):
    """Until the middle of a day, everything that is due being done."""
    town.clock.sleep_until(start_of_day(date.fromisoformat(day)) + timedelta(hours=12))
    town.clock.settle()


def granted(town, household=MOTHER_OF_TWO):
    """A family to whom the county grants a benefit from January on."""
    stage, clerk, _ = assessed(town, household)
    stage.family.waits_for("confirming")
    stage.decides(stage.county(COUNTY), "confirm", REASON)
    stage.family.waits_for("receiving")
    return stage, clerk


def paid(stage, day):
    """The money that the family got by a day, after a finance clerk released what waited."""
    until(stage.world, day)
    finance = stage.world.staff_session("longtan-finance")["token"]
    desk = Client(stage.world.url, lambda: {"token": finance})
    for line in desk.get("/v1/releases")["releases"]:
        seen = {"count": line["count"], "sum_fen": line["sum_fen"]}
        body = {"decision": "release", "reason": "笔数与金额核对无误", **seen}
        desk.post(f"/v1/releases/{line['release_id']}/release", body)
    stage.later(hours=5)
    payments = stage.family.timeline()["payments"]
    return [
        (one["period"], one["part"], one["amount_fen"])
        for one in payments
        if one["state"] == "credited"
    ]


def receiving(town, household=MOTHER_OF_TWO):
    """A family that was paid for January."""

    def play():
        stage, _ = granted(town, household)
        paid(stage, "2023-01-02")
        until(town, "2023-01-10")
        return stage

    stage = prepared(town, "paid for January", household, play)
    return stage, stage.clerk(stage.family.receipt["office"])


def checks(stage, clerk, *found, died_on="2023-01-08"):
    """The township says of every death that waits what it found."""
    entries = [
        {"death": number, "finding": finding, "grounds": "入户核实，查看户口簿和火化证明"}
        | ({"died_on": died_on} if finding == "dead" else {})
        for number, finding in found
    ]
    clerk.waits_for_task(stage.family.case_id, "death_check")
    return clerk.does(stage.family.case_id, "death-check", deaths=entries)


def because(question, death=0):
    """Why a day stands, though something is asked about it."""
    return {"death": death, "question": question, "reason": "家人补办申请，派出所证明日期属实"}


def decides(stage, decision="confirm", *answers):
    """The county lets the findings stand, or has them made anew."""
    county = stage.county(COUNTY)
    county.waits_for_task(stage.family.case_id, "death_decision")
    return county.does(
        stage.family.case_id, "death-decision", decision=decision, reason="材料齐全，情况属实",
        answers=[*answers],
    )  # fmt: skip


def asked(stage, *answers):
    """What the county must answer before the findings stand: pointer and code."""
    with pytest.raises(Declined) as refused:
        decides(stage, "confirm", *answers)
    assert refused.value.status == 422
    return {(one["pointer"], one["code"]) for one in refused.value.problem["errors"]}


def tasks(stage, clerk):
    return [one["task"] for one in clerk.tasks() if one["id"] == stage.family.case_id]


def letters(stage, name):
    return [one for one in stage.family.letters() if one["name"] == name]


def test_the_share_of_one_of_three_is_held_at_once_and_the_others_are_paid(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    assert paid(stage, "2023-02-02") == [
        ("2023-01", "regular", WHOLE),
        ("2023-02", "regular", REST),
    ]
    assert stage.family.case()["state"] == "receiving"
    assert "death_check" in tasks(stage, clerk)


def test_the_family_reads_who_was_registered_by_whom_what_follows_by_when_and_whom_to_call(town):
    stage, _ = receiving(town)
    tells(town, ELDER)
    until(town, "2023-01-11")
    (letter,) = letters(stage, "death_told")
    text = "".join(letter["lines"])
    assert letter["addressee"] == "乔素梅"
    for words in ("殡葬", "纪䶮然", "2023年1月8日", "慰问", "2023年4月8日", "暂缓", "963961"):
        assert words in text
    assert "元" not in text


def test_a_confirmed_death_is_calculated_anew_from_the_month_after_and_nothing_is_asked_back(
    town,
):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    paid(stage, "2023-02-02")
    checks(stage, clerk, (0, "dead"))
    decides(stage)
    until(town, "2023-02-20")
    (letter,) = letters(stage, "death_settled")
    text = "".join(letter["lines"])
    for words in (
        "2023年3月",
        "700.00",
        "原来核定每月 1,300.00 元",
        "保障标准合计 1,200.00 元",
        "其余 2 人",
        "不作追回。",
        "依据：《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》（民发〔2022〕83号）",
        "哀悼",
        "行政复议",
    ):
        assert words in text
    assert paid(stage, "2023-03-02")[1:] == [
        ("2023-02", "regular", REST),
        ("2023-03", "regular", ANEW),
    ]
    assert stage.family.case()["state"] == "receiving"


def test_the_county_reads_what_the_rest_comes_to_before_it_decides(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    checks(stage, clerk, (0, "dead"))
    county = stage.county(COUNTY)
    line = county.waits_for_task(stage.family.case_id, "death_decision")
    assert line["due"] == "2023-04-08T16:00:00Z"
    documents = county.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]
    assert (documents["rest"]["outcome"], documents["rest"]["amount_fen"]) == ("eligible", ANEW)
    (death,) = documents["deaths"]
    assert (death["name"], death["source"], death["died_on"]) == ("纪*", "funeral", "2023-01-08")


def test_a_death_that_is_refuted_is_made_up_for_and_the_next_payment_is_whole(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    paid(stage, "2023-02-02")
    checks(stage, clerk, (0, "alive"))
    decides(stage)
    stage.later(minutes=20)
    assert "2023年2月的钱" in stage.family.timeline()["next"]
    got = paid(stage, "2023-03-02")
    assert sum(fen for _, _, fen in got) == 3 * WHOLE
    assert ("2023-03", "regular", WHOLE) in got
    assert ("2023-02", "arrears-1", WHOLE - REST) in got
    (letter,) = letters(stage, "death_settled")
    assert "健在" in "".join(letter["lines"])
    assert "补发 433.33 元（2023年2月 433.33 元）。" in letter["lines"]


def test_a_death_before_a_payment_was_sent_is_held_out_of_it_and_what_was_owed_is_paid_later(town):
    stage, clerk = granted(town)
    until(town, "2023-01-01")
    tells(town, ELDER, "2023-01-01")
    until(town, "2023-01-03")
    assert paid(stage, "2023-01-04") == []  # the line is made anew, with another amount
    assert paid(stage, "2023-01-05") == [("2023-01", "regular", REST)]
    checks(stage, clerk, (0, "dead"), died_on="2023-01-01")
    decides(stage)
    assert paid(stage, "2023-02-02") == [
        ("2023-01", "arrears-1", WHOLE - REST),  # for the month in which the child still lived
        ("2023-01", "regular", REST),
        ("2023-02", "regular", ANEW),
    ]


def test_who_is_reported_twice_is_held_and_written_to_once(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    tells(town, ELDER)
    tells(town, ELDER, "2023-01-07", "household_registry")
    assert paid(stage, "2023-02-02")[1:] == [("2023-02", "regular", REST)]
    assert tasks(stage, clerk).count("death_check") == 1
    assert len(letters(stage, "death_told")) == 1


def test_what_was_refuted_is_not_reported_again_by_the_same_source_but_by_another(
    town, monkeypatch, lines
):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    checks(stage, clerk, (0, "alive"))
    decides(stage)
    tells(town, ELDER)
    assert "death_check" not in tasks(stage, clerk)
    with monkeypatch.context() as bounded:
        bounded.setattr(certification, "MOST_REPORTED", 1)
        tells(town, ELDER, "2023-01-07")
    assert "death_check" not in tasks(stage, clerk)
    assert [line for line in lines if certification.TOO_MANY in line]
    tells(town, ELDER, "2023-01-08", "household_registry")
    assert "death_check" in tasks(stage, clerk)


def test_two_deaths_in_one_family_are_held_and_decided_each_for_itself(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    tells(town, YOUNGER)
    assert paid(stage, "2023-02-02")[1:] == [("2023-02", "regular", 43_333)]
    checks(stage, clerk, (0, "dead"), (1, "alive"))
    decides(stage)
    got = paid(stage, "2023-03-02")
    assert ("2023-02", "arrears-1", 43_334) in got
    assert ("2023-03", "regular", ANEW) in got
    (letter,) = letters(stage, "death_settled")
    text = "".join(letter["lines"])
    assert "纪䶮然已于" in text
    assert "纪安宁健在" in text


def test_a_second_death_that_is_reported_before_the_decision_waits_for_its_own(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    checks(stage, clerk, (0, "dead"))
    tells(town, YOUNGER)
    decides(stage)
    assert "death_check" in tasks(stage, clerk)
    got = paid(stage, "2023-02-02")
    assert got[1:] == [("2023-02", "regular", ANEW // 2)]
    checks(stage, clerk, (1, "alive"))
    decides(stage)
    got = paid(stage, "2023-03-02")
    assert sum(fen for _, _, fen in got) == WHOLE + 2 * ANEW


def restores(stage, who="longtan-leader", **said):
    """Somebody of the county who did not decide it corrects a settled death."""
    client = Client(stage.world.url, lambda: stage.world.staff_session(who))
    path = f"/v1/cases/{stage.family.case_id}"
    body = {
        "death": 0,
        "reason": "本人到窗口，经核对身份健在",
        "version": client.get(path)["version"],
    }
    return client.post(f"{path}/death-correction", body | said)


def test_a_settled_death_that_was_a_mistake_is_undone_by_another_and_made_up_for(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    paid(stage, "2023-02-02")
    checks(stage, clerk, (0, "dead"))
    decides(stage)
    paid(stage, "2023-03-02")  # less, for the rest
    decider = stage.county(COUNTY).persona.userid
    assert declined(restores, stage, who=decider) == (409, "case.four_eyes")
    assert declined(restores, stage, who="shanqian1")[0] in {403, 409}
    assert declined(restores, stage, death=1) == (422, "death.not_settled")
    assert restores(stage)["state"] == "receiving"
    assert declined(restores, stage) == (422, "death.not_settled")
    got = paid(stage, "2023-04-02")
    assert ("2023-04", "regular", WHOLE) in got
    assert sum(fen for _, _, fen in got) == 4 * WHOLE
    text = "".join(letters(stage, "death_settled")[-1]["lines"])
    for words in ("健在", "此前认定纪䶮然去世有误", "补发", "龙潭区财务最迟 2023年3月"):
        assert words in text
    assert "部门的登记有误" not in text
    entries = [one["text"] for one in stage.family.timeline()["payments"]]
    assert any("（补发）" in one for one in entries)


def test_the_only_person_who_lives_after_all_is_received_again_and_paid_every_month(town):
    stage, clerk = granted(town, ALONE)
    (first,) = paid(stage, "2023-01-02")
    until(town, "2023-01-10")
    tells(town, ALONE.residents[0].identity_number)
    checks(stage, clerk, (0, "dead"))
    decides(stage)
    paid(stage, "2023-03-02")
    assert stage.family.case()["state"] == "ended"
    assert restores(stage)["state"] == "receiving"
    stage.later(minutes=5)
    other = stage.family.form() | {"form_id": "another-form"}
    assert declined(stage.family.client.post, "/v1/cases", other) == (409, "case.open_already")
    got = paid(stage, "2023-04-02")
    assert ("2023-04", "regular", first[2]) in got
    assert sum(fen for _, _, fen in got) == 4 * first[2]
    assert "补发" in "".join(letters(stage, "death_settled")[-1]["lines"])


def test_of_two_deaths_of_one_month_that_which_was_a_mistake_is_made_up_for(town):
    stage, clerk = receiving(town)
    for number, child in enumerate((ELDER, YOUNGER)):
        tells(town, child)
        checks(stage, clerk, (number, "dead"))
        decides(stage)
        stage.later(hours=1)
    got = paid(stage, "2023-02-02")
    alone = got[-1][2]
    assert paid(stage, "2023-03-02")[1:] == [
        ("2023-02", REGULAR, alone),
        ("2023-03", REGULAR, alone),
    ]
    assert restores(stage, death=1)["state"] == "receiving"
    got = paid(stage, "2023-04-02")
    assert ("2023-04", REGULAR, ANEW) in got
    assert sum(fen for _, _, fen in got) == WHOLE + 3 * ANEW


def test_of_two_whom_one_decision_took_for_dead_each_is_made_up_for_alone(town):
    """The other child is still counted dead: what was owed to it is not paid for the first."""
    stage, clerk = receiving(town)
    tells(town, ELDER)
    tells(town, YOUNGER)
    checks(stage, clerk, (0, "dead"), (1, "dead"))
    decides(stage)
    alone = paid(stage, "2023-02-02")[-1][2]
    paid(stage, "2023-03-02")
    assert restores(stage, death=1)["state"] == "rechecking"
    stage.later(minutes=5)
    text = "".join(letters(stage, "death_settled")[-1]["lines"])
    assert "今后每月的金额由龙潭区山前街道重新核算" in text
    assert "照常足额发放" not in text
    got = paid(stage, "2023-03-08")
    assert sum(fen for *_, fen in got) == WHOLE + 2 * (alone + 43_334)
    restores(stage, death=0)
    stage.later(minutes=5)
    got = paid(stage, "2023-03-20")
    assert sum(fen for *_, fen in got) == 3 * WHOLE


def test_whoever_lives_of_several_taken_for_dead_at_once_is_paid_a_share_and_calculated_anew(town):
    stage, clerk = receiving(town)
    for person in (MOTHER, ELDER, YOUNGER):
        tells(town, person, died_on="2023-01-08")
    checks(stage, clerk, *((number, "dead") for number in range(3)))
    decides(stage)
    paid(stage, "2023-03-02")
    assert stage.family.case()["state"] == "ended"
    assert restores(stage)["state"] == "rechecking"
    stage.later(minutes=5)
    assert "recheck" in tasks(stage, clerk)
    assert "今后每月的金额由" in "".join(letters(stage, "death_settled")[-1]["lines"])
    share = WHOLE // 3
    got = paid(stage, "2023-04-02")
    assert ("2023-04", REGULAR, share) in got
    assert sum(fen for _, _, fen in got) == WHOLE + 3 * share


def test_with_the_only_person_the_benefit_ends_and_the_family_is_written_to(town):
    stage, clerk = granted(town, ALONE)
    (first,) = paid(stage, "2023-01-02")
    until(town, "2023-01-10")
    tells(town, ALONE.residents[0].identity_number)
    assert paid(stage, "2023-02-02") == [first]
    checks(stage, clerk, (0, "dead"))
    decides(stage)
    until(town, "2023-02-20")
    assert stage.family.case()["state"] == "ended"
    assert paid(stage, "2023-03-02") == [first]
    (letter,) = letters(stage, "death_settled")
    assert letter["addressee"] == "车永福的家人"
    assert "不再发放" in "".join(letter["lines"])


def test_the_only_person_who_lives_is_paid_every_month_that_was_held(town):
    stage, clerk = granted(town, ALONE)
    (first,) = paid(stage, "2023-01-02")
    until(town, "2023-01-10")
    tells(town, ALONE.residents[0].identity_number)
    paid(stage, "2023-02-02")
    paid(stage, "2023-03-02")
    checks(stage, clerk, (0, "alive"))
    decides(stage)
    got = paid(stage, "2023-04-02")
    assert sum(fen for _, _, fen in got) == 4 * first[2]


def test_after_the_applicant_the_letters_to_a_child_go_by_way_of_the_guardian(town):
    stage, clerk = receiving(town)
    tells(town, MOTHER)
    until(town, "2023-01-11")
    (letter,) = letters(stage, "death_told")
    assert letter["addressee"] == "纪䶮然的监护人"
    assert "更换账户" in "".join(letter["lines"])
    checks(stage, clerk, (0, "dead"))
    decides(stage)
    assert stage.family.case()["state"] == "receiving"


def test_nobody_learns_whether_somebody_receives_aid(town):
    receiving(town)
    assert tells(town, STRANGER) == tells(town, ELDER) == {"received": True, "next": "已收到"}


@pytest.mark.parametrize(
    ("number", "day", "code"),
    [
        (ELDER, "2023-01-11", "death.ahead"),
        (STRANGER, "2023-01-11", "death.ahead"),
        (ELDER, "2012-05-19", "death.before_birth"),
        (STRANGER, "1989-12-31", "death.before_birth"),
    ],
)
def test_a_day_that_cannot_be_is_refused_whoever_it_is(town, number, day, code):
    until(town, "2023-01-10")
    body = town.departments.death_report("funeral", number, day)
    refused = declined(Client(town.url).post, "/v1/sources/funeral/deaths", body)
    assert refused == (422, code)


@pytest.mark.parametrize(
    ("source", "changed", "expected"),
    [
        ("funeral", {"signature": "0" * 64}, (401, "answer.unsigned")),
        ("funeral", {"died_on": "2022-12-01"}, (401, "answer.unsigned")),
        ("bank", {}, (404, "source.not_found")),
        ("nobody", {}, (404, "source.not_found")),
    ],
)
def test_only_a_department_that_registers_deaths_may_report_one(town, source, changed, expected):
    body = town.departments.death_report("funeral", ELDER, "2022-12-18") | changed
    assert declined(Client(town.url).post, f"/v1/sources/{source}/deaths", body) == expected


def test_a_death_during_the_verification_lets_the_others_go_on(town):
    stage, clerk, colleague = accepted(town)
    tells(town, ELDER, "2022-12-18")
    assert "death_check" in tasks(stage, clerk)
    checks(stage, clerk, (0, "dead"), died_on="2022-12-18")
    decides(stage, "confirm", because("before_application"))
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing", "confirming")
    assessment = stage.family.case()["documents"]["assessment"]
    assert (assessment["amount_fen"], assessment["counted"]) == (ANEW, [0, 2])


def test_a_grant_beside_an_undecided_death_holds_the_share_from_the_first_month(town):
    stage, clerk, colleague = accepted(town)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实")
    tells(town, ELDER, "2022-12-18")
    stage.gives_opinion(clerk, "propose_grant", REASON)
    checks(stage, clerk, (0, "dead"), died_on="2022-12-18")
    stage.family.waits_for("confirming")
    stage.decides(stage.county(COUNTY), "confirm", REASON)
    assert paid(stage, "2023-01-02") == [("2023-01", "regular", REST)]
    assert "纪䶮然" in "".join(letters(stage, "notice")[0]["lines"][1:])
    assert "暂缓发放" in (text := "".join(letters(stage, "granted")[0]["lines"]))
    assert "查清前每月先发放 866.67 元" in text
    (money,) = stage.family.timeline()["payments"]
    assert "当月核定 1,300.00 元，其中 433.33 元因核实情况暂缓" in money["text"]
    # The rest was calculated when the benefit began, by the law of December.
    assert declined(decides, stage, "confirm", because("before_application")) == (
        409,
        "death.calculation_outdated",
    )
    decides(stage, "check_again")
    checks(stage, clerk, (0, "dead"), died_on="2022-12-18")
    decides(stage, "confirm", because("before_application"))
    assert stage.family.case()["state"] == "receiving"
    assert paid(stage, "2023-02-02")[1:] == [("2023-02", "regular", ANEW)]


def test_nothing_is_noticed_or_granted_where_everybody_is_reported_dead(town):
    stage, clerk, colleague = accepted(town, household=ALONE)
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "情况属实", **seen_of(ALONE))
    number = ALONE.residents[0].identity_number
    tells(town, number, "2022-12-18")
    proposes = (stage.gives_opinion, clerk, "propose_grant", REASON)
    assert declined(*proposes) == (409, "approval.nobody_left")
    checks(stage, clerk, (0, "alive"))
    decides(stage)
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")
    stage.later(minutes=1)
    assert stage.notices(ALONE.registered_area)
    tells(town, number, "2022-12-17", "household_registry")
    stage.later(minutes=1)
    assert stage.notices(ALONE.registered_area) == []
    stage.family.waits_for("confirming")
    grants = (stage.decides, stage.county(COUNTY), "confirm", REASON)
    assert declined(*grants) == (409, "approval.nobody_left")
    checks(stage, clerk, (1, "dead"), died_on="2022-12-17")
    decides(stage, "confirm", because("before_application", 1))
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "ended"
    assert letters(stage, "granted") == []


def test_a_proposed_grant_that_counted_the_dead_is_assessed_and_noticed_anew(town):
    stage, clerk, _ = assessed(town, MOTHER_OF_TWO)
    tells(town, ELDER, "2022-12-18")
    checks(stage, clerk, (0, "dead"), died_on="2022-12-18")
    assert asked(stage) == {("/answers", "death.asked_before_application")}
    stranger = because("before_application", 1)
    unasked = {("/answers/0/question", "death.not_asked")}
    assert asked(stage, stranger) == unasked | {("/answers", "death.asked_before_application")}
    answer = because("before_application")
    decides(stage, "confirm", answer)
    (death,) = stage.county(COUNTY).client.get(f"/v1/cases/{stage.family.case_id}")["documents"][
        "deaths"
    ]
    assert death["answers"] == [{name: answer[name] for name in ("question", "reason")}]
    stage.later(hours=1)
    assert stage.family.case()["documents"]["assessment"]["amount_fen"] == ANEW
    (notice,) = stage.notices(MOTHER_OF_TWO.registered_area)
    assert (notice["members"], notice["amount_fen"]) == (2, ANEW)


def test_a_family_may_withdraw_beside_it(town):
    stage, clerk, _ = accepted(town)
    tells(town, ELDER, "2022-12-18")
    stage.family.does("withdrawal", reason="暂不申请")
    assert stage.family.case()["state"] == "withdrawn"
    assert tasks(stage, clerk) == []
    tells(town, YOUNGER, "2022-12-18")
    assert len(letters(stage, "death_told")) <= 1


def test_whoever_found_it_does_not_decide_it(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    county = stage.county(COUNTY)
    case_id = stage.family.case_id
    body = {"death": 0, "finding": "dead", "died_on": "2023-01-08", "grounds": "入户核实属实"}
    refused = declined(county.does, case_id, "death-check", deaths=[body])
    assert refused == (403, "case.not_yours")
    checks(stage, clerk, (0, "dead"))
    decision = {"decision": "confirm", "reason": "材料齐全属实"}
    refused = declined(clerk.does, case_id, "death-decision", **decision)
    assert refused[0] in {403, 409}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([{"death": 0, "finding": "alive", "died_on": "2023-01-08"}], "death.day_of_living"),
        ([{"death": 1, "finding": "alive"}], "death.not_reported"),
        ([{"death": 0, "finding": "dead"}], "death.day_missing"),
        ([{"death": 0, "finding": "dead", "died_on": "2023-02-01"}], "death.ahead"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_with_its_place(town, body, code):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    deaths = [one | {"grounds": "入户核实属实"} for one in body]
    with pytest.raises(Declined) as refused:
        clerk.does(stage.family.case_id, "death-check", deaths=deaths)
    assert code in {one["code"] for one in refused.value.problem["errors"]}


def test_of_one_death_one_thing_is_found(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    alive = {"death": 0, "finding": "alive", "grounds": "入户核实属实"}
    both = [alive, alive | {"finding": "dead", "died_on": "2023-01-08"}]
    refused = declined(clerk.does, stage.family.case_id, "death-check", deaths=both)
    assert refused[1] == "death.all_at_once"


def test_the_county_may_have_it_looked_into_again(town):
    stage, clerk = receiving(town)
    tells(town, ELDER)
    checks(stage, clerk, (0, "dead"))
    decides(stage, "check_again")
    checks(stage, clerk, (0, "alive"))
    decides(stage)
    got = paid(stage, "2023-02-02")
    assert sum(fen for _, _, fen in got) == 2 * WHOLE


def registered(town, number, day="2022-12-10", source_items=("cremated", "died_on")):
    """What the funeral administration and the others hold on somebody from now on."""
    known = town.departments.residents[number]
    values = (True, day)
    dead = {item: Held(value, "F1") for item, value in zip(source_items, values, strict=False)}
    town.departments.residents[number] = replace(known, held={**known.held, **dead})


@pytest.mark.parametrize(
    ("items", "day"),
    [
        (("cremated", "died_on"), "2022年12月10日"),
        (("deceased", "cancelled_on"), "2022年12月10日"),
        (("deceased",), "2022年12月19日"),  # that of the answer, which holds from 00:00 in China
    ],
)
def test_a_death_in_a_departments_answer_is_the_same_event_and_no_difference_to_explain(
    town, items, day
):
    registered(town, ELDER, source_items=items)
    stage, clerk, _ = accepted(town)
    stage.family.waits_for("reviewing")
    stage.later(minutes=5)
    assert letters(stage, "differences") == []
    (letter,) = letters(stage, "death_told")
    assert day in "".join(letter["lines"])
    assert "death_check" in tasks(stage, clerk)
    tells(town, ELDER, "2022-12-10")
    assert len(letters(stage, "death_told")) == 1


def test_of_a_stranger_whom_a_family_names_it_reads_nothing(town):
    neighbour = scene(town, "neighbour", ALONE)
    stranger = scene(town, "mother", MOTHER_OF_TWO).family.form()["members"][1]
    form = neighbour.family.form()["members"]
    entries = [one | {"self_care_failed": 0} for one in (*form, stranger | {"relation": "other"})]
    neighbour.family.apply(members=entries)
    tells(town, ELDER, "2022-12-18")
    until(town, "2022-12-20")
    assert letters(neighbour, "death_told") == []
    read = str([neighbour.family.case(), neighbour.family.timeline()])
    assert "death_told" not in read
    assert "部门登记" not in read


def test_where_the_rest_is_above_the_line_a_person_reviews_it_and_it_is_paid_meanwhile(town):
    rich = resident("乔素梅", "1985-03-12", 22, incomes={"maintenance": 170_000}, deposits=185_000)
    household = replace(MOTHER_OF_TWO, residents=(rich, *MOTHER_OF_TWO.residents[1:]))
    stage, clerk = receiving(town, household)
    tells(town, ELDER)
    checks(stage, clerk, (0, "dead"))
    decides(stage)
    assert stage.family.case()["state"] == "rechecking"
    assert paid(stage, "2023-02-02") == [
        ("2023-01", "regular", 10_000),  # 600 × 3 − 1,700
        ("2023-02", "regular", 6_667),
    ]
    until(town, "2023-02-03")
    text = "".join(letters(stage, "death_settled")[0]["lines"])
    assert "复核" in text
    assert "不作追回" in text
    clerk.waits_for_task(stage.family.case_id, "recheck")
    clerk.does(
        stage.family.case_id, "benefit-review", decision="keep", reason="收入近期将减少，维持不变"
    )
    assert stage.family.case()["state"] == "receiving"
    until(town, "2023-02-20")
    assert len(letters(stage, "kept")) == 1


DAYS = [
    ("2022-12-19", "2022-12-20", []),  # on the day of the application
    ("2022-12-18", "2022-12-20", ["before_application"]),
    ("2022-12-20", "2023-03-20", []),  # the last day of the three months
    ("2022-12-20", "2023-03-21", ["late"]),
    ("2021-12-20", "2022-12-20", ["before_application", "late"]),
]


@pytest.mark.usefixtures("town")
def test_a_day_before_the_application_or_reported_after_three_months_is_asked_about():
    law = law_on(MONDAY)
    for died_on, told_on, asked_of_it in DAYS:
        died, result = date.fromisoformat(died_on), start_of_day(date.fromisoformat(told_on))
        review = law.due("deadline.death_review", start_of_day(died))
        at = result + timedelta(hours=9)
        assert questions_about(died, date(2022, 12, 19), at, review) == asked_of_it


def test_who_has_no_number_did_not_die_before_the_birth_either():
    born, today = date(2022, 6, 1), date(2022, 12, 19)
    entries = [fault_of(born, day, today) for day in (date(2022, 5, 31), born, today)]
    assert entries == ["death.before_birth", "", ""]
