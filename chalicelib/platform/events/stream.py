"""The trail's stream: committed events in batches, answered record by record.

Delivery is at least once and in order per record only, so consumers re-read the row and are
idempotent by (record, seq). What fails is reported by its sequence number, and only that and what
follows it in the shard comes again. What is no event of a record is set aside for operators, and
the batch goes on.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain import stored_names
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.events import keys
from chalicelib.platform.runtime import log
from chalicelib.platform.store import attributes, table
from chalicelib.platform.store.table import Item


@dataclass(frozen=True)
class RecordedEvent:
    """An event of a record, as the stream delivers it: number `seq`, from state `was` to `state`.

    `item` is the event as it lies in the trail.
    """

    kind: str
    id: str
    event: str
    seq: int
    at: datetime
    was: str
    state: str
    item: Item = field(default_factory=dict, repr=False)


Follow = Callable[[RecordedEvent], None]
"""What to do about one event."""


def consume(batch: dict[str, Any], follow: Follow) -> dict[str, Any]:
    """Give each event of the batch to `follow`; answer the first that failed (partial batch)."""
    for entry in batch["Records"]:
        image = entry["dynamodb"].get("NewImage")
        if image is None:
            continue  # the trail is put-only; its expiry, if ever, is no event
        event = _read(image)
        if event is None:
            _set_aside(entry["dynamodb"]["SequenceNumber"], image)
            continue
        try:
            follow(event)
        except (Refused, Unavailable, Broken) as fact:
            log.error("event not followed", code=fact.code, record=event.id)
            number = entry["dynamodb"]["SequenceNumber"]
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}


def _read(image: Any) -> RecordedEvent | None:
    """The event in an image of the trail; None where it is none of ours."""
    try:
        kind, id_, name, was, state = (
            image[field]["S"] for field in ("kind", "id", "event", "was", "state")
        )
        seq, at = int(image["seq"]["N"]), parse_instant(image["at"]["S"])
        item = attributes.from_attributes({part: _sent(value) for part, value in image.items()})
    except (KeyError, TypeError, ValueError, Refused):
        return None
    return RecordedEvent(kind, id_, stored_names.event(name), seq, at, was, state, item)


def _sent(attribute: dict[str, Any]) -> dict[str, Any]:
    """An attribute as it was written: Lambda gives bytes as base64."""
    encoded = attribute.get("B")
    return {"B": base64.b64decode(encoded)} if isinstance(encoded, str) else attribute


def _set_aside(number: str, image: Any) -> None:
    """Store what cannot be read here, under its number in the stream."""
    log.error("event set aside", code="stream.unreadable", number=number)
    text = json.dumps(image, default=_text, sort_keys=True)
    table.put(keys.set_aside(number), {"kind": "set_aside", "image": text})


def _text(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
