"""The printed sheet's fonts of rare ideographs: cuts them, and says what all its fonts cover.

`python -m tools.glyphs BabelStoneHan.ttf HanaMinB.ttf` writes the fonts anew; how to come by the
two sources is described in `chalicelib/pdf/fonts/README.md`. Without arguments it prints,
block by block, how many characters of the Han script have a glyph, and how large the fonts are;
`docs/glyphs.md` is that page.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from fontTools import unicodedata
from fontTools.cffLib import FDArrayIndex, FDSelect, FontDict
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.timeTools import timestampFromString
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from chalicelib.pdf.typeface import FOLDER, NOTO, RARE, file, font, font_of
from tools.outlines import GRID, outline

CHANGED = date(2026, 11, 29)
"""The day of the last change to how fonts are cut; the licences require it in the files."""
SUMS = FOLDER / "SHA256SUMS"
SMALLEST = 9 | lzma.PRESET_EXTREME


@dataclass(frozen=True)
class Source:
    """A font that others are cut from: its file and that file's hash, whose it is, its licence."""

    file: str
    digest: str
    copyright: str
    licence: str

    def notice(self) -> str:
        """The notice in every file: whose it is, how it was changed and when."""
        how = f"Cut from {self.file}, outlines simplified, renamed, made CFF on {CHANGED}"
        return f"{self.copyright} {self.licence}. {how}."


BABELSTONE = Source(
    "BabelStoneHan.ttf",
    "d8bb747b3fdccd84a60bd0aa56bb90937270d0bd15f1101cd8f2a5a3709dd0a3",
    "(c) Copyright 1994-1999, Arphic Technology Co., Ltd.; (c) Copyright 2009-2025, Andrew West.",
    "Arphic Public License, see ARPHICPL.TXT",
)
HANAZONO = Source(
    "HanaMinB.ttf",
    "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
    "Created by GlyphWiki (http://glyphwiki.org/).",
    "Hanazono Font License, see HANAZONO.TXT",
)
CUT_FROM = {"RareHanB": HANAZONO, "RareHanCToF": HANAZONO, "RareHan": BABELSTONE}


def write(files: Sequence[Path]) -> None:
    """Cut all fonts; each has those characters of its span that no font before it has."""
    sources = {path.name: path for path in files}
    had = set(font(NOTO).cids)
    for name, span in RARE.items():
        source = CUT_FROM[name]
        whole = _opened(sources[source.file], source)
        chars = [char for char in han() if ord(char) in span and char not in had]
        held = [char for char in chars if ord(char) in whole.getBestCmap()]
        file(name).write_bytes(lzma.compress(cut(name, whole, held), preset=SMALLEST))
        had.update(held)
    sums = (f"{_digest(file(name))}  {file(name).name}\n" for name in RARE)
    SUMS.write_text("".join(sums), "utf-8")


def _opened(path: Path, source: Source) -> TTFont:
    if _digest(path) != source.digest:
        raise SystemExit(f"{path} is not the {source.file} that the fonts are cut from")
    return TTFont(path, lazy=True)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def cut(name: str, whole: TTFont, chars: Sequence[str]) -> bytes:
    """A font of these characters alone, whose glyphs are numbered in their order from 1."""
    source = CUT_FROM[name]
    named, glyphs = whole.getBestCmap(), whole.getGlyphSet()
    scale = GRID / whole["head"].unitsPerEm
    numbered = {f"cid{number:05d}": char for number, char in enumerate(chars, 1)}
    outlines = {cid: outline(glyphs, named[ord(char)], scale) for cid, char in numbered.items()}
    outlines = {".notdef": T2CharStringPen(None, None).getCharString(), **outlines}
    builder = FontBuilder(GRID, isTTF=False)
    builder.font.recalcTimestamp = False
    changed = timestampFromString(CHANGED.ctime())
    builder.updateHead(created=changed, modified=changed)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap({ord(char): cid for cid, char in numbered.items()})
    builder.setupCFF(name, {"Notice": source.notice()}, outlines, {"defaultWidthX": GRID})
    _number(builder.font["CFF "].cff.topDictIndex[0])
    builder.setupHorizontalMetrics(dict.fromkeys(outlines, (GRID, 0)))
    builder.setupHorizontalHeader(ascent=GRID * 22 // 25, descent=-GRID * 3 // 25)
    builder.setupNameTable(_names(name, source))
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()


def _names(name: str, source: Source) -> Mapping[str, str]:
    return {
        **{
            "familyName": name,
            "styleName": "Regular",
            "psName": name,
            "version": f"Version {CHANGED}",
        },
        **{"copyright": source.copyright, "description": source.notice()},
        "licenseDescription": source.licence,
    }


def _number(top: Any) -> None:
    """Make glyphs known by number instead of name (Adobe's technical note 5176, CID fonts)."""
    inner = FontDict()
    inner.Private = top.Private
    del top.Private
    top.ROS, top.CIDCount = ("Adobe", "Identity", 0), len(top.charset)
    top.FDArray, top.FDSelect = FDArrayIndex(), FDSelect()
    top.FDArray.append(inner)
    top.FDSelect.format, top.FDSelect.gidArray = 3, [0] * len(top.charset)
    top.CharStrings.fdArray, top.CharStrings.fdSelect = top.FDArray, top.FDSelect


def han() -> Iterator[str]:
    """Every character of the Han script: ideographs of all blocks, radicals and marks."""
    chars = map(chr, range(sys.maxunicode + 1))
    return (char for char in chars if unicodedata.script(char) == "Hani")


def coverage() -> str:
    """How many characters of every block have a glyph, from which font, and the fonts' sizes."""
    blocks: dict[str, list[str]] = {}
    for char in han():
        blocks.setdefault(unicodedata.block(char), []).append(char)
    names = (NOTO, *RARE)
    lines = ["| block | characters | without glyph |", "|---|---|---|"]
    lines[0] += "".join(f" {name} |" for name in names)
    lines[1] += "---|" * len(names)
    for block, chars in {**blocks, "**all**": [*chain(*blocks.values())]}.items():
        found = Counter(map(font_of, chars))
        counts = [len(chars), found[None], *(found[name] for name in names)]
        lines.append(f"| {block} | {' | '.join(f'{count:,}' for count in counts)} |")
    sizes = {file(name).name: file(name).stat().st_size for name in RARE}
    sizes["together"] = sum(sizes.values())
    lines += ["", "| font | MB |", "|---|---|"]
    lines += [f"| {name} | {size / 1e6:.2f} |" for name, size in sizes.items()]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    if sys.argv[1:]:
        write([Path(one) for one in sys.argv[1:]])
    print(coverage(), end="")
