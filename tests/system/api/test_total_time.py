"""By when the decision comes at the latest: family and clerk see it, a person extends it, and what
is late is warned of before and goes up after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.case import total
from chalicelib.domain.dates import end_of_day
from chalicelib.policy import load_pack
from local.population.families import MOTHER_OF_TWO, RETIRED_COUPLE
from tests.system.api.conftest import scene
from tests.system.api.scenes import REASON, accepted, assessed, declined, reviewing

HARD = {"because": "hard_survey", "reason": "一名成员长期在外地，需要外调核实"}


def decision(stage):
    return stage.family.timeline()["decision"]


def cards(town, words):
    """To whom WeCom brought cards of these words."""
    return [card.userid for card in town.wecom.cards if words == card.title]


def waits_until(stage, day):
    """Time passes until the end of a day."""
    stage.world.clock.sleep_until(end_of_day(date.fromisoformat(day)) + timedelta(minutes=20))


def test_the_family_reads_from_acceptance_on_by_when_it_is_decided(town):
    stage = scene(town, "family", MOTHER_OF_TWO)
    office = stage.applies()
    assert decision(stage) is None
    stage.accepts(stage.clerk(office))
    decision_time = decision(stage)
    assert (decision_time["due"], decision_time["days"], decision_time["stops"]) == (
        "2023-02-03",
        30,
        0,
    )
    assert "2023-02-03" in decision_time["words"]
    lines = stage.clerk(office).tasks()
    assert {line["task"]: line["decide_by"] for line in lines} == {
        "call_back": "",  # its own day alone
        "visit": "2023-02-03",
    }


def test_a_scheme_without_a_total_promises_none(town):
    spends = replace(MOTHER_OF_TWO, scheme="temporary_aid", kind="expenditure")
    stage, clerk, _ = accepted(town, household=spends)
    assert decision(stage) is None
    refused = declined(clerk.does, stage.family.case_id, "extension", **HARD)
    assert refused == (409, "approval.no_total")


def test_while_the_family_is_asked_the_time_stands_still(town):
    stage, _, _ = accepted(town, household=RETIRED_COUPLE)
    stage.family.waits_for("explaining")
    assert decision(stage)["stopped"]
    stage.later(days=2)
    assert decision(stage)["due"] == "2023-02-07"
    stage.family.does("explanation", statement="没有想到要填", complete=True)
    decision_time = decision(stage)
    assert (decision_time["due"], decision_time["stops"], decision_time["stopped"]) == (
        "2023-02-07",
        1,
        False,
    )


def test_a_person_extends_it_once_with_a_reason_that_the_family_reads(town):
    stage, clerk, _ = accepted(town)
    clerk.does(stage.family.case_id, "extension", **HARD)
    decision_time = decision(stage)
    assert (decision_time["days"], decision_time["due"], decision_time["extended"]) == (
        45,
        "2023-02-24",
        True,
    )
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "extended"]
    assert HARD["reason"] in str(letter["lines"])
    assert {line["decide_by"] for line in clerk.tasks()} == {"2023-02-24"}
    assert "extension" in stage.family.case()["documents"]
    assert declined(clerk.does, stage.family.case_id, "extension", **HARD) == (409, "case.bars")


def test_nobody_extends_for_an_objection_that_nobody_made(town):
    stage, clerk, _ = accepted(town)
    refused = declined(
        clerk.does, stage.family.case_id, "extension", because="objection", reason=REASON
    )
    assert refused == (409, "approval.no_objection")


@pytest.mark.parametrize("ground", ["registered_apart", "lives_elsewhere"])
def test_nobody_extends_for_living_elsewhere_where_the_family_lives_where_it_is_registered(
    town, ground
):
    stage, clerk, _ = accepted(town)
    refused = declined(clerk.does, stage.family.case_id, "extension", because=ground, reason=REASON)
    assert refused == (422, "approval.not_apart")


def test_the_letter_names_the_article_that_extends_the_time(town):
    stage, clerk, _ = accepted(town)
    clerk.does(stage.family.case_id, "extension", **HARD)
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "extended"]
    assert "57号）第22条" in str(letter["lines"])


def test_every_ground_of_an_extension_has_a_text_for_the_schemes_that_have_a_total():
    law = load_pack("jilin-city").parameters_on(date(2025, 6, 1))
    for name in ("objection", "registered_apart", "lives_elsewhere", "hard_survey"):
        assert (
            total.ground(name, "dibao", law).citation
            == "《最低生活保障审核确认办法》（民发〔2021〕57号）第22条"
        )
        assert total.ground(name, "rigid_expenditure", law).status == "assumed"
        assert total.ground(name, "tekun", law) is None
    assert total.ground("too_much_work", "dibao", law) is None


def test_those_who_have_it_are_warned_before_it_is_over_and_it_goes_up_after(town):
    stage, clerk, _ = reviewing(town)
    by = decision(stage)["due"]
    assert by == "2023-02-03"
    waits_until(stage, "2023-01-28")
    assert cards(town, "总时限将到") == []
    waits_until(stage, "2023-01-29")
    warned = cards(town, "总时限将到")
    assert clerk.persona.userid in warned
    assert len(warned) == len(set(warned))
    assert cards(town, "总时限已过") == []
    waits_until(stage, by)
    assert cards(town, "总时限将到") == warned
    assert "fengman-leader" in cards(town, "总时限已过")
    decision_time = decision(stage)
    assert decision_time["overdue"]
    assert "督办" in decision_time["words"]
    events = [one["event"] for one in stage.family.timeline()["events"]]
    assert (events.count("warn_total"), events.count("total_over")) == (1, 1)
    stage.gives_opinion(clerk, "propose_refusal", "人均月收入高于标准")
    stage.family.waits_for("proposing")


def test_a_decided_case_has_no_day_any_more(town):
    stage, _, _ = assessed(town, MOTHER_OF_TWO)
    stage.family.waits_for("confirming")
    assert decision(stage)["due"] == "2023-02-03"
    stage.decides(stage.county("220203000000"), "confirm", REASON)
    assert decision(stage) is None
