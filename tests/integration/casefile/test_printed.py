"""The report on paper and on screen: whole, numbered, marked with its reader, no name lost."""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import time
from dataclasses import asdict, astuple, replace
from functools import cache
from html.parser import HTMLParser

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen
from pypdf import PdfReader

from chalicelib.casefile.report import printed as paper_of
from chalicelib.casefile.report.contents import sheet
from chalicelib.casefile.report.page import page
from chalicelib.casefile.report.printed import uncovered
from chalicelib.casefile.report.sheet import sheet_from
from chalicelib.casefile.report.view import (
    Coverage,
    OpenItem,
    ReportDifference,
    ReportLine,
    ReportMember,
    ReportSection,
    ReportView,
)
from chalicelib.domain.legible import legible
from chalicelib.pdf import document
from chalicelib.pdf.typeface import NOTO, font_of, subset

READER, AT = "何静（龙潭区民政局）", "2022-12-29 09:10"
IN_NAMES = "㛃䶮𬭎𠅤𬱖𰻝㑇㛹䲟䴙𠙶𡐓𨐈𨭎𩾌𪨰𫍯𫖮𫟹𬀩𬬻𬶟䮄鿍鿏龑堃喆犇"
RARE = {
    "basic": "\u9ff0\u9fff",
    "A": "\u4db6\u4dbf",
    "B": "\U00020001\U000242d7\U0002a6df",
    "C": "\U0002a700\U0002b739",
    "D": "\U0002b741\U0002b81d",
    "E": "\U0002b820\U0002cea1",
    "F": "\U0002ceb1\U0002ebe0",
    "G": "\U00030000\U00030001",
    "H": "\U00031350\U000323af",
    "I": "\U0002ebf0\U0002ee5d",
    "compatibility": "\ufad8\ufad9\U0002f800\U0002fa1d",
}
"""Ideographs of every block that the first font lacks."""
IN_RARE_NAMES = "".join(RARE.values())
UNKNOWN = "\U000323b0"
"""An ideograph of extension J, which no font has."""
HOSTILE = {
    "script": "<script>alert('1')</script>",
    "end of style": "</style></table>\"'&amp;",
    "PDF's language": ") Tj ET Q <</Type /Catalog>> endstream endobj %",
    "format": "{0} {reader} %s \\n",
    "empty": "",
    "blank": " \n\t ",
    "controls": "a\x00b\x07c\x1b[2Jd\x7f",
    "direction": "甲\u202e乙\u2066丙\u200f",
    "half a character": "甲\ud87e乙",
    "private use": "\ue863\U000f0000",
    "filler": "甲\u3164\uffa0乙",
    "selector": "葛\U000e0100",
    "other scripts": "ئابدۇللا ༀམ 한글 é Ω 😀",
}
LONG = {
    "ideographs": "很" * 9000,
    "figures": "9" * 9000,
    "brackets": "（" * 9000,
    "spaces": " ".join("長" * 4000),
}


def line(number, **said):
    whole = {
        **{"item": f"养老金{number}", "member": "张三", "status": "已核实", "value": "1,300.00 元"},
        **{"as_of": "2022-12-19", "record_number": f"JL-{number:06d}"},
    }
    return ReportLine(**{**whole, **said})


ONE = (line(1),)


def report(lines=ONE, **other):
    whole = ReportView(
        receipt="受理-01",
        number="核对-0001",
        as_of="2022-12-19",
        digest="9f86d081884c7d65",
        members=(ReportMember("1", "张三", "申请人"), ReportMember("2", "李四", "配偶")),
        coverage=Coverage(41, 23, 9, 7, 2),
        differences=(
            ReportDifference(
                "存款", "全家", "3,000 元", "62,000 元", "59,000 元", "超过限额，请说明。"
            ),
        ),
        declared_result="符合低保条件",
        found_result="超过金融资产限额",
        open_items=(
            OpenItem("建设银行", "存款、流水", "未在规定时间内答复", "由家庭提供银行流水"),
        ),
        sections=(ReportSection("社会保险局", "市级", tuple(lines)),),
    )
    return replace(whole, **other)


def printed(view, reader, at):
    """What the function *print* makes of a sheet that came to it as JSON."""
    return paper_of.printed(sheet_from(json.loads(json.dumps(asdict(sheet(view, reader, at))))))


def named(name):
    return report([line(1, member=name)], members=(ReportMember("1", name, "申请人"),))


def texts_of(part):
    """Every text of a report, at whatever depth."""
    if isinstance(part, tuple):
        return [text for one in part for text in texts_of(one)]
    return [str(part)]


def squeezed(text):
    return re.sub(r"\s", "", text)


def pages(pdf):
    return [squeezed(one.extract_text()) for one in PdfReader(io.BytesIO(pdf)).pages]


def paper(view, reader=READER, at=AT):
    return "".join(pages(printed(view, reader, at)))


class Shown(HTMLParser):
    """What of a page is shown, and its tags."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.tags = [], []
        self.feed(html.partition("<body>")[2])

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def screen(view, reader=READER, at=AT):
    return squeezed("".join(Shown(page(view, reader, at)).texts))


# Whole.


def test_paper_and_screen_hold_every_text_of_the_report():
    view = report([line(number) for number in range(120)])
    on_paper, on_screen = paper(view), screen(view)
    wanted = {squeezed(text) for text in [*texts_of(astuple(view)), READER, AT]}
    assert {text for text in wanted if text not in on_paper} == set()
    assert {text for text in wanted if text not in on_screen} == set()


def test_paper_and_screen_say_the_same_in_the_same_order():
    view = report([line(number) for number in range(3)])
    assert screen(view) in paper(view)


def test_what_there_is_none_of_is_said():
    view = report(differences=(), open_items=(), sections=(ReportSection("税务局", "", ()),))
    assert paper(view).count("无") >= 3
    assert screen(view).count("无") >= 3


def test_the_same_report_is_the_same_file():
    view = report()
    assert printed(view, READER, AT) == printed(view, READER, AT)


# Pages.


def test_a_short_report_is_page_one_of_one():
    (only,) = pages(printed(report(), READER, AT))
    assert "第1页共1页" in only


def test_every_page_of_a_long_report_has_its_number_heads_and_report():
    page_texts = pages(printed(report([line(number) for number in range(300)]), READER, AT))
    assert len(page_texts) > 5
    for number, text in enumerate(page_texts, 1):
        assert f"第{number}页共{len(page_texts)}页" in text
        assert "核对-0001" in text
        assert "来源记录号" in text


def test_a_row_is_not_torn_by_the_end_of_a_page():
    lines = [
        line(number, value=f"起{number}" + "说明" * 30 + f"止{number}") for number in range(60)
    ]
    page_texts = pages(printed(report(lines), READER, AT))
    torn = [
        number
        for number in range(60)
        if not any(f"起{number}说" in text and f"明止{number}" in text for text in page_texts)
    ]
    assert len(page_texts) > 3
    assert torn == []


@pytest.mark.parametrize("many", [1, 200])
def test_reader_and_time_are_across_every_page(many):
    pdf = printed(report([line(number) for number in range(many)]), READER, AT)
    for one in PdfReader(io.BytesIO(pdf)).pages:
        assert b"/W Do" in one.get_contents().get_data()
        across = squeezed(one.extract_text())
        assert across.count(squeezed(f"查阅人：{READER}查阅时间：{AT}")) == 6


def test_reader_and_time_are_across_the_screen():
    marked = page(report(), "读者甲", AT)
    assert "data:image/svg+xml," in marked
    assert "".join(f"%{byte:02X}" for byte in "读者甲".encode()) in marked


# Names.


def fonts_in(pdf):
    """The fonts in the file, by name: what each says of its codes, and its outlines."""
    resources = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    found = {}
    for name, font in resources["/Font"].items():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        outlines = CFFFontSet()
        outlines.decompile(io.BytesIO(descriptor["/FontFile3"].get_data()), None)
        found[name] = (font["/ToUnicode"].get_data().decode(), outlines[0])
    return found


def embedded(pdf):
    """The outlines in the file by character, as the file says which is which."""
    outlines = {}
    for mapping, font in fonts_in(pdf).values():
        outlines.update(outlines_of(mapping, font.CharStrings))
    return outlines


def outlines_of(mapping, glyphs):
    return {
        bytes.fromhex(code).decode("utf-16-be"): glyphs[f"cid{int(cid, 16):05d}"]
        for cid, code in re.findall(r"^<(\w{4})> <(\w+)>$", mapping, re.MULTILINE)
    }


def drawn(glyph):
    """Whether a glyph has an outline."""
    pen = BoundsPen(None)
    glyph.draw(pen)
    return pen.bounds is not None


@pytest.fixture(scope="module")
def of_names():
    """A report of a household of rare names: what its pages tell and the font in it."""
    members = tuple(
        ReportMember("", f"张{char}，", "") for char in [*IN_NAMES, *IN_RARE_NAMES, UNKNOWN]
    )
    pdf = printed(report(members=members), READER, AT)
    return "".join(pages(pdf)), embedded(pdf)


@pytest.mark.parametrize(
    "char", [*IN_NAMES, *IN_RARE_NAMES, UNKNOWN], ids=lambda char: f"U+{ord(char):04X}"
)
def test_a_rare_name_is_drawn_whole_or_as_its_code_point(of_names, char):
    entry, font = of_names
    if uncovered(char):
        assert f"张〔U+{ord(char):04X}〕，" in entry
    else:
        assert f"张{char}，" in entry
        assert drawn(font[char])


@pytest.mark.parametrize("names", [IN_NAMES, *RARE.values()], ids=["first font", *RARE])
def test_every_name_that_the_fonts_are_known_for_is_covered(names):
    assert uncovered(names) == []


def test_a_font_of_rare_ideographs_is_asked_only_for_what_the_first_font_lacks():
    assert {font_of(char) for char in IN_NAMES} == {NOTO}
    assert NOTO not in {font_of(char) for char in IN_RARE_NAMES}


def test_a_name_in_two_fonts_is_one_text_in_three_pieces():
    pdf = printed(named("张\U00020001三"), READER, AT)
    marks = PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data().decode("latin-1")
    texts = [text for text in re.findall(r"BT(.*?)ET", marks, re.DOTALL) if "RareHanB" in text]
    assert texts != []
    for text in texts:
        assert re.findall(r"/(\w+)", text) == ["NotoSansCJKsc", "RareHanB", "NotoSansCJKsc"]
        assert text.count(" Td") == 1
    assert "张\U00020001三" in paper(named("张\U00020001三"))


def test_a_glyph_of_a_rare_name_is_as_large_as_any_other():
    font = embedded(printed(named("张\U0002a6df\U0002cea1\U0002ebf0"), READER, AT))
    for char in "张\U0002a6df\U0002cea1\U0002ebf0":
        pen = BoundsPen(None)
        font[char].draw(pen)
        assert max(pen.bounds[2] - pen.bounds[0], pen.bounds[3] - pen.bounds[1]) > 700


def test_what_is_not_covered_is_listed_once_and_in_order():
    assert uncovered(f"张{UNKNOWN}\n\u202e{UNKNOWN}") == [UNKNOWN, "\u202e"]


def test_a_glyph_of_two_characters_is_copied_as_the_ideograph_and_not_the_radical():
    assert "张一一" in paper(named("张一\u2f00"))


def test_the_font_in_the_file_is_small():
    assert len(printed(report(), READER, AT)) < 60_000


# Whatever comes in.


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_comes_in_breaks_or_vanishes(text):
    whole = {
        "receipt": text,
        "number": text,
        "members": (ReportMember(text, text, text),),
        "differences": (ReportDifference(*[text] * 6),),
        "open_items": (OpenItem(*[text] * 4),),
        "sections": (ReportSection(text, text, (ReportLine(*[text] * 6),)),),
    }
    view = report(**whole)
    shown = squeezed(legible(text))
    assert shown in screen(view, text, text)
    covered = "".join(f"〔U+{ord(c):04X}〕" if c in uncovered(text) else c for c in text)
    assert squeezed(legible(covered)) in paper(view, text, text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_comes_in_adds_to_the_page(text):
    plain = Shown(page(named("张三"), READER, AT)).tags
    html = page(named(text), text, text)
    assert Shown(html).tags == plain
    html.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html)


@pytest.fixture(scope="module")
def cut():
    """Outlines by font and characters: those of the same characters are the same."""
    return cache(subset)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.parametrize("place", ["value", "source", "reader"])
def test_a_text_of_many_pages_is_printed_to_its_end(place, text, cut, monkeypatch):
    monkeypatch.setattr(document, "subset", cut)
    lines = [line(1, value=text if place == "value" else "0"), line(2)]
    source = text if place == "source" else "局"
    view = report(lines, sections=(ReportSection(source, "", tuple(lines)),))
    page_texts = pages(printed(view, text if place == "reader" else READER, AT))
    assert "".join(page_texts).count(text[0]) >= text.count(text[0])
    assert "JL-000002" in page_texts[-1]


# A page that asks for nothing.


def test_the_page_allows_its_own_style_and_nothing_else():
    html = page(report(), READER, AT)
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    seal = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{seal}'; img-src data:;" in html
    assert not re.search(r"https?:|<script|<link|<img|<form|style=|\son\w+=", html)
    assert '<html lang="zh">' in html


def test_the_page_is_large_enough_to_read_and_every_table_has_a_name():
    html = page(report(), READER, AT)
    size = re.search(r"html \{ font: (\d+)px", html)
    tags = Shown(html).tags
    assert int(size[1]) >= 18
    assert tags.count("h1") == 1
    assert tags.count("table") == tags.count("caption") == tags.count("h2")


# What it costs.


NAMES = {
    "张三": [],
    "ئابدۇللا": [],
    "张\U00020001": ["RareHanB.otf.xz"],
    "张\U0002a700": ["RareHanCToF.otf.xz"],
    "张\U00031350": ["RareHan.otf.xz"],
}
OPENED = """
import os, sys
from tests.integration.casefile.test_printed import AT, NAMES, READER, named, printed
opened = set()
sys.addaudithook(lambda event, args: event == "open" and opened.add(str(args[0])))
for name in NAMES:
    if os.fork() == 0:
        printed(named(name), READER, AT)
        print(sorted(path.split("/")[-1] for path in opened if path.endswith(".otf.xz")))
        break
    os.wait()
"""


@pytest.fixture(scope="module")
def opened():
    """The fonts of rare ideographs that are opened to print each name, in a process of its own."""
    told = subprocess.check_output([sys.executable, "-c", OPENED], text=True)
    return dict(zip(NAMES, told.splitlines(), strict=True))


@pytest.mark.parametrize("name", NAMES, ids=["plain", "another script", "B", "C", "H"])
def test_only_the_fonts_that_a_name_needs_are_loaded(name, opened):
    assert opened[name] == str(NAMES[name])


def test_whoever_does_not_print_loads_neither_font_nor_library():
    code = "import chalicelib.casefile.report.printed, chalicelib.casefile.report.page, sys; "
    code += "print([name for name in ('fontTools', 'pydyf') if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_the_largest_household_is_printed_in_bounded_time():
    """20 members, 275 items: 5,500 lines, all different."""
    items = tuple(f"第{item}项：住房公积金缴存情况" for item in range(275))
    sections = tuple(
        ReportSection(
            f"部门{item // 25}",
            "省级",
            tuple(
                line(item * 20 + whom, item=name, member=f"第{whom}人", value=f"{item * whom} 元")
                for item, name in enumerate(items[start : start + 25], start)
                for whom in range(20)
            ),
        )
        for item, start in enumerate(range(0, 275, 25))
    )
    view = report(sections=sections)
    began = time.perf_counter()
    pdf = printed(view, READER, AT)
    on_paper = time.perf_counter() - began
    html = page(view, READER, AT)
    seconds = f"PDF {on_paper:.1f} s, page {time.perf_counter() - began - on_paper:.1f} s"
    print(f"{seconds}; {len(pdf) / 1e6:.2f} and {len(html) / 1e6:.2f} MB")  # noqa: T201
    text = "".join(pages(pdf))
    assert all(f"JL-{number:06d}" in text for number in range(5500))
