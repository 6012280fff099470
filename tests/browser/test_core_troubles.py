"""Nothing that was given is lost, and nobody stands before a page without a way on, when networks,
phones and other phones do what they do at the worst moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.words import say
from local.population.numbers import numbered
from tests.browser.applying import (
    begins,
    draft_of,
    fills_in,
    goes_on,
    opens,
    photographs,
    waits_for,
)
from tests.browser.following import Families
from tests.browser.test_core_network import answers_at_the_service, is_saved
from tests.browser.test_follow_helpers import asks
from tests.support.searches import sampled

HARDSHIP, CAUSE = "家里有什么难处？", "是不是突然出了什么事？"
NO_CAUSE = "没有，一直就困难"
NOT_LET_IN = say("wechat.high_risk")


def stored(phone) -> str:
    """Everything that is stored on the phone, as it is there."""
    return str(phone.page.evaluate("JSON.stringify({...localStorage})"))


def looks_over(phone, draft: str = "") -> None:
    """Open the check of the answers, and wait for it."""
    shown = draft or draft_of(phone)
    phone.open(f"/pages/check/check?draft={shown}")
    phone.does_not_see("正在把您填的")


def goes_on_elsewhere(phones, person):
    """Another phone of the same person, at the same draft."""
    other = phones(person.name)
    other.open()
    other.tap("申请救助", exact=False)
    other.tap("接着填")
    other.is_at("step")
    return other


def test_the_answer_of_a_photo_waits_until_the_photo_is_there(person, tmp_path):
    begins(person)
    is_saved(person)
    opens(person, "identity_card")
    person.offline()
    photographs(tmp_path)(person)
    person.online()
    is_saved(person)
    person.sees("已经传好了")
    person.does_not_see("还没有上传成功")
    looks_over(person)
    person.sees("1 张照片")


def test_the_answer_of_a_photo_is_sent_without_anything_being_done_after_it(person, tmp_path):
    begins(person)
    is_saved(person)
    opens(person, "identity_card")
    photographs(tmp_path)(person)
    is_saved(person)
    person.sees("已经存好了")


def test_an_answer_given_while_older_ones_are_on_their_way_stays(person):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    is_saved(person)
    person.close_and_open()
    person.network("late", "/v1/drafts/", method="GET", ms=2500)
    person.tap("接着填上次的申请")
    waits_for(person, CAUSE)
    person.tap(NO_CAUSE)
    is_saved(person)
    person.page.wait_for_timeout(3000)
    person.page.get_by_role("radio", name=NO_CAUSE, checked=True).wait_for()


def test_what_arrives_after_somebody_signed_out_is_stored_for_nobody(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path)
    person.is_at("check")
    person.does_not_see("正在把您填的")
    person.tap("交上去")
    person.is_at("receipt")
    person.open("/pages/settings/settings")
    person.network("late", "/v1/cases", ms=2500)
    person.tap("我的申请")
    person.tap("设置")
    person.tap("退出登录")
    person.tap("退出")
    person.is_at("home")
    person.page.wait_for_timeout(3000)
    assert "receipt" not in stored(person)
    person.offline()
    person.tap("我的申请")
    person.does_not_see("编号：")


def test_a_draft_that_ended_is_begun_anew_when_it_is_looked_over(person, town):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    is_saved(person)
    draft = draft_of(person)
    town.clock.forward(timedelta(days=32).total_seconds())
    looks_over(person, draft)
    person.sees("没有收入")
    person.does_not_see("没有找到这份没填完的表")


def test_a_draft_that_was_handed_in_on_another_phone_leads_to_its_case(phones, person, tmp_path):
    begins(person)
    fills_in(person, tmp_path)
    person.is_at("check")
    draft = draft_of(person)
    other = goes_on_elsewhere(phones, person)
    looks_over(other)
    other.tap("交上去")
    other.is_at("receipt")
    person.open(f"/pages/check/check?draft={draft}")
    person.is_at("cases")
    person.sees("编号：")
    person.open()
    person.does_not_see("接着填上次的申请")


def test_no_photo_and_no_answer_stays_on_the_phone_once_all_is_handed_in(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path)
    person.is_at("check")
    person.does_not_see("正在把您填的")
    assert "photo/" in stored(person)
    person.tap("交上去")
    person.is_at("receipt")
    for name in ("photo/", "draft/", "key/", "6217000000000002018"):
        assert name not in stored(person)


def test_another_choice_after_the_answer_to_a_submission_was_lost_is_the_same_case(
    person, tmp_path
):
    begins(person)
    fills_in(person, tmp_path)
    person.is_at("check")
    person.does_not_see("正在把您填的")
    person.network("cut after", "/submission", times=4)
    person.tap("交上去")
    person.sees("现在没有网络。")
    person.tap("看别的救助")
    other = person.page.get_by_role("radio", checked=False).first
    other.check()
    person.tap("交上去")
    person.is_at("receipt")


def test_a_question_that_the_stored_form_lacks_is_asked_from_the_check(person):
    begins(person)
    is_saved(person)
    draft = draft_of(person)
    person.page.evaluate(
        "() => { const key = Object.keys(localStorage).find((one) => one.includes('/form/'));"
        " const form = JSON.parse(localStorage[key]); form.value.version = 'older';"
        " form.value.steps = form.value.steps.filter(({ id }) => id !== 'hardship');"
        " localStorage[key] = JSON.stringify(form) }"
    )
    looks_over(person, draft)
    person.tap("去填 还没有填：家里有什么难处？")
    waits_for(person, HARDSHIP)


@pytest.mark.parametrize("status", sampled([401, 400, 403, 404, 409, 422], 6))
def test_an_answer_to_which_something_between_said_no_is_sent_again(phones, person, status):
    begins(person)
    is_saved(person)
    person.network("status", "/answers/", times=2, status=status)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    is_saved(person)
    assert "没有收入" in answers_at_the_service(person, phones)


def test_while_wechat_lets_somebody_not_in_their_answers_wait(phones, person, town):
    begins(person)
    is_saved(person)
    town.wechat.high_risk.add(f"openid-{person.name}")
    person.network("status", "/answers/", times=1, status=401)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    person.sees("已存在手机上，正在发出去")
    person.page.wait_for_timeout(4000)
    person.does_not_see(NOT_LET_IN)
    town.wechat.high_risk.clear()
    is_saved(person)
    assert "没有收入" in answers_at_the_service(person, phones)


def test_whom_wechat_does_not_let_in_is_told_and_tries_again(person, town):
    town.wechat.high_risk.add(f"openid-{person.name}")
    person.open("/pages/cases/cases")
    person.sees(NOT_LET_IN)
    town.wechat.high_risk.clear()
    person.tap("再试一次")
    person.sees("这里还没有您的申请。")


def test_a_helper_asks_for_a_second_person_while_the_first_has_not_consented(person):
    person.open("/pages/helpers/helpers")
    people = (("赵桂芝", numbered("1950-03-09", 31)), ("孙玉兰", numbered("1948-01-02", 32)))
    for name, number in people:
        person.tap("我要帮一个人办")
        person.sees("您要帮谁？")
        person.type("要帮的人的姓名", name)
        person.type("要帮的人的身份证号码", number)
        person.tap("下一步")
        person.type("您的姓名", "赵强")
        person.tap("下一步")
        person.tap("下一步")
        person.sees(f"请{name}本人同意")
        person.tap("以后再请本人同意")
        person.is_at("helpers")
    person.sees("赵*")
    person.sees("孙*")


def test_nothing_of_a_person_stays_with_who_helped_them_once(person):
    person.open("/pages/helpers/helpers")
    asks(person, numbered("1950-03-09", 33))
    person.tap("开始刷脸")
    person.tap("本人（身份证上的人）")
    person.sees("赵桂芝同意了")
    person.tap("好的")
    person.tap("帮着申请", exact=False)
    person.tap("开始填")
    person.type(HARDSHIP, "只该她知道的难处")
    goes_on(person)
    is_saved(person)
    person.open("/pages/helpers/helpers")
    person.tap("不帮了，马上停", exact=False)
    person.does_not_see("不帮了，马上停")
    person.open()
    person.tap("接着填上次的申请")
    person.sees(say("helper.not_active"))
    assert "只该她知道的难处" not in stored(person)
    person.open()
    person.sees("您想办什么？")
    person.does_not_see("接着填上次的申请")


def test_without_a_network_one_signs_out_too(person):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    is_saved(person)
    person.open("/pages/settings/settings")
    person.offline()
    person.tap("退出登录")
    person.tap("退出")
    person.is_at("home")
    person.does_not_see("接着填上次的申请")
    assert "没有收入" not in stored(person)
    assert "token" not in stored(person)


def test_what_was_only_calculated_with_is_removed_with_the_rest(person):
    person.open("/pages/estimate/estimate")
    person.tap("开始")
    person.is_at("step")
    person.open("/pages/settings/settings")
    person.tap("删掉没填完的申请")
    person.tap("删掉")
    person.sees("已经删掉。")
    person.does_not_see("这部手机上有没填完的申请。")


def test_whose_clock_is_days_ahead_signs_in_once(person):
    person.page.add_init_script("{ const now = Date.now; Date.now = () => now() + 3 * 86400000 }")
    begins(person)
    person.page.evaluate("{ const now = Date.now; Date.now = () => now() + 3 * 86400000 }")
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    person.tap(NO_CAUSE)
    goes_on(person)
    is_saved(person)
    sent = [one["url"] for one in person.calls("request")]
    assert len([url for url in sent if "/sessions/" in url]) <= 2


def test_all_is_said_after_the_answer_to_a_part_was_lost(phones, person, town):
    families = Families(town, person.name)
    stage = families.told()
    person.open(f"/pages/findings/findings?case={stage.family.case_id}")
    person.tap("对，我来说明")
    person.page.locator("page:not([hidden]) textarea").first.fill("那是卖粮食的钱")
    person.network("cut after", "/explanation", times=4)
    person.tap("先交这些，以后再说")
    person.sees("现在没有网络。")
    person.tap("说完了，交上去")
    person.does_not_see("现在没有网络。")
    person.does_not_see("Idempotency-Key")
    families.end()
