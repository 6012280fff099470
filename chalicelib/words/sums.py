"""Amounts with a direction, as people read them: what is taken off says so, and not by a sign."""

from __future__ import annotations

from chalicelib.domain.money import Fen
from chalicelib.words import say


def line(code: str, fen: int, lang: str = "zh") -> str:
    """A line of a sum: what it is, and how much it adds or takes."""
    name, less = say(code, lang), say("money.less", lang)
    if fen < 0 and not name.startswith(less):
        name = less + name
    return say("letter.sum_line", lang, line=name, yuan=Fen(abs(fen)).yuan)


def step(fen: int, lang: str = "zh") -> str:
    """A difference: by how much it is more or less than before."""
    if not fen:
        return say("money.same", lang)
    return say("money.rises" if fen > 0 else "money.falls", lang, yuan=Fen(abs(fen)).yuan)
