"""What people see of an application after the receipt, and what they do then, on the phone."""

from __future__ import annotations

import re

import pytest

from local.population.families import RETIRED_COUPLE
from tests.browser.following import Families, signs_from_afar
from tests.browser.paper import sharp


@pytest.fixture
def name(request):
    return re.sub(r"\W", "-", request.node.name.removeprefix("test_"))[-40:]


@pytest.fixture
def phone(phones, name):
    return phones(name)


@pytest.fixture
def families(town, name):
    begun = Families(town, name)
    yield begun
    begun.end()


def at(phone, page, stage, more=""):
    """Open the app at a page of a case."""
    return phone.open(f"/pages/{page}/{page}?case={stage.family.case_id}{more}")


def case(stage):
    return stage.family.case()


def test_a_family_sees_where_its_application_is_who_has_it_by_when_and_what_it_must_do(
    phone, families
):
    families.applied()
    phone.open("/pages/cases/cases")
    phone.sees("最低生活保障")
    phone.sees("请留意电话")
    phone.tap("看办到哪一步", exact=False)
    phone.is_at("progress")
    for text in ("您要做的", "现在谁在办", "接下来", "打电话问 963961"):
        phone.sees(text)
    phone.sees("龙潭区山前街道 经办人")
    phone.tap("看每一步的记录")
    phone.tap("打电话问 963961")
    assert phone.calls("makePhoneCall")[-1]["phoneNumber"] == "963961"
    assert phone.all_problems() == []


def test_whoever_has_no_application_is_told_how_to_begin(phone):
    phone.open("/pages/cases/cases")
    phone.sees("这里还没有您的申请。")
    phone.tap("申请救助")
    phone.is_at("sign-in")


def test_a_couple_explains_what_was_found(phone, families):
    stage = families.told()
    phone.open("/pages/cases/cases")
    phone.tap("去说明")
    phone.is_at("findings")
    phone.sees("您填的：")
    phone.sees("查到的：")
    phone.tap("说完了，交上去")
    phone.sees("还没有说")
    phone.tap("对，我来说明")
    phone.type("请说一说是怎么回事", "是准备后事的钱")
    phone.tap("说完了，交上去")
    phone.sees("收到了，谢谢您说明。")
    stage.family.waits_for("reviewing")
    assert "是准备后事的钱" in case(stage)["documents"]["explanation"]["statement"]


def test_a_couple_disputes_what_was_found_with_a_photo(phone, families, name, tmp_path):
    stage = families.told()
    at(phone, "findings", stage)
    phone.tap("不对，请再查一次")
    phone.type("请说一说哪里不对", "这不是我们的存折")
    phone.choose_photo("拍照", sharp(tmp_path, name))
    phone.sees("已经传好了")
    phone.tap("说完了，交上去")
    phone.sees("您说过不对，已请他们再查")
    said = case(stage)["documents"]["explanation"]
    assert (len(said["dispute"]), len(said["evidence"])) == (1, 1)


def test_what_was_typed_of_an_explanation_is_there_when_the_app_is_opened_again(phone, families):
    stage = families.told()
    at(phone, "findings", stage)
    phone.tap("对，我来说明")
    phone.type("请说一说是怎么回事", "是准备后事的钱")
    phone.close_and_open(f"/pages/findings/findings?case={stage.family.case_id}")
    assert phone.field("请说一说是怎么回事").input_value() == "是准备后事的钱"


def test_only_what_is_missing_is_open_and_a_new_photo_answers_it(phone, families, name, tmp_path):
    stage = families.asked()
    phone.open("/pages/cases/cases")
    phone.tap("去补上")
    phone.is_at("correction")
    phone.sees("身份证背面看不清，请再拍一张。")
    phone.sees("最晚补到：")
    phone.tap("交上去")
    phone.sees("还没有填什么")
    phone.choose_photo("拍照", sharp(tmp_path, name))
    phone.sees("已经传好了")
    phone.tap("交上去")
    phone.sees("收到了。")
    assert "correct" not in {one["name"] for one in case(stage)["tasks"]}


def test_what_was_left_out_is_filled_in_with_the_question_of_the_form(phone, families):
    without = {"property": {"vehicles": 0, "houses": 0, "businesses": 0}, "incomes": None}
    stage = families.applied(**without)
    at(phone, "correction", stage)
    phone.tap("去填 家里一共有多少存款？")
    phone.is_at("step")
    phone.type("家里一共有多少存款？", "1200.5")
    phone.tap("下一步")
    phone.is_at("correction")
    phone.sees("填好了")
    phone.tap("交上去")
    phone.tap("先交")
    phone.sees("收到了。")
    assert case(stage)["documents"]["application"]["property"]["deposits_fen"] == 120050
    phone.open()
    phone.does_not_see("接着填上次的申请")


def test_a_decision_is_read_asked_about_and_asked_about_no_more(phone, families):
    stage = families.refused()
    phone.open("/pages/cases/cases")
    phone.tap("看信")
    phone.is_at("letters")
    phone.sees("这是决定，请看一看。")
    phone.page.locator("page:not([hidden]) .button.primary").first.click()
    phone.is_at("letter")
    phone.sees("行政复议")
    phone.sees("不同意这个决定？")
    phone.tap("请别人再看一遍")
    phone.is_at("reconsideration")
    phone.tap("交上去")
    phone.sees("请写几句为什么不同意。")
    phone.type("为什么不同意？", "上个月就停工了")
    phone.tap("交上去")
    phone.sees("最晚答复：")
    phone.tap("不用再看了")
    phone.tap("不用了")
    phone.does_not_see("最晚答复：")
    phone.back()
    phone.is_at("letter")
    stage.later(minutes=1)
    assert phone.all_problems() == []


def test_an_application_is_withdrawn_after_a_second_look(phone, families):
    stage = families.applied()
    at(phone, "progress", stage)
    phone.tap("不办了，撤回申请")
    phone.is_at("withdrawal")
    phone.tap("撤回申请")
    phone.sees("请选一个。")
    phone.tap("家里好一些了")
    phone.tap("撤回申请")
    phone.tap("不撤回")
    assert case(stage)["state"] == "waiting"
    phone.tap("撤回申请")
    phone.tap("撤回")
    phone.sees("已经撤回")
    assert case(stage)["state"] == "withdrawn"
    phone.tap("看我的申请")
    phone.is_at("cases")


def test_a_son_signs_from_afar(phone, families):
    stage = families.applied(RETIRED_COUPLE, user="at-home", consents=[])
    one = stage.family.household.residents[1]
    phone.open("/pages/sign/sign")
    phone.tap("下一步")
    phone.sees("编号有 13 位数字")
    signs_from_afar(phone, stage.family.receipt["receipt"], one)
    signed = case(stage)["documents"]["application"]["consents"]
    assert [consent["member"] for consent in signed] == [1]
