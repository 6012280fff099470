"""What is wrong with fields, told to whoever filled them in."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.errors import Fact
from chalicelib.words import say, sentences


def told(fact: Fact, lang: str = "zh") -> list[dict[str, str]]:
    """Every fault of a field that a refusal names: its pointer, its code and its words."""
    one = [{**fact.figures, "code": fact.code}] if "pointer" in fact.figures else []
    found: Any = fact.figures.get("errors", one)
    return [
        {"pointer": str(fault["pointer"]), "code": fault["code"], "detail": _words(fault, lang)}
        for fault in found
    ]


def _words(fault: dict[str, Any], lang: str) -> str:
    """The words of its code, or of pydantic's kind of fault.

    A figure that is a choice of a form is told in its words (`paper` → `form.paper.…`).
    """
    known = sentences(lang)
    kinds = (fault["code"], f"request.field.{fault['code']}", "request.field.other")
    figures = {name: known.get(f"form.{name}.{value}", value) for name, value in fault.items()}
    figures.pop("code")
    return say(next(kind for kind in kinds if kind in known), lang, **figures)
