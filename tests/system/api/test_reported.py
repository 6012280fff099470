"""Faults reported in public by users of like systems, tried through the API, with their source."""

from __future__ import annotations

import json

import pytest

from chalicelib.case import case as cases
from chalicelib.domain.identity import with_check_digit
from local.population.families import FOUND_WORK, MOTHER_OF_TWO, PAPER_MISSING
from local.population.residents import resident
from local.town.client import Declined
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import REASON
from tests.system.api.test_corrections import corrects

MOTHER = MOTHER_OF_TWO.residents[0]
TEXT = f"我叫{MOTHER.name}，身份证{MOTHER.identity_number}，电话13900000001"


def test_who_names_no_purpose_reads_no_number_in_what_the_family_wrote(town):
    # department-of-veterans-affairs/va.gov-team#75744: free text, "they may put SSNs in these"
    stage = scene(town, "free-text", MOTHER_OF_TWO)
    stage.family.apply(hardship=TEXT)
    clerk = stage.clerk(stage.family.receipt["office"])
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
    assert MOTHER.identity_number not in json.dumps(seen, ensure_ascii=False)


def test_a_note_on_a_correction_is_masked_where_the_timeline_masks(town):
    stage = scene(town, "free-text", MOTHER_OF_TWO)
    stage.applies()
    clerk = stage.clerk(stage.family.receipt["office"])
    stage.family.does("correction", note=TEXT, phone="13900000002")
    answer = clerk.client.get(f"/v1/cases/{stage.family.case_id}/timeline")
    assert MOTHER.identity_number not in json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize("name", ["\u3164", "\u2800", "乔\u00ad素梅"])
def test_nobody_applies_under_a_name_that_nobody_can_see(town, name):
    # mucklet/mucklet-client#402
    family = Citizen(town, "unseen-name", FOUND_WORK)
    form = family.filled_in()
    form["members"][0]["name"] = name
    with pytest.raises(Declined):
        family.client.post("/v1/cases", form)


def test_a_telephone_copied_from_an_address_book_is_taken(town):
    # verbb/hyper#86
    family = Citizen(town, "copied-phone", FOUND_WORK)
    form = family.filled_in() | {"phone": "\u202d139 0000 0001\u202c"}
    assert family.client.post("/v1/cases", form)["receipt"]


@pytest.mark.parametrize(
    ("typed", "registered"),
    [
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("测　芳", "测芳"),
    ],
)
def test_wechat_is_asked_about_the_name_as_the_register_writes_it(town, typed, registered):
    # chinanews.com/sh/2016/01-27/7736202.shtml, adptt.cc
    one, phone = (
        resident(registered, "1960-05-20", 3),
        Citizen(town, "a-dotted-name", MOTHER_OF_TWO),
    )
    body = {"name": typed, "identity_number": one.identity_number}
    begun = phone.client.post("/v1/proofs", body)
    town.wechat.faces.film(phone.openid, begun["verify_id"], one.name, one.identity_number)
    assert phone.client.post(f"/v1/proofs/{begun['proof_id']}/result")["proved"]


def test_that_wechat_forgets_an_id_within_its_hour_is_reported_to_operators(town, caplog):
    # developers.weixin.qq.com/community/minihome/doc/00002220e44dc05b71ad808ac51400: 84001 is the
    # answer to another appid or a wrong call, whatever the family does
    phone = Citizen(town, "forgotten-id", MOTHER_OF_TWO)
    body = {"name": MOTHER.name, "identity_number": MOTHER.identity_number}
    begun = phone.client.post("/v1/proofs", body)
    town.wechat.faces.verifications.clear()
    with caplog.at_level("ERROR", "jiuzhu"), pytest.raises(Declined):
        phone.client.post(f"/v1/proofs/{begun['proof_id']}/result")
    assert [line for line in caplog.records if line.levelname == "ERROR"]


def test_a_second_overlap_is_reported_to_the_office_as_the_first_was(town):
    # bloom-housing/bloom#4139: once flagged, never checked again
    stage = scene(town, "first-family", MOTHER_OF_TWO)
    clerk = stage.clerk(stage.applies())
    child, second = (one | {"relation": "other"} for one in stage.family.form()["members"][1:])
    neighbour = Citizen(town, "neighbour", PAPER_MISSING)
    own = neighbour.form()["members"]
    neighbour.apply(members=[*own, child])
    for family in (neighbour, stage.family):
        clerk.waits_for_task(family.case_id, "duplicate")
        clerk.does(family.case_id, "duplicate-finding", outcome="not_a_duplicate", reason=REASON)
    neighbour.does("correction", members=[*own, child, second])
    stage.later(minutes=5)
    open_ = {task.name for one in (neighbour, stage.family)
             for task in cases.load(one.case_id).document.tasks}  # fmt: skip
    assert "duplicate" in open_


def test_who_must_sign_is_the_same_person_after_a_correction(town):
    # unicef/hope#1610 and TanStack/form#1319: a place in a list is not a person
    stage = scene(town, "who-must-sign", MOTHER_OF_TWO)
    number = with_check_digit("22020119840102035")
    husband = {"name": "纪成", "identity_number": number, "relation": "spouse"}
    own = stage.family.form()["members"]
    stage.family.apply(members=[*own, husband])
    clerk = stage.clerk(stage.family.receipt["office"])
    clerk.waits_for_task(stage.family.case_id, "accept")
    missing = [{"consent_of": 3, "note": "请纪成签署授权书"}]
    clerk.does(stage.family.case_id, "acceptance", decision="ask_correction", missing=missing)
    corrects(stage, members=[own[0], husband, *own[1:]])
    documents = stage.family.case()["documents"]
    (one,) = [asked for asked in documents["acceptance"]["missing"] if "consent_of" in asked]
    assert documents["application"]["members"][one["consent_of"]]["name"] == "纪成"


@pytest.mark.parametrize("area", ["000000000000", "999999999999", "２２０２０３００７００１"])
def test_a_member_is_registered_in_an_area_that_there_is(town, area):
    # rust-lang/regex#62: \d takes any digit; departments of "２２" and of "00" are asked then
    family = Citizen(town, "members-area", MOTHER_OF_TWO)
    form = family.filled_in()
    form["members"][1]["registered_area"] = area
    with pytest.raises(Declined):
        family.client.post("/v1/cases", form)
