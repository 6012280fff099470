"""Every page after the receipt can be read by old eyes and used without eyes, on small phones."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from local.population.families import RETIRED_COUPLE
from tests.browser.applying import draft_of
from tests.browser.following import Families
from tests.browser.test_core_looks import in_both_views, is_large, looks_right

OF_NOBODY = ("office", "estimate", "settings", "sign")
OF_CASE = ("progress", "correction", "letters", "withdrawal", "findings")


@pytest.fixture
def families(town, request):
    begun = Families(town, name_of(request))
    yield begun
    begun.end()


@pytest.fixture
def phone(phones, request):
    return phones(name_of(request))


def name_of(request):
    """The name of a phone that no other test uses."""
    return re.sub(r"\W", "-", request.node.name.removeprefix("test_"))[-40:]


def settled(phone):
    """Wait until a page has what it asked for."""
    phone.page.wait_for_function("!phone.page().data.busy")


def at(phone, page, more=""):
    """Open the app at a page, which asks the service twice at most, beside the sign-in."""
    phone.open(f"/pages/{page}/{page}{more}")
    settled(phone)
    asked = [one for one in phone.calls("request") if "sessions/citizen" not in str(one["url"])]
    assert len(asked) <= 2, asked


def test_pages_for_everybody_are_readable_and_usable(phone):
    found = []
    for page in OF_NOBODY:
        at(phone, page)
        found += in_both_views(phone, page)
    at(phone, "office", "?area=220203007000")
    phone.sees("龙潭区山前街道办事处")
    found += in_both_views(phone, "office-found")
    at(phone, "cases")
    found += in_both_views(phone, "cases-none")
    assert found == []


def test_pages_of_a_case_are_readable_and_usable(phone, families):
    stage = families.told()
    query = f"?case={stage.family.case_id}"
    at(phone, "cases")
    found = in_both_views(phone, "cases")
    for page in OF_CASE:
        at(phone, page, query)
        found += in_both_views(phone, page)
    phone.tap("不对，请再查一次")
    found += in_both_views(phone, "findings-wrong")
    assert found == []


def test_pages_of_a_decision_are_readable_and_usable(phone, families):
    stage = families.refused()
    query = f"?case={stage.family.case_id}"
    at(phone, "progress", query)
    found = in_both_views(phone, "progress-refused")
    at(phone, "letters", query)
    phone.page.locator("page:not([hidden]) .button.primary").first.click()
    phone.is_at("letter")
    settled(phone)
    found += in_both_views(phone, "letter")
    read_letter(phone, query)
    phone.tap("请别人再看一遍")
    phone.is_at("reconsideration")
    settled(phone)
    found += in_both_views(phone, "reconsideration")
    phone.type("为什么不同意？", "上个月就停工了")
    phone.tap("交上去")
    phone.sees("最晚答复：")
    found += in_both_views(phone, "reconsideration-asked")
    assert found == []


def test_every_step_of_signing_from_afar_is_readable_and_usable(phone, families):
    stage = families.applied(RETIRED_COUPLE, user="at-home-too", consents=[])
    one = stage.family.household.residents[1]
    at(phone, "sign", f"?receipt={stage.family.receipt['receipt']}&name={one.name}")
    found = in_both_views(phone, "sign-person")
    phone.type("身份证号码", one.identity_number)
    phone.tap("下一步")
    found += in_both_views(phone, "sign-face")
    phone.tap("先签字，身份以后再核对")
    phone.sees("请在框里用手指写名字")
    found += in_both_views(phone, "sign-text")
    assert found == []


@pytest.mark.parametrize("elder", ["0", "1"])
def test_everything_is_usable_where_letters_are_twice_as_large(phones, families, elder):
    phone = phones(families.phone, width=320, scale=2, elder=elder)
    stage = families.refused()
    query = f"?case={stage.family.case_id}"
    found = []
    for page in (*OF_NOBODY, "cases", "helpers", "helper", "notices"):
        at(phone, page)
        found += is_large(phone, page)
    for page in OF_CASE:
        at(phone, page, query)
        found += is_large(phone, page)
    letter = read_letter(phone, query)
    found += is_large(phone, "letter")
    at(phone, "reconsideration", f"{query}&letter={letter}")
    found += is_large(phone, "reconsideration")
    calculates_a_little(phone)
    found += is_large(phone, "estimate-result")
    assert found == []


def read_letter(phone, query) -> str:
    """Open the letter of a case by a link; answers its number."""
    at(phone, "letters", query)
    number = quote(str(phone.data("letters")[0]["number"]))
    at(phone, "letter", f"{query}&number={number}")
    phone.sees("不同意这个决定？")
    return number


def calculates_a_little(phone):
    """Open the result of a trial calculation that says what must be known first."""
    phone.open("/pages/estimate/estimate")
    phone.tap("开始")
    phone.is_at("step")
    draft = draft_of(phone)
    at(phone, "estimate-result", f"?draft={draft}")


def test_pages_are_shown_in_english_as_well(phones, families):
    phone = phones(families.phone, lang="en")
    stage = families.told()
    found = []
    for page in (*OF_NOBODY, "cases"):
        at(phone, page)
        found += looks_right(phone, "standard")
    for page in OF_CASE:
        at(phone, page, f"?case={stage.family.case_id}")
        found += looks_right(phone, "standard")
    phone.sees("What was found is not what you said")
    assert found == []
