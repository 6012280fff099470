"""Words for people: `say(code)` finds the sentence of a code in a language.

Each language is a folder of TOML files, one per area; the file `case.toml` holds the words of the
codes `case.*`. Figures are filled in by `str.format`; rules and errors carry codes alone.

Where no language is named it is that of whoever reads the answer that is being made (`speaking`).
What is kept, a letter above all, is in Chinese: only a read, or the answer to a change once that is
made, is in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import Broken

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
_spoken: ContextVar[str] = ContextVar("spoken", default=LANGUAGES[0])
DOUBLED = re.compile(r"[。．.；;，]+(?=[。；])|(?<=[？！])。")
"""Of two full stops the superfluous one: a text filled in may end with one of its own.
"""


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Say in a language what names none, as long as this lasts."""
    before = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """The language of whoever reads what is said now."""
    return _spoken.get()


def say(code: str, lang: str = "", **figures: object) -> str:
    """The words of `code` with its figures, in the language that is named, or `spoken` now.

    Broken("words.missing") where the language lacks the code, Broken("words.figures") where the
    sentence needs a figure that was not given.
    """
    lang = lang or spoken()
    sentence = sentences(lang).get(code)
    if sentence is None:
        raise Broken("words.missing", missing=code, lang=lang)
    try:
        text = sentence.format(**figures)
    except (KeyError, IndexError):
        raise Broken("words.figures", words=code, lang=lang) from None
    return DOUBLED.sub("", text) if lang == "zh" else text


def plainly(code: str, **figures: object) -> str:
    """The words of `code` as a family is told them: those of its own, where there are any."""
    own = f"family.{code}"
    return say(own if own in sentences(spoken()) else code, spoken(), **figures)


def listed(texts: Iterable[str]) -> str:
    """Several things as one list, in the language that is spoken."""
    return ("、" if spoken() == "zh" else ", ").join(texts)


def in_sequence(texts: Iterable[str]) -> str:
    """One or several sentences one after another, in the language that is spoken."""
    if spoken() == "zh":
        return "。".join(texts)
    return " ".join(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in texts)


@lru_cache(maxsize=len(LANGUAGES))
def sentences(lang: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """All sentences of a language by code; Broken("words.no_language") where there are none."""
    import tomllib

    files = sorted((folder / lang).glob("*.toml"))
    if not files:
        raise Broken("words.no_language", lang=lang)
    found: dict[str, str] = {}
    for path in files:
        found.update(_flat(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))))
    return found


def _flat(prefix: str, table: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, entry in table.items():
        code = f"{prefix}.{name}"
        found.update(_flat(code, entry) if isinstance(entry, Mapping) else {code: str(entry)})
    return found
