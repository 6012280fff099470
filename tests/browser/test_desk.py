"""The desk in a real Chromium: with eyes, a keyboard, a small screen, large letters, no scripts."""

from __future__ import annotations

import pytest

from local.population import families
from local.population.personas import personas
from local.town.people import Citizen
from tests.browser.office import Office


@pytest.fixture
def office(browser, town):
    """Browsers at the desk; at the end none may have had an error."""
    opened = []

    def take(**how):
        opened.append(Office(browser, town, **how))
        return opened[-1]

    yield take
    errors = [error for one in opened for error in one.errors]
    for one in opened:
        one.close()
    assert errors == []


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
        if at.page.evaluate("(document.activeElement.form || {}).method") == "post":
            break
    press("Enter")
    at.page.wait_for_url("**/desk?list=mine&done=claim")
    assert at.page.get_by_role("status").text_content() == "已经认领，在“待我处理”里"


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
