"""The demo's story, opened from a file: the mini program itself draws every phone in it."""

from __future__ import annotations

import pytest

from app import app
from local.cloud import logs
from local.demo import demo
from tests.browser.phone import AXE, PICTURES

DRAWN = "window.story.problems.length || window.story.drawn === window.story.of"
HEADINGS = {
    "step": "什么",  # 家里有什么难处？ and, of urgent aid, 出了什么事？
    "check": "请看一遍，对不对",
    "receipt": "您的申请收到了",
    "findings": "查到的，和您填的不一样",
    "correction": "还差这些",
    "letter": "",
    "progress": "",
}
LETTER, FINDINGS = "[data-page*='/letter?']", "[data-page*='/findings?']"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """What the demo left."""
    out = tmp_path_factory.mktemp("out")
    with logs.captured():
        assert demo.run(app, out, demo.FIRST_DAY, lambda _line: None).holds
    return out


@pytest.fixture(scope="module")
def reader(browser, out):
    """The story in a browser without a network, when every phone is drawn."""
    page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.context.set_offline(True)
    page.goto(f"file://{out}/story.html")
    page.wait_for_function(DRAWN, timeout=120_000)
    page.asked, page.errors = asked, errors
    yield page
    page.close()


def phones(reader):
    """Every phone: the page that it shows, its family's state at the step, and its frame."""
    found = []
    for one in reader.locator(".phone").element_handles():
        name = one.get_attribute("data-page").split("/")[2]
        found.append((name, one.query_selector("iframe").content_frame()))
    return found


def turns_to(reader, phone):
    """Turn to the step with this phone; answers it."""
    shown = reader.locator(f".phone{phone}").first
    step = shown.evaluate("one => one.closest('.page').id")
    reader.evaluate("step => { location.hash = step }", step)
    shown.locator("iframe").wait_for()
    reader.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    return shown


def test_every_phone_is_drawn_without_a_problem_and_nothing_is_asked_of_the_network(reader):
    assert reader.evaluate("window.story.problems") == []
    assert reader.errors == []
    outside = [url for url in reader.asked if not url.startswith(("data:", "blob:", "about:"))]
    assert len(outside) == 1  # the file itself


def test_every_step_has_a_phone_with_the_page_that_the_family_reads(reader):
    steps = reader.locator(".page.step").count()
    with_phone = reader.locator(".page.step:has(.phone iframe)").count()
    assert steps == with_phone > 80
    for name, frame in phones(reader):
        heading = frame.locator("page [aria-level='1']").inner_text()
        assert HEADINGS[name] in heading
        assert heading


def test_where_a_case_stands_is_on_the_phone_as_on_the_desk(reader):
    for step in reader.locator(".page.step:has(.standing)").element_handles():
        state = step.query_selector(".standing .state").text_content()
        frames = [one.content_frame() for one in step.query_selector_all(".phone iframe")]
        told = [one.locator("page [aria-level='1']").inner_text() for one in frames]
        holder = step.query_selector(".standing div:nth-child(2) dd").text_content()
        assert state in told or holder == "系统", (state, told)  # it goes on at the same instant


def test_a_letter_is_read_to_its_end_and_names_nobody(reader):
    letter = turns_to(reader, LETTER)
    frame = letter.locator("iframe").element_handle().content_frame()
    assert "*：" in frame.locator("page").inner_text()
    assert "复制编号" in frame.locator("page").inner_text()


@pytest.mark.parametrize("shown", ["[data-page*='/check?']", LETTER, FINDINGS])
def test_the_story_is_open_to_people_with_disabilities(reader, shown):
    turns_to(reader, shown)
    for frame in [reader, *(one for one in reader.frames if one != reader.main_frame)]:
        if not frame.evaluate("'axe' in window"):
            frame.evaluate(AXE)
    found = reader.evaluate("axe.run()")["violations"]
    assert [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]] == []


def test_on_paper_a_phone_is_as_long_as_its_page(reader):
    progress = turns_to(reader, "[data-page*='/progress?']")
    before = progress.locator("iframe").bounding_box()["height"]
    reader.emulate_media(media="print")
    on_paper = progress.locator("iframe").bounding_box()["height"]
    undrawn = reader.locator(".undrawn").count()
    reader.emulate_media(media="screen")
    assert (before, undrawn) == (720, 0)
    assert on_paper > before


def test_the_public_notice_is_on_the_phone_and_on_the_desk(reader):
    step = reader.locator(".page.step[data-part=c1]:has(.standing)").filter(has_text="公示至").first
    reader.evaluate("step => { location.hash = step }", step.get_attribute("id"))
    step.locator("iframe").first.wait_for()
    shown = [one for one in phones(reader) if one[0] == "letter"]
    assert any("公示告知书" in frame.locator("page").inner_text() for _, frame in shown)
    PICTURES.mkdir(parents=True, exist_ok=True)
    reader.screenshot(path=PICTURES / "story.png")


def test_the_page_is_small_enough_to_be_sent(out):
    size = (out / "story.html").stat().st_size
    assert size < 2_500_000
