"""The page of `make serve` with a phone on it, for whoever tries by hand."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SAMPLE
from tests.browser.phone import AXE


@pytest.fixture
def table(browser, addresses):
    """The page with the phone on it, which has started."""
    page = browser.new_page(viewport={"width": 900, "height": 820})
    page.goto(f"{addresses[SAMPLE]}/phone/?phone=table")
    page.frame_locator("#phone").locator("body[data-ready]").wait_for()
    yield page
    page.close()


def screen(page):
    return page.frame_locator("#phone")


def test_the_page_is_open_to_people_with_disabilities(table):
    table.evaluate(AXE)
    assert table.evaluate("axe.run()")["violations"] == []


def test_the_network_goes_and_comes_back(table):
    screen(table).get_by_role("button", name="更多", exact=True).click()
    table.get_by_label("网络").select_option(label="没有网络")
    screen(table).get_by_text("false none").wait_for()
    table.get_by_label("网络").select_option(label="好")
    screen(table).get_by_text("true wifi").wait_for()


def test_the_app_is_closed_and_opened(table):
    screen(table).get_by_text("打开过 1 次").wait_for()
    table.get_by_role("button", name="关闭后重新打开").click()
    screen(table).get_by_text("打开过 2 次").wait_for()


def test_another_phone_is_taken_up(table):
    table.get_by_label("谁的手机").fill("other")
    table.get_by_role("button", name="打开这部手机").click()
    screen(table).get_by_text("打开过 1 次").wait_for()
    assert "phone=other" in table.url


def test_time_is_moved_on(table, town):
    before = town.clock.now()
    table.get_by_role("button", name="时间往前拨一天").click()
    table.wait_for_function("!document.querySelector('[data-move=forward-one-day]').disabled")
    assert (town.clock.now() - before).total_seconds() > 80_000


def test_a_phone_with_a_chinese_name_signs_in(phones):
    phone = phones("田家的手机").open("/pages/settings/settings")
    phone.tap("看哪些手机登录着")
    phone.sees("登录时间：")
