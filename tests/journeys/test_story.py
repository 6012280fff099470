"""The story page: all of the run is on it, nothing of a person, and it needs nothing else."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from typing import get_args

import pytest

from chalicelib.applications.contract import PaperKind
from chalicelib.case import household
from chalicelib.domain.identity import KINDS
from chalicelib.words import sentences
from local import families
from local.invariants import in_files
from local.story.shown import due, instant, receipt
from local.story.steps import steps_of

PEOPLE = [one for family in families.FAMILIES.values() for one in family.residents]
NAMES = [one.name for one in PEOPLE]
NUMBERS = [one.identity_number for one in PEOPLE if one.identity_number]
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """A page as a reader without styles and script meets it."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts, self.open, self.mismatched = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mismatched.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"script", "style"}:
            self.texts.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.texts))

    def all(self, tag, **attributes):
        return [a for t, a in self.tags if t == tag and attributes.items() <= a.items()]


@pytest.fixture(scope="module")
def result(played):
    return played.result


@pytest.fixture(scope="module")
def out(played):
    return played.out


@pytest.fixture(scope="module")
def story(played):
    return played.read("story.html")


@pytest.fixture(scope="module")
def page(story):
    return Page(story)


def test_the_demo_holds_and_says_so_on_the_last_page(result, page):
    assert result.holds
    for invariant in result.invariants:
        assert f"✓ 成立 {invariant.name}" in page.text


def test_the_page_is_well_formed_and_in_chinese(page):
    assert (page.mismatched, page.open) == ([], [])
    assert page.all("html", lang="zh-CN")


def fetched(html):
    """What a browser would ask the network for, or could be led to."""
    addressed = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?!\#)[^\s"')]+""", html)
    return addressed + re.findall(r"https?:|@import|fetch\(|XMLHttpRequest", html)


def test_it_asks_nothing_of_the_network(story):
    assert fetched(story) == []


@pytest.mark.parametrize(
    "planted",
    ['<img src="a.png">', "@import 'a.css';", "a{background:url(a.png)}", "http://a", "fetch('a')"],
)
def test_whatever_would_ask_the_network_is_found(planted):
    assert fetched(planted)


def test_every_family_has_its_chapter_and_every_case_its_receipt(result, page):
    steps = [a["id"] for a in page.all("section", **{"class": "page step"})]
    for case in result.cases:
        assert f"c{case.part}-1" in steps
        assert {"href": f"#c{case.part}-1", "data-part": f"c{case.part}"} in page.all("a")
        assert receipt(case.receipt) in page.text
        assert case.title in page.text


def test_every_change_of_a_case_is_told_with_its_instant(result, page):
    times = {a["datetime"] for a in page.all("time")}
    for look in result.looks:
        case_events = [event for event in look.events if event["kind"] == "case"]
        assert {event["at"] for event in case_events[-1:]} <= times
        assert instant(look.events[-1]["at"]) in page.text


def test_every_letter_can_be_read_on_the_phone(result, page):
    last = {look.part: look for look in result.looks}
    letters = [letter for look in last.values() for letter in look.letters]
    assert letters
    for letter in letters:
        assert letter["title"] in page.text
        for line in letter["lines"]:
            assert line in page.text


def test_what_a_family_must_do_is_on_its_phone(result, page):
    asked = {step.must for step in steps_of(result.looks, result.told.who)} - {""}
    assert asked
    assert [words for words in asked if words not in page.text] == []


def test_decided_sent_and_credited_are_three_instants(page):
    assert re.search(
        r"2023年1月救助金 1,300.00 元 决定 12月29日 [\d:]+ 发出 1月3日 [\d:]+ 到账 1月3日",
        page.text,
    )


def test_what_nobody_verified_and_what_is_somebody_elses_is_marked(page):
    marks = {a.get("class") for a in page.all("tr")}
    assert {"not_verified", "mismatch", "differs", "fail"} <= marks


def test_without_script_every_step_is_there_and_nothing_is_hidden(page):
    assert not [a for _, a in page.tags if "hidden" in a or "display" in a.get("style", "")]
    assert not page.all("html", **{"class": "turns"})  # only the script turns pages


def test_who_cannot_see_or_use_a_mouse_can_follow(page):
    labelled = page.all("section", **{"class": "page step"})
    headings = {a.get("id") for tag, a in page.tags if tag in {"h1", "h2"}}
    assert all(a["aria-labelledby"] in headings for a in labelled)
    assert {"previous", "play", "next"} <= {a.get("id") for a in page.all("button")}
    assert page.all("p", id="where", **{"aria-live": "polite"})
    assert all("scope" in a for a in page.all("th"))


def test_no_text_is_smaller_than_eighteen_pixels(story):
    style = story.partition("</style>")[0]
    sizes = [int(size) for size in re.findall(r"font(?:-size)?:\s*(\d+)px", style)]
    assert sizes
    assert min(sizes) >= 18


def test_neither_the_story_nor_any_other_artefact_names_anybody(out):
    assert in_files(out, [*NAMES, *NUMBERS]) == []


@pytest.mark.parametrize("where", ["story.html", "letters/1-01-receipt.txt", "result.json"])
def test_a_name_that_is_planted_in_an_artefact_is_found(out, tmp_path, where):
    shutil.copytree(out, tmp_path, dirs_exist_ok=True)
    planted = tmp_path / where
    planted.write_text(planted.read_text(encoding="utf-8") + NAMES[0], encoding="utf-8")
    assert in_files(tmp_path, NAMES) == [where]


def test_whatever_a_family_can_fill_in_has_words():
    kinds = {
        "form.relation": household.Relation,
        "form.income": household.IncomeKind,
        "form.paper": PaperKind,
        "form.disability": household.DisabilityKind,
    }
    without_number = {f"form.no_number.{kind}" for kind in KINDS}
    needed = without_number | {
        f"{area}.{value}" for area, kind in kinds.items() for value in get_args(kind)
    }
    assert sorted(needed - sentences("zh").keys()) == []


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2022-12-20T15:59:59Z", "12月20日 23:59"),
        ("2022-12-20T16:00:00Z", "12月20日"),  # the end of the 20th, not the 21st
        ("2022-12-20T16:01:00Z", "12月21日 00:01"),
    ],
)
def test_a_deadline_at_midnight_is_shown_as_the_day_that_ends(at, shown):
    assert due(at) == shown
