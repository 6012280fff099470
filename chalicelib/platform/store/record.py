"""Records and the one way to change them.

Whatever has states is a record: one row with a state and a version (`seq`). `commit` changes it
in a single transaction of the row, the event that says who did what and why, the items that
belong to the change. The event's number is the row's new `seq`, and the row holds the newest hash
of the trail, and marks of the requests that it has answered (`idempotency.py`).

What has none and comes by the million (a household's month, a person's day) is no record but an
entry: an item beside whom it is about, chained by the one event of the batch that brought it
(decision 0060).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.store import (
    attributes,
    identifiers,
    keys,
    parts,
    reads,
    sealing,
    table,
    trail,
)
from chalicelib.platform.store.compression import canonical
from chalicelib.platform.store.idempotency import IdempotencyKey, answered, marks_after
from chalicelib.platform.store.sealing import DataKey, Scope
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.platform.store.trail import Event

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


def open_record(kind: str, scope: Scope, *, anew: bool = False) -> Opened | None:
    """The newest version of a record whose row is its scope's place, with its parts, and its key.

    A reaction is given one that is no older than its event (reads.py), unless it asks for it
    `anew`. None where there is no row, or the key was deleted. Unavailable("table.busy") where it
    is being changed whenever it is read.
    """

    def read(known: int) -> Opened | None:
        will_do = (lambda row: row["seq"] >= known) if known else None
        return _opened(kind, scope, will_do)

    return reads.found(scope.place, read, anew=anew)


def open_record_at(kind: str, scope: Scope, attempt: int, states: Collection[str]) -> Opened | None:
    """As `open_record`; any version in one of these states of that attempt will do.

    For whoever changes it only where it still is as it was read.
    """

    def will_do(row: table.Item) -> bool:
        return row["attempt"] == attempt and row["state"] in states

    return _opened(kind, scope, will_do)


def _opened(
    kind: str, scope: Scope, will_do: Callable[[table.Item], bool] | None = None
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


def commit(
    before: Record,
    after: Record,
    event: Event,
    data_key: DataKey,
    items: Sequence[Write] = (),
    idempotency_key: IdempotencyKey | None = None,
    room: int = 0,
) -> Record:
    """Write `after` as the version that follows `before`, with its event, or nothing at all.

    Raises Refused("record.full") where the row would become too large for the table, or would leave
    less `room` (bytes) in it for whatever must still happen; as `not_answered` does;
    VersionConflict when the row moved on in between; ConditionFailed (positions within `items`)
    when one of `items` does not hold.
    """
    if idempotency_key:
        not_answered(before, idempotency_key)
    seq = before.seq + 1
    moved = {
        "kind": after.kind,
        "id": after.id,
        "seq": seq,
        "was": before.state,
        "state": after.state,
        "attempt": after.attempt,
        **({"once": idempotency_key.mark} if idempotency_key else {}),
    }
    happened = trail.item(event, moved, before.tail, data_key)
    contents = parts.contents_of(after.parts, before.parts, before.versions, seq)
    versions = {name: version for name, (version, *_) in contents.items()}
    marks = marks_after(before.answered, idempotency_key, seq, event.at.timestamp())
    after = replace(after, seq=seq, tail=happened["hash"], versions=versions, answered=marks)
    writes = [
        _row_write(before, after, contents, data_key),
        table.absent(keys.event(after.kind, after.id, seq), happened),
        *parts.writes(after.kind, after.id, after.parts, before.parts, contents, seq, data_key),
    ]
    if not all(table.fits(write, room) for write in writes):
        raise Refused("record.full")
    first = len(writes)
    try:
        token = identifiers.uuid7(event.at)
        table.transact([*writes, *items], token)
    except ConditionFailed as cancelled:
        reads.forget()  # also what this change rests on beside its own record
        _explain(cancelled, first)
    except Exception:
        reads.forget()  # nobody knows whether it was written
        raise
    reads.written(writes[0].place, lambda: (_as_read(after), data_key))
    return after


def _as_read(written: Record) -> Record:
    """A version that was written, as it is when it is read: a table knows neither tuples nor
    numbers as names."""
    return replace(
        written,
        clear=attributes.from_attributes(attributes.to_attributes(written.clear)),
        document=json.loads(canonical(written.document)),
        parts=json.loads(canonical(written.parts)),
    )


def postpone_check(place: keys.Key, now: datetime, until: datetime) -> None:
    """Look again `until` at the earliest after a record whose check is overdue at `now`.

    So that one which cannot be carried on keeps no other waiting. It is the same version; one
    that comes meanwhile stays as it is.
    """
    item = table.get(place)
    if item is not None and item.get("next_check", "~") <= instant_text(now):
        later = {**item, "next_check": instant_text(until)}
        unchanged = {":seq": item["seq"], ":state": item["state"]}
        table.put(place, later, _unmoved(item), unchanged, {"#state": "state"})
    reads.check_postponed(place)


def unchanged(row: Record) -> Write:
    """The condition that a record is still at the version that was read."""
    place = keys.row(row.kind, row.id)
    return Write(place, check=True, condition="seq = :seq", values={":seq": row.seq})


def _unmoved(item: Mapping[str, Any]) -> str:
    """The condition that a row is of the same version; a data key that was deleted stays so."""
    return "#state = :state AND seq = :seq" + " AND attribute_exists(data_key)" * (
        "data_key" in item
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


def relisted_provisional(before: Record, after: Record) -> list[Write]:
    """The writes that keep a record on the list of those with a deadline beyond the notices.

    `counted_until` is the last day of the holiday notices by which such a deadline was counted.
    """
    old = str(before.clear.get("counted_until", "")) if before.seq else ""
    new = str(after.clear.get("counted_until", "")) if after.next_check else ""
    if old == new:
        return []
    writes = [Write(keys.provisional(old, after.kind, after.id))] if old else []
    listed = {"kind": after.kind, "id": after.id}
    return writes + ([Write(keys.provisional(new, after.kind, after.id), listed)] if new else [])


def _row_write(before: Record, after: Record, contents: parts.Contents, data_key: DataKey) -> Write:
    place = keys.row(after.kind, after.id)
    if ROW_FIELDS & after.clear.keys():
        raise Broken("record.reserved_name")
    item: dict[str, Any] = {
        **after.clear,
        "state": after.state,
        "seq": after.seq,
        "attempt": after.attempt,
        "tail": bytes.fromhex(after.tail),
        "schema": after.schema,
        "doc": data_key.seal(
            place,
            after.kind,
            after.schema,
            {**after.document, **({PARTS: contents} if contents else {})},
        ),
    }
    if after.answered:
        item["answered"] = after.answered
    if data_key.scope.place == place:
        item["data_key"] = data_key.wrapped
    if after.next_check is not None:
        item["next_check"] = instant_text(after.next_check)
        item["due"] = keys.due_shard(after.id)
    if before.seq == 0:
        return table.absent(place, item)
    return Write(
        place,
        item,
        condition=_unmoved(item),
        names={"#state": "state"},
        values={":state": before.state, ":seq": before.seq},
    )


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


def _explain(cancelled: ConditionFailed, first: int) -> None:
    if cancelled.failed & {0, 1}:
        raise VersionConflict from None
    raise ConditionFailed(frozenset(i - first for i in cancelled.failed if i >= first)) from None
