"""Writes pages of marks as one PDF file with its fonts in it.

The same pages give the same bytes. Every page has the watermark under its text.
"""

from __future__ import annotations

import hashlib
import io
import string
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from chalicelib.pdf.layout import HEIGHT, WIDTH
from chalicelib.pdf.typeface import Font, font, runs, subset

if TYPE_CHECKING:
    import pydyf

CID_SYSTEM = "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"
TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{blocks}
endcmap CMapName currentdict /CMap defineresource pop end end"""
MOST_IN_BLOCK = 100  # PDF 32000-1, 9.7.5.4


def document(title: str, pages: Sequence[bytes], watermark: bytes, chars: frozenset[str]) -> bytes:
    """The file; `chars` are all characters that its marks show."""
    import pydyf

    pdf = pydyf.PDF()
    fonts = _fonts(pdf, chars)
    under = _added(pdf, pydyf.Stream([watermark], _form(fonts), compress=True))
    for marks in pages:
        content = _added(pdf, pydyf.Stream([b"/W Do\n" + marks], compress=True))
        resources = f"<</Font {fonts} /XObject <</W {under}>>>>"
        box = f"[0 0 {WIDTH} {HEIGHT}]"
        page = {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": box}
        pdf.add_page(pydyf.Dictionary({**page, "Contents": content, "Resources": resources}))
    pdf.catalog["Lang"] = pydyf.String("zh-CN")
    pdf.catalog["ViewerPreferences"] = "<</DisplayDocTitle true>>"
    pdf.info["Title"] = pydyf.String(title)
    out = io.BytesIO()
    pdf.write(out, identifier=True, compress=True)
    return out.getvalue()


def _form(fonts: str) -> dict[str, str]:
    """The watermark is one object that all pages draw."""
    box = f"[0 0 {WIDTH} {HEIGHT}]"
    resources = f"<</Font {fonts}>>"
    return {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": resources}


def _fonts(pdf: pydyf.PDF, chars: frozenset[str]) -> str:
    """The fonts that these characters are drawn in, under their names."""
    drawn: dict[str, set[str]] = {}
    for name, run in runs("".join(sorted(chars))):
        drawn.setdefault(name, set()).update(run)
    made = (f"/{name} {_font(pdf, name, frozenset(drawn[name]))}" for name in sorted(drawn))
    return f"<<{' '.join(made)}>>"


def _font(pdf: pydyf.PDF, font_name: str, chars: frozenset[str]) -> str:
    """A composite font of these characters (PDF 32000-1, 9.7): codes are glyph numbers."""
    import pydyf

    face = font(font_name)
    name = f"/{_tag(chars)}+{font_name}"
    outlines = pydyf.Stream(
        [subset(font_name, chars)], {"Subtype": "/CIDFontType0C"}, compress=True
    )
    descriptor = {
        **{"Type": "/FontDescriptor", "FontName": name, "Flags": 4, "ItalicAngle": 0},
        **{"FontBBox": _array(face.box), "Ascent": 880, "Descent": -120},
        **{"CapHeight": 733, "StemV": 80, "FontFile3": _added(pdf, outlines)},
    }
    glyphs = {
        **{"Type": "/Font", "Subtype": "/CIDFontType0", "BaseFont": name, "DW": 1000},
        **{"CIDSystemInfo": CID_SYSTEM, "W": _widths(face, chars)},
        "FontDescriptor": _added(pdf, pydyf.Dictionary(descriptor)),
    }
    composite = {
        **{"Type": "/Font", "Subtype": "/Type0", "BaseFont": name, "Encoding": "/Identity-H"},
        "DescendantFonts": f"[{_added(pdf, pydyf.Dictionary(glyphs))}]",
        "ToUnicode": _added(pdf, pydyf.Stream([to_unicode(face, chars)], compress=True)),
    }
    return _added(pdf, pydyf.Dictionary(composite))


def _added(pdf: pydyf.PDF, made: pydyf.Object) -> str:
    pdf.add_object(made)
    return str(made.reference, "ascii")


def _tag(chars: frozenset[str]) -> str:
    """Six letters that tell subsets of a font apart (PDF 32000-1, 9.6.4)."""
    digest = hashlib.sha256("".join(sorted(chars)).encode()).digest()
    return "".join(string.ascii_uppercase[byte % 26] for byte in digest[:6])


def _widths(face: Font, chars: frozenset[str]) -> str:
    """The widths that are not a full square."""
    cids = sorted({face.cids[char] for char in chars})
    return _array(f"{cid} [{face.widths[cid]}]" for cid in cids if face.widths[cid] != 1000)


def _array(values: Iterable[object]) -> str:
    return f"[{' '.join(map(str, values))}]"


def to_unicode(face: Font, chars: frozenset[str]) -> str:
    """Which character a glyph is copied and searched as.

    Of characters that share a glyph it is the one that Unicode has for it: 一 and not the radical.
    """
    mapping: dict[int, str] = {}
    for char in sorted(chars, key=lambda char: (unicodedata.normalize("NFKC", char) != char, char)):
        mapping.setdefault(face.cids[char], char.encode("utf-16-be").hex())
    lines = [f"<{cid:04X}> <{code}>" for cid, code in sorted(mapping.items())]
    blocks = [lines[at : at + MOST_IN_BLOCK] for at in range(0, len(lines), MOST_IN_BLOCK)]
    listed = (f"{len(one)} beginbfchar\n" + "\n".join(one) + "\nendbfchar" for one in blocks)
    return TO_UNICODE.format(blocks="\n".join(listed))
