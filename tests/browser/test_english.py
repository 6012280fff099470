"""Whoever reads English reads no Chinese on the phone but names, and the letter itself."""

from __future__ import annotations

import re

import pytest

from chalicelib.directory.offices.routing import area_names
from tests.browser.applying import NAME, begins, tells_of_an_emergency
from tests.browser.following import Families

PAGES = ("cases", "progress", "findings", "correction", "letters", "withdrawal")
OF_NOBODY = ("home", "office", "estimate", "settings", "sign", "helpers")
HAN = re.compile("[㐀-鿿，。；：、（）「」？！]+")
PROPER = ("中文", "民政局", "办事处", "人民政府")
"""Names in Chinese beside those of areas and people: of the language, and of organs."""


@pytest.fixture
def families(town, request):
    begun = Families(town, re.sub(r"\W", "-", request.node.name)[-40:])
    yield begun
    begun.end()


@pytest.fixture
def phone(phones, families):
    return phones(families.phone, lang="en")


def at(phone, page, query=""):
    phone.open(f"/pages/{page}/{page}{query}")
    phone.page.wait_for_function("!phone.page().data.busy")
    return phone


def chinese(phone, *names):
    """The Chinese on the screen, in its tabs and bar, and in what is read aloud, without names."""
    shown = phone.page.locator("body").inner_text()
    labels = phone.page.locator("page:not([hidden]) [aria-label]")
    said = labels.evaluate_all("all => all.map((one) => one.getAttribute('aria-label')).join(' ')")
    text = f"{shown} {said} {phone.data('speech') or ''}"
    for name in sorted({*area_names().values(), *PROPER, *names}, key=len, reverse=True):
        text = text.replace(name, "")
    return HAN.findall(text)


def people(stage):
    return [one.name for one in stage.family.household.residents]


def test_pages_of_a_case_have_no_chinese_but_names(phone, families):
    stage = families.told()
    query = f"?case={stage.family.case_id}"
    found = {}
    for page in PAGES:
        found[page] = chinese(at(phone, page, "" if page == "cases" else query), *people(stage))
    at(phone, "progress", query)
    phone.tap("See each step")
    found["each step"] = chinese(phone)
    assert {page: one for page, one in found.items() if one} == {}


def test_pages_for_everybody_have_no_chinese_but_names(phone):
    found = {page: chinese(at(phone, page)) for page in OF_NOBODY}
    found["office found"] = chinese(at(phone, "office", "?area=220203007000"))
    assert {page: one for page, one in found.items() if one} == {}


def test_after_a_decision_the_letter_alone_is_in_chinese_and_english_says_so(phone, families):
    stage = families.refused()
    query = f"?case={stage.family.case_id}"
    found = {}
    for page in ("cases", "progress", "letters"):
        found[page] = chinese(at(phone, page, "" if page == "cases" else query), *people(stage))
    phone.page.locator("page:not([hidden]) .button.primary").first.click()
    phone.is_at("letter")
    phone.sees("The law has official letters written in Chinese")
    assert chinese(phone)
    number = str(phone.data("letter")["number"])
    phone.tap("Ask for another look")
    phone.type("Why do you not agree?", "The job ended last month.")
    phone.tap("Send it")
    phone.sees("Answer at the latest:")
    title = str(phone.data("asked")["title"])
    found["reconsideration"] = chinese(phone, number, title, *people(stage))
    assert {page: one for page, one in found.items() if one} == {}


def test_a_receipt_and_the_progress_of_urgent_aid_have_no_chinese_but_names(phones, person):
    begins(person, "急难救助")
    tells_of_an_emergency(person)
    person.is_at("check")
    draft = str(person.page.evaluate("phone.page().draft"))
    person.options["lang"] = "en"
    at(person, "check", f"?draft={draft}")
    person.tap("Hand in")
    person.is_at("receipt")
    found = {"receipt": chinese(person, NAME)}
    person.tap("See where it stands, and what is missing")
    person.is_at("progress")
    person.sees("What comes next")
    found["progress"] = chinese(person, NAME)
    found["cases"] = chinese(at(person, "cases"), NAME)
    assert {page: one for page, one in found.items() if one} == {}
