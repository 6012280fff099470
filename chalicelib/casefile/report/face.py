"""The typeface of the printed sheet: Noto Sans CJK, with the shapes used in mainland China.

It comes with the package noto-cjk-sans-otc (SIL Open Font License 1.1), never from the system.
Of Unicode's ideographs it has all of extension A, those of the basic block but its last 16, and
some 2,300 of extensions B to G, among them 𬭎, 𬱖 and 𰻝. Glyphs are known by their number in the
font's collection (CID); widths are in thousandths of the font size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.casefile.report.view import BREAKS, code_point, legible, shapeless

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

NAME = "NotoSansCJKsc-Regular"
MAINLAND = 2
"""The place of these shapes in the collection: Japan, Korea, mainland, Taiwan, Hong Kong."""
NOT_EMBEDDED = ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
"""Tables for vertical and shaped text, of which the sheet has none."""


@dataclass(frozen=True)
class Face:
    """The number of every character's glyph, and the width of every numbered glyph."""

    cids: Mapping[str, int]
    widths: Mapping[int, int]

    def has(self, char: str) -> bool:
        """Whether a character can be printed so that people see it."""
        return char in self.cids and not shapeless(char)

    def shown(self, text: str) -> str:
        """The text as printed: characters without a glyph are written as their code points."""
        return "".join(char if char in self.cids else code_point(char) for char in legible(text))

    def width(self, text: str, size: float) -> float:
        """How long a text is at a font size, in points."""
        return sum(self.widths[self.cids[char]] for char in text) * size / 1000


@lru_cache(maxsize=1)
def face() -> Face:
    """The typeface, read once by a process; about a third of a second."""
    with _font() as font:
        cids = {chr(code): _cid(glyph) for code, glyph in font.getBestCmap().items()}
        widths = {_cid(glyph): width for glyph, (width, _) in _numbered(font).items()}
    return Face(cids, widths)


def uncovered(text: str) -> list[str]:
    """The characters that are printed as their code points, 〔U+31350〕, in order and once each."""
    return [char for char in dict.fromkeys(BREAKS.sub(" ", text)) if not face().has(char)]


def subset(chars: Iterable[str]) -> bytes:
    """The outlines of these characters alone: a CFF font whose glyphs keep their numbers."""
    from fontTools import subset as cutting

    options = cutting.Options(
        drop_tables=NOT_EMBEDDED, layout_features=[], hinting=False, glyph_names=True
    )
    cutter = cutting.Subsetter(options)
    cutter.populate(unicodes=sorted(map(ord, chars)))
    with _font() as font:
        cutter.subset(font)
        outlines: bytes = font["CFF "].compile(font)
    return outlines


def _font() -> TTFont:
    from fontTools.ttLib import TTFont
    from noto_cjk_sans_otc import FONT_PATH

    return TTFont(FONT_PATH, fontNumber=MAINLAND, lazy=True)


def _numbered(font: TTFont) -> dict[str, tuple[int, int]]:
    metrics: dict[str, tuple[int, int]] = font["hmtx"].metrics
    return {glyph: metric for glyph, metric in metrics.items() if glyph != ".notdef"}


def _cid(glyph: str) -> int:
    return int(glyph.removeprefix("cid"))
