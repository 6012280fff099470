"""How much of masked data one may open a day, and which looks are a sign for the county. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SignKind = Literal["too_many", "own_family", "neighbour"]


@dataclass(frozen=True)
class RevealLook:
    """A look for a purpose: how many cases were `opened` on the day with this one, whether whoever
    looks is a relative of the family's, and whether they live in the same village."""

    opened: int
    related: bool
    near: bool


def may_open(opened_before: int, most: int, *, again: bool) -> bool:
    """Whether one more case may be opened today; one that was opened today may be again."""
    return again or opened_before < most


def signs(look: RevealLook, sign_from: int) -> Iterator[SignKind]:
    """What of a look the county is to know."""
    if look.opened >= sign_from:
        yield "too_many"
    if look.related:
        yield "own_family"
    elif look.near:
        yield "neighbour"
