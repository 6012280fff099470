"""Each request of the mini program is cut on its way there and back, and all is done once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from local.population.families import RETIRED_COUPLE
from local.population.numbers import numbered
from local.population.residents import resident
from local.town.people import Citizen
from tests.browser.applying import (
    NAME,
    PLACE,
    begins,
    goes_on,
    number_of,
    opens_account,
)
from tests.browser.following import Families, signs_from_afar
from tests.browser.paper import sharp
from tests.browser.test_core_network import HARDSHIP, is_saved
from tests.browser.test_follow_helpers import asks
from tests.browser.test_follow_notices import objects, posted
from tests.browser.test_follow_pages import chooses_community, fills_in_alone
from tests.support.asked import paths
from tests.support.helping import ALONE

HOWS = ("cut before", "cut after")
HOME = "/pages/home/home"


class Cutting:
    """Somebody with a phone whose requests are cut, and what else a test needs."""

    def __init__(self, phones, town, folder, name):
        self.phones, self.town, self.folder, self.name = phones, town, folder, name
        self.phone = phones(name)
        self.families = Families(town, name)

    def cut(self, *requests):
        """Cut each of these requests once on its way there, and its next try on its way back."""
        for request in requests:
            method, _, template = request.partition(" ")
            for how in HOWS:
                self.phone.network(how, method=method, template=template, times=1)


@pytest.fixture
def cutting(phones, town, tmp_path, request):
    name = re.sub(r"\W", "-", request.node.name.removeprefix("test_"))[-40:]
    one = Cutting(phones, town, tmp_path, name)
    yield one
    one.families.end()


def applies(one):
    phone = one.phone
    phone.page.evaluate("localStorage.clear()")  # nobody is signed in
    phone.tap("急难救助", exact=False)
    phone.tap("开始填")
    phone.is_at("step")
    phone.type("出了什么事？", "昨晚家里失火，没地方住。")
    goes_on(phone)
    for place in PLACE:
        phone.tap(place)
    goes_on(phone)
    phone.type("叫什么名字？", NAME)
    phone.tap("有号码")
    phone.type("身份证号码是多少？", number_of(phone))
    goes_on(phone)
    opens_account(phone)
    for _ in HOWS:  # the code of a number is good once: where the answer was lost it is asked anew
        phone.tap("用微信里的手机号")
        phone.tap("允许")
        phone.page.wait_for_load_state("networkidle")
    expect(phone.field("打哪个电话能找到您？")).not_to_have_value("")
    goes_on(phone)
    phone.is_at("check")
    phone.does_not_see("正在把您填的")
    phone.tap("交上去")
    phone.is_at("receipt")
    phone.tap("看办到哪一步、还差什么")
    phone.sees("现在谁在办")


def takes_over(one):
    other = begins(one.phones(one.name))
    other.type(HARDSHIP, "没有收入")
    goes_on(other)
    is_saved(other)
    phone = one.phone
    phone.tap("申请救助", exact=False)
    phone.tap("接着填")
    phone.sees("是不是突然出了什么事？")
    phone.goes_to("sign-in?form=application")
    phone.tap("不要这份了")
    phone.tap("删掉")
    phone.does_not_see("没填完的申请")


def signs(one):
    home = f"home-of-{one.name}"
    stage = one.families.applied(RETIRED_COUPLE, user=home, consents=[])
    person, phone = stage.family.household.residents[1], one.phone
    phone.goes_to("sign")
    signs_from_afar(phone, stage.family.receipt["receipt"], person)
    signed = stage.family.case()["documents"]["application"]["consents"]
    assert [consent["member"] for consent in signed] == [1]


def explains(one):
    stage, phone = one.families.told(), one.phone
    phone.tap("我的申请")
    phone.tap("去说明")
    phone.tap("对，我来说明")
    phone.type("请说一说是怎么回事", "是准备后事的钱")
    phone.tap("说完了，交上去")
    phone.sees("收到了，谢谢您说明。")
    assert "earlier" not in stage.family.case()["documents"]["explanation"]


def corrects(one):
    stage, phone = one.families.asked(), one.phone
    phone.goes_to(f"correction?case={stage.family.case_id}")
    phone.choose_photo("拍照", sharp(one.folder, one.name))
    phone.page.get_by_text("已经传好了").wait_for(timeout=20_000)
    phone.tap("交上去")
    phone.sees("收到了。")
    assert "correct" not in {task["name"] for task in stage.family.case()["tasks"]}


def asks_again(one):
    stage, phone = one.families.refused(), one.phone
    phone.goes_to(f"letters?case={stage.family.case_id}")
    phone.page.locator("page:not([hidden]) .button.primary").first.click()
    phone.tap("请别人再看一遍")
    phone.type("为什么不同意？", "上个月就停工了")
    phone.tap("交上去")
    phone.sees("最晚答复：")
    asked = phone.data("asked")["reconsideration_id"]
    phone.goes_to(f"reconsideration?case={stage.family.case_id}&id={asked}")
    phone.tap("不用再看了")
    phone.tap("不用了")
    phone.does_not_see("最晚答复：")
    stage.later(minutes=1)


def withdraws(one):
    stage, phone = one.families.applied(), one.phone
    phone.goes_to(f"progress?case={stage.family.case_id}")
    phone.tap("不办了，撤回申请")
    phone.tap("家里好一些了")
    phone.tap("撤回申请")
    phone.tap("撤回")
    phone.sees("已经撤回")
    assert stage.family.case()["state"] == "withdrawn"


def helps(one):
    phone = one.phone
    phone.goes_to("helpers")
    phone.sees("现在没有人帮您办")
    asks(phone, numbered("1954-03-09", 31))
    phone.tap("开始刷脸")
    phone.tap("本人（身份证上的人）")
    phone.sees("赵桂芝同意了")
    phone.tap("好的")
    phone.tap("不帮了，马上停", exact=False)
    phone.does_not_see("不帮了，马上停")


def says_no(one):
    mother = resident("赵桂芝", "1955-03-09", 32)
    Citizen(one.town, f"openid-{one.name}", replace(ALONE, residents=(mother,))).proves(mother)
    son, own = one.phones(f"son-of-{one.name}"), one.phone
    son.open("/pages/helpers/helpers")
    asks(son, mother.identity_number)
    own.goes_to("helpers")
    own.tap("不同意 赵强")
    own.type("我的姓名", mother.name)
    own.type("我的身份证号码", mother.identity_number)
    own.tap("下一步")
    own.tap("开始刷脸")
    own.tap("本人（身份证上的人）")
    own.sees("您没有同意")


def ends_another_session(one):
    one.phones(one.name).open("/pages/cases/cases").sees("这里还没有您的申请。")
    phone = one.phone
    phone.tap("设置")
    phone.tap("看哪些手机登录着")
    phone.tap("让它退出", exact=False)
    phone.does_not_see("让它退出")
    phone.sees("登录时间：")


def signs_out(one):
    phone = one.phone
    for _ in HOWS:  # it is tried once each time: nothing stays on the phone, whatever comes of it
        phone.tap("设置")
        phone.tap("退出登录")
        phone.tap("退出")
        phone.is_at("home")
        assert "token" not in str(phone.page.evaluate("JSON.stringify({...localStorage})"))
        phone.tap("我的申请")
        phone.sees("这里还没有您的申请。")


def calculates(one):
    phone = one.phone
    phone.goes_to("estimate")
    phone.tap("开始")
    phone.is_at("step")
    draft = phone.page.evaluate("phone.page().draft")
    phone.goes_to(f"estimate-result?draft={draft}")
    phone.tap("现在答 户口在哪里？")
    chooses_community(phone)
    phone.tap("下一步")
    phone.tap("现在答 家里有哪些人？")
    fills_in_alone(phone)
    phone.is_at("estimate-result")
    phone.sees("还不知道：问我这个")


def finds_an_office(one):
    one.phone.goes_to("office?area=220203007000")
    one.phone.sees("龙潭区山前街道办事处")


def reads_notices(one):
    stage, phone = posted(one.town, 3), one.phone
    phone.goes_to("notices")
    for place in ("龙潭区", "山前街道", "新山社区"):
        phone.tap(place)
    objects(phone, stage)
    phone.type("您知道的情况", "她家有一辆车，停在楼下")
    phone.tap("交上去")
    phone.sees("您的话收到了")


CASE, DRAFT, HELPER = "/v1/cases/{}", "/v1/drafts/{}", "/v1/helpers/{}"
JOURNEYS = {
    applies: (
        "POST /v1/sessions/citizen",
        "GET /v1/forms/{}",
        "GET /v1/drafts",
        "POST /v1/drafts",
        f"PUT {DRAFT}/answers/{{}}",
        "POST /v1/me/phone-number",
        f"GET {DRAFT}/check",
        f"POST {DRAFT}/submission",
        f"GET {CASE}/timeline",
    ),
    takes_over: (f"GET {DRAFT}", f"POST {DRAFT}/removal"),
    signs: (
        "GET /v1/consent-text",
        "POST /v1/proofs",
        "POST /v1/proofs/{}/result",
        "POST /v1/consents",
    ),
    explains: ("GET /v1/cases", f"GET {CASE}/findings", f"POST {CASE}/explanation"),
    corrects: (f"GET {CASE}/correction", "POST /v1/papers", f"POST {CASE}/correction"),
    asks_again: (
        f"GET {CASE}/letters",
        f"POST {CASE}/reconsiderations",
        "GET /v1/reconsiderations/{}",
        "POST /v1/reconsiderations/{}/withdrawal",
    ),
    withdraws: (f"POST {CASE}/withdrawal",),
    helps: (
        "GET /v1/helpers",
        "POST /v1/helpers",
        f"POST {HELPER}/consent",
        f"POST {HELPER}/withdrawal",
    ),
    says_no: (f"POST {HELPER}/refusal",),
    ends_another_session: ("GET /v1/sessions", "POST /v1/sessions/end"),
    signs_out: ("POST /v1/sign-out",),
    calculates: ("GET /v1/areas/{}", "POST /v1/estimates"),
    finds_an_office: ("GET /v1/offices/{}",),
    reads_notices: ("GET /v1/notices/{}", "POST /v1/notices/{}/{}/objections"),
}
"""What people do, and the requests that are cut meanwhile."""


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_what_is_asked_comes_about_although_each_request_is_cut(cutting, journey):
    phone = cutting.phone.open(HOME)
    phone.page.wait_for_load_state("networkidle")
    cutting.cut(*JOURNEYS[journey])
    journey(cutting)
    assert phone.unused() == []


def test_every_request_of_the_mini_program_is_cut():
    assert {request for rows in JOURNEYS.values() for request in rows} == paths()
