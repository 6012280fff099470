"""Names of people: kept as they are written, compared as people mean them, masked for the public.

Nothing here asks the running Python whether it knows a character: names are written with
characters younger than its tables (CJK extensions H, I, J).
"""

from __future__ import annotations

import unicodedata

from chalicelib.domain.errors import Refused

MOST_LETTERS = 60
_PAIRS = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒夏侯长孙宇文端木独孤南宫轩辕呼延申屠太史公羊"
    "赫连澹台濮阳淳于单于钟离闻人鲜于闾丘司空亓官司寇万俟百里东郭南门羊舌微生梁丘左丘东门西门"
    "第五纳兰完颜叶赫爱新歐陽諸葛東方長孫獨孤南宮"
)
COMPOUND_SURNAMES = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
DOTS = frozenset("·•・･．.‧∙⋅●‥․")
"""What people, keyboards and registers write between the parts of a name (· is U+00B7)."""

CIRCLES = dict.fromkeys(map(ord, "○◯〇"), "〇")
_UNSEEN = (
    (0x00, 0x1F),  # controls
    (0x7F, 0x9F),
    (0x200B, 0x200F),  # without a width, and marks of direction
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xD800, 0xDFFF),  # halves of characters
    (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFF),  # the replacement character among them: what stood there is lost
)
VARIATIONS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""Marks that choose one shape of the character before."""


def _private() -> dict[int, str]:
    """Characters of GB 18030 that old systems keep in Unicode's private area, U+E815 to U+E864."""
    last = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    now = (bytes([0xFE, byte]).decode("gb18030") for byte in last)
    return {0xE815 + place: char for place, char in enumerate(now)}


_FOLDED = {**_private(), **CIRCLES}


def checked(name: str) -> str:
    """`name` without the blanks around it, else byte for byte.

    Refused("form.name") where it is empty or longer than 60 characters, or holds what nobody can
    see: a control, a line's end, a mark of direction, half a character.
    """
    name = name.strip()
    if not 0 < len(name) <= MOST_LETTERS or any(_within(char, _UNSEEN) for char in name):
        raise Refused("form.name")
    if not folded(name):
        raise Refused("form.name")
    return name


def folded(name: str) -> str:
    """What makes two spellings of one name equal.

    Blanks are left out, dots are one dot, letters have one width and one case, 〇 has one shape,
    and marks that choose a shape do not count.
    """
    plain = unicodedata.normalize("NFKC", "".join("·" if c in DOTS else c for c in name))
    kept = (c for c in plain if not (c.isspace() or _within(c, VARIATIONS) or _within(c, _UNSEEN)))
    return "".join(kept).translate(_FOLDED).casefold().strip("·")


def same(one: str, other: str) -> bool:
    """Whether two spellings are of one name."""
    return folded(one) == folded(other)


def masked(name: str) -> str:
    """The surname and a star; of a name of two characters the first, of a single one nothing.

    A name with a dot, or in letters, shows its first character.
    """
    seen = "".join(name.split())
    if len(seen) < 2:
        return "*"
    compound = len(seen) > 2 and seen[:2] in COMPOUND_SURNAMES
    return seen[: 2 if compound else 1] + "*"


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)
