"""What people type is understood; what is wrong is told with the field's name and the remedy."""

from __future__ import annotations

import json

import pytest

from local.population.families import FOUND_WORK
from local.town.people import Citizen
from tests.system.api.conftest import ask


@pytest.fixture
def sent(town):
    """Send an application in which a field holds `value`; answers status and document."""
    family = Citizen(town, "filled-in", FOUND_WORK)
    form, token = family.filled_in(), family.sign_in()["token"]

    def send(pointer, value, lang="zh"):
        *way, last = pointer.split("/")[1:]
        within = form
        for step in way:
            within = within[int(step) if step.isdigit() else step]
        within[last] = value
        raw = json.dumps(form).encode()
        status, entry, _ = ask(town, token, "POST", "/v1/cases", raw, **{"Accept-Language": lang})
        if status == 201:
            path = f"/v1/cases/{entry['case_id']}"
            return ask(town, token, "GET", path)[1]["documents"]["application"]
        assert status == 422
        return [(one["pointer"], one["detail"]) for one in entry["errors"]], entry["detail"]

    return send


@pytest.mark.parametrize(
    ("typed", "tail"),
    [("139 0000 0000", "0000"), ("+86 139-0000-0001", "0001"), ("１３９００００００02", "0002")],
)
def test_a_telephone_number_is_taken_as_people_write_it(sent, typed, tail):
    assert sent("/phone", typed)["phone"].endswith(tail)


@pytest.mark.parametrize(
    "typed", ["6217 0000 0000 0000 001", "6217-0000-0000-0000-001", " 6217000000000000001\n"]
)
def test_an_account_is_taken_as_it_stands_on_the_card(sent, typed):
    assert sent("/account/number", typed)["account"]["number"].endswith("0001")


def test_the_number_of_whoever_was_born_before_the_district_was_founded_is_taken(sent):
    application = sent("/members/0/identity_number", "220201196201019994")
    assert application["members"][0]["identity_number"].endswith("9994")


@pytest.mark.parametrize(
    ("pointer", "value", "words"),
    [
        ("/members/0/identity_number", "220201600101999",
         "证件号码（家庭成员 1）：请填写 18 位身份证号；旧的 15 位号码请到派出所换领新证"),
        ("/phone", "1390000000",
         "联系电话：请填写 11 位手机号，或者带区号的固定电话，例如 0432-65012345"),
        ("/account/number", "6217", "银行账号应为 8 至 32 位数字，请对照存折或银行卡填写"),
        ("/hardship", " ", "困难情况：太短，至少 1 个字"),
        ("/hardship", "难" * 2001, "困难情况：太长，最多 2000 个字"),
        ("/hardship", 5, "困难情况：应填写文字"),
        ("/scheme", "low income", "救助种类：请选择所列选项之一"),
        ("/registered_area", "吉林市", "户籍地：请从列表中选择地区"),
        ("/property/houses", -1, "住房套数：不能小于 0"),
        ("/property/houses", "one", "住房套数：应为整数"),
        ("/members", [], "家庭成员：至少要有 1 项"),
        ("/members/0/living_together_since", "2022-02-30",
         "共同生活起始日期（家庭成员 1）：没有这个日期，请按 2024-03-15 的样子填写"),
        ("/members/0/absent", "prison",
         "是否不在家（家庭成员 1）：申请人本人不在家（服兵役、服刑、失踪等）的，"
         "请由其他家庭成员申请"),
        ("/members/0/relation", "child",
         "与申请人的关系（家庭成员 1）：第一名家庭成员应为申请人本人"),
        ("/members/0/name", "\u202e",
         "姓名（家庭成员 1）：请填写姓名，与身份证一致，不超过 60 个字，"
         "开头不能是 =、+、-、@ 这些符号"),
        ("/account/holder", 3,
         "账户所有人：这里所指的人不在家庭成员名单里，请重新选择"),
        ("/kind", "urgent", "种类：临时救助请选择急难型或支出型；其他救助不选"),
        ("/consents", [{}], "授权书版本（授权签名 1）：必填，请填写"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_shown_with_the_field_and_what_to_do(sent, pointer, value, words):
    faults, first = sent(pointer, value)
    assert words in [expected for _, expected in faults]
    assert all(at.startswith(pointer) for at, _ in faults)
    assert first == f"有 {len(faults)} 处要改：{faults[0][1]}"


def test_it_is_shown_in_english_too(sent):
    [(_, shown)], first = sent("/members/0/identity_number", "220201600101999", "en")
    assert shown.startswith("identity number (household member 1): ")
    assert first == f"to put right: 1, of which the first is: {shown}"
