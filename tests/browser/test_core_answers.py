"""What people answer, wrongly, by half, or not at all; and going back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from local.simulators.wechat import phone_number
from tests.browser import paper
from tests.browser.applying import (
    NAME,
    NEXT,
    PLACE,
    adds_oneself,
    begins,
    draft_of,
    fills_in,
    goes_on,
    heading,
    number_of,
    opens,
    waits_for,
)

HARDSHIP, CAUSE = "家里有什么难处？", "是不是突然出了什么事？"
NUMBER, DEPOSITS = "身份证号码是多少？", "家里一共有多少存款？"


def says(phone, words: str) -> None:
    """A fault is named at the top and beside the question."""
    phone.sees("请先改一下：")
    assert phone.page.locator("page:not([hidden])").get_by_text(words).count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("220201196605", "身份证号码要 18 位，现在是 12 位。"),
        ("220201660504007", "这是旧的 15 位号码，请到派出所换新的。"),
        ("220201196613040079", "号码里的出生日期不对，请对着身份证再看一遍。"),
        ("220201196605040078", "号码里有一个数字不对，请对着身份证再看一遍。"),
        ("", "请填身份证号码。"),
    ],
)
def test_a_wrong_identity_number_is_told_how_to_be_mended(person, typed, words):
    begins(person)
    opens(person, "members")
    person.tap("现在填")
    waits_for(person, "叫什么名字？")
    person.type("叫什么名字？", NAME)
    goes_on(person)
    person.tap("有号码")
    goes_on(person)
    if typed:
        person.type(NUMBER, typed)
    person.tap(NEXT)
    says(person, words)
    assert person.field(NUMBER).input_value() == typed  # to be mended, not typed again
    person.type(NUMBER, number_of(person))
    goes_on(person)
    assert heading(person) != NUMBER


def test_a_day_that_does_not_exist_stays_to_be_mended(person):
    begins(person, "急难救助")
    person.type("出了什么事？", "昨晚家里失火。")
    goes_on(person)
    for name in PLACE:
        person.tap(name)
    goes_on(person)
    person.type("叫什么名字？", NAME)
    person.tap("现在说不出来")
    person.tap(NEXT)
    says(person, "年、月、日都要填，比如 1956、3、12。")
    for part, typed in (("年", "1970"), ("月", "13"), ("日", "3")):
        person.type(part, typed)
    person.tap(NEXT)
    says(person, "没有这一天，请再看一遍年、月、日。")
    assert [person.field(part).input_value() for part in "年月日"] == ["1970", "13", "3"]
    person.type("月", "2")
    goes_on(person)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("1200", 120000), ("1,200.5", 120050), ("0.29", 29), ("８００元", 80000), ("1200.55", 120055)],
)
def test_yuan_become_whole_fen(person, typed, fen):
    begins(person)
    opens(person, "deposits_fen")
    person.type(DEPOSITS, typed)
    goes_on(person)
    key = f"phone/{person.name}/draft/{draft_of(person)}"
    stored = person.page.evaluate("key => JSON.parse(localStorage[key]).value", key)
    assert stored["answers"]["deposits_fen"] == fen


@pytest.mark.parametrize("typed", ["12.345", "很多", "-5", "1.2.3"])
def test_what_is_no_amount_is_kept_as_it_was_typed_and_refused(person, typed):
    begins(person)
    opens(person, "deposits_fen")
    person.type(DEPOSITS, typed)
    person.tap(NEXT)
    says(person, "请填多少元，比如 1200 或者 1200.5。")
    opens(person, "deposits_fen")
    assert person.field(DEPOSITS).input_value() == typed


def test_back_loses_no_answer(person):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    person.tap("失火")
    person.back()
    waits_for(person, HARDSHIP)
    assert person.field(HARDSHIP).input_value() == "没有收入"
    goes_on(person)
    assert person.page.locator("page:not([hidden])").get_by_role("radio", name="失火").is_checked()


def test_the_way_back_through_many_questions_is_in_order(person, tmp_path):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    person.tap("没有，一直就困难")
    goes_on(person)
    person.tap("没有")
    goes_on(person)
    adds_oneself(person)
    asked = []
    for answer in ("没有收入", "我不知道", "我不知道", "我不知道", "我不知道", "我不知道"):
        asked.append(heading(person))
        goes_on(person) if asked[-1] == "家里有哪些人？" else None
        person.tap(answer)
        goes_on(person)
    seen = []
    for _ in range(5):
        person.back()
        person.page.wait_for_timeout(300)
        seen.append(heading(person))
    assert seen == list(reversed(dict.fromkeys(seen[::-1])))
    assert "家里有几辆机动车？" in seen


def test_one_does_not_know_and_goes_on(person):
    begins(person)
    opens(person, "deposits_fen")
    person.type(DEPOSITS, "12")
    person.tap("我不知道")
    assert person.field(DEPOSITS).input_value() == ""
    goes_on(person)
    assert heading(person) != DEPOSITS


def test_a_person_who_was_begun_is_gone_on_with_when_the_app_is_opened_again(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path, until="家里有哪些人？")
    person.tap("现在填")
    waits_for(person, "叫什么名字？")
    person.type("叫什么名字？", NAME)
    goes_on(person)
    person.close_and_open()
    person.tap("接着填上次的申请")
    waits_for(person, "有身份证号码吗？")
    person.back()
    person.is_at("home")


def test_a_member_is_added_changed_and_removed(person):
    begins(person)
    opens(person, "members")
    adds_oneself(person)
    person.tap("再加一个")
    waits_for(person, "叫什么名字？")
    person.type("叫什么名字？", "李某")
    person.back()
    person.sees("家里第 2 个人：李某")
    person.sees("还没填完")
    person.tap("接着填 家里第 2 个人：李某")
    waits_for(person, "是您的什么人？")
    person.back()
    person.tap("去掉 家里第 2 个人：李某")
    person.tap("去掉")
    person.does_not_see("李某")
    person.sees(f"本人：{NAME}")


@pytest.mark.parametrize(
    ("take", "words"),
    [
        (paper.small, "请靠近一点，在亮的地方再拍一张。"),
        (paper.blurred, "请拿稳再拍一张；拍不清，也可以就用这张。"),
        (paper.heic, "请在这里直接拍；或在相机设置里选“兼容性最佳”。"),
        (paper.text, "请在这里直接拍一张。"),
    ],
)
def test_a_photo_that_cannot_be_read_is_warned_of(person, tmp_path, take, words):
    begins(person)
    opens(person, "identity_card")
    person.choose_photo("拍照", take(tmp_path))
    person.sees(words)
    person.choose_photo("拍照", paper.sharp(tmp_path))
    person.sees("已经传好了")
    person.does_not_see(words)


def test_a_blurred_photo_may_be_taken_all_the_same(person, tmp_path):
    begins(person)
    opens(person, "identity_card")
    person.choose_photo("拍照", paper.blurred(tmp_path))
    person.tap("就用这张")
    person.sees("已经传好了")
    person.tap("删掉 照片 1")
    person.does_not_see("照片 1")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("另一个人", "没有通过"),
        ("取消", "刷脸"),
        ("不让使用摄像头", "微信不能使用相机"),
    ],
)
def test_who_cannot_be_filmed_has_other_ways(person, before, words):
    begins(person)
    opens(person, "members")
    adds_oneself(person)
    opens(person, "consents")
    person.tap(f"刷脸证明是本人 {NAME}")
    person.tap("开始刷脸")
    person.tap(before)
    person.sees("再刷一次")
    person.sees(words)
    person.sees("刷不了脸也能办：")
    person.tap("先不刷，接着填")
    person.is_at("step")


def test_the_number_in_wechat_is_taken_by_a_tap_or_typed(person):
    begins(person)
    opens(person, "phone")
    person.tap("用微信里的手机号")
    person.tap("不允许")
    person.sees("没有取到，请自己填。")
    person.tap("用微信里的手机号")
    person.tap("允许")
    number = phone_number(f"openid-{person.name}")
    expect(person.field("打哪个电话能找到您？")).to_have_value(number)
    person.does_not_see("没有取到，请自己填。")
    goes_on(person)
    opens(person, "phone")
    expect(person.field("打哪个电话能找到您？")).to_have_value(number)


def test_where_the_number_does_not_come_it_is_typed(person):
    begins(person)
    opens(person, "phone")
    person.network("cut before", "/phone-number")
    person.tap("用微信里的手机号")
    person.tap("允许")
    person.sees("没有取到，请自己填。")
    person.type("打哪个电话能找到您？", "13912345678")
    expect(person.field("打哪个电话能找到您？")).to_have_value("13912345678")


def test_one_photo_for_two_questions_is_said_and_stays_where_it_is_wanted(person, tmp_path):
    begins(person)
    draft = draft_of(person)
    for place in ("identity_card", "evidence"):
        opens(person, place, draft)
        person.choose_photo("拍照", paper.sharp(tmp_path))
        person.sees("已经传好了")
    person.sees("这张照片，您在别的问题里已经拍过。")
    person.tap("删掉 照片 1")
    person.does_not_see("照片 1")
    opens(person, "identity_card", draft)
    person.sees("照片 1")
    shown = person.page.locator("page:not([hidden])").get_by_label("照片 1").first
    expect(shown).to_be_visible()


def test_the_authorisation_is_told_in_a_few_words_before_its_text(person):
    begins(person)
    opens(person, "members")
    adds_oneself(person)
    opens(person, "consents")
    person.sees("家庭经济状况核对及监测授权书")
    shown = person.page.locator("page:not([hidden])").inner_text()
    assert shown.index("查一查您家的收入和财产") < shown.index("家庭经济状况核对及监测授权书")


def test_the_way_up_stands_below_the_areas(person):
    begins(person)
    opens(person, "registered_area")
    person.tap("昌邑区")
    person.sees("兴华街道")
    shown = person.page.locator("page:not([hidden])").inner_text()
    assert shown.index("兴华街道") < shown.index("到上一级")


def at_account(person):
    begins(person, "急难救助")
    opens(person, "account")
    person.type("哪家银行（卡上写着）", "吉林银行")
    return person


def test_a_card_number_that_looks_mistyped_is_compared_at_once_and_may_stay(person):
    at_account(person).type("卡号或者存折账号", "6217000000000000019")
    person.leave_field("卡号或者存折账号")
    person.sees("请再核对一遍：6217 0000 0000 0000 019。")
    person.type("打哪个电话能找到您？", "13912345678")
    person.tap("下一步")
    person.sees("存折的账号会这样")
    assert person.route().endswith("step")
    person.tap("下一步")
    person.is_at("check")
    assert person.all_problems() == []


@pytest.mark.parametrize("number", ["6217 0000 0000 0002 018", "07120101123456"])
def test_a_card_that_checks_and_a_bank_book_raise_no_doubt(person, number):
    at_account(person).type("卡号或者存折账号", number)
    person.leave_field("卡号或者存折账号")
    person.sees(" ".join(re.findall(".{1,4}", number.replace(" ", ""))))
    person.does_not_see("请再核对一遍")


def test_one_tap_goes_on_after_what_was_wrong_is_mended(person):
    begins(person, "急难救助")
    opens(person, "members")
    person.type("叫什么名字？", NAME)
    person.tap("有号码")
    person.type(NUMBER, "22020119660504")
    person.tap(NEXT)
    person.sees("请先改一下：")
    person.type(NUMBER, number_of(person))
    person.tap(NEXT)
    waits_for(person, "银行账户和电话")


def test_one_tap_shows_the_doubt_of_a_number_and_the_next_goes_on(person, tmp_path):
    begins(person)
    opens(person, "account")
    person.type("哪家银行（卡上写着）", "吉林银行")
    person.type("卡号或者存折账号", "6217000000000000019")
    person.tap(NEXT)
    person.sees("请再核对一遍")
    person.tap(NEXT)
    waits_for(person, "打哪个电话能找到您？")
