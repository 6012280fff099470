"""The finance clerk in a real Chromium: by the keyboard alone, without scripts, on a phone."""

from __future__ import annotations

import re

import pytest

from tests.browser import money
from tests.browser.worker import ANOTHER_ACCOUNT


def tabs_to(at, what):
    """Go on by the tab key until something is focused that is called so."""
    focused = (
        "document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent"
    )
    for _ in range(80):
        at.page.keyboard.press("Tab")
        if what in (at.page.evaluate(focused) or ""):
            return
    raise AssertionError(what)


def opens_release(at):
    """From the list of what waits to the page of the first release."""
    at.page.locator("a[href*='/desk/releases/']").first.click()
    at.page.get_by_role("heading", level=1).wait_for()


def test_money_is_released_by_the_keyboard_alone(office, town):
    family = money.decided(town, 0)
    at = office().signs_in("changyi-finance")
    press = at.page.keyboard
    tabs_to(at, "放款")
    press.press("Enter")
    at.page.wait_for_url("**/desk/releases/*")
    tabs_to(at, "放款")
    press.press("Space")
    tabs_to(at, "理由")
    press.type("核对无误")
    press.press("Tab")
    press.press("Enter")
    at.page.get_by_text("已经办理").wait_for()
    town.clock.forward(2 * money.HOUR)
    assert family.timeline()["payments"][0]["sent_at"]


@pytest.mark.parametrize(("scripts", "width", "number"), [(False, 1200, 1), (True, 360, 2)])
def test_what_came_back_goes_to_another_account_when_two_people_approved_it(
    office, town, scripts, width, number
):
    family = money.came_back(town, number)
    for userid in ("changyi-finance", "changyi-leader"):
        at = office(scripts=scripts, width=width).signs_in(userid)
        opens_release(at)
        at.fills("decision", "release")
        at.fills("reason", "电话核实，账户已更换")
        if userid == "changyi-finance":
            assert at.page.get_by_text("银行退回的一笔").is_visible()
            for name, value in ANOTHER_ACCOUNT.items():
                at.fills(name, value)
            at.picture(f"returned-filled-in-{width}")
        if scripts:
            assert at.axe() == []
        assert at.overflow() <= 0
        at.page.locator("main form[method=post] [type=submit]").last.click()
        at.page.get_by_text("已经办理").wait_for()
        town.clock.forward(money.HOUR)
    town.clock.forward(24 * money.HOUR)
    assert any(one.get("credited_at") for one in family.timeline()["payments"])


def test_a_release_of_which_another_sum_was_seen_comes_back_with_what_was_typed(office, town):
    money.decided(town, 3)
    at = office(width=360).signs_in("changyi-finance")
    opens_release(at)
    at.page.evaluate("document.querySelector('[name=count]').value = '7'")
    at.fills("decision", "release")
    at.fills("reason", "核对无误")
    at.page.locator("main form[method=post] [type=submit]").last.click()
    at.page.get_by_role("alert").wait_for()
    at.errors.clear()  # the browser notes the 409
    assert at.page.locator("[name=reason]").input_value() == "核对无误"
    assert at.axe() == []
    assert at.overflow() <= 0
    at.picture("release-refused-360")
    assert re.search("笔数|金额", at.page.get_by_role("alert").inner_text())
