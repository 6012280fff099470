"""Every page of the application can be read by old eyes and used without eyes, on small phones."""

from __future__ import annotations

import pytest

from tests.browser.applying import begins, draft_of, fills_in, opens, signs, waits_for

WIDTHS = (320, 375, 414)
PLACES = (
    *("hardship", "cause", "members", "members/0/name", "members/0/identity_number"),
    *("incomes", "deposits_fen", "vehicles", "receives", "registered_area", "identity_card"),
    *("account", "consents"),
)
SMALLER = """([text, target]) => {
  const shown = [...document.querySelectorAll('#screen page:not([hidden]) *')].filter(
    (one) => one.getClientRects().length && !one.closest('[aria-hidden=true]'));
  const texts = shown.filter((one) => [...one.childNodes].some(
    (node) => node.nodeType === 3 && node.textContent.trim()));
  const small = texts.filter((one) => parseFloat(getComputedStyle(one).fontSize) < text);
  const fields = 'button, label.option, label[class*=option], input:not([type=radio])'
    + ':not([type=checkbox]), textarea';
  const low = shown.filter((one) => one.matches(fields)
    && one.getBoundingClientRect().height < target);
  return [...small.map((one) => `letters: ${one.textContent}`),
    ...low.map((one) => `target: ${one.tagName} ${one.className} ${one.textContent}`)];
}"""


def looks_right(phone, view: str) -> list[str]:
    """What is wrong with the page at every width: axe, what is cut off, what is too small."""
    found = []
    for width in WIDTHS:
        phone.page.set_viewport_size({"width": width, "height": 760})
        least = [30, 60] if view == "elder" else [18, 44]
        faults = [*phone.axe(), *phone.overflow(), *phone.page.evaluate(SMALLER, least)]
        found += [f"{phone.route()} {view} {width}: {fault}" for fault in faults]
    phone.page.set_viewport_size({"width": phone.width, "height": 760})
    return found


def in_both_views(phone, name: str) -> list[str]:
    """What is wrong in the standard and in the elder view; leaves a picture of each."""
    found = looks_right(phone, "standard")
    phone.screenshot("standard", name)
    phone.tap("长辈版")
    phone.sees("普通版")
    found += looks_right(phone, "elder")
    phone.screenshot("elder", name)
    phone.tap("普通版")
    phone.sees("长辈版")
    return found


def test_pages_are_readable_and_usable_by_everybody(phone, tmp_path):
    found = in_both_views(phone.open(), "home")
    phone.tap("申请救助", exact=False)
    phone.sees("开始填")
    found += in_both_views(phone, "sign-in")
    phone.tap("开始填")
    phone.is_at("step")
    fills_in(phone, tmp_path, until="请家里的大人签名")
    draft = draft_of(phone)
    for place in PLACES:
        opens(phone, place, draft)
        phone.page.wait_for_load_state("networkidle")
        found += in_both_views(phone, f"step-{place.replace('/', '-')}")
    phone.tap("刷脸证明是本人 田某")
    phone.is_at("proof")
    found += in_both_views(phone, "proof")
    phone.back()
    signs(phone)
    phone.tap("下一步")
    phone.is_at("check")
    phone.does_not_see("正在把您填的")
    found += in_both_views(phone, "check")
    phone.tap("交上去")
    phone.is_at("receipt")
    found += in_both_views(phone, "receipt")
    assert found == []


def test_faults_are_readable_too(phone):
    begins(phone)
    phone.tap("下一步")
    phone.sees("请写几个字。")
    found = in_both_views(phone, "step-fault")
    phone.offline()
    opens(phone, "account")
    phone.tap("下一步")
    phone.sees("请填银行和卡号。")
    found += in_both_views(phone, "step-account-fault")
    assert found == []


@pytest.mark.parametrize("elder", ["", "1"])
def test_nothing_is_cut_off_where_the_phone_s_letters_are_twice_as_large(phones, tmp_path, elder):
    phone = phones(f"twice{elder}", width=320, scale=2, elder=elder or "0")
    found = phone.open().overflow()
    begins(phone)
    found += phone.overflow()
    draft = draft_of(phone)
    for place in PLACES:
        if "/" not in place:
            opens(phone, place, draft)
            found += [f"{place}: {one}" for one in phone.overflow()]
    opens(phone, "members", draft)
    phone.tap("现在填")
    waits_for(phone, "叫什么名字？")
    found += phone.overflow()
    assert found == []


def test_english_is_shown_as_well(phones):
    phone = phones("english", lang="en")
    phone.open()
    phone.tap("Apply for aid", exact=False)
    phone.tap("Begin")
    phone.is_at("step")
    phone.sees("Continue")
    assert phone.axe() == []
    assert phone.overflow() == []
