"""The desk in a real Chromium: with eyes, a keyboard, a small screen, large letters, no scripts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from local.population import families
from local.population.personas import personas
from local.town.people import Citizen
from tests.browser.office import Office
from tests.sandbox.conftest import served


@pytest.fixture(scope="module")
def family(town):
    """A family that has applied."""
    one = Citizen(town, "at-the-desk", families.MOTHER_OF_TWO)
    one.apply()
    return one


PAGES = {
    "tasks": "/desk",
    "mine": "/desk?list=mine",
    "overdue": "/desk?list=overdue",
    "done": "/desk?list=done",
    "search": "/desk/search",
    "views": "/desk/views",
    "view-to-save": "/desk/views?list=overdue&scheme=dibao",
    "absence": "/desk/absence",
    "assignment": "/desk/assignment",
    "reminder": "/desk/reminder",
    "sessions": "/desk/sessions",
    "sign-out": "/desk/sign-out",
    "case": "/desk/cases/{}",
    "case-open": "/desk/cases/{}?purpose=review",
    "found": "/desk/cases/{}/found",
    "letters": "/desk/cases/{}/letters",
    "looks": "/desk/cases/{}/looks",
    "money": "/desk/cases/{}/money",
    "claim": "/desk/cases/{}/tasks/accept/claim",
    "hand-over": "/desk/cases/{}/tasks/accept/hand-over",
    **{
        step: f"/desk/cases/{{}}/{step}"
        for step in (
            "acceptance", "acceptance-decision", "account-decision", "call-back", "opinion",
            "decision", "countersignature", "extension", "post-review", "termination",
            "duplicate-finding", "consent-finding", "late-answer-finding",
            "confidential-decision", "passing-on",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("width", "zoom"), [(1200, 1), (360, 1), (1280, 2)], ids=["office", "phone", "200 %"]
)
def test_every_page_is_read_by_everybody_and_fits(office, family, width, zoom):
    at = office(width=width, zoom=zoom).signs_in("shanqian1")
    for name, path in PAGES.items():
        at.open(path.format(family.case_id))
        assert at.axe() == [], name
        assert at.overflow() <= 0, name
        assert at.page.locator("h1").count() == 1, name
        at.picture(f"{name}-{width}-{zoom}")


def test_the_check_for_everybody_finds_what_is_wrong(office):
    at = office().signs_in("shanqian1")
    at.page.evaluate("document.querySelector('select').removeAttribute('id')")
    assert any(one.startswith("select-name") for one in at.axe())


def test_a_form_that_was_refused_is_read_by_everybody(office, family):
    at = office(width=360).signs_in("shanqian1")
    at.open(f"/desk/cases/{family.case_id}/acceptance").press("答复申请")
    assert at.page.title().startswith("有误：")
    assert at.axe() == []
    assert at.overflow() <= 0
    at.picture("refused-360")
    at.page.get_by_role("alert").get_by_role("link").first.click()
    assert at.page.evaluate("document.activeElement.name") == "decision"
    at.errors.clear()  # the browser notes the 422


def test_a_clerk_works_with_the_keyboard_alone(office, family):
    at = office().signs_in("shanqian1")
    press = at.page.keyboard.press
    press("Tab")
    assert at.page.evaluate("document.activeElement.textContent") == "跳到正文"
    press("Enter")
    for _ in range(60):
        press("Tab")
        if at.page.evaluate("document.activeElement.textContent") == "认领":
            break
    press("Enter")
    at.page.wait_for_url("**/desk?list=mine&done=claim")
    assert at.page.get_by_role("status").text_content() == "已经认领，在“待我处理”里"


def test_enter_in_a_box_asks_to_whom_and_does_nothing_yet(office, family):
    at = office().signs_in("shanqian1")
    at.page.get_by_role("checkbox").last.press("Space")
    at.page.get_by_role("checkbox").last.press("Enter")
    at.page.get_by_text("已选 1 件").wait_for()
    assert at.page.get_by_role("radio", name="我自己").is_visible()


def test_a_clerk_accepts_an_application_without_scripts(office, town):
    family = Citizen(town, "without-scripts", families.FOUND_WORK)
    family.apply()
    clerk = next(one for one in personas() if one.office == family.case()["office"])
    at = office(scripts=False).signs_in(clerk.userid)
    at.open(f"/desk/cases/{family.case_id}").press("答复申请", role="link")
    at.page.get_by_label("受理", exact=True).check()
    at.press("答复申请")
    assert at.page.get_by_role("status").text_content() == "已经答复"
    assert family.case()["accepted_at"]


def test_wecom_asks_who_somebody_is_where_nobody_is_signed_in_there(office, town):
    town.wecom.person = ""
    at = office()
    at.open("/desk").errors.clear()
    at.press("用企业微信登录", role="link")
    at.page.get_by_text("longtan", exact=False).first.click()
    assert at.page.get_by_role("heading", name="我的待办").is_visible()


@pytest.mark.parametrize(
    ("width", "zoom"), [(1200, 1), (360, 1), (1280, 2)], ids=["office", "phone", "200 %"]
)
def test_what_a_form_leads_to_is_read_by_everybody_and_fits(office, family, width, zoom):
    at = office(width=width, zoom=zoom, scripts=True).signs_in("shanqian1")

    def seen(name):
        assert at.axe() == [], name
        assert at.overflow() <= 0, name
        at.picture(f"{name}-{width}-{zoom}")

    at.open("/desk/search")
    at.page.get_by_label("查找什么").fill(family.household.residents[0].identity_number[-4:])
    at.page.get_by_label("审核", exact=True).check()
    at.press("查找")
    at.page.get_by_role("heading", name="找到 1 件").wait_for()
    seen("found")
    at.page.get_by_label("查找什么").fill("社区")
    at.press("查找")
    at.page.get_by_role("heading", name="有几个地方叫这个名称").wait_for()
    seen("found-villages")
    at.open("/desk")
    boxes = at.page.get_by_role("checkbox")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    seen("tasks-chosen")
    at.press("把所选交给同事")
    seen("assignment-chosen")
    at.page.get_by_label("郑凯（经办人）").check()
    at.press("把所选交给同事")
    at.page.get_by_role("heading", name="办成").wait_for()
    seen("many-became")
    leader = office(width=width, zoom=zoom).signs_in("longtan-leader")
    leader.open("/desk/absence/shanqian1")
    assert leader.axe() == []
    leader.picture(f"absence-of-{width}-{zoom}")


def test_a_clerk_goes_through_a_list_by_keys_and_may_switch_them_off(office, town, family):
    at = office().signs_in("shanqian1")
    at.open("/desk")
    focused = "document.activeElement.closest('tbody tr')?.rowIndex || 0"
    press = at.page.keyboard.press
    for key, row in (("j", 1), ("j", 2), ("k", 1), ("k", 1)):
        press(key)
        assert at.page.evaluate(focused) == row
    at.page.get_by_role("button", name="使用快捷键").click()
    press("j")
    assert at.page.evaluate(focused) == 0
    at.open("/desk")
    press("j")
    assert at.page.evaluate(focused) == 0  # still off
    at.page.get_by_role("button", name="使用快捷键").click()
    press("j")
    press("Enter")
    at.page.wait_for_url("**/desk/cases/*")


def test_nothing_of_keys_is_shown_without_scripts(office, family):
    at = office(scripts=False).signs_in("shanqian1")
    assert not at.page.get_by_text("快捷键").first.is_visible()


@pytest.fixture
def entrance(browser):
    """The address of a served sandbox, and a browser of any width before it."""
    opened = []
    with served() as address:

        def take(**how):
            opened.append(Office(browser, Elsewhere(address), **how))
            return opened[-1].open("/")

        yield take
        errors = [error for one in opened for error in one.errors]
        for one in opened:
            one.close()
    assert errors == []


@dataclass
class Elsewhere:
    """A town of which only the address is known."""

    url: str


@pytest.mark.parametrize("scripts", [True, False])
def test_one_click_leads_to_a_desk_and_another_to_a_phone(entrance, scripts):
    for width, zoom in ((1200, 1), (360, 1), (1280, 2)):
        at = entrance(width=width, zoom=zoom, scripts=scripts)
        if scripts:
            assert at.axe() == []
        assert at.overflow() <= 0
        at.picture(f"entrance-{width}-{zoom}")
    at.press("让这一家申请")
    at.page.get_by_role("status").wait_for()
    assert "已经提交" in at.page.get_by_role("status").text_content()
    at.press("拨到下一件事")
    at.page.get_by_text("拨到了").wait_for()
    assert at.overflow() <= 0
    at.picture("entrance-later")
    at.press("乡镇（街道）经办")
    at.page.get_by_role("heading", name="我的待办").wait_for()
    assert at.page.get_by_text("乔*").first.is_visible()
    at.open("/").press("打开", role="link")
    at.page.wait_for_url("**/phone/?phone=mother_of_two")
