"""What reactions to events have read: each record once, and the event's own at half the price.

The record of the event at hand need not be the newest version, only none older than the event: what
follows is then what would have followed a moment earlier, and later events have reactions of their
own. Every other record is read consistently. Once a change met another's, all is read again, and
consistently: whoever tries again decides from what stands there now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from chalicelib.platform.store import keys, trail
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.sealing import DataKey
from chalicelib.platform.store.table import Item

Opened = tuple[Any, DataKey]
"""A record (record.py) with the key that opens it."""
Read = Callable[[int], Opened | None]
"""Reads a record: a version no older than that number, or with 0 the newest."""


@dataclass
class _Reads:
    """The records read or written so far by the place of their rows; the event at hand is number
    `seq` of the record whose row lies at `of`, or None where that must be read consistently."""

    opened: dict[Key, Opened] = field(default_factory=dict)
    of: Key | None = None
    seq: int = 0


_reads: ContextVar[_Reads | None] = ContextVar("reads", default=None)


@contextmanager
def once() -> Iterator[None]:
    """In here a record is opened once for each event, and no event read twice: for reactions to
    events that all happened before."""
    token = _reads.set(_Reads())
    try:
        with trail.each_event_read_once():
            yield
    finally:
        _reads.reset(token)


def reacting(event: Item) -> None:
    """This event of the trail's stream is reacted to next; it need not be read.

    Of a kind that this version does not know nothing is read.
    """
    reads = _reads.get()
    if reads is None or event["kind"] not in keys.RECORD_TABLES:
        return
    trail.remember(event)
    reads.of, reads.seq = keys.row(event["kind"], event["id"]), event["seq"]
    known = reads.opened.get(reads.of)
    reads.opened = {reads.of: known} if known and known[0].seq >= reads.seq else {}


def found(place: Key, read: Read, *, anew: bool = False) -> Opened | None:
    """The record whose row lies at a place: as it was read or written before, else as `read` now.

    With `anew` it is read now whatever was read before, and consistently.
    """
    reads = _reads.get()
    if reads is None:
        return read(0)
    opened = None if anew else reads.opened.get(place)
    if opened is None:
        opened = read(reads.seq if place == reads.of and not anew else 0)
    if opened is not None:
        reads.opened[place] = opened
    return opened


def written(place: Key, version: Callable[[], Opened]) -> None:
    """A version of the record whose row lies at a place was just written: it need not be read."""
    if (reads := _reads.get()) is not None:
        reads.opened[place] = version()


def check_postponed(place: Key) -> None:
    """The row at a place has another check and is the same version: it is read again, and
    consistently."""
    if (reads := _reads.get()) is not None:
        reads.opened.pop(place, None)
        reads.of = None if reads.of == place else reads.of


def forget() -> None:
    """A change met another's: everything is read again, and consistently."""
    if (reads := _reads.get()) is not None:
        reads.opened.clear()
        reads.of = None
