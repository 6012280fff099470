"""Links to every page, with parameters that are missing, unknown or nonsense: there is a way on."""

from __future__ import annotations

import json

import pytest

from local.serve import MINIPROGRAM
from tests.browser.applying import begins, draft_of, waits_for

PAGES = json.loads((MINIPROGRAM / "app.json").read_text("utf-8"))["pages"]
NAMES = [page.split("/")[-1] for page in PAGES]
PARAMETERS = {
    "sign-in": ("form=nonsense", "form=estimate", "form=application&helper=zzz&name=%E0%A4%A"),
    "proof": ("draft=zzz&member=0", "draft=zzz&member=-1"),
    "step": ("draft=zzz", "draft=zzz&at=%E0%A4%A"),
    "check": ("draft=zzz",),
    "receipt": ("case=zzz",),
    "progress": ("case=zzz", "case=c32qz53dvxo75leh7mtkcnb6weu2sdeji"),
    "findings": ("case=zzz",),
    "correction": ("case=zzz",),
    "sign": ("receipt=%00&name=%E2%80%AE", "receipt=1&name=%E0%A4%A"),
    "letters": ("case=zzz",),
    "letter": ("case=zzz&number=1", "case=zzz&number=%E0%A4%A"),
    "reconsideration": ("case=zzz&letter=1", "case=zzz&id=zzz", "case=zzz&letter=%E0%A4%A"),
    "withdrawal": ("case=zzz",),
    "office": ("area=zzz", "area=999999999999"),
    "estimate-result": ("draft=zzz",),
    "helper": ("id=zzz", "own=1&id=zzz&who=%E0%A4%A", "own=1&refuse=1"),
}
OF_A_DRAFT = ("at=zzz", "at=zzz/0/x", "at=members/99/name", "at=members/0/zzz", "at=members/x/name")
OF_A_CASE = ("progress", "findings", "correction", "letters", "letter", "reconsideration")
TOOLS = ("读给我听", "长辈版", "打电话问 963961")
WAYS = """(tools) => [...document.querySelectorAll(
  '#screen page:not([hidden]) .button, #screen page:not([hidden]) .entry, #tabs button')]
  .filter((one) => one.getClientRects().length && !one.disabled)
  .map((one) => one.textContent.trim()).filter((text) => !tools.includes(text))"""


def is_settled(phone) -> None:
    phone.page.wait_for_function(
        "phone.page() && !phone.page().data.busy && document.querySelector("
        "\"page:not([hidden]) [aria-level='1']\")?.textContent.trim()"
    )


def dead_ends(phone, page: str, parameters: str) -> list[str]:
    """What is wrong with a page that was opened by a link; empty where there is a way on."""
    phone.open(f"/pages/{page}/{page}" + (f"?{parameters}" if parameters else ""))
    is_settled(phone)
    found = list(phone.problems())
    if not phone.page.evaluate(WAYS, list(TOOLS)):
        found.append("there is no way on")
    return [f"{page}?{parameters}: {one}" for one in found]


@pytest.mark.parametrize("page", NAMES)
def test_a_link_that_leads_nowhere_shows_a_way_on(phones, page):
    phone = phones("whoever-has-a-link")
    found = [
        one for more in ("", *PARAMETERS.get(page, ())) for one in dead_ends(phone, page, more)
    ]
    assert found == []


def test_a_link_to_a_question_that_is_not_asked_shows_a_way_on(person):
    draft = draft_of(begins(person))
    found = []
    for more in OF_A_DRAFT:
        found += dead_ends(person, "step", f"draft={draft}&{more}")
    assert found == []


@pytest.mark.parametrize("page", [*OF_A_CASE, "withdrawal"])
def test_of_a_case_that_is_not_there_nothing_is_asked_and_one_goes_home(phones, page):
    phone = phones("whoever-has-a-link")
    phone.open(f"/pages/{page}/{page}?case=zzz&letter=1")
    phone.sees("没有找到")
    assert phone.page.locator("page:not([hidden])").locator("textarea, radio-group").count() == 0
    phone.tap("回首页")
    waits_for(phone, "您想办什么？")
