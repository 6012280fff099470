"""The glossary: nouns of the field in Chinese and English, and their names in the code.

It is drawn from the words that people read (`chalicelib/words`), and from `terms.toml` for nouns
that no screen shows. A word in a public name that is neither there nor an ordinary word of English
and of software (`plain_words.txt`) has to be explained in one of them. Looked at are the names of
things: files, folders and classes of the suite and of the sandbox, and the API. Functions are
named by verbs, for which four hundred ordinary words more would have to be listed.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from chalicelib.words import sentences

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent
GROUPS = {
    "scheme": "Schemes",
    "post": "Posts",
    "state": "States of records",
    "task": "Tasks",
    "category": "Categories of hardship",
    "figure": "Figures of a household",
    "indicator": "Indicators",
    "field": "Fields of the API",
}
"""The words that are names of things, by the beginning of their code."""
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def terms() -> dict[str, tuple[str, str]]:
    """The nouns of `terms.toml`: Chinese and English by identifier."""
    nouns = tomllib.loads((FOLDER / "terms.toml").read_text("utf-8"))
    return {name: (zh, en) for name, (zh, en) in nouns.items()}


def officialese() -> dict[str, str]:
    """Words of officials that no page for families says: what it says instead, by the word."""
    return dict(tomllib.loads((FOLDER / "officialese.toml").read_text("utf-8")))


def of_catalogue(group: str) -> dict[str, tuple[str, str]]:
    """The words of a group of the catalogue: Chinese and English by identifier."""
    zh, en = sentences("zh"), sentences("en")
    codes = [code for code in en if code.startswith(f"{group}.") and code.count(".") == 1]
    return {code.partition(".")[2]: (zh[code], en[code]) for code in sorted(codes)}


def page() -> str:
    """The glossary as a page."""
    parts = ["# Glossary\n\nChinese and English nouns, and the names that the code has for them.\n"]
    groups = {"Nouns of the field": terms()}
    groups |= {title: of_catalogue(group) for group, title in GROUPS.items()}
    for title, entries in groups.items():
        parts += [f"\n## {title}\n\n| Chinese | English | identifier |\n|---|---|---|\n"]
        parts += [f"| {zh} | {en} | `{name}` |\n" for name, (zh, en) in entries.items()]
    parts += [
        "\n## Words that families are not told\n\n| officials say | pages for families say |\n"
    ]
    parts += ["|---|---|\n", *(f"| {one} | {plain} |\n" for one, plain in officialese().items())]
    return "".join(parts)


def unknown(names: Mapping[str, str]) -> dict[str, str]:
    """The words in public names that nobody explains, each with a place where it stands."""
    known = set((FOLDER / "plain_words.txt").read_text("utf-8").split())
    for entries in (terms(), *map(of_catalogue, GROUPS)):
        known.update(word for name in entries for word in parts_of(name))
    return {
        word: where
        for name, where in sorted(names.items())
        for word in parts_of(name)
        if word not in known and word.removesuffix("s") not in known
    }


def parts_of(name: str) -> list[str]:
    """The words of an identifier in small letters: `CaseView` and `case_view` have two."""
    return [part.lower() for part in _PART.findall(name)]


def public_names(document: Mapping[str, Any]) -> dict[str, str]:
    """The names of the suite and the sandbox that others read, each with a place: files, folders,
    classes, and the paths, schemas and properties of the OpenAPI `document`."""
    found = dict(_of_api(document))
    files = chain(ROOT.glob("chalicelib/**/*.py"), ROOT.glob("local/**/*.py"))
    for path in sorted(files):
        where = str(path.relative_to(ROOT))
        found |= dict.fromkeys(path.relative_to(ROOT).with_suffix("").parts[1:], where)
        found |= dict.fromkeys(_classes(path), where)
    return {name: where for name, where in found.items() if not name.startswith("_")}


def _classes(path: Path) -> Iterable[str]:
    nodes = ast.parse(path.read_text("utf-8")).body
    return (node.name for node in nodes if isinstance(node, ast.ClassDef))


def _of_api(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path in document["paths"]:
        yield from ((part.strip("{}"), f"openapi {path}") for part in path.split("/"))
    for name, schema in document["components"]["schemas"].items():
        yield name, f"openapi {name}"
        yield from ((field, f"openapi {name}") for field in schema.get("properties", ()))
