"""A person who fills in the application on the phone, as a table of questions and answers."""

from __future__ import annotations

from local.population.numbers import numbered

NEXT = "下一步"
NAME, NUMBER = "田某", numbered("1966-05-04", 7)
AREA = ("昌邑区", "延江街道")


def goes_on(phone) -> None:
    """Tap Continue, and wait for the next page."""
    before = heading(phone)
    phone.tap(NEXT)
    phone.page.wait_for_function(
        "before => [...document.querySelectorAll('page:not([hidden]) [role=heading]')]"
        "[0]?.textContent !== before",
        arg=before,
    )


def heading(phone) -> str:
    """The question that is before one's eyes."""
    return str(phone.page.locator("page:not([hidden]) [aria-level='1']").first.inner_text())


def begins(phone, entry: str = "申请救助"):
    """From the first page to the first question."""
    phone.open()
    phone.tap(entry, exact=False)
    phone.tap("开始填")
    phone.is_at("step")
    return phone
