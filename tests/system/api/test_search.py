"""Looking for a case at the desk and by the API: what finds it, for whom, and what stays of it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.platform import aws
from chalicelib.platform.aws import secrets
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import table
from chalicelib.platform.store.keys import Key
from chalicelib.search import store
from local.cloud.functions import API
from local.population import families
from local.population.families import MOTHER_OF_TWO
from tests.support.desk import Desk
from tests.system.api.conftest import ask, hired, scene

APPLICANT = MOTHER_OF_TWO.residents[0]


@pytest.fixture
def stage(town):
    """The mother of two, who has just applied."""
    stage = scene(town, "mother", MOTHER_OF_TWO)
    stage.applies()
    stage.later(minutes=1)
    return stage


def search(town, userid, text, **more):
    """What a member of staff is answered who looks for a text."""
    token = town.staff_session(userid)["token"]
    return ask(town, token, "POST", "/v1/searches", json.dumps({"text": text, **more}))[:2]


def found(town, userid, text, **more):
    """The receipts of the cases that somebody finds."""
    status, answer = search(town, userid, text, **more)
    assert status == 200, answer
    return [one["receipt"] for one in answer["cases"]]


def ways(stage):
    """Everything by which the family may be looked for."""
    receipt = stage.family.case()["receipt"]
    village = "新山社区"
    return [
        receipt, APPLICANT.identity_number[-4:], stage.family.form()["phone"][-4:],
        APPLICANT.name, village, MOTHER_OF_TWO.living_area,
    ]  # fmt: skip


def test_a_case_is_found_by_receipt_last_four_initials_name_and_village(town, stage):
    receipt = stage.family.case()["receipt"]
    letters = store.terms(cases.load(stage.family.case_id).doc("application"))
    initials = [one.value for one in letters if one.kind == "initials"]
    assert initials
    for text in (*ways(stage), *initials):
        assert found(town, "shanqian1", text) == [receipt], text


@pytest.mark.parametrize("userid", ["fengman", "next-door", "other-village"])
def test_only_who_may_open_a_case_finds_it(town, stage, userid):
    hired("next-door", "220203001000")
    hired("other-village", "220211001000")
    assert found(town, "longtan", ways(stage)[0])
    for text in ways(stage)[:4]:
        assert found(town, userid, text) == []


def test_a_finance_clerk_is_told_that_they_do_not_search(town, stage):
    assert search(town, "changyi-finance", "123X")[0] == 403


def test_who_works_above_counties_names_one(town, stage):
    receipt = stage.family.case()["receipt"]
    hired("city", "220200000000")
    assert search(town, "city", receipt)[0] == 422
    assert search(town, "city", receipt, county="220100000000")[0] == 422
    assert found(town, "city", receipt, county="220203000000") == [receipt]


def test_a_confidential_case_is_found_by_the_county_alone(town):
    stage = scene(town, "confidential", families.PAPER_MISSING)
    stage.family.apply(confidential=True)
    stage.later(minutes=1)
    case = stage.family.case()
    hired("county", case["office"])
    hired("city", "220200000000")
    assert found(town, "county", case["receipt"]) == [case["receipt"]]
    assert found(town, "city", case["receipt"], county=case["office"]) == []


def test_names_are_masked_whatever_the_purpose_and_each_look_with_one_is_on_record(town, stage):
    text = APPLICANT.identity_number[-4:]
    _, masked = search(town, "shanqian1", text)
    assert APPLICANT.name not in json.dumps(masked, ensure_ascii=False)
    _, audited = search(town, "shanqian1", text, purpose="audit")
    assert audited["cases"][0]["people"] == masked["cases"][0]["people"] == ["乔*"]
    desk = Desk(town)
    desk.signs_in("shanqian2")
    looks = desk.get(f"/desk/cases/{stage.family.case_id}/looks").text
    assert looks.count("吴敏（经办人），监督检查") == 1
    noted = [store.search_of("shanqian1", one["search_id"]) for one in (masked, audited)]
    assert [(one.kind, one.purpose) for one in noted] == [("four", ""), ("four", "audit")]
    assert noted[0].cases == [stage.family.case_id]


def test_what_was_corrected_is_found_anew_and_what_was_wrong_no_more(town, stage):
    receipt = stage.family.case()["receipt"]
    old = stage.family.form()["phone"]
    stage.family.does("correction", phone="13900004321")
    stage.later(minutes=1)
    assert found(town, "shanqian1", "4321") == [receipt]
    assert found(town, "shanqian1", old[-4:]) == []
    members = stage.family.form()["members"]
    wrong = members[-1]["name"]
    anew = [*members[:-1], {**members[-1], "name": "曾小红"}]
    stage.family.does("correction", members=anew)
    stage.later(minutes=1)
    assert found(town, "shanqian1", "zxh") == found(town, "shanqian1", "cxh") == [receipt]
    assert found(town, "shanqian1", "曾小红") == [receipt]
    assert found(town, "shanqian1", wrong) == []
    assert places(stage) == where_it_lies()


def places(stage):
    """Where a case says that it is found."""
    receipt = stage.family.case()["receipt"]
    return {*table.get(case_keys.receipt(receipt))["found_at"]}


def kept(*kinds):
    """The items of the table of cases whose keys begin so."""
    pages = aws.client("dynamodb").get_paginator("scan").paginate(TableName=table.deployed("cases"))
    return [one for page in pages for one in page["Items"] if one["pk"]["S"].startswith(kinds)]


def where_it_lies():
    """Where anything is found in the table."""
    return {one["pk"]["S"] for one in kept("FIND#")}


def test_nothing_personal_lies_in_clear_where_cases_are_found(town, stage):
    search(town, "shanqian1", APPLICANT.name)
    found_by = kept("FIND#", "RECEIPT#", "SEARCH#")
    assert len(found_by) > 5
    text = json.dumps(
        [{k: v for k, v in one.items() if k != "doc"} for one in found_by], default=repr
    )
    phone = stage.family.form()["phone"]
    for said in (APPLICANT.name, APPLICANT.identity_number, phone, MOTHER_OF_TWO.living_area):
        assert said not in text


def rotated(version, key=b"n" * 32):
    """The index key is rotated: a new version is current, and the old one is still there."""
    arn = settings().need("index_secret_arn")
    client = aws.client("secretsmanager")
    values = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
    values["keys"][version] = base64.b64encode(key).decode()
    values["current"] = version
    client.put_secret_value(SecretId=arn, SecretString=json.dumps(values))
    secrets.forget()


def test_a_case_is_found_under_every_version_of_the_index_key(town, stage):
    receipt = stage.family.case()["receipt"]
    four = APPLICANT.identity_number[-4:]
    rotated("9")
    assert found(town, "shanqian1", four) == [receipt]


def test_a_case_of_release_1_is_found_by_its_receipt_and_then_by_everything(town, stage):
    receipt, four = stage.family.case()["receipt"], APPLICANT.identity_number[-4:]
    for pk in places(stage):
        sk = store.keys.found("", stage.family.case()["submitted_at"], stage.family.case_id).sk
        table.delete(Key("cases", pk, sk))
    table.put(case_keys.receipt(receipt), {"case_id": stage.family.case_id})
    assert found(town, "shanqian1", four) == []
    assert found(town, "shanqian1", receipt) == [receipt]
    assert found(town, "shanqian1", four) == [receipt]


def test_an_older_version_of_a_case_changes_nothing(town, stage):
    receipt = stage.family.case()["receipt"]
    before = cases.load(stage.family.case_id)
    stage.family.does("correction", phone="13900004321")
    stage.later(minutes=1)
    store.keep(before)
    assert found(town, "shanqian1", "4321") == [receipt]
    assert places(stage) == where_it_lies()


def calls_of(town, act):
    """The AWS calls of the API for what somebody does, once keys and secrets are open."""
    act()
    before = len(town.sandbox.calls)
    act()
    return [one.operation for one in town.sandbox.calls[before:] if one.function == API]


def test_a_search_takes_three_calls(town, stage):
    token = town.staff_session("shanqian1")["token"]
    for more in ({}, {"purpose": "review"}):
        body = json.dumps({"text": APPLICANT.identity_number[-4:], **more})
        made = calls_of(town, lambda body=body: ask(town, token, "POST", "/v1/searches", body))
        assert made == ["Query", "Query", "BatchWriteItem"]


# At the desk.


def test_a_clerk_finds_a_case_and_nothing_that_they_typed_stands_in_an_address(town, stage):
    desk = Desk(town)
    desk.signs_in("shanqian1")
    desk.get("/desk/search")
    page = desk.sends("/desk/search", text=APPLICANT.identity_number[-4:], purpose="review")
    assert "找到 1 件" in page.text
    assert f"/desk/cases/{stage.family.case_id}?purpose=review" in page.text
    assert APPLICANT.name not in page.text
    page = desk.sends("/desk/search", text="0000")
    assert "没有找到归您办理的申请" in page.text
    assert APPLICANT.identity_number[-4:] not in page.text


def test_of_villages_of_one_name_a_clerk_chooses_one(town, stage):
    desk = Desk(town)
    desk.signs_in("longtan")
    desk.get("/desk/search")
    page = desk.sends("/desk/search", text="社区")
    assert "请选一个" in page.text
    page = desk.sends("/desk/search", of=MOTHER_OF_TWO.living_area, text=MOTHER_OF_TWO.living_area)
    assert "找到 1 件" in page.text


def test_what_somebody_else_found_is_not_shown(town, stage):
    _, answer = search(town, "shanqian1", APPLICANT.identity_number[-4:])
    desk = Desk(town)
    desk.signs_in("shanqian2")
    assert desk.get(f"/desk/search/{answer['search_id']}").status == 404


def test_what_was_found_is_shown_as_it_is_now(town, stage):
    _, answer = search(town, "shanqian1", stage.family.form()["phone"][-4:])
    stage.family.does("correction", phone="13900004321")
    stage.later(minutes=1)
    desk = Desk(town)
    desk.signs_in("shanqian1")
    assert "没有找到" in desk.get(f"/desk/search/{answer['search_id']}").text


def test_what_cannot_be_looked_for_comes_back_with_what_was_typed(town, stage):
    desk = Desk(town)
    desk.signs_in("shanqian1")
    desk.get("/desk/search")
    page = desk.sends("/desk/search", text="12")
    assert page.status == 422
    assert 'value="12"' in page.text
    assert "看不出要找什么" in page.text


def test_no_more_than_a_page_is_shown(town, stage, monkeypatch):
    case = cases.load(stage.family.case_id)
    for number in range(store.MOST_SHOWN + 3):
        clear = {**case.record.clear, "receipt": f"{number:013}"}
        clear["submitted_at"] = f"2022-12-{number % 18 + 1:02}T01:00:00Z"
        id_ = "c" + f"{number:032}".translate(str.maketrans("0189", "abcd"))
        store.keep(replace(case, record=replace(case.record, id=id_, clear=clear)))
    _, answer = search(town, "shanqian1", MOTHER_OF_TWO.living_area)
    assert len(answer["cases"]) == store.MOST_SHOWN
    assert answer["more"]
    at = [one["submitted_at"] for one in answer["cases"]]
    assert at == sorted(at, reverse=True)
