"""A text that names a button, a tab or an answer names one that is where the text is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.drawing.drawn import Drawing
from chalicelib.policy import load_pack
from chalicelib.words import LANGUAGES, sentences

QUOTED = re.compile("“([^”{]+)”")
OF_PHONE = ("phone", "follow")
EVERYWHERE = ("frame", "tabs", "home", "helpers")
"""The groups of words that are on every page, or on those by which every other is reached."""
ALWAYS = {"兼容性最佳", "Most Compatible", "·"}
"""What is named of the phone itself, and a sign."""
BESIDE = {
    "phone.fault": ("step", "question"),
    "phone.check": ("check",),
    "follow.correction": ("correction",),
}
"""The groups on the page of a group that is shown on the page of another one."""
BY_PAGE = {"date": ("progress",), "draft": ("settings",), "helper": ("helpers",)}
"""The page on which a text of the service is shown."""
LAW = load_pack("jilin-city").parameters_on(date(2026, 1, 1))


def of_groups(lang: str, names: tuple[str, ...]) -> set[str]:
    """The words of these groups."""
    return {
        text
        for code, text in sentences(lang).items()
        for area in OF_PHONE
        if code.startswith(tuple(f"{area}.{name}." for name in names))
    }


def beside(code: str, lang: str) -> set[str]:
    """Whatever can be tapped or read where a text is shown."""
    area, group, *_ = code.split(".")
    if area in OF_PHONE:
        return of_groups(lang, (*EVERYWHERE, group, *BESIDE.get(f"{area}.{group}", ())))
    if area == "must":  # beside the button that does it, on My cases and Progress
        return {sentences(lang)[f"follow.action.{group}"]}
    return of_groups(lang, (*EVERYWHERE, *BY_PAGE.get(area, ())))


def of_families(lang: str) -> Iterator[tuple[str, str, str]]:
    """(code, quoted, text) of every text that the phone shows, but of the forms."""
    for code, text in sentences(lang).items():
        if code.partition(".")[0] in (*OF_PHONE, "must", "next", "open", *BY_PAGE):
            for quoted in QUOTED.findall(text):
                yield code, quoted, text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_text_names_is_on_its_page(lang):
    found = [
        (code, quoted)
        for code, quoted, _ in of_families(lang)
        if quoted not in ALWAYS | beside(code, lang)
    ]
    assert found == []


def below(steps):
    for step in steps:
        yield step
        yield from below(step.steps)


@pytest.mark.parametrize("person", ["", "赵桂芝"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_what_a_question_names_may_be_chosen_there(form, lang, person):
    unknown = sentences(lang)["phone.question.unknown"]
    for step in below(Drawing(form, lang, LAW, person).drawn().steps):
        answers = {one.label for one in step.options} | {step.none}
        answers |= {unknown} if step.unknown else set()
        named = QUOTED.findall(step.title + step.hint + step.why)
        assert [one for one in named if one not in answers] == [], step.id
