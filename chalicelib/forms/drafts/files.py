"""Files that an answer names: looked at when it is saved, so that the family learns at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.case import uploads
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.forms.definitions.question import Question
from chalicelib.forms.rules import LISTS
from chalicelib.forms.store import Content


@dataclass(frozen=True)
class Named:
    """The files that an answer names, by pointer: photos (kind, digest), and signatures."""

    photos: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signatures: Mapping[str, str] = field(default_factory=dict)

    @property
    def digests(self) -> set[str]:
        """What they are."""
        return {*(one["digest"] for one in self.photos.values()), *self.signatures.values()}


def looked_at(
    actor: Actor, content: Content, question: Question, value: Any, now: datetime
) -> dict[str, str]:
    """The files of a draft that are known once this answer is saved; only those that the draft does
    not know are looked at. Refused("request.invalid") where one cannot be read."""
    named, known = named_by(question, value), content.known_files(now)
    found = uploads.look(actor, photos=named.photos, signatures=named.signatures, known_files=known)
    uploads.checked(found.faults)
    still = {digest: until for digest, until in content.files.items() if digest in known}
    return still | {digest: instant_text(until) for digest, until in found.until.items()}


def named_by(question: Question, value: Any) -> Named:
    """The files that the answer of a question names, by pointers from "/value" on."""
    found = [*_files(question, value, "/value")]
    return Named(
        {at: {"kind": kind, "digest": one} for at, kind, one in found if kind},
        {at: one for at, kind, one in found if not kind},
    )


def _files(question: Question, value: Any, at: str) -> Iterator[tuple[str, str, str]]:
    """Pointer, kind of paper ("" of a signature) and digest of each file."""
    items: Sequence[Any] = value if isinstance(value, list) else ()
    for number, item in enumerate(items):
        place = f"{at}/{number}"
        if question.kind == "photo":
            yield place, question.paper or "", item
        elif question.kind == "consent" and item.get("signature"):
            yield f"{place}/signature", "", item["signature"]
        for one in question.steps if question.kind in LISTS else ():
            yield from _files(one, item.get(one.id), f"{place}/{one.id}")
