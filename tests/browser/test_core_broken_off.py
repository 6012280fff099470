"""An application that is broken off after every answer, and one with the number of a stranger."""

from __future__ import annotations

from tests.browser.applying import (
    NAME,
    PERSON,
    adds,
    application,
    begins,
    fills_in,
    goes_on,
    heading,
    number_of,
    signs_alone,
    taps,
    waits_for,
)
from tests.browser.test_core_network import is_saved

MEMBERS, FIRST_OF_A_PERSON = "家里有哪些人？", "叫什么名字？"
NUMBER, SIGN = "身份证号码是多少？", "请家里的大人签名"


def goes_on_with(phone):
    """Take this phone, and go on with the application that was begun."""
    phone.open()
    phone.tap("申请救助", exact=False)
    phone.tap("接着填")
    phone.is_at("step")
    return phone


def hands_in(phone):
    phone.is_at("check")
    phone.does_not_see("正在把您填的")
    phone.tap("交上去")
    phone.is_at("receipt")


def test_an_application_broken_off_after_every_answer_goes_on_on_another_phone(phones, tmp_path):
    here, there = phones("broken-off"), phones("broken-off")
    answers = {**application(tmp_path), **PERSON, MEMBERS: taps("现在填")}
    begins(here)
    asked = []
    while here.route().endswith("step"):
        question = heading(here)
        is_new = question not in asked  # what may stay open is shown each time, and passed over
        asked.append(question)
        answers[question](here)
        if question == MEMBERS:
            waits_for(here, FIRST_OF_A_PERSON)
            continue
        goes_on(here)
        if here.route().endswith("step") and is_new:
            is_saved(here)
            here, there = goes_on_with(there), here
    assert set(asked) == set(answers)
    hands_in(here)


def is_not_who_the_card_says(phone):
    """Sign, and be looked at by the camera, which sees somebody else."""
    signs_alone(phone)
    phone.tap(f"刷脸证明是本人 {NAME}")
    phone.tap("开始刷脸")
    phone.tap("另一个人")
    phone.sees("没有通过")
    phone.tap("先不刷，接着填")
    phone.is_at("step")


def test_with_the_number_of_a_stranger_nothing_is_proved_and_the_stranger_applies(phones, tmp_path):
    somebody, stranger = phones("with-a-strange-number"), phones("whose-number-it-is")
    typed = {**PERSON, NUMBER: lambda phone: phone.type(NUMBER, number_of(stranger))}
    begins(somebody)
    fills_in(somebody, tmp_path, others={MEMBERS: adds(typed), SIGN: is_not_who_the_card_says})
    hands_in(somebody)
    somebody.sees("证明是本人")
    somebody.tap("看办到哪一步、还差什么")
    somebody.tap("看谁要签字、刷脸")
    somebody.sees(f"{NAME}还没有刷脸证明是本人")
    stranger.open("/pages/cases/cases").sees("这里还没有您的申请。")
    begins(stranger)
    fills_in(stranger, tmp_path)
    hands_in(stranger)
    stranger.does_not_see("证明是本人")
