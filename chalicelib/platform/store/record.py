"""Records, as they are read.

Whatever has states is a record: one row with a state and a version (`seq`). `commit` (writing.py)
changes it in a single transaction of the row, the event that says who did what and why, the items
that belong to the change. The event's number is the row's new `seq`, and the row holds the newest
hash of the trail, and marks of the requests that it has answered (`idempotency.py`).

What has none and comes by the million (a household's month, a person's day) is no record but an
entry: an item beside whom it is about, chained by the one event of the batch that brought it
(decision 0060).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Unavailable
from chalicelib.platform.store import (
    keys,
    parts,
    reads,
    sealing,
    table,
)
from chalicelib.platform.store.idempotency import IdempotencyKey, answered
from chalicelib.platform.store.sealing import DataKey, KeyScope

T = TypeVar("T")

TRIES = 5
PARTS = "parts"
"""Under which name the row's document tells of its parts."""
ROW_FIELDS = frozenset(
    {
        "pk",
        "sk",
        "kind",
        "id",
        "state",
        "seq",
        "attempt",
        "tail",
        "due",
        "next_check",
        "schema",
        "doc",
        "data_key",
        "answered",
    }
)


@dataclass(frozen=True)
class Record:
    """One version of a record.

    `clear` are the attributes readable without a key (never personal data); `document` is what
    the row seals, in the shape that `schema` numbers; `parts` are further documents by name, each
    written only when it changes, and `versions` says by which event that was last. `answered` marks
    the requests that it answered. A record whose `seq` is 0 has not been written yet.
    """

    kind: str
    id: str
    state: str = ""
    seq: int = 0
    attempt: int = 0
    tail: str = ""
    next_check: datetime | None = None
    clear: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)
    schema: int = 1
    parts: parts.Parts = field(default_factory=dict, repr=False)
    versions: Mapping[str, int] = field(default_factory=dict)
    answered: bytes = field(default=b"", repr=False)


class VersionConflict(Exception):
    """The record is no longer at the version that the change was made from: load it again."""


class RepeatedRequest(Exception):
    """The idempotency key was used before with the same body: answer as then."""

    def __init__(self, kind: str, id_: str, seq: int) -> None:
        super().__init__("record.repeated")
        self.kind, self.id, self.seq = kind, id_, seq


def load(kind: str, id_: str, *, known: int = 0, consistent: bool = True) -> Record | None:
    """The newest version of a record, without opening its document.

    With the number of an event that is `known`, any version that is not older.
    """
    place = keys.row(kind, id_)
    item = table.get(place, consistent=consistent and not known)
    if known and (item is None or item["seq"] < known):
        item = table.get(place)
    return None if item is None else from_item(item)


Opened = tuple[Record, DataKey]
_named: ContextVar[set[tuple[str, str]] | None] = ContextVar("named", default=None)


@contextmanager
def read_by_request() -> Iterator[set[tuple[str, str]]]:
    """The records (kind, id) that are read in here: one of them may have answered the request."""
    found: set[tuple[str, str]] = set()
    token = _named.set(found)
    try:
        yield found
    finally:
        _named.reset(token)


def open_record(kind: str, scope: KeyScope, *, anew: bool = False) -> Opened | None:
    """The newest version of a record whose row is its scope's place, with its parts, and its key.

    A reaction is given one that is no older than its event (reads.py), unless it asks for it
    `anew`. None where there is no row, or the key was deleted. Unavailable("table.busy") where it
    is being changed whenever it is read.
    """

    def read(known: int) -> Opened | None:
        will_do = (lambda row: row["seq"] >= known) if known else None
        return _opened(kind, scope, will_do)

    return reads.found(scope.place, read, anew=anew)


def open_record_at(
    kind: str, scope: KeyScope, attempt: int, states: Collection[str]
) -> Opened | None:
    """As `open_record`; any version in one of these states of that attempt will do.

    For whoever changes it only where it still is as it was read.
    """

    def will_do(row: table.Item) -> bool:
        return row["attempt"] == attempt and row["state"] in states

    return _opened(kind, scope, will_do)


def _opened(
    kind: str, scope: KeyScope, will_do: Callable[[table.Item], bool] | None = None
) -> Opened | None:
    """The newest version of a record, or any of which that is said."""
    place = scope.place
    for number in range(TRIES):
        copy = will_do is not None and number == 0
        row, *beside = table.query(place.table, place.pk, place.sk, consistent=not copy) or [{}]
        if copy and not (row and will_do and will_do(row)):
            continue
        key = sealing.open_key(scope, row)
        if key is None:
            return None
        found = from_item(row, key)
        contents = found.document.get(PARTS, {})
        try:
            held = parts.open_parts(kind, found.id, contents, beside, key)
        except parts.InconsistentRead:
            continue
        versions = {name: seq for name, (seq, *_) in contents.items()}
        document = {name: one for name, one in found.document.items() if name != PARTS}
        return replace(found, document=document, parts=held, versions=versions), key
    raise Unavailable("table.busy")


def from_item(item: Mapping[str, Any], data_key: DataKey | None = None) -> Record:
    """The record in a row item."""
    kind, id_ = keys.record_at(item["pk"])
    if (named := _named.get()) is not None:
        named.add((kind, id_))
    document: Mapping[str, Any] = {}
    schema = int(item["schema"])
    if data_key is not None:
        document = data_key.open(keys.row(kind, id_), kind, schema, item["doc"])
    check = item.get("next_check")
    return Record(
        kind=kind,
        id=id_,
        state=item["state"],
        seq=item["seq"],
        attempt=item["attempt"],
        tail=item["tail"].hex(),
        next_check=parse_instant(check) if check else None,
        clear={name: value for name, value in item.items() if name not in ROW_FIELDS},
        document=document,
        schema=schema,
        answered=item.get("answered", b""),
    )


def retried(step: Callable[[], T]) -> T:
    """What `step` answers; it starts again where somebody changed what it had read.

    Unavailable("table.busy") when that does not end.
    """
    for _ in range(TRIES):
        try:
            return step()
        except VersionConflict:
            reads.forget()
    raise Unavailable("table.busy")


def repeated(idempotency_key: IdempotencyKey, named: Iterable[tuple[str, str]]) -> None:
    """Raise as `not_answered` if one of the records `named` (kind, id) knows the key."""
    for kind, id_ in sorted(named):
        found = load(kind, id_)
        if found is not None:
            not_answered(found, idempotency_key)


def not_answered(record: Record, idempotency_key: IdempotencyKey) -> None:
    """Raise RepeatedRequest if the record has answered this request already; Refused if its key
    came with another one."""
    if seq := answered(record.answered, idempotency_key):
        raise RepeatedRequest(record.kind, record.id, seq)
