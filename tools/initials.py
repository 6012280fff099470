"""The first letters by which names are found, drawn from pypinyin: `chalicelib/search/pinyin/`.

The API carries the table alone, no library. It has every character that GBK has, by its usual
reading, and the surnames that are read in another way than the same character elsewhere. Those are
written here, since a dictionary knows readings that no surname has; each must be one that the
library knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pypinyin import Style, pinyin

SURNAMES = (
    "单ds 曾cz 解jx 仇cq 覃qt 查cz 区qo 翟dz 乐ly 尉wy 万mw 俟qs 长cz 召sz 盛sc 隗kw 郗cx 莘sx "
    "褚cz 折sz 种cz 秘bm 繁fp 祭jz 晁cz 乜mn 蔚wy 句gj 强qj"
)
"""Surnames, each with the first letters of its readings as a surname and of its usual one."""


def table() -> str:
    """A line for each letter with its characters, then one for each surname with its letters."""
    usual: dict[str, list[str]] = defaultdict(list)
    for char in _characters():
        letter = _letters(char)[:1]
        if letter:
            usual[letter].append(char)
    lines = [f"{letter} {''.join(chars)}" for letter, chars in sorted(usual.items())]
    return "\n".join([*lines, *map(_surname, SURNAMES.split())]) + "\n"


def _surname(entry: str) -> str:
    char, letters = entry[0], entry[1:]
    unknown = set(letters) - set(_letters(char))
    if unknown or letters == _letters(char)[:1]:
        raise ValueError(f"{char} is not read so, or is read so everywhere")
    return f"{char} {letters}"


def _characters() -> Iterator[str]:
    """The Chinese characters of GBK."""
    for code in range(0x4E00, 0xA000):
        if len(chr(code).encode("gbk", "ignore")) > 1:
            yield chr(code)


def _letters(char: str) -> str:
    """The first letters of the readings of a character, that of the usual one first."""
    ((usual,),) = pinyin(char, style=Style.NORMAL)
    (every,) = pinyin(char, style=Style.NORMAL, heteronym=True)
    letters = (one[0] for one in (usual, *every))
    return "".join(dict.fromkeys(one for one in letters if one.isascii() and one.isalpha()))
