"""How the texts of law are quoted: 《title》（number）article. Pure.

The rest of a pack names a text shortly, by its number or by its title; its `[[act]]` entries give
both, and whatever people read is quoted from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import Broken


@dataclass(frozen=True)
class LegalText:
    """A text of law: how a pack names it, its title, and its number where it has one."""

    name: str
    title: str
    number: str = ""

    @property
    def quoted(self) -> str:
        """Title and number, as a letter quotes them."""
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


def acts_of(files: Iterable[Mapping[str, Any]]) -> tuple[LegalText, ...]:
    """The texts of law that a pack's files name; Broken("policy.lacks") without a title."""
    entries = [entry for file in files for entry in file.get("act", ())]
    for entry in entries:
        if not entry.get("name") or not entry.get("title"):
            raise Broken("policy.lacks", name=str(entry.get("name", "?")), lacks="title")
    return tuple(LegalText(**entry) for entry in entries)


def cited(text: str, acts: Iterable[LegalText]) -> str:
    """A citation with every text of law that it names quoted by title and number.

    What is quoted already stays as it is.
    """
    for act in sorted(acts, key=lambda one: -len(one.name)):
        text = _quoted(text, act)
    return text


def _quoted(text: str, act: LegalText) -> str:
    before, *rest = text.split(act.name)
    for part in rest:
        is_quoted = before.endswith(("《", "（"))
        before += act.name + part if is_quoted else act.quoted + part.lstrip()
    return before
