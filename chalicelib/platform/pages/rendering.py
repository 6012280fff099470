"""Draws a page from its template: everything that is filled in is escaped.

A capability's template `x.html` is named `capability/x.html`. A name that is not there is a failure
and no blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from chalice.app import Request
from jinja2 import Environment, FunctionLoader, StrictUndefined

from chalicelib.domain.dates import SHANGHAI, last_day, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.platform.http.problem import language
from chalicelib.platform.pages import assets, people
from chalicelib.platform.runtime.settings import settings
from chalicelib.words import say, sentences

SUITE = Path(__file__).parents[2]


def drawn(template: str, request: Request, values: Mapping[str, Any]) -> str:
    """A page as HTML, in the language that is asked for, its links with the stage's prefix."""
    lang = language(request)
    words = partial(_say, lang)
    values = {**values, "training": bool(settings().training_url)}
    given = {**values, "t": words, "url": partial(url, request), "lang": lang}
    page = _environment().get_template(template).render({**given, "known": sentences(lang)})
    return people.filled(page, lang)


def url(request: Request, path: str, **query: object) -> str:
    """An address of ours as a browser asks for it, with the prefix under which the app is."""
    assert path.startswith("/")
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{prefix(request)}{path}" + (f"?{asked}" if asked else "")


def prefix(request: Request) -> str:
    """What stands before our own paths: the stage, where no name of its own leads to it."""
    whole = str(request.context.get("path") or "")
    before, found, _ = whole.partition("/desk")
    return before if found else ""


def _say(lang: str, code: str, **figures: object) -> str:
    return say(code, lang, **figures)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        autoescape=True,
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["asset"] = assets.name_of
    made.filters |= {"instant": _instant, "last_day": _last_day, "yuan": _yuan}
    made.filters["person"] = people.person
    return made


def _source(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return (SUITE / folder / "templates" / file).read_text("utf-8")


def _instant(text: str | datetime) -> str:
    """An instant as staff read it, in Asia/Shanghai."""
    return _instant_of(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _last_day(text: str | datetime) -> str:
    """The last day of a time that is over at an instant."""
    return last_day(_instant_of(text)).isoformat()


def _instant_of(text: str | datetime) -> datetime:
    return parse_instant(text) if isinstance(text, str) else text


def _yuan(fen: int) -> str:
    return Fen(fen).yuan
