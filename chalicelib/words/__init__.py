"""Words for people: `say(code)` finds the sentence of a code in a language.

Each language is a folder of TOML files, one per area; the file `case.toml` holds the words of the
codes `case.*`. Figures are filled in by `str.format`; rules and errors carry codes alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import Broken

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
DOUBLED = re.compile(r"[。．.；;，]+(?=[。；])|(?<=[？！])。")
"""Of two full stops the superfluous one: a text filled in may end with one of its own.
"""


def say(code: str, lang: str = "zh", **figures: object) -> str:
    """The words of `code` with its figures.

    Broken("words.missing") where the language lacks the code, Broken("words.figures") where the
    sentence needs a figure that was not given.
    """
    sentence = sentences(lang).get(code)
    if sentence is None:
        raise Broken("words.missing", missing=code, lang=lang)
    try:
        text = sentence.format(**figures)
    except (KeyError, IndexError):
        raise Broken("words.figures", words=code, lang=lang) from None
    return DOUBLED.sub("", text) if lang == "zh" else text


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
