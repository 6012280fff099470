"""Acting for somebody, on the phone: asked for, consented to before the camera, ended by a tap."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from local.population.numbers import numbered
from local.population.residents import resident
from local.town.people import Citizen
from tests.browser.test_core_looks import in_both_views
from tests.support.helping import ALONE

OLD = numbered("1950-03-09", 21)


@pytest.fixture
def phone(phones, request):
    return phones(re.sub(r"\W", "-", request.node.name.removeprefix("test_"))[-40:])


def asks(phone, number=OLD, term="3 个月"):
    """A son asks to act for his mother, until she is to consent."""
    phone.tap("我要帮一个人办")
    phone.is_at("helper")
    phone.type("要帮的人的姓名", "赵桂芝")
    phone.type("要帮的人的身份证号码", number)
    phone.tap("下一步")
    phone.type("您的姓名", "赵强")
    phone.tap("下一步")
    phone.tap(term)
    phone.tap("下一步")
    phone.sees("请赵桂芝本人同意")


def test_a_son_acts_for_his_mother_once_she_consents_before_his_phone_and_ends_it(phone):
    phone.open("/pages/helpers/helpers")
    phone.sees("现在没有人帮您办")
    asks(phone)
    phone.tap("开始刷脸")
    phone.tap("本人（身份证上的人）")
    phone.sees("赵桂芝同意了")
    phone.tap("好的")
    phone.is_at("helpers")
    phone.tap("帮着申请", exact=False)
    phone.is_at("sign-in")
    phone.back()
    phone.tap("不帮了，马上停", exact=False)
    phone.does_not_see("不帮了，马上停")
    assert phone.all_problems() == []


def test_what_is_missing_is_said_before_anybody_is_asked(phone):
    phone.open("/pages/helper/helper")
    phone.tap("下一步")
    phone.sees("请填要帮的人的姓名。")
    phone.sees("身份证号码要 18 位")


def test_pages_of_helpers_are_readable_and_usable(phone):
    phone.open("/pages/helpers/helpers")
    found = in_both_views(phone, "helpers-none")
    phone.tap("我要帮一个人办")
    phone.is_at("helper")
    found += in_both_views(phone, "helper-person")
    phone.type("要帮的人的姓名", "赵桂芝")
    phone.type("要帮的人的身份证号码", numbered("1951-03-09", 22))
    phone.tap("下一步")
    found += in_both_views(phone, "helper-self")
    phone.type("您的姓名", "赵强")
    phone.tap("下一步")
    found += in_both_views(phone, "helper-acts")
    phone.tap("下一步")
    phone.sees("请赵桂芝本人同意")
    found += in_both_views(phone, "helper-consent")
    phone.tap("以后再请本人同意")
    phone.is_at("helpers")
    phone.sees("请本人同意")
    found += in_both_views(phone, "helpers")
    assert found == []


def test_a_mother_consents_on_a_phone_of_her_own_filmed_anew_and_ends_it_by_one_tap(phones, town):
    mother = resident("赵桂芝", "1952-03-09", 23)
    Citizen(town, "openid-mother-at-home", replace(ALONE, residents=(mother,))).proves(mother)
    son, own = phones("son-away"), phones("mother-at-home")
    son.open("/pages/helpers/helpers")
    asks(son, mother.identity_number)
    own.open("/pages/helpers/helpers")
    own.tap("同意 赵强")
    own.is_at("helper")
    own.type("我的姓名", mother.name)
    own.type("我的身份证号码", mother.identity_number)
    own.tap("下一步")
    own.tap("开始刷脸")
    own.tap("本人（身份证上的人）")
    own.sees("您同意了")
    own.tap("好的")
    own.is_at("helpers")
    own.tap("不帮了，马上停", exact=False)
    own.does_not_see("不帮了，马上停")


def test_a_mother_says_no_before_the_camera_of_her_phone(phones, town):
    mother = resident("赵桂芝", "1953-03-09", 25)
    Citizen(town, "openid-mother-says-no", replace(ALONE, residents=(mother,))).proves(mother)
    son, own = phones("son-asks"), phones("mother-says-no")
    son.open("/pages/helpers/helpers")
    asks(son, mother.identity_number)
    own.open("/pages/helpers/helpers")
    own.tap("不同意 赵强")
    own.is_at("helper")
    own.type("我的姓名", mother.name)
    own.type("我的身份证号码", mother.identity_number)
    own.tap("下一步")
    own.sees("刷过脸，就是不同意赵强替您办")
    own.tap("开始刷脸")
    own.tap("本人（身份证上的人）")
    own.sees("您没有同意")
    own.tap("好的")
    own.sees("现在没有人帮您办")
