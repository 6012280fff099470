"""The words of what may be chosen: one catalogue for the phone's forms and what staff read."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.words import say, sentences, spoken


def label(value: object, vocabularies: Iterable[str], lang: str = "") -> str:
    """The words of a value: those of the first vocabulary that has any, which is looked for among
    choices, in forms and by its own name; else those of yes and no; "" where there are none."""
    name = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    places = [f"{folder}{one}" for one in vocabularies for folder in ("choice.", "form.", "")]
    codes = (f"{place}.{name}" for place in (*places, "choice"))
    code = next((code for code in codes if code in sentences(lang or spoken())), None)
    return say(code, lang) if code else ""
