"""One person on two phones, two persons on one phone, and a form that changed meanwhile."""

from __future__ import annotations

import json

from tests.browser.applying import begins, draft_of, goes_on, heading, opens

HARDSHIP, CAUSE = "家里有什么难处？", "是不是突然出了什么事？"
NO_CAUSE = "没有，一直就困难"


def saved(phone) -> None:
    phone.sees("已经存好了")


def test_a_draft_goes_on_on_another_phone_and_comes_back(phones, person):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    saved(person)
    other = phones(person.name)
    other.open()
    other.does_not_see("接着填上次的申请")
    other.tap("申请救助", exact=False)
    other.tap("接着填")
    other.is_at("step")
    assert heading(other) == CAUSE
    other.tap(NO_CAUSE)
    goes_on(other)
    saved(other)
    person.close_and_open()
    person.tap("接着填上次的申请")
    person.is_at("step")
    person.tap("上一步") if heading(person) != CAUSE else None
    person.page.get_by_role("radio", name=NO_CAUSE, checked=True).wait_for()


def test_what_is_not_sent_yet_is_newer_than_what_the_service_has(phones, person):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    saved(person)
    person.back()
    person.offline()
    person.type(HARDSHIP, "房子也漏雨")
    person.close_and_open()
    person.tap("接着填上次的申请")
    person.is_at("step")
    opens(person, "hardship")
    assert person.field(HARDSHIP).input_value() == "房子也漏雨"


def test_a_draft_that_the_service_has_no_more_is_begun_anew(phones, person):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    saved(person)
    other = phones(person.name)
    other.open("/pages/sign-in/sign-in?form=application")
    other.tap("不要这份了")
    other.tap("删掉")
    other.does_not_see("没填完的申请")
    person.tap(NO_CAUSE)
    goes_on(person)
    saved(person)
    other.open("/pages/sign-in/sign-in?form=application")
    other.tap("接着填")
    other.is_at("step")
    opens(other, "hardship")
    assert other.field(HARDSHIP).input_value() == "没有收入"


def test_a_form_that_changed_says_what_to_look_at_again(person):
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    person.tap(NO_CAUSE)
    goes_on(person)
    saved(person)

    def answer(route):
        draft = route.fetch().json()
        route.fulfill(json={**draft, "version": "older", "look_again": ["cause"]})

    person.page.route(
        "**/v1/drafts/*", lambda r: answer(r) if r.request.method == "GET" else r.continue_()
    )
    person.close_and_open()
    person.tap("接着填上次的申请")
    person.is_at("step")
    person.page.wait_for_load_state("networkidle")
    opens(person, "cause")
    person.sees("这个问题改过了，请再看一遍您的回答。")
    person.tap("失火")
    person.does_not_see("这个问题改过了")


def test_nothing_of_a_former_person_is_left_when_another_one_signs_in(phones, person):
    begins(person)
    person.type(HARDSHIP, "不想让别人知道的难处")
    goes_on(person)
    saved(person)
    another = f"{person.name}-2"
    phones(another).open()
    person.page.route(
        "**/sandbox/phone/*/login",
        lambda route: route.continue_(url=route.request.url.replace(person.name, another)),
    )
    person.network("status", "/answers/", times=1, status=401)
    person.tap(NO_CAUSE)
    person.is_at("home")
    person.does_not_see("接着填上次的申请")
    stored = person.page.evaluate("JSON.stringify({...localStorage})")
    assert "不想让别人知道的难处" not in json.dumps(json.loads(stored), ensure_ascii=False)
    person.tap("申请救助", exact=False)
    person.sees("开始填")
    person.does_not_see("没填完的申请")
    assert draft_of(person) == "None"


def test_a_session_that_ended_is_renewed_without_a_word(person):
    begins(person)
    person.network("status", "/answers/", times=1, status=401)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    saved(person)
    assert heading(person) == CAUSE
