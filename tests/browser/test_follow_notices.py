"""The notices of a village on the phone: anybody reads them, and says what they know."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.browser.following import MovedClock
from tests.browser.test_core_looks import in_both_views
from tests.system.api.test_together import proposed


@pytest.fixture
def name(request):
    return re.sub(r"\W", "-", request.node.name.removeprefix("test_"))[-40:]


@pytest.fixture
def phone(phones, name):
    return phones(name)


def posted(town, number):
    """A family before its village, in the order of the tests."""
    stage = proposed(replace(town, clock=MovedClock(town.clock)), f"like-{number}")
    stage.later(minutes=1)
    return stage


def reads(phone):
    """From the first page to the notices of the village."""
    phone.open()
    phone.tap("村里的公示", exact=False)
    phone.is_at("notices")
    phone.tap("龙潭区")
    phone.tap("山前街道")
    phone.tap("新山社区")
    phone.sees("公示到：")


def objects(phone, stage):
    """Open the form of the family's notice."""
    surname = stage.family.household.residents[0].name[0]
    phone.tap(f"我有话说 {surname}", exact=False)
    phone.is_at("objection")


def said(stage):
    """What staff read of the objections."""
    clerk = stage.clerk(stage.family.receipt["office"])
    return clerk.client.get(f"/v1/cases/{stage.family.case_id}", purpose="review")["documents"][
        "objection"
    ]


def test_a_neighbour_says_something_unknown_and_has_a_number(phone, town):
    stage = posted(town, 0)
    reads(phone)
    objects(phone, stage)
    phone.tap("交上去")
    phone.sees("请写几句您知道的情况。")
    phone.type("您知道的情况", "她家有一辆车，停在楼下")
    phone.tap("交上去")
    phone.sees("您的话收到了")
    phone.sees("山前街道")
    phone.sees("最晚：")
    (one,) = said(stage)
    assert one.keys() == {"statement", "at", "number"}
    number = phone.data("receipt")["number"]
    assert one["number"] == number
    phone.tap("打电话问 963961")
    phone.tap("呼叫")
    phone.tap("回上一页")
    phone.is_at("notices")
    phone.sees(f"编号：{number}")
    assert phone.all_problems() == []


def test_who_may_be_asked_back_gives_name_and_telephone(phone, town):
    stage = posted(town, 1)
    reads(phone)
    objects(phone, stage)
    phone.type("您知道的情况", "她家有一辆车")
    phone.tap("可以，查的时候能找我问")
    phone.tap("交上去")
    phone.sees("请填您的姓名，或者选“不说我是谁”。")
    phone.type("您的姓名", "古丽·买买提")
    phone.type("您的电话", "123")
    phone.tap("交上去")
    phone.sees("电话")
    phone.close_and_open()
    reads_again(phone)
    objects(phone, stage)
    phone.type("您的电话", "13900000001")
    phone.tap("交上去")
    phone.sees("您的话收到了")
    (one,) = said(stage)
    assert one["objector"] == {"name": "古丽·买买提", "phone": "13900000001"}


def reads_again(phone):
    """The village that was read last is there at once."""
    phone.tap("村里的公示", exact=False)
    phone.sees("公示到：")


def test_without_a_network_nothing_is_lost_and_nothing_is_said_twice(phone, town):
    stage = posted(town, 2)
    reads(phone)
    objects(phone, stage)
    phone.type("您知道的情况", "她家有一辆车")
    phone.offline()
    phone.tap("交上去")
    phone.sees("现在没有网络。")
    phone.online()
    phone.tap("再试一次")
    phone.sees("您的话收到了")
    assert len(said(stage)) == 1


def test_the_notices_are_readable_and_usable_by_everybody(phone, town):
    stage = posted(town, 3)
    reads(phone)
    found = in_both_views(phone, "notices")
    objects(phone, stage)
    phone.tap("可以，查的时候能找我问")
    found += in_both_views(phone, "objection")
    phone.tap("不说我是谁")
    phone.type("您知道的情况", "她家有一辆车")
    phone.tap("交上去")
    phone.sees("您的话收到了")
    found += in_both_views(phone, "objection-received")
    phone.tap("回上一页")
    phone.sees("您说过：")
    found += in_both_views(phone, "notices-said")
    assert found == []


def test_in_english_too(phones, town, name):
    phone = phones(name, lang="en")
    phone.open("/pages/notices/notices?area=220203007001")
    phone.sees("There is no notice here now.")
    assert phone.title() == "Notices of my village"
