"""The typeface of the printed sheet: several fonts, of which each adds what those before it lack.

The first is Noto Sans CJK with the shapes used in mainland China (package noto-cjk-sans-otc, SIL
Open Font License 1.1): it has all of the basic block but its last 16 ideographs, nearly all of
extension A and some 2,300 of the others, among them 𬭎, 𬱖 and 𰻝. The rest come with us
(`fonts/README.md` has sources and licences), compressed, and are loaded for a text that needs
them. `python -m tools.glyphs` says what all of them cover. Glyphs are known by their number in a
font (CID); widths are in thousandths of the font size.
"""

from __future__ import annotations

import io
import lzma
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.domain.legible import BREAKS, code_point, legible, shapeless

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

NOTO = "NotoSansCJKsc-Regular"
MAINLAND = 2
"""The place of these shapes in the collection: Japan, Korea, mainland, Taiwan, Hong Kong."""
FOLDER = Path(__file__).with_name("fonts")
RARE = {
    "RareHanB": range(0x20000, 0x2A6E0),
    "RareHanCToF": range(0x2A700, 0x2EBF0),
    "RareHan": range(0x3400, 0x33480),
}
"""Fonts of rare ideographs, in the order asked, by the code points that each is asked for."""
KNOWN_CHARACTERS = 8192
"""Of so many characters, more than a report has, a process remembers font and width."""
NOT_EMBEDDED = [
    *("BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"),
    *("OS/2", "cmap", "hhea", "hmtx", "name", "post"),
]
"""Tables for vertical and shaped text, of which the sheet has none, and of what the PDF says."""


@dataclass(frozen=True)
class Font:
    """The number of every character's glyph, and the width of every numbered glyph.

    `box` holds every glyph: left, bottom, right, top.
    """

    cids: Mapping[str, int]
    widths: Mapping[int, int]
    box: tuple[int, int, int, int]


@lru_cache(maxsize=1 + len(RARE))
def font(name: str) -> Font:
    """One font, read once by a process; about a third of a second."""
    with _opened(name) as opened:
        head = opened["head"]
        scale = 1000 / head.unitsPerEm
        cids = {chr(code): _cid(glyph) for code, glyph in opened.getBestCmap().items()}
        widths = {
            _cid(glyph): round(width * scale) for glyph, (width, _) in _numbered(opened).items()
        }
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
    left, bottom, right, top = (round(edge * scale) for edge in box)
    return Font(cids, widths, (left, bottom, right, top))


@lru_cache(maxsize=KNOWN_CHARACTERS)
def font_of(char: str) -> str | None:
    """The name of the first font that has a glyph for a character; none when no font has."""
    if char in font(NOTO).cids:
        return NOTO
    spans = (name for name, span in RARE.items() if ord(char) in span)
    return next((name for name in spans if char in font(name).cids), None)


def shown(text: str) -> str:
    """The text as printed: characters without a glyph are written as their code points."""
    return "".join(char if font_of(char) else code_point(char) for char in legible(text))


def uncovered(text: str) -> list[str]:
    """The characters that are printed as their code points, 〔U+31350〕, in order and once each."""
    chars = dict.fromkeys(BREAKS.sub(" ", text))
    return [char for char in chars if shapeless(char) or not font_of(char)]


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The name of a font and the text that it draws, piece by piece; all has to have glyphs."""
    return ((name or NOTO, "".join(chars)) for name, chars in groupby(text, font_of))


def width(text: str, size: float) -> float:
    """How long a text is at a font size, in points."""
    return sum(map(_width, text)) * size / 1000


@lru_cache(maxsize=KNOWN_CHARACTERS)
def _width(char: str) -> int:
    """How wide a character is, which has to have a glyph."""
    one = font(font_of(char) or NOTO)
    return one.widths[one.cids[char]]


def subset(name: str, chars: Iterable[str]) -> bytes:
    """The outlines of these characters alone: a CFF font whose glyphs keep their numbers."""
    from fontTools import subset as cutting
    from fontTools.ttLib.scaleUpem import scale_upem

    options = cutting.Options(
        drop_tables=NOT_EMBEDDED, layout_features=[], hinting=False, glyph_names=True
    )
    cutter = cutting.Subsetter(options)
    cids = font(name).cids
    cutter.populate(glyphs=sorted({f"cid{cids[char]:05d}" for char in chars}))
    with _opened(name) as opened:
        cutter.subset(opened)
        if name != NOTO:
            scale_upem(opened, 1000)
        outlines: bytes = opened["CFF "].compile(opened)
    return outlines


def file(name: str) -> Path:
    """Where a font of rare ideographs lies, compressed."""
    return FOLDER / f"{name}.otf.xz"


def _opened(name: str) -> TTFont:
    from fontTools.ttLib import TTFont

    if name == NOTO:
        from noto_cjk_sans_otc import FONT_PATH

        return TTFont(FONT_PATH, fontNumber=MAINLAND, lazy=True)
    return TTFont(io.BytesIO(_unpacked(name)), lazy=True)


@lru_cache(maxsize=len(RARE))
def _unpacked(name: str) -> bytes:
    return lzma.decompress(file(name).read_bytes())


def _numbered(opened: TTFont) -> dict[str, tuple[int, int]]:
    metrics: dict[str, tuple[int, int]] = opened["hmtx"].metrics
    return {glyph: metric for glyph, metric in metrics.items() if glyph != ".notdef"}


def _cid(glyph: str) -> int:
    return int(glyph.removeprefix("cid"))
