"""Texts as they can be shown: whatever has no shape is written as its code point."""

from __future__ import annotations

import re
import unicodedata

SHAPELESS = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode's categories of controls, directions, private use, half characters and separators."""
FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by category that Unicode (DerivedCoreProperties) lets be drawn as nothing."""
BREAKS = re.compile(r"[\t\n\v\f\r ]+")


def legible(text: str) -> str:
    """The text on one line, with every character that has no shape written as its code point.

    So nothing vanishes, and no direction or control that came with a name acts on the sheet.
    """
    line = BREAKS.sub(" ", text)
    return "".join(code_point(char) if shapeless(char) else char for char in line)


def shapeless(char: str) -> bool:
    """Whether a character has no shape of its own, whatever the font."""
    return unicodedata.category(char) in SHAPELESS or char in FILLERS


def code_point(char: str) -> str:
    """How a character is written that cannot be shown: 〔U+2CB4E〕."""
    return f"〔U+{ord(char):04X}〕"
