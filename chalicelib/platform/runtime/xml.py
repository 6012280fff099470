"""What comes in from outside as XML: flat, bounded, and without any entity of its own.

A document that declares a type is refused before anything of it is expanded, so that no entity is
(an entity needs one): neither those that grow nor those that read files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

from chalicelib.platform.runtime.incoming import DEEPEST, MOST_BYTES, TooDeep, TooLarge


def parsed(raw: bytes) -> dict[str, str]:
    """The texts of a document's parts, by their names; what lies within a part is left out.

    TooLarge over 256 KB, TooDeep over 32 levels, another ValueError where it is no XML in UTF-8,
    declares a type, or has a part twice beside itself.
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge
    found = _Document()
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(raw, True)
    except expat.ExpatError:
        raise ValueError("no XML") from None
    return found.texts


PART = 2
"""How deep a part of a document lies: below its root."""


class _Document:
    """What was read so far: the texts of the first level below the root."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._open: list[str] = []
        self._text: list[str] = []

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._open.append(name)
        self._text = [] if len(self._open) == PART else self._text
        if len(self._open) > DEEPEST:
            raise TooDeep

    def text(self, part: str) -> None:
        if len(self._open) == PART:
            self._text.append(part)

    def end(self, name: str) -> None:
        if len(self._open) == PART:
            if name in self.texts:
                raise ValueError("twice")
            self.texts[name] = "".join(self._text)
        self._open.pop()


def _refused(*_declared: object) -> NoReturn:
    raise ValueError("a type is declared")
