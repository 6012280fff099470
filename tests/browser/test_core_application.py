"""From the first page to the receipt, as a disabled man who lives alone does it."""

from __future__ import annotations

from tests.browser.applying import (
    NAME,
    application,
    begins,
    draft_of,
    fills_in,
    goes_on,
    is_filmed,
    number_of,
    signs_alone,
    tells_of_an_emergency,
)


def checked(person) -> str:
    person.is_at("check")
    person.sees("请看一遍")
    person.does_not_see("正在把您填的")
    return str(person.page.locator("page:not([hidden])").inner_text())


def hands_in(person) -> str:
    person.tap("交上去")
    person.is_at("receipt")
    person.sees("您的申请收到了")
    return str(person.data("number"))


def test_a_man_applies_and_gets_a_receipt(person, tmp_path):
    begins(person)
    assert fills_in(person, tmp_path) == [*application(tmp_path)]
    shown = checked(person)
    for answer in (
        "我残疾在家，没有收入。",
        NAME,
        "1,200.50 元",
        "东厂宅社区",
        "尾号 2018",
        "13912345678",
    ):
        assert answer in shown
    assert all(len(group) == 4 for group in hands_in(person).split()[:-1])
    person.sees("接下来做什么")
    person.sees("谁在办")
    person.tap("在微信里告诉我")
    person.tap("允许")
    person.sees("好的，有结果就告诉您。")
    person.tap("看办到哪一步、还差什么")
    person.is_at("progress")
    person.sees("等待核对")


def test_back_from_the_receipt_is_the_first_page_and_nothing_is_left_to_hand_in(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path)
    checked(person)
    hands_in(person)
    case = person.data("receipt")["case_id"]
    person.back()
    person.is_at("home")
    person.does_not_see("接着填上次的申请")
    person.tap("申请救助", exact=False)
    person.sees("开始填")
    person.does_not_see("没填完的申请")
    person.open(f"/pages/receipt/receipt?case={case}").sees("您的申请收到了")
    person.page.wait_for_load_state("networkidle")
    assert len(person.calls("request")) <= 2


def test_urgent_aid_asks_on_four_screens_and_is_handed_in(person):
    begins(person, "急难救助")
    screens = tells_of_an_emergency(person)
    assert screens == ["出了什么事？", "事情出在哪里？", "您是谁？", "银行账户和电话"]
    checked(person)
    hands_in(person)


def test_after_urgent_aid_each_thing_to_do_is_done_by_the_button_that_names_it(person):
    begins(person, "急难救助")
    tells_of_an_emergency(person)
    checked(person)
    hands_in(person)
    person.tap("看办到哪一步、还差什么")
    person.sees("请点“看谁要签字、刷脸”")
    person.tap("看谁要签字、刷脸")
    person.sees(f"{NAME}还没有签字")
    person.sees(f"{NAME}还没有刷脸证明是本人")
    person.tap(f"去刷脸 {NAME}")
    person.is_at("sign")
    person.type("身份证号码", number_of(person))
    person.tap("下一步")
    person.tap("开始刷脸")
    person.tap("本人（身份证上的人）")
    person.tap("好了，回去看还差什么")
    person.is_at("correction")
    person.sees(f"{NAME}还没有签字")
    person.does_not_see("还没有刷脸证明是本人")
    person.tap(f"去签字 {NAME}")
    person.is_at("sign")


def test_a_row_is_changed_and_the_rest_stays(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path)
    checked(person)
    person.tap("修改 家里有几套房子？")
    person.is_at("step")
    assert person.field("家里有几套房子？").input_value() == "1"
    person.type("家里有几套房子？", "2")
    goes_on(person)
    person.is_at("check")
    person.sees("2")
    assert "我残疾在家，没有收入。" in checked(person)


def test_a_signature_is_filmed_from_the_check_page_too(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path, others={"请家里的大人签名": signs_alone})
    checked(person)
    person.tap("修改 请家里的大人签名")
    person.is_at("step")
    is_filmed(person)


def test_what_was_left_for_later_is_missing_on_the_check_page(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path, until="钱打到哪个银行账户？")
    person.tap("先放着，以后再填")
    fills_in(person, tmp_path)
    checked(person)
    person.sees("还差这些")
    person.does_not_see("交上去")
    person.page.get_by_role("button", name="去填").first.click()
    person.is_at("step")
    application(tmp_path)["钱打到哪个银行账户？"](person)
    goes_on(person)
    checked(person)
    person.does_not_see("还差这些")
    hands_in(person)


def test_a_photo_and_a_signature_that_are_not_there_are_named_until_they_come(person, tmp_path):
    later = {"拍身份证": lambda phone: None, "请家里的大人签名": lambda phone: None}
    begins(person)
    fills_in(person, tmp_path, others=later)
    assert checked(person).count("还没给") == 3
    person.tap("修改 拍身份证")
    person.sees("拍照")
    person.back()
    checked(person)
    hands_in(person)
    for words in ("还差身份证的照片，请在 2022年", "用手机拍下来就行", f"请{NAME}签字，同意查一查"):
        person.sees(words)
    person.open("/pages/cases/cases")
    person.sees("还有人没有签字")
    person.sees("还差身份证的照片，请在 2022年")
    person.tap("看谁要签字、刷脸")
    person.sees("补一张照片：身份证")
    person.sees(f"{NAME}还没有签字")


def test_a_photo_that_is_missing_is_sent_from_my_cases(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path, others={"拍身份证": lambda phone: None})
    checked(person)
    hands_in(person)
    person.open("/pages/cases/cases")
    person.tap("去补上")
    person.is_at("correction")
    application(tmp_path)["拍身份证"](person)
    person.tap("交上去")
    person.sees("收到了。")
    person.open("/pages/cases/cases")
    person.sees("看办到哪一步")
    person.does_not_see("还差身份证的照片")


def test_the_first_page_is_drawn_before_the_service_has_answered(person):
    person.page.route("**/v1/**", lambda route: None)  # never answered
    person.open()
    person.sees("您想办什么？")
    person.sees("申请救助")


def test_no_page_asks_more_than_twice(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path, until="请家里的大人签名")
    draft = draft_of(person)
    pages = {
        "home": "/pages/home/home",
        "sign-in": "/pages/sign-in/sign-in?form=application",
        "step": f"/pages/step/step?draft={draft}",
        "area": f"/pages/step/step?draft={draft}&at=registered_area",
        "consents": f"/pages/step/step?draft={draft}&at=consents",
        "check": f"/pages/check/check?draft={draft}",
        "proof": f"/pages/proof/proof?draft={draft}&member=0",
    }
    asked = {}
    for name, url in pages.items():
        person.open(url)
        person.page.wait_for_load_state("networkidle")
        asked[name] = len(person.calls("request"))
    assert {name: count for name, count in asked.items() if count > 2} == {}
