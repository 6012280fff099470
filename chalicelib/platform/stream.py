"""The trail's stream: committed events in batches, answered record by record.

Delivery is at least once and in order per record only, so consumers re-read the row and are
idempotent by (record, seq). What fails is reported by its sequence number, and only that and what
follows it in the shard comes again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform import log

Follow = Callable[[str, str, str, int, datetime], None]
"""What to do about one event: (record kind, record id, event name, seq, when it happened)."""


def consume(batch: dict[str, Any], follow: Follow) -> dict[str, Any]:
    """Give each event of the batch to `follow`; answer the first that failed (partial batch)."""
    for entry in batch["Records"]:
        image = entry["dynamodb"].get("NewImage")
        if image is None:
            continue  # the trail is put-only; its expiry, if ever, is no event
        try:
            follow(
                image["kind"]["S"],
                image["id"]["S"],
                image["event"]["S"],
                int(image["seq"]["N"]),
                parse_instant(image["at"]["S"]),
            )
        except (Refused, Unavailable, Broken) as fact:
            log.error("event not followed", code=fact.code, record=image["id"]["S"])
            number = entry["dynamodb"]["SequenceNumber"]
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}
