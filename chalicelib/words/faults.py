"""What is wrong with fields, in words for who filled them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Failure
from chalicelib.domain.money import Fen
from chalicelib.words import say, sentences

BOUNDS = frozenset({"gt", "ge", "lt", "le"})


def field_errors(fact: Failure, lang: str = "zh") -> list[dict[str, str]]:
    """Every fault of a field that a refusal names: its pointer, its code and its words.

    The words begin with the name of the field, and say in which entry of a list it stands.
    """
    one = [{**fact.figures, "code": fact.code}] if "pointer" in fact.figures else []
    found: Any = fact.figures.get("errors", one)
    return [
        {"pointer": str(fault["pointer"]), "code": fault["code"], "detail": _detail(fault, lang)}
        for fault in found
    ]


def _detail(fault: Mapping[str, Any], lang: str) -> str:
    steps = _steps(str(fault["pointer"]))
    words = _words(fault, steps[-1][0] if steps else "", lang)
    named = _named(steps, lang)
    if not named or words.startswith(named):
        return words
    return say("request.fault", lang, field=named, fault=words)


def _named(steps: Sequence[tuple[str, str]], lang: str) -> str:
    """What a field is called, with the entry of the list in which it stands."""
    known = sentences(lang)
    names = [(known.get(f"field.{name}", ""), number) for name, number in steps]
    *above, (name, number) = names or [("", "")]
    field = f"{name} {number}".strip() if name else ""
    within = [f"{one} {at}" for one, at in above if one and at]
    if not field or not within:
        return field
    return say("request.within", lang, field=field, place=within[-1])


def _words(fault: Mapping[str, Any], field: str, lang: str) -> str:
    """The words of a fault's code, of the form that the field has, or of pydantic's kind of fault.

    A figure that is a choice of a form is named in its words (`paper` → `form.paper.…`).
    """
    known, code = sentences(lang), fault["code"]
    kinds = [code, f"request.field.{code}", "request.field.other"]
    if code == "string_pattern_mismatch":
        kinds.insert(0, f"field.pattern.{field}")
    money = field.endswith("_fen")
    if money and code.startswith("int_"):
        kinds.insert(0, "request.field.not_fen")
    figures = {name: known.get(f"form.{name}.{value}", value) for name, value in fault.items()}
    if money:  # people read amounts in yuan
        bounds = BOUNDS & figures.keys()
        figures |= {one: say("letter.yuan", lang, yuan=Fen(int(fault[one])).yuan) for one in bounds}
    del figures["code"]
    return say(next(kind for kind in kinds if kind in known), lang, **figures)


def _steps(pointer: str) -> list[tuple[str, str]]:
    """The names on the way to a field, each with the number (from 1) of the entry of its list."""
    steps: list[tuple[str, str]] = []
    for part in pointer.split("/")[1:]:
        if part.isdigit() and steps:
            steps[-1] = (steps[-1][0], str(int(part) + 1))
        else:
            steps.append((part, ""))
    return steps
