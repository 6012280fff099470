"""One form on two phones at once, and people who are taken out of it or named otherwise."""

from __future__ import annotations

import pytest

from tests.browser.applying import (
    adds_oneself,
    begins,
    draft_of,
    goes_on,
    opens,
    signs_alone,
    waits_for,
)

HARDSHIP, WHO = "家里有什么难处？", "叫什么名字？"


def saved(phone):
    phone.sees("已经存好了")


def adds_by_name(phone, name):
    """Add a person of whom nothing is known yet but the name, and come back to the list."""
    phone.tap("再加一个")
    waits_for(phone, WHO)
    phone.type(WHO, name)
    phone.leave_field(WHO)
    saved(phone)
    phone.back()


@pytest.fixture
def other(phones, person):
    """A second phone of the person, on which the draft of the first one is open."""

    def open_at(place):
        phone = phones(person.name)
        phone.open("/pages/sign-in/sign-in?form=application")
        phone.tap("接着填")
        phone.is_at("step")
        return opens(phone, place)

    return open_at


def test_whom_two_phones_add_at_once_both_are_there(person, other):
    begins(person)
    opens(person, "members")
    adds_oneself(person)
    saved(person)
    second = other("members")
    adds_by_name(person, "李某")
    adds_by_name(second, "王某")
    second.sees("家里第 2 个人：李某")
    second.sees("家里第 3 个人：王某")
    saved(second)
    person.close_and_open()
    person.tap("接着填上次的申请")
    person.is_at("step")
    opens(person, "members")
    person.sees("家里第 3 个人：王某")


def says_otherwise(person, other):
    """A second phone says something else of the hardship than the first did meanwhile."""
    begins(person)
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    saved(person)
    second = other("hardship")
    opens(person, "hardship")
    person.type(HARDSHIP, "房子也漏雨")
    goes_on(person)
    saved(person)
    second.type(HARDSHIP, "孩子病了")
    second.leave_field(HARDSHIP)
    second.sees("另一部手机刚改过这一项，请选一个")
    return second


def test_what_two_phones_say_otherwise_is_chosen_and_nothing_is_typed_again(person, other):
    second = says_otherwise(person, other)
    second.sees("另一部手机上：房子也漏雨")
    assert second.field(HARDSHIP).input_value() == "孩子病了"
    assert second.axe() == []
    second.tap("用我现在填的")
    second.does_not_see("另一部手机刚改过")
    saved(second)
    person.close_and_open()
    person.tap("接着填上次的申请")
    person.is_at("step")
    opens(person, "hardship")
    assert person.field(HARDSHIP).input_value() == "孩子病了"


def test_what_is_not_chosen_yet_is_not_handed_in(person, other):
    second = says_otherwise(person, other)
    second.open(f"/pages/check/check?draft={draft_of(second)}")
    second.sees(f"“{HARDSHIP}”在两部手机上填得不一样，请选一个。")
    second.tap(f"去填 “{HARDSHIP}”在两部手机上填得不一样，请选一个。")
    second.tap("用另一部手机上的")
    assert second.field(HARDSHIP).input_value() == "房子也漏雨"


def test_taking_somebody_out_is_one_request_also_where_the_phone_dies(person, other):
    begins(person)
    opens(person, "members")
    adds_oneself(person)
    for name in ("李某", "王某"):
        adds_by_name(person, name)
    saved(person)
    sent = []
    person.page.on(
        "request", lambda one: sent.append(one.post_data_json) if one.method == "PUT" else None
    )
    person.offline()
    person.tap("去掉 家里第 2 个人：李某")
    person.tap("去掉")
    person.sees("家里第 2 个人：王某")
    person.close_and_open()
    person.online()
    person.tap("接着填上次的申请")
    person.is_at("step")
    saved(opens(person, "members"))
    assert [one["removed"] for one in sent if "removed" in one] == [1]
    second = other("members")
    second.sees("家里第 2 个人：王某")
    second.does_not_see("李某")


def test_whoever_is_named_otherwise_is_asked_to_sign_again(person):
    begins(person)
    opens(person, "members")
    adds_oneself(person)
    signs_alone(opens(person, "consents"))
    saved(person)
    opens(person, "members/0/name")
    person.type(WHO, "田某某")
    goes_on(person)
    saved(person)
    opens(person, "consents")
    person.sees("名字或者号码改了，请重新签名。")
    person.does_not_see("已经签名")
