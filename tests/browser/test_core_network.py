"""Nothing that was entered is lost and nothing is done twice, whatever the network does."""

from __future__ import annotations

import pytest

from tests.browser.applying import (
    begins,
    draft_of,
    fills_in,
    goes_on,
    heading,
    opens,
    photographs,
    waits_for,
)
from tests.support.searches import sampled

HARDSHIP, CAUSE = "家里有什么难处？", "是不是突然出了什么事？"


def is_saved(person) -> None:
    """Wait until everything is at the service."""
    person.page.wait_for_function(
        "() => { const key = Object.keys(localStorage).find((one) => one.endsWith('/queue'));"
        " return key && JSON.parse(localStorage[key]).value.length === 0 }",
        timeout=40_000,
    )


def answers_at_the_service(person, phones) -> list[str]:
    """What another phone of the same person reads of the draft on its check page."""
    other = phones(person.name)
    other.open()
    other.tap("申请救助", exact=False)
    other.tap("接着填")
    other.is_at("step")
    draft = draft_of(other)
    other.open(f"/pages/check/check?draft={draft}")
    other.sees("请看一遍")
    other.does_not_see("正在把您填的")
    return other.page.locator("page:not([hidden])").inner_text().split("\n")


IN_ITS_PLACE = ("garbage", "another")
REQUESTS = ("/answers/", "/v1/forms/", "/v1/drafts")
LOST = [(how, path) for path in REQUESTS for how in IN_ITS_PLACE]
"""What is answered in place of the service: at one of its requests, and in the searches at each."""


@pytest.mark.parametrize(("how", "path"), sampled(LOST, 3))
def test_an_answer_arrives_although_something_else_was_answered(phones, person, how, path):
    person.open()
    person.network(how, path, times=2)
    begins_anyway(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    is_saved(person)
    assert "没有收入" in answers_at_the_service(person, phones)
    assert drafts_of(person) == 1


def begins_anyway(person) -> None:
    person.tap("申请救助", exact=False)
    person.tap("开始填")
    person.is_at("step")
    waits_for(person, HARDSHIP)


def drafts_of(person) -> int:
    person.open("/pages/sign-in/sign-in?form=application")
    person.sees("没填完的申请")
    person.does_not_see("正在登录微信")
    return person.page.get_by_text("没填完的申请").count()


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_service_is_asked_again_under_the_same_key(person, status):
    begins(person)
    said = {"retry-after": "1"} if status == 429 else {}
    person.network("status", "/answers/", times=2, status=status, header=said)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    is_saved(person)
    sent = [one for one in person.calls("request") if "/answers/hardship" in one["url"]]
    assert len(sent) == 3
    assert len({one["header"]["idempotency-key"] for one in sent}) == 1


def test_without_network_one_goes_on_and_all_is_sent_later(phones, person):
    begins(person)
    person.offline()
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    person.tap("没有，一直就困难")
    goes_on(person)
    person.sees("已存在手机上，等有网络就发")
    person.online()
    is_saved(person)
    person.sees("已经存好了")
    shown = answers_at_the_service(person, phones)
    assert "没有收入" in shown
    assert "没有，一直就困难" in shown


def test_what_was_typed_when_the_app_was_closed_is_there_and_is_sent(phones, person):
    begins(person)
    person.offline()
    person.type(HARDSHIP, "没有收入")
    person.close_and_open()
    person.tap("接着填上次的申请")
    person.is_at("step")
    is_saved(person)
    assert "没有收入" in answers_at_the_service(person, phones)


def test_a_photo_taken_without_network_is_sent_when_the_app_is_opened_again(person, tmp_path):
    begins(person)
    draft = draft_of(person)
    is_saved(person)
    opens(person, "identity_card", draft)
    person.offline()
    photographs(tmp_path)(person)
    person.sees("存在手机上，等有网络就传")
    opens(person, "identity_card", draft)
    person.sees("已经传好了")


@pytest.mark.parametrize("how", ["cut before", "cut after"])
def test_a_photo_arrives_although_its_upload_was_lost(person, tmp_path, how):
    begins(person)
    opens(person, "identity_card")
    person.network(how, "papers", times=2)
    photographs(tmp_path)(person)
    person.page.get_by_text("已经传好了").wait_for(timeout=40_000)


def test_a_photo_that_was_damaged_on_its_way_is_sent_again_by_itself(person, tmp_path):
    """S3 answers so to bytes that have another digest, and to an upload that is too slow."""
    begins(person)
    opens(person, "identity_card")
    person.network("status", "papers", times=2, status=400)
    photographs(tmp_path)(person)
    person.page.get_by_text("已经传好了").wait_for(timeout=40_000)


@pytest.mark.parametrize("how", sampled(["cut after", *IN_ITS_PLACE], 3))
def test_an_application_is_handed_in_once_although_its_answer_was_lost(person, tmp_path, how):
    begins(person)
    fills_in(person, tmp_path)
    person.is_at("check")
    person.does_not_see("正在把您填的")
    person.network(how, "/submission", times=1)
    person.tap("交上去")
    person.is_at("receipt")
    person.sees("您的申请收到了")
    sent = [one for one in person.calls("request") if "/submission" in one["url"]]
    assert len({one["header"]["idempotency-key"] for one in sent}) == 1


def test_handing_in_without_network_says_what_happens_next_and_works_later(person, tmp_path):
    begins(person)
    fills_in(person, tmp_path)
    person.is_at("check")
    person.does_not_see("正在把您填的")
    person.offline()
    person.tap("交上去")
    person.sees("现在没有网络。")
    person.sees("您填的都存在手机上。")
    person.online()
    person.tap("再试一次")
    person.does_not_see("正在把您填的")
    person.tap("交上去")
    person.is_at("receipt")


def test_a_form_that_cannot_be_read_says_so_and_is_read_again(person):
    person.open()
    person.tap("申请救助", exact=False)
    person.sees("开始填")
    person.offline()
    person.tap("开始填")
    person.sees("现在没有网络。")
    person.online()
    person.tap("开始填")
    person.is_at("step")
    assert heading(person) == HARDSHIP


@pytest.mark.parametrize("how", ["garbage", "another"])
@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("我的申请", "/v1/cases"),
        ("帮别人办", "/v1/helpers"),
        ("找办事的地方", "/v1/areas/"),
        ("申请救助", "/v1/drafts"),
    ],
)
def test_a_page_whose_answer_is_somebody_else_s_is_not_blank(person, how, entry, path):
    person.open()
    person.network(how, path)
    person.tap(entry, exact=False)
    person.page.get_by_text("现在忙不过来。").first.wait_for(timeout=30_000)
    person.network_is_good()
    person.tap("再试一次")
    person.does_not_see("现在忙不过来。")


@pytest.mark.parametrize("label", ["下一步", "交上去"])
def test_a_button_that_is_tapped_twice_does_it_once(person, tmp_path, label):
    begins(person)
    if label == "下一步":
        person.type(HARDSHIP, "没有收入")
        taps_twice(person, label)
        waits_for(person, CAUSE)
        assert person.page.evaluate("document.querySelectorAll('page').length") == 4
        return
    fills_in(person, tmp_path)
    person.is_at("check")
    person.does_not_see("正在把您填的")
    taps_twice(person, label)
    person.is_at("receipt")
    assert len([one for one in person.calls("request") if "/submission" in one["url"]]) == 1


def taps_twice(person, label) -> None:
    button = person.page.locator("page:not([hidden])").get_by_role("button", name=label)
    button.evaluate("one => { one.click(); one.click(); }")
