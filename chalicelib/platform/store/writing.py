"""How a record is changed: its row, the event and all that belongs to it, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Broken, Refused
from chalicelib.platform.store import (
    attributes,
    identifiers,
    keys,
    parts,
    reads,
    record,
    table,
    trail,
)
from chalicelib.platform.store.compression import canonical
from chalicelib.platform.store.idempotency import IdempotencyKey, marks_after
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.sealing import DataKey
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.platform.store.trail import Event


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
        record.not_answered(before, idempotency_key)
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
    if record.ROW_FIELDS & after.clear.keys():
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
            {**after.document, **({record.PARTS: contents} if contents else {})},
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


def _explain(cancelled: ConditionFailed, first: int) -> None:
    if cancelled.failed & {0, 1}:
        raise record.VersionConflict from None
    raise ConditionFailed(frozenset(i - first for i in cancelled.failed if i >= first)) from None
