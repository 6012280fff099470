"""The household verification report (核对报告) on paper: a PDF of A4 pages with its fonts in it.

Fonts and PDF library are in the zip of the function *print* alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin

from chalicelib.casefile.report.sheet import Sheet
from chalicelib.pdf.document import document
from chalicelib.pdf.layout import (
    ACROSS,
    MARGIN,
    WIDTH,
    Text,
    drawn,
    folded,
    heading,
    paged,
    table,
    written,
)
from chalicelib.pdf.typeface import shown, uncovered, width
from chalicelib.words import say

__all__ = ["printed", "uncovered"]

SLANT = radians(30)
MARKS = tuple((x, y) for y in (70.0, 330.0, 590.0) for x in (40.0, 320.0))
"""Where watermarks begin, from the lower left corner: no half of a page is without one."""
MARK_WIDE, MARK_SIZE = 250.0, 13.0
FOOT_SIZE, FOOT_FROM_EDGE = 8.0, 32.0


def printed(sheet: Sheet) -> bytes:
    """The PDF of a sheet; its reader and the time stand on every page."""
    title = say("report.title")
    strips = heading(title, 18)
    for one in sheet.tables:
        strips += table(one.title, one.heads, one.shares, one.rows)
    pages = paged(strips)
    feet = [_foot(sheet.number, number, len(pages)) for number in range(1, len(pages) + 1)]
    mark = _mark(sheet.reader, sheet.at)
    marks = [
        b"\n".join([drawn(page), *(written(text, FOOT_FROM_EDGE) for text in foot)])
        for page, foot in zip(pages, feet, strict=True)
    ]
    texts = [text for page in pages for strip in page for text in strip.texts]
    seen = {text.text for text in [*texts, *(text for foot in feet for text in foot)]}
    return document(title, marks, _watermark(mark), frozenset("".join([*seen, *mark])))


def _foot(report: str, number: int, pages: int) -> list[Text]:
    """Which report a page is of, so that a loose page finds back, and which page of how many."""
    name = folded(report, ACROSS * 0.7, FOOT_SIZE)[0]
    page = shown(say("report.page", page=number, pages=pages))
    right = WIDTH - MARGIN - width(page, FOOT_SIZE)
    return [Text(name, MARGIN, 0, FOOT_SIZE, False), Text(page, right, 0, FOOT_SIZE, False)]


def _mark(reader: str, at: str) -> list[str]:
    """The lines of the watermark; of a reader's name as much as a line holds."""
    who, when = say("report.mark_reader", reader=reader), say("report.mark_at", at=at)
    return [folded(text, MARK_WIDE, MARK_SIZE)[0] for text in (who, when)]


def _watermark(lines: Sequence[str]) -> bytes:
    """Light slanting text in PDF's language, left out where the page's text is copied."""
    turned = f"{cos(SLANT):.4f} {sin(SLANT):.4f} {-sin(SLANT):.4f} {cos(SLANT):.4f}"
    marks = [b"/Span <</ActualText ()>> BDC 0.9 g"]
    for x, y in MARKS:
        marks.append(f"q {turned} {x} {y} cm".encode())
        marks += [
            written(Text(line, 0, 0, MARK_SIZE, False), -MARK_SIZE * 1.5 * at)
            for at, line in enumerate(lines)
        ]
        marks.append(b"Q")
    return b"\n".join([*marks, b"0 g EMC"])
