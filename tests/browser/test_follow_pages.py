"""Pages for everybody on the phone: the office, the trial calculation, settings."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.applying import draft_of, goes_on, heading, number_of, waits_for
from tests.browser.test_core_looks import in_both_views


@pytest.fixture
def name(request):
    return re.sub(r"\W", "-", request.node.name.removeprefix("test_"))[-40:]


@pytest.fixture
def phone(phones, name):
    return phones(name)


def requests(phone):
    return [f"{one['method']} {one['url'].split('8000')[-1]}" for one in phone.calls("request")]


def test_an_office_is_found_level_by_level_and_called(phone):
    phone.open("/pages/office/office")
    phone.tap("龙潭区")
    phone.tap("山前街道")
    phone.sees("龙潭区山前街道办事处")
    phone.sees("8:30-11:30")
    for number in ("963961", "12345"):
        phone.tap(f"打电话 {number}")
        phone.tap("呼叫")
        assert phone.calls("makePhoneCall")[-1]["phoneNumber"] == number


def test_the_office_that_was_found_is_there_without_a_network(phone):
    phone.open("/pages/office/office")
    phone.tap("龙潭区")
    phone.tap("山前街道")
    phone.sees("龙潭区山前街道办事处")
    phone.close_and_open("/pages/office/office")
    phone.sees("龙潭区山前街道办事处")
    phone.tap("找别的地方")
    phone.sees("昌邑区")


def test_without_a_network_the_office_page_says_so_and_still_has_the_hotlines(phone):
    phone.open("/pages/home/home")
    phone.offline()
    phone.tap("找办事的地方", exact=False)
    phone.sees("现在没有网络。")
    phone.tap("打电话 12345")
    phone.tap("取消")
    phone.online()
    phone.tap("再试一次")
    phone.sees("昌邑区")


def test_what_a_family_may_get_is_calculated_from_few_answers_and_nothing_is_signed_in(phone):
    phone.open("/pages/estimate/estimate")
    phone.tap("开始")
    phone.is_at("step")
    draft = str(phone.page.evaluate("phone.page().draft"))
    phone.open(f"/pages/estimate-result/estimate-result?draft={draft}")
    phone.sees("先要知道这两样")
    phone.tap("现在答 户口在哪里？")
    chooses_community(phone)
    phone.tap("下一步")
    phone.tap("现在答 家里有哪些人？")
    phone.tap("现在填")
    waits_for(phone, "哪天出生的？")
    assert in_both_views(phone, "step-day") == []
    phone.back()
    phone.tap("去掉 本人")
    phone.tap("去掉")
    fills_in_alone(phone)
    phone.is_at("estimate-result")
    phone.sees("还不知道：问我这个")
    phone.tap("现在答 家里有几辆机动车？")
    phone.type("家里有几辆机动车？", "0")
    phone.tap("下一步")
    phone.is_at("estimate-result")
    phone.does_not_see("现在答 家里有几辆机动车？")
    phone.tap("看不符合的，为什么")
    assert in_both_views(phone, "estimate-result") == []
    sent = requests(phone)
    assert not [one for one in sent if "drafts" in one]


def test_after_every_question_of_the_trial_calculation_one_can_apply(phone):
    phone.open("/pages/home/home")
    phone.tap("看看能领什么", exact=False)
    phone.tap("开始")
    phone.is_at("step")
    answers_every_question(phone)
    phone.tap("申请救助")
    phone.is_at("sign-in")
    phone.sees("您试算时答过的，不用再填一遍。")
    phone.tap("用试算时的回答接着填")
    phone.is_at("step")
    assert heading(phone) == "家里有什么难处？"
    sees_what_was_answered(phone)
    phone.open("/pages/sign-in/sign-in?form=application")
    phone.sees("没填完的申请")
    phone.does_not_see("用试算时的回答接着填")


def test_what_was_calculated_for_oneself_is_not_offered_for_somebody_whom_one_helps(phone):
    phone.open("/pages/estimate/estimate")
    phone.tap("开始")
    phone.is_at("step")
    phone.tap("没有，一直就困难")
    goes_on(phone)
    phone.open("/pages/sign-in/sign-in?form=application")
    phone.sees("用试算时的回答接着填")
    phone.open("/pages/sign-in/sign-in?form=application&helper=another&name=赵*")
    phone.sees("您在替赵*申请。")
    phone.sees("开始填")
    phone.does_not_see("用试算时的回答接着填")


def sees_what_was_answered(phone):
    """Whoever goes on from the trial calculation types nothing of it again."""
    phone.type("家里有什么难处？", "没有收入")
    goes_on(phone)
    assert checked(phone, "没有，一直就困难")
    goes_on(phone)
    assert checked(phone, "没有")
    goes_on(phone)
    phone.tap("接着填 本人")
    waits_for(phone, "叫什么名字？")
    phone.type("叫什么名字？", "田某")
    goes_on(phone)
    phone.tap("有号码")
    goes_on(phone)
    phone.type("身份证号码是多少？", number_of(phone))
    goes_on(phone)
    assert (heading(phone), checked(phone, "没结婚")) == ("您结婚了吗？", True)
    draft = draft_of(phone)
    phone.open(f"/pages/check/check?draft={draft}")
    phone.sees("山前街道")
    phone.does_not_see("还没有填：您家户口在哪里？")


def checked(phone, option):
    shown = phone.page.locator("page:not([hidden])")
    return shown.get_by_role("radio", name=option, exact=True).is_checked()


def test_somebody_old_and_alone_reads_that_of_two_schemes_one_is_had(phone):
    phone.open("/pages/estimate/estimate")
    phone.tap("开始")
    phone.is_at("step")
    draft = draft_of(phone)
    phone.open(f"/pages/step/step?draft={draft}&at=area&from=result")
    chooses_community(phone)
    phone.open(f"/pages/step/step?draft={draft}&at=members&from=result")
    phone.tap("现在填")
    born(phone, "1944")
    phone.tap("下一步")
    phone.open(f"/pages/estimate-result/estimate-result?draft={draft}")
    phone.sees("特困供养")
    phone.sees("最低生活保障")
    phone.sees("低保和特困供养，一个人只能领一样。")


def answers_every_question(phone):
    said = {
        "是不是突然出了什么事？": lambda: phone.tap("没有，一直就困难"),
        "家里现在领低保吗？": lambda: phone.tap("没有"),
        "户口在哪里？": lambda: chooses_community(phone),
        "家里已经领了别的救助吗？": lambda: phone.tap("都没有"),
    }
    while not phone.route().endswith("estimate-result"):
        question = heading(phone)
        if question == "家里有哪些人？":
            fills_in_alone(phone)
            continue
        said.get(question, lambda: phone.tap("我不知道"))()
        goes_on(phone)


def chooses_community(phone):
    for area in ("龙潭区", "山前街道"):
        phone.tap(area)
    phone.page.locator("page:not([hidden]) .button.area").first.click()
    phone.sees("您选的是：")


def fills_in_alone(phone):
    """The questions about one person, as somebody without a disability or a job answers them."""
    phone.tap("现在填")
    said = {
        "哪天出生的？": lambda: born(phone),
        "您结婚了吗？": lambda: phone.tap("没结婚"),
        "现在有工作吗？": lambda: phone.tap("没有"),
        "有几次介绍了工作没有去？": lambda: phone.type("有几次介绍了工作没有去？", "0"),
        "有残疾证吗？是哪一种？": lambda: phone.tap("没有残疾证"),
        "得了大病吗？": lambda: phone.tap("没有"),
    }
    for _ in range(len(said)):
        question = heading(phone)
        if question not in said:
            break
        said[question]()
        goes_on(phone)
    goes_on(phone)


def born(phone, year="1966"):
    for label, text in (("年", year), ("月", "5"), ("日", "4")):
        phone.type(label, text)


def test_the_whole_app_is_shown_large_and_in_english_when_that_is_chosen(phone):
    phone.open("/pages/settings/settings")
    phone.tap("长辈版，字大")
    phone.sees("普通版")
    phone.tap("English")
    phone.sees("Text size")
    phone.close_and_open()
    phone.sees("Apply for aid")


def test_a_person_sees_where_they_are_signed_in_and_signs_out(phone):
    phone.open("/pages/settings/settings")
    phone.tap("看哪些手机登录着")
    phone.sees("登录时间：")
    phone.tap("退出登录")
    phone.tap("退出")
    phone.is_at("home")
    assert "POST /v1/sign-out" in requests(phone)[-1]


def test_what_was_not_handed_in_is_removed_after_a_second_look(phone):
    phone.open()
    phone.tap("申请救助", exact=False)
    phone.tap("开始填")
    phone.is_at("step")
    phone.type("家里有什么难处？", "没有收入")
    phone.leave_field("家里有什么难处？")
    phone.sees("已经存好了")
    phone.open("/pages/settings/settings")
    phone.sees("这部手机上有没填完的申请。")
    phone.tap("删掉没填完的申请")
    phone.tap("删掉")
    phone.sees("已经删掉。")
    phone.open()
    phone.does_not_see("接着填上次的申请")


def test_the_tabs_are_called_in_the_language_that_was_chosen(phone):
    tabs = phone.page.locator("#tabs button")
    phone.open("/pages/settings/settings")
    expect(tabs).to_have_text(["首页", "我的申请", "设置"])
    phone.tap("English")
    expect(tabs).to_have_text(["Home", "My cases", "Settings"])
    phone.tap("My cases")
    phone.is_at("cases")
    expect(tabs).to_have_text(["Home", "My cases", "Settings"])
    phone.close_and_open()
    expect(tabs).to_have_text(["Home", "My cases", "Settings"])
    phone.tap("Settings")
    phone.tap("中文")
    expect(tabs).to_have_text(["首页", "我的申请", "设置"])
