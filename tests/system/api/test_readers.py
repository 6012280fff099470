"""What each reader sees of a case: a clerk without a purpose, the family, whoever may not."""

from __future__ import annotations

import json

import pytest

from chalicelib.casefile.service import PURPOSES
from chalicelib.words import sentences
from local.population.families import CHARITY_MONEY
from local.population.photos import digest
from local.population.residents import Household, resident
from local.town.client import Declined
from tests.system.api.conftest import scene

OLD_MAN = Household(
    registered_area="220203007001",
    living_area="220203007001",
    setting="urban",
    hardship="独居，无人照料",
    residents=(resident("欧阳", "1950-01-01", 77),),
    scheme="tekun",
)
DAUGHTER = CHARITY_MONEY.residents[0]
"""A relative outside the household, on whom the bank holds 62,000 yuan."""


def named_with_a_daughter(town):
    """An old man's application for tekun that names his daughter, who signed."""
    stage = scene(town, "old", OLD_MAN)
    relative = {
        "name": DAUGHTER.name,
        "identity_number": DAUGHTER.identity_number,
        "relation": "child",
        "age": 34,
        "income_fen": 1_200_000,
    }
    consents = stage.family.form()["consents"]
    hers = consents[0] | {"member": 100, "signature": digest("old/consent/daughter")}
    stage.family.uploads("old/consent/daughter")
    stage.family.proves(DAUGHTER)
    stage.family.apply(supporters=[relative], consents=[*consents, hers])
    return stage, stage.clerk("220203007000")


def text(*parts):
    return json.dumps(parts, ensure_ascii=False)


def test_a_clerk_who_names_no_purpose_finds_nobody_whole(town):
    stage, clerk = named_with_a_daughter(town)
    stage.family.waits_for("reviewing", "explaining")
    form, path = stage.family.form(), f"/v1/cases/{stage.family.case_id}"
    people = (*OLD_MAN.residents, DAUGHTER)
    whole = [value for one in people for value in (one.name, one.identity_number)]
    whole += [form["phone"], form["account"]["number"]]
    read = [clerk.client.get(path + part) for part in ("", "/timeline", "/letters")]
    assert [one for one in whole if one in text(*read, clerk.tasks())] == []
    for_a_purpose = text(clerk.client.get(path, purpose="review"))
    assert [one for one in whole if one not in for_a_purpose] == []


def test_who_names_a_purpose_that_there_is_not_is_informed_which_there_are(town):
    stage, clerk = named_with_a_daughter(town)
    with pytest.raises(Declined) as refused:
        clerk.client.get(f"/v1/cases/{stage.family.case_id}", purpose="fun")
    assert refused.value.status == 400
    detail = refused.value.problem["detail"]
    assert "电话回访、入户调查、审核、作出决定" in detail
    assert [one for one in PURPOSES if one not in sentences("en")["request.purpose"]] == []


def test_a_family_reads_of_a_relative_outside_the_household_what_it_came_to_and_no_figure(town):
    stage, clerk = named_with_a_daughter(town)
    stage.family.waits_for("reviewing", "explaining")
    for_the_clerk = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]["report"]
    found = {one["value"] for one in for_the_clerk["items"] if one["member"] == 100}
    assert 6_200_000 in found
    report = stage.family.case()["documents"]["report"]
    assert report["relatives"] == [
        {
            "number": 100,
            "relation": "child",
            "outcome": "able",
            "outcome_words": "有能力赡养、抚养或扶养",
        }
    ]
    assert {one["member"] for one in report["items"]} == {0}
    assert "6200000" not in text(stage.family.case(), stage.family.timeline())
    assert "62,000" not in text(stage.family.letters())


def test_a_family_reads_whether_a_relative_was_verified_at_all(town):
    stage = scene(town, "old", OLD_MAN)
    stage.family.apply(supporters=[{"relation": "child", "age": 34, "income_fen": 0}])
    stage.family.waits_for("reviewing", "explaining")
    (relative,) = stage.family.case()["documents"]["report"]["relatives"]
    assert (relative["outcome"], relative["outcome_words"]) == ("not_verified", "尚未核实")


def test_a_family_reads_office_and_post_of_who_has_its_case_and_no_id(town):
    stage, clerk = named_with_a_daughter(town)
    clerk.client.post(f"/v1/cases/{stage.family.case_id}/tasks/accept/claim")
    tasks = stage.family.case()["tasks"]
    accept = next(task for task in tasks if task["name"] == "accept")
    assert accept == {
        "name": "accept",
        "task": "看材料齐不齐",
        "office": "220203007000",
        "office_name": "龙潭区山前街道",
        "post": "经办人",
        "due": "2022-12-21T16:00:00Z",
        "due_note": "",
        "overdue_since": "",
    }
    assert "shanqian1" not in text(stage.family.case(), stage.family.timeline())


def test_what_was_escalated_lies_with_the_head_of_the_office_above(town):
    stage, _ = named_with_a_daughter(town)
    stage.later(days=3)
    holders = {holder["task"]: holder for holder in stage.family.timeline()["holders"]}
    assert (holders["看材料齐不齐"]["office_name"], holders["看材料齐不齐"]["post"]) == (
        "龙潭区",
        "负责人",
    )


def test_a_name_of_two_characters_is_whole_on_no_list_and_in_no_letter_that_others_read(town):
    stage, clerk = named_with_a_daughter(town)
    stage.later(minutes=1)
    labels = {t["label"] for t in clerk.tasks() if t["id"] == stage.family.case_id}
    copies = clerk.client.get(f"/v1/cases/{stage.family.case_id}/letters")["letters"]
    assert labels == {letter["addressee"] for letter in copies} == {"欧*"}


def test_a_letter_to_the_person_herself_carries_her_whole_name(town):
    stage, _ = named_with_a_daughter(town)
    stage.later(minutes=1)
    (letter,) = stage.family.letters()
    assert (
        letter["addressee"] == stage.family.case()["documents"]["application"]["members"][0]["name"]
    )
    assert "*" not in letter["addressee"]
