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


def looks_right(person, view: str) -> list[str]:
    """What is wrong with the page at every width: axe, what is cut off, what is too small."""
    found = []
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 760})
        least = [30, 60] if view == "elder" else [18, 44]
        faults = [*person.axe(), *person.overflow(), *person.page.evaluate(SMALLER, least)]
        found += [f"{person.route()} {view} {width}: {fault}" for fault in faults]
    person.page.set_viewport_size({"width": person.width, "height": 760})
    return found


def in_both_views(person, name: str) -> list[str]:
    """What is wrong in the standard and in the elder view; leaves a picture of each."""
    found = looks_right(person, "standard")
    person.screenshot("standard", name)
    person.tap("长辈版")
    person.sees("普通版")
    found += looks_right(person, "elder")
    person.screenshot("elder", name)
    person.tap("普通版")
    person.sees("长辈版")
    return found


def test_pages_are_readable_and_usable_by_everybody(person, tmp_path):
    found = in_both_views(person.open(), "home")
    person.tap("申请救助", exact=False)
    person.sees("开始填")
    found += in_both_views(person, "sign-in")
    person.tap("开始填")
    person.is_at("step")
    fills_in(person, tmp_path, until="请家里的大人签名")
    draft = draft_of(person)
    for place in PLACES:
        opens(person, place, draft)
        person.page.wait_for_load_state("networkidle")
        found += in_both_views(person, f"step-{place.replace('/', '-')}")
    person.tap("刷脸证明是本人 田某")
    person.is_at("proof")
    found += in_both_views(person, "proof")
    person.back()
    signs(person)
    person.tap("下一步")
    person.is_at("check")
    person.does_not_see("正在把您填的")
    found += in_both_views(person, "check")
    person.tap("交上去")
    person.is_at("receipt")
    found += in_both_views(person, "receipt")
    assert found == []


def test_faults_are_readable_too(person):
    begins(person)
    person.tap("下一步")
    person.sees("请写几个字。")
    found = in_both_views(person, "step-fault")
    person.offline()
    opens(person, "account")
    person.tap("下一步")
    person.sees("请填银行和卡号。")
    found += in_both_views(person, "step-account-fault")
    assert found == []


@pytest.mark.parametrize("elder", ["", "1"])
def test_nothing_is_cut_off_where_the_phone_s_letters_are_twice_as_large(phones, tmp_path, elder):
    person = phones(f"twice{elder}", width=320, scale=2, elder=elder or "0")
    found = person.open().overflow()
    begins(person)
    found += person.overflow()
    draft = draft_of(person)
    for place in PLACES:
        if "/" not in place:
            opens(person, place, draft)
            found += [f"{place}: {one}" for one in person.overflow()]
    opens(person, "members", draft)
    person.tap("现在填")
    waits_for(person, "叫什么名字？")
    found += person.overflow()
    assert found == []


def test_english_is_shown_as_well(phones):
    person = phones("english", lang="en")
    person.open()
    person.tap("Apply for aid", exact=False)
    person.tap("Begin")
    person.is_at("step")
    person.sees("Continue")
    assert person.axe() == []
    assert person.overflow() == []
