"""From the first page to the receipt, as a disabled man who lives alone does it."""

from __future__ import annotations

from tests.browser import api
from tests.browser.applying import (
    NAME,
    NUMBER,
    PLACE,
    application,
    begins,
    fills_in,
    goes_on,
    heading,
    opens_account,
)


def checked(phone) -> str:
    phone.is_at("check")
    phone.sees("请看一遍")
    phone.does_not_see("正在把您填的")
    return str(phone.page.locator("page:not([hidden])").inner_text())


def hands_in(phone) -> str:
    phone.tap("交上去")
    phone.is_at("receipt")
    phone.sees("您的申请收到了")
    return str(phone.data("number"))


def test_a_man_applies_and_gets_a_receipt(phone, tmp_path):
    begins(phone)
    assert fills_in(phone, tmp_path) == [*application(tmp_path)]
    shown = checked(phone)
    for answer in ("我残疾在家，没有收入。", NAME, "1,200.50 元", "东厂宅社区", "13912345678"):
        assert answer in shown
    assert all(len(group) == 4 for group in hands_in(phone).split()[:-1])
    phone.sees("接下来做什么")
    phone.sees("谁在办")
    phone.tap("在微信里告诉我")
    phone.tap("允许")
    phone.sees("好的，有结果就告诉您。")
    assert api.outside(phone) == []


def test_back_from_the_receipt_is_the_first_page_and_nothing_is_left_to_hand_in(phone, tmp_path):
    begins(phone)
    fills_in(phone, tmp_path)
    checked(phone)
    hands_in(phone)
    phone.back()
    phone.is_at("home")
    phone.does_not_see("接着填上次的申请")
    phone.tap("申请救助", exact=False)
    phone.sees("开始填")
    phone.does_not_see("没填完的申请")


def test_urgent_aid_asks_on_four_screens_and_is_handed_in(phone):
    begins(phone, "急难救助")
    screens = [heading(phone)]
    phone.type("出了什么事？", "昨晚家里失火，没地方住。")
    goes_on(phone)
    screens.append(heading(phone))
    for name in PLACE:
        phone.tap(name)
    goes_on(phone)
    screens.append(heading(phone))
    phone.type("叫什么名字？", NAME)
    phone.tap("有号码")
    phone.type("身份证号码是多少？", NUMBER)
    goes_on(phone)
    screens.append(heading(phone))
    opens_account(phone)
    phone.type("打哪个电话能找到您？", "0432-65012345")
    goes_on(phone)
    assert screens == ["出了什么事？", "事情出在哪里？", "您是谁？", "银行账户和电话"]
    checked(phone)
    hands_in(phone)
    assert api.outside(phone) == []


def test_a_row_is_changed_and_the_rest_stays(phone, tmp_path):
    begins(phone)
    fills_in(phone, tmp_path)
    checked(phone)
    phone.tap("修改 家里有几套房子？")
    phone.is_at("step")
    assert phone.field("家里有几套房子？").input_value() == "1"
    phone.type("家里有几套房子？", "2")
    goes_on(phone)
    phone.is_at("check")
    phone.sees("2")
    assert "我残疾在家，没有收入。" in checked(phone)


def test_what_was_left_for_later_is_missing_on_the_check_page(phone, tmp_path):
    begins(phone)
    fills_in(phone, tmp_path, until="拍身份证")
    phone.tap("先放着，以后再填")
    fills_in(phone, tmp_path)
    checked(phone)
    phone.sees("还差这些")
    phone.does_not_see("交上去")
    phone.page.get_by_role("button", name="去填").first.click()
    phone.is_at("step")
    application(tmp_path)["拍身份证"](phone)
    phone.sees("已经传好了")
    goes_on(phone)
    checked(phone)
    phone.does_not_see("还差这些")
    hands_in(phone)
