"""The phone's tags, events and pages, on a mini program that uses each of them."""

from __future__ import annotations

import pytest

from tests.browser import phone as harness

PAGES = ("home", "more", "form", "draw")


def address(page):
    return f"/pages/{page}/{page}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [320, 375, 414])
def test_every_page_is_open_to_people_with_disabilities(sample, page, width):
    sample.page.set_viewport_size({"width": width, "height": 760})
    sample.open(address(page))
    assert sample.axe() == []
    assert sample.overflow() == []


def test_the_mini_program_has_no_problem_on_any_page(sample):
    assert sample.open().all_problems() == []


def test_templates_loops_conditions_and_scripts_in_templates_are_drawn(sample):
    sample.open()
    sample.sees("每月：612.00 元")
    sample.sees("还没有选")
    sample.sees("页脚")


def test_rpx_holds_in_sheets_and_in_styles_that_are_bound_to_data(sample):
    sample.open()
    margin = sample.page.get_by_text("语言").evaluate("one => getComputedStyle(one).marginLeft")
    assert margin == "20px"


def test_a_component_has_properties_slots_classes_of_its_own_and_events(sample):
    sample.open()
    row = sample.page.get_by_role("button", name="核对，未完成 里面 更多")
    assert row.evaluate("one => getComputedStyle(one).display") == "flex"
    assert "里面" in row.inner_text()
    name = row.get_by_text("核对，未完成")
    assert name.evaluate("one => getComputedStyle(one).letterSpacing") == "2px"
    row.click()
    sample.sees("选了 核对 核对")


def test_a_tap_is_a_key_of_the_keyboard_too(sample):
    sample.open()
    sample.page.get_by_role("button", name="受理，已完成 里面 更多").press("Enter")
    sample.sees("选了 受理 受理")


def test_a_finger_that_rests_is_a_long_press(sample):
    sample.open()
    box = sample.page.get_by_text("救助样例").bounding_box()
    sample.page.mouse.move(box["x"] + 5, box["y"] + 5)
    sample.page.mouse.down()
    sample.sees("选了 按住")
    sample.page.mouse.up()


def test_a_page_is_opened_and_left_and_the_bar_says_which(sample):
    sample.open()
    sample.tap("填表")
    sample.is_at("form")
    assert sample.title() == "填表"
    sample.back()
    assert sample.title() == "样例首页"


def test_a_page_hands_a_message_to_the_one_that_it_opens(sample):
    sample.open()
    sample.tap("签名")
    sample.sees("请签名：田某")


def test_a_tab_keeps_its_page(sample):
    sample.open()
    sample.tap("核对，未完成", exact=False)
    sample.tap("更多")
    sample.is_at("more")
    sample.tap("首页")
    sample.sees("选了 核对 核对")


def test_the_address_of_the_phone_reaches_the_app_as_of_a_scanned_code(sample):
    sample.options["lang"] = "en"
    sample.open()
    sample.sees("语言 en")


def test_the_font_of_the_system_is_followed(sample):
    sample.options["scale"] = "2"
    sample.open()
    size = sample.page.locator("page:not([hidden])").evaluate(
        "one => getComputedStyle(one).fontSize"
    )
    assert size == "34px"


def test_the_app_is_left_and_come_back_to(sample):
    sample.open()
    sample.leave()
    sample.come_back()
    counts = sample.page.evaluate("phone.app.globalData")
    assert (counts["shown"], counts["hidden"]) == (2, 1)


def test_a_closed_app_forgets_its_memory_and_keeps_its_storage(sample):
    sample.open()
    sample.sees("打开过 1 次")
    sample.tap("核对，未完成", exact=False)
    sample.close_and_open()
    sample.sees("打开过 2 次")
    sample.sees("还没有选")


def test_a_picture_shows_the_whole_page(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(harness, "PICTURES", tmp_path)
    sample.open(address("form"))
    picture = sample.screenshot("standard")
    assert picture.name == "form-standard.png"
    width, height = (int.from_bytes(picture.read_bytes()[at : at + 4]) for at in (16, 20))
    assert (width, height > 760) == (375, True)


def test_what_is_too_wide_is_found(sample):
    sample.open()
    sample.page.evaluate("document.querySelector('.title').style.marginLeft = '300px'")
    sample.page.evaluate("document.querySelector('.title').style.whiteSpace = 'nowrap'")
    assert [one for one in sample.overflow() if "救助样例" in one]


def test_what_hinders_people_is_found(sample):
    sample.open(address("form"))
    sample.page.evaluate("document.querySelector('label[for$=why]').remove()")
    assert [one for one in sample.axe() if one.startswith("label:")]
