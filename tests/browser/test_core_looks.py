"""Every page of the application can be read by old eyes and used without eyes, on small phones."""

from __future__ import annotations

import pytest

from tests.browser.applying import (
    PERSON,
    adds,
    application,
    begins,
    draft_of,
    fills_in,
    opens,
    signs,
)

WIDTHS = (320, 375, 414)
PLACES = (
    *("hardship", "cause", "members", "members/0/name", "members/0/identity_number"),
    *("incomes", "deposits_fen", "vehicles", "receives", "registered_area", "identity_card"),
    *("account", "phone", "consents"),
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
    return found + silent(person)


def silent(person) -> list[str]:
    """A page that has nothing to read aloud: the first tool of its frame is missing."""
    tools = person.page.locator("page:not([hidden]) .tool").count()
    return [] if tools == 2 else [f"{person.route()}: there is nothing to read aloud"]


def is_large(person, name: str) -> list[str]:
    """What is wrong with a page as it is shown: axe, what is cut off."""
    person.page.wait_for_load_state("networkidle")
    faults = [*person.axe(), *person.overflow(), *silent(person)]
    return [f"{name}: {fault}" for fault in faults]


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
    person.open("/pages/sign-in/sign-in?form=application").sees("不要这份了")
    found += in_both_views(person, "sign-in-drafts")
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


@pytest.mark.parametrize("elder", ["0", "1"])
def test_everything_is_usable_where_the_phone_s_letters_are_twice_as_large(phones, tmp_path, elder):
    person = phones(f"twice{elder}", width=320, scale=2, elder=elder)
    found = is_large(person.open(), "home")
    person.tap("申请救助", exact=False)
    person.sees("开始填")
    found += is_large(person, "sign-in")
    person.tap("开始填")
    person.is_at("step")

    def looked_at(question, answer):
        def look_and_answer(phone):
            found.extend(is_large(phone, question))
            answer(phone)

        return look_and_answer

    def adds_and_looks(phone):
        adds({question: looked_at(question, answer) for question, answer in PERSON.items()})(phone)
        found.extend(is_large(phone, "members"))

    answers = {**application(tmp_path), "家里有哪些人？": adds_and_looks}
    looks = {question: looked_at(question, answer) for question, answer in answers.items()}
    fills_in(person, tmp_path, others=looks)
    person.is_at("check")
    person.does_not_see("正在把您填的")
    found += is_large(person, "check")
    draft = draft_of(person)
    person.goes_to(f"proof?draft={draft}&member=0")
    found += is_large(person, "proof")
    person.back()
    person.is_at("check")
    person.does_not_see("正在把您填的")
    person.tap("交上去")
    person.is_at("receipt")
    found += is_large(person, "receipt")
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
