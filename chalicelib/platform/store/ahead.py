"""What was read ahead of whoever asks for it (`batches.read_ahead`): each item answers once.

Asked for again, an item is read anew, so that whoever tries again decides from what stands there
then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from chalicelib.platform.store.keys import Key


@dataclass(frozen=True)
class Read:
    """An item as it was read, None where there was none; from a copy unless `consistent`."""

    item: dict[str, Any] | None
    consistent: bool


_reads: ContextVar[dict[Key, Read] | None] = ContextVar("read_ahead", default=None)


@contextmanager
def answering(reads: Mapping[Key, Read]) -> Iterator[None]:
    """In here these answer, and what was read ahead around it."""
    token = _reads.set({**(_reads.get() or {}), **reads})
    try:
        yield
    finally:
        _reads.reset(token)


def taken(place: Key, *, consistent: bool) -> Read | None:
    """What was read ahead at a place, no more than once; None where it is to be read now."""
    reads = _reads.get()
    found = reads.get(place) if reads else None
    if reads is None or found is None or (consistent and not found.consistent):
        return None
    del reads[place]
    return found
