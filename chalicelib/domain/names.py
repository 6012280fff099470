"""Names of people: stored as they are written, compared without differences of spelling, masked for
the public.

Nothing here asks the running Python whether it knows a character: names are written with
characters younger than its tables (CJK extensions H, I, J).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from chalicelib.domain.errors import Refused
from chalicelib.domain.invisible import is_control, is_invisible, is_variation_selector

MOST_LETTERS = 60
FORMULA = frozenset("=+-@")
_PAIRS = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒夏侯长孙宇文端木独孤南宫轩辕呼延申屠太史公羊"
    "赫连澹台濮阳淳于单于钟离闻人鲜于闾丘司空亓官司寇万俟百里东郭南门羊舌微生梁丘左丘东门西门"
    "第五纳兰完颜叶赫爱新歐陽諸葛東方長孫獨孤南宮"
)
COMPOUND_SURNAMES = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
DOTS = frozenset("·•・･．.‧∙⋅●‥․﹒")
"""What people, keyboards and registers write between the parts of a name (· is U+00B7)."""

CIRCLES = dict.fromkeys(map(ord, "○◯〇"), "〇")


def _private() -> dict[int, str]:
    """Characters of GB 18030 that old systems keep in Unicode's private area, U+E815 to U+E864."""
    last = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    now = (bytes([0xFE, byte]).decode("gb18030") for byte in last)
    return {0xE815 + place: char for place, char in enumerate(now)} | SINCE_2022


SINCE_2022 = {
    **{0xE816: "\U00020087", 0xE817: "\U00020089", 0xE818: "\U000200cc", 0xE81E: "\u9fb4"},
    **{0xE826: "\u9fb5", 0xE82B: "\u9fb6", 0xE82C: "\u9fb7", 0xE831: "\U000215d7"},
    **{0xE832: "\u9fb8", 0xE83B: "\U0002298f", 0xE843: "\u9fb9", 0xE854: "\u9fba"},
    **{0xE855: "\U000241fe", 0xE864: "\u9fbb"},
}
"""What GB 18030-2022 moved and the running Python's codec still has in the private area."""


@lru_cache(maxsize=1)
def _folded() -> dict[int, str]:
    """What stands for one character and is written as another."""
    return {**_private(), **CIRCLES}


def checked(name: str) -> str:
    """`name` without the blanks around it, else byte for byte.

    Refused("form.name") where it is empty or longer than 60 characters, or holds what nobody can
    see: a control, a line's end, a mark of direction, half a character. Nor does a name begin with
    what a program for tables takes for a formula, or with an accent that stands on nothing.
    """
    name = name.strip()
    seen = folded(name)
    if not 0 < len(name) <= MOST_LETTERS or any(map(_hidden, name)) or not seen:
        raise Refused("form.name")
    if seen[0] in FORMULA or unicodedata.combining(seen[0]):
        raise Refused("form.name")
    return name


def folded(name: str) -> str:
    """What makes two spellings of one name equal.

    Blanks are left out, dots are one dot, letters have one width and one case, 〇 has one shape,
    and marks that choose a shape do not count.
    """
    letters = "".join(c for c in _plain(name, DOTS) if not c.isspace())
    return _SEVERAL_DOTS.sub("·", letters.casefold()).strip("·")


def standard(name: str) -> str:
    """A name as registers write it, for whoever compares letter by letter: WeChat, departments, the
    bank. Characters are those of today and of one width, the dot is U+00B7, and Chinese characters
    stand without blanks.
    """
    dotted = _FULL_STOP.sub("·", _plain(name, DOTS - {"."}))
    return _SEVERAL_DOTS.sub("·", _IN_CHINESE.sub("", dotted))


def _plain(name: str, dots: frozenset[str]) -> str:
    """A name with one dot, one width and one 〇, without marks, its old characters those of now."""
    dotted = "".join("·" if c in dots else c for c in name)
    plain = unicodedata.normalize("NFKC", dotted).translate(_folded())
    return "".join(c for c in plain if not (is_invisible(c) or is_control(c)))


_SEVERAL_DOTS = re.compile("·{2,}")
_CHINESE = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·"
_FULL_STOP = re.compile(f"(?<=[{_CHINESE}])\\s*\\.\\s*(?=[{_CHINESE}])")
_IN_CHINESE = re.compile(f"(?<=[{_CHINESE}])\\s+(?=[{_CHINESE}])")

_LOST = re.compile("[\ufffd?？﹖*＊□■〓\ue000-\uf8ff\U000f0000-\U0010ffff]")


def _hidden(char: str) -> bool:
    return is_control(char) or (is_invisible(char) and not is_variation_selector(char))


def same(one: str, other: str) -> bool:
    """Whether two spellings are of one name."""
    return folded(one) == folded(other)


def lost(name: str) -> bool:
    """Whether a character of a name was lost on its way, or masked, so that it is nobody's name.

    Programs write U+FFFD, a question mark or a box for what they do not know, printers 〓, people a
    star; what is in Unicode's private areas is one system's own, unless GB 18030 says what it was.
    """
    return bool(_LOST.search(name.translate(_folded())))


def masked(name: str) -> str:
    """The surname and a star; of a name of two characters the first, of a single one nothing.

    A name with a dot, or in letters, shows its first character.
    """
    seen = "".join(
        c for c in unicodedata.normalize("NFC", name) if not (c.isspace() or is_invisible(c))
    )
    if len(seen) < 2:
        return "*"
    compound = len(seen) > 2 and seen[:2] in COMPOUND_SURNAMES
    return seen[: 2 if compound else 1] + "*"
