"""What is wrong with a field, told to whoever filled it in."""

from __future__ import annotations

from chalicelib.words import say, sentences


def told(pointer: str, code: str, lang: str, **figures: str) -> dict[str, str]:
    """A fault of a field as a problem lists it, in the words of its code or of pydantic's kind.

    A figure that is a choice of a form is told in its words (`paper` → `form.paper.…`).
    """
    known = sentences(lang)
    kind = next(
        (name for name in (code, f"request.field.{code}") if name in known), "request.field.other"
    )
    shown = {name: known.get(f"form.{name}.{value}", value) for name, value in figures.items()}
    return {"pointer": pointer, "code": code, "detail": say(kind, lang, **shown)}
