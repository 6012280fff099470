"""The story page: all of the run is on it, nothing of a person, and it needs nothing else."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from typing import get_args

import pytest

from chalicelib.applications.contract import PaperKind
from chalicelib.case import household
from chalicelib.domain.identity import KINDS
from chalicelib.words import sentences
from local.demo.invariants import in_files
from local.demo.story.report import NOT_DECLARED
from local.demo.story.shown import due, instant, receipt
from local.demo.story.steps import steps_of
from local.population import families

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


NEVER_ASKED = "http://127.0.0.1:8000"
"""The sandbox's address in the mini program, which the page answers itself."""


def fetched(html):
    """What a browser would ask the network for, or could be led to."""
    html = html.replace(NEVER_ASKED, "")
    addressed = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?!\#)[^\s"')]+""", html)
    return addressed + re.findall(r"https?:|@import|fetch\(|XMLHttpRequest", html)


def test_it_asks_nothing_of_the_network(story):
    assert fetched(story) == []


@pytest.mark.parametrize(
    "injected",
    ['<img src="a.png">', "@import 'a.css';", "a{background:url(a.png)}", "http://a", "fetch('a')"],
)
def test_whatever_would_ask_the_network_is_found(injected):
    assert fetched(injected)


def phones(html):
    """The phones of a piece of the page: the address of each, and what it rests on."""
    found = re.findall(r'data-page="([^"]+)".*?json">(.*?)</script>', html, re.DOTALL)
    return [(page, json.loads(record)) for page, record in found]


def answers(html, ending):
    """What phones were answered to paths that end so."""
    records = [record["answers"] for _, record in phones(html)]
    return [one for answer in records for path, one in answer.items() if path.endswith(ending)]


def test_every_family_has_its_chapter_and_every_case_its_receipt(result, page):
    steps = [a["id"] for a in page.all("section", **{"class": "page step"})]
    for case in result.cases:
        assert f"c{case.part}-1" in steps
        assert {"href": f"#c{case.part}-1", "data-part": f"c{case.part}"} in page.all("a")
        assert receipt(case.receipt) in page.text
        assert case.title in page.text


def test_every_change_of_a_case_is_shown_with_its_instant(result, page):
    times = {a["datetime"] for a in page.all("time")}
    for look in result.looks:
        case_events = [event for event in look.events if event["kind"] == "case"]
        assert {event["at"] for event in case_events[-1:]} <= times
        assert instant(look.events[-1]["at"]) in page.text


def test_every_letter_can_be_read_on_the_phone(result, story):
    last = {look.part: look for look in result.looks}
    letters = [letter for look in last.values() for letter in look.letters]
    shown = {
        one["number"]: one for answer in answers(story, "/letters") for one in answer["letters"]
    }
    assert letters
    for letter in letters:
        assert shown[letter["number"]]["lines"] == letter["lines"]


def test_a_letter_has_organ_and_number_and_never_the_whole_name(result, story):
    letters = {look.part: look.letters for look in result.looks}
    for letter in (one for held in letters.values() for one in held):
        assert re.search(r"(办事处|人民政府|民政局)$", letter["office"])
        assert re.fullmatch(r"救助〔20\d\d〕\d{13}-\d+号", letter["number"])
        assert letter["addressee"] not in story


def test_the_county_signs_what_the_county_decides(result):
    of = {look.part: {one["name"]: one["office"] for one in look.letters} for look in result.looks}
    assert of["2"]["refused"] == "丰满区民政局"
    assert of["1"]["granted"] == "龙潭区民政局"
    assert of["1"]["accepted"] == "龙潭区山前街道办事处"
    assert of["5"]["accepted"] == "永吉县口前镇人民政府"


def test_a_condition_is_shown_in_a_sentence_not_as_a_number_beside_another(result, page):
    refused = [one for look in result.looks for one in look.letters if one["name"] == "refused"]
    lines = refused[0]["lines"]
    assert "对照单人保，家里没有人属于重度残疾或者患有重病。" in lines
    assert not re.search(r"您家 \d|标准 \d|[^\d.]0\.00 元", "".join(lines))
    assert not re.search(r"您家 0|标准 1，", page.text)


def test_every_chapter_begins_on_the_phone_before_any_office_has_it(result, story):
    for case in result.cases:
        begin = story.index(f'id="c{case.part}-1"')
        piece = story[begin : story.index(f'id="c{case.part}-2"')]
        text, pages = Page(piece).text, phones(piece)
        look = next(look for look in result.looks if look.part == case.part)
        assert "在手机上填写、拍照、签名" in text
        assert "我的待办" not in text
        assert [page.split("/")[2] for page, _ in pages] == ["step", "check", "receipt"]
        hardship = look.case["documents"]["application"]["hardship"]
        (rows,) = [answer["rows"] for answer in answers(piece, "/check?lang=zh")]
        assert hardship in {row["shown"] for row in rows}
        (receipt_,) = pages[2][1]["stored"].values()
        assert receipt_["receipt"] == case.receipt


def chapters(result, story):
    """The text of every step of a part, by the part; the first is the phone alone."""
    found = {case.part: [] for case in result.cases}
    for piece in story.split('<section class="page step" id="c')[1:]:
        texts = Page(f'<p id="{piece}').texts
        found[piece.partition("-")[0]].append(re.sub(r"\s+", " ", " ".join(texts)))
    return found


def test_what_was_not_declared_is_not_said_to_be_none(result, story):
    """Silence is no answer: neither phone nor desk says that a family owns nothing."""
    for texts in chapters(result, story).values():
        for text in texts:
            assert not re.search(r"(收入|存款|住房|机动车) (没有|无) ", text)
            assert not re.search(r"存款 0\.00 元|住房 0 套|机动车 0 辆", text)
    assert "收入 没有申报 财产 没有申报" in chapters(result, story)["3"][1]
    assert "住房 1 套" in chapters(result, story)["2"][1]
    assert "存款 1,850.00 元" in chapters(result, story)["1"][1]


def test_a_correction_shows_what_it_declared(result, story):
    (text,) = [t for t in chapters(result, story)["3"] if "家庭更正申报内容 现在" in t]
    assert "财产 存款 350.00 元" in text


def test_what_was_handed_in_is_not_missing_any_more(result, story):
    for part in ("3", "6b"):
        files = [text for text in chapters(result, story)[part] if " 材料 " in text]
        asked = [text for text in files if "✗ 身份证" in text]
        assert len(asked) == 1
        assert "✓ 身份证" not in asked[0]
        assert any("✓ 身份证" in text and "材料齐全" in text for text in files)


def test_who_gave_another_account_did_not_release(result):
    """The money goes out when a second person releases it, and the page says so."""
    steps = [step for step in steps_of(result.looks, result.narrator.who) if step.look.part == "6b"]
    did = [(who, what) for step in steps for who, done in step.events.items() for what in done]
    first = did.index(("陶然（龙潭区）", "登记新账户，待另一人放款"))
    assert ("魏东（龙潭区）", "放款") in did[first:]
    assert ("陶然（龙潭区）", "放款") not in did[first:]


def test_what_the_phone_said_of_a_photo_is_on_the_page_where_it_was_taken(result, story):
    messages = next(look for look in result.looks if look.part == "5").messages
    begin = story.index('id="c5-1"')
    assert messages
    assert f"有 {len(messages)} 张照片打不开，请重拍" in story[begin : story.index('id="c5-2"')]


def reports(result):
    steps = steps_of(result.looks, result.narrator.who)
    return [step for step in steps if "report" in step.cards and step.documents["report"]["items"]]


def test_declared_stands_beside_what_was_declared_alone(result):
    for step in reports(result):
        form, tables = step.documents["application"], step.report
        for row in tables.declared:
            assert row.declared
        assert all(row.declared == "" for row in (*tables.others, *tables.open))
        said = [row.declared for row in tables.declared if row.declared != NOT_DECLARED]
        assert len(said) <= len(form["incomes"]) + len(form["property"]) + len(form["members"])
        assert len({row.item for row in tables.declared}) == len(tables.declared)


def test_what_was_declared_as_nothing_says_so_and_differs(result):
    (row,) = [
        row
        for row in next(s for s in reports(result) if s.look.part == "2").report.declared
        if row.mark == "differs"
    ]
    assert (row.declared, row.verdict) == ("0.00 元", "与申报不符")
    assert "20,000.00 元" in row.found[0]


def test_an_income_that_no_department_keeps_is_left_to_the_visit(result):
    report = next(s for s in reports(result) if s.look.part == "1").report
    (row,) = [row for row in report.declared if row.item == "抚养费、赡养费"]
    assert (row.declared, row.verdict) == ("500.00 元/月", "入户调查核实")


def test_the_bars_add_up_to_the_coefficient_and_its_class_is_marked(result, page):
    assessed = [s for s in steps_of(result.looks, result.narrator.who) if "assessment" in s.cards]
    assert len(assessed) >= 5
    for step in assessed:
        found = step.documents["assessment"]
        assert sum(bar.points for bar in step.bars) == found["coefficient"]
        assert all(0 <= bar.points <= bar.cap for bar in step.bars)
        assert all(bool(bar.because) is (bar.points > 0) for bar in step.bars)
        assert all(re.search(r"\d 分(、|，等 \d+ 项|$)", b.because) for b in step.bars if b.because)
        assert not re.search(r"(机动车|多余住房|经营主体|就业人数)（少）", str(step.bars))
        (band,) = [one for one in step.bands if one.name == found["class"]]
        assert band.start <= found["coefficient"] < band.end
    assert page.all("span", **{"class": "this"})


ENGINEERS = re.compile(
    r"逻辑时[钟间]|逻辑日历|计费状态|死信|事件链|反应|封存|产物|指纹|幂等|接口|重试|令牌|JSON|null|None|undefined"
)


def test_nothing_that_a_director_reads_is_in_engineers_words(played, page):
    letters = [path.read_text("utf-8") for path in (played.out / "letters").iterdir()]
    for text in (page.text, *played.lines, *letters):
        assert not ENGINEERS.search(text), text
    assert not re.search(r"-(receipt|accepted|refused|granted)", "".join(letters))


def test_what_a_family_must_do_is_on_its_phone(result, story):
    steps = steps_of(result.looks, result.narrator.who)
    asked = {step.must for step in steps} - {""}
    assert asked
    assert asked <= {answer["required_action"] for answer in answers(story, "/timeline")}
    assert all(step.screens for step in steps)


def test_decided_sent_and_credited_are_three_instants(story):
    paid = [one for answer in answers(story, "/timeline") for one in answer["payments"]]
    credited = [one for one in paid if one["amount_fen"] == 130_000 and one.get("credited_at")]
    assert credited
    assert all(one["decided_at"] < one["sent_at"] < one["credited_at"] for one in credited)


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
def test_a_name_that_is_injected_in_an_artefact_is_found(out, tmp_path, where):
    shutil.copytree(out, tmp_path, dirs_exist_ok=True)
    injected = tmp_path / where
    injected.write_text(injected.read_text(encoding="utf-8") + NAMES[0], encoding="utf-8")
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
