"""Amounts with a direction, as people read them: what is taken off says so, and not by a sign."""

from __future__ import annotations

from chalicelib.domain.money import Fen
from chalicelib.words import say

EITHER_WAY = frozenset({"assessment.line_rounding"})
"""Lines that add or take, so that each says which."""


def line(
    code: str, fen: int, lang: str = "zh", how: str = "", count: int = 0, each: int = 0
) -> str:
    """A line of a sum: what it is, how much it adds or takes, and how it comes about (`how`)."""
    name, less = say(code, lang), say("money.less", lang)
    if fen > 0 and code in EITHER_WAY:
        name = say("money.more", lang) + name
    if fen < 0 and not name.startswith(less):
        name = less + name
    text = say("letter.sum_line", lang, line=name, yuan=Fen(abs(fen)).yuan)
    return text + (say(how, lang, count=count, each=Fen(each).yuan) if how else "")


def step(fen: int) -> str:
    """A difference: by how much it is more or less than before."""
    if not fen:
        return say("money.same")
    return say("money.rises" if fen > 0 else "money.falls", yuan=Fen(abs(fen)).yuan)
