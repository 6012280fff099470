"""The first letters of a name in pinyin, as clerks type them: 张小丽 is zxl.

A surname counts by all its readings (单 is shan, and elsewhere dan), every other character by its
usual one. The table is drawn by `tools/initials.py`; a character that it lacks is passed over.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from pathlib import Path

from chalicelib.domain import names

TABLE = Path(__file__).with_name("initials.txt")
MOST_READINGS = 8
_PARTS = re.compile(r"[A-Za-z]+|[^\WA-Za-z_0-9]")
"""A word in letters, or one character."""


def initials(name: str) -> list[str]:
    """The first letters of a name, in each reading that its surname has."""
    parts = _PARTS.findall(names.standard(name))
    surname = 2 if "".join(parts[:2]) in names.COMPOUND_SURNAMES else 1
    usual, surnames = _table()
    letters = [
        surnames[part] if at < surname and part in surnames else _usual(part, usual)
        for at, part in enumerate(parts)
    ]
    readings = product(*(one for one in letters if one))
    return ["".join(one) for one, _ in zip(readings, range(MOST_READINGS), strict=False) if one]


def _usual(part: str, usual: dict[str, str]) -> str:
    return part[0].lower() if part[0].isascii() else usual.get(part, "")


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """The usual first letter of every character, and the first letters of surnames."""
    usual: dict[str, str] = {}
    surnames: dict[str, str] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        one, _, others = line.partition(" ")
        if one.isascii():
            usual |= dict.fromkeys(others, one)
        else:
            surnames[one] = others
    return usual, surnames
