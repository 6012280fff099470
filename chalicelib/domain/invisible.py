"""Invisible characters: they come with copied text, and make one spelling look like another.

Unicode's default-ignorable characters (DerivedCoreProperties 16), the blank braille pattern, halves
of characters, and the replacement character: whatever stood there is lost. A list of our own, since
the running Python may know fewer.
"""

from __future__ import annotations


def _marks(*ranges: tuple[int, int]) -> frozenset[str]:
    """The characters of these ranges, looked up at once: files have millions of characters."""
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


_INVISIBLE = _marks(
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xD800, 0xDFFF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFF),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
_CONTROLS = _marks((0x00, 0x1F), (0x7F, 0x9F))
_BIDI_CONTROLS = _marks((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
_VARIATION_SELECTORS = _marks((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))


def is_invisible(char: str) -> bool:
    """Whether a character is drawn as nothing, a blank not among them."""
    return char in _INVISIBLE


def is_control(char: str) -> bool:
    """Whether a character is a control of a terminal or a file, line ends among them."""
    return char in _CONTROLS


def is_bidi_control(char: str) -> bool:
    """Whether a mark changes the direction of the text (Unicode's Bidi_Control)."""
    return char in _BIDI_CONTROLS


def is_variation_selector(char: str) -> bool:
    """Whether a mark chooses one shape of the character before it, as names have it."""
    return char in _VARIATION_SELECTORS
