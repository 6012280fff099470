"""What a figure of the catalogue comes to, as people read it: with its unit and its period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.money import Fen
from chalicelib.policy import Figure
from chalicelib.words import say

PERIODS = frozenset({"income", "spending"})
"""What is said by a period: income by the month, spending of twelve months."""


def words(figure: Figure, value: int) -> str:
    """A value of a figure (fen, a number, 0 or 1) as a family reads it."""
    if figure.unit == "yes":
        return say("letter.yes" if value else "letter.no")
    if figure.unit != "fen":
        return say(f"figure.count.{figure.code}", count=value)
    yuan = say("letter.yuan", yuan=Fen(value).yuan)
    return say(f"figure.by.{figure.meaning}", amount=yuan) if figure.meaning in PERIODS else yuan


def is_declared(figure: Figure, line: Mapping[str, Any], application: Mapping[str, Any]) -> bool:
    """Whether a family said anything of the figure of a difference, if only that it is nothing."""
    if figure.meaning == "property":
        owns = application.get("property") or {}
        return any(owns.get(name) is not None for name in figure.declared)
    return bool(line["declared"])
