"""Whom departments are asked about, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from chalicelib.policy import Source

Status = Literal["verified", "nothing_held", "not_verified", "mismatch"]


@dataclass(frozen=True)
class Subject:
    """A person that departments are asked about: the number within the household, and who it is.

    `place` is the area code under which the person is registered: departments of a city or a
    province are asked where that is.
    """

    member: int
    identity_number: str = field(repr=False)
    name: str = field(repr=False)
    place: str = ""


@dataclass(frozen=True)
class Finding:
    """What one source answers to one item of one member.

    `value` is fen, a count, 0 and 1 for no and yes, or a day or words as text, in the unit and
    period of the catalogue; None is unknown, never zero. `reason` says why nothing was verified,
    `as_of` how old the department's data is (an instant as text), and `record` is the department's
    own number of it.
    """

    source: str
    item: str
    member: int
    status: Status
    value: int | str | None = None
    reason: str = ""
    as_of: str = ""
    record: str = ""


@dataclass(frozen=True)
class Ticket:
    """A source's promise to answer later, and the nonce of the question that it answers."""

    ticket: str
    nonce: str


def unverified(source: Source, members: Iterable[int], reason: str) -> list[Finding]:
    """Every item of a source for these members as not verified, and why."""
    return [
        Finding(source.code, item.code, member, "not_verified", reason=reason)
        for member in members
        for item in source.items
    ]
