"""Giving events of the trail to *spread* again: what the stream had not delivered when tables were
copied for a restoration, nobody else delivers. Doing it twice changes nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import boto3

from chalicelib.words import say
from local import stacks

AT_ONCE = 25
Item = dict[str, Any]
"""An event of the trail in DynamoDB JSON."""


def run(stack: str, since: str, show: Callable[[str], None]) -> int:
    """Give *spread* every event of a stack's trail since an instant; 1 where it left some, 2 where
    the stack was not reached."""
    try:
        names, client = stacks.outputs(stack), boto3.client("lambda")
    except stacks.NotReached as failure:
        show(say("stack.not_reached", stack=stack, why=failure))
        return 2
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=names["TrailTable"])
    given = left = 0
    for batch in deliveries((item for page in pages for item in page["Items"]), since):
        answer = client.invoke(
            FunctionName=names["Spread"], Payload=json.dumps(batch, default=_text).encode()
        )
        result = json.loads(answer["Payload"].read())
        left += bool("FunctionError" in answer or result["batchItemFailures"])
        given += len(batch["Records"])
    show(say("stack.redelivered", given=given, left=left))
    return 1 if left else 0


def deliveries(trail: Iterable[Item], since: str) -> Iterator[Item]:
    """The events since an instant as the stream delivers them, those of a record in their order."""
    chosen = [item for item in trail if item.get("at", {}).get("S", "") >= since]
    chosen.sort(key=lambda item: (item["at"]["S"], item["pk"]["S"], item["sk"]["S"]))
    for start in range(0, len(chosen), AT_ONCE):
        yield {"Records": [_record(item) for item in chosen[start : start + AT_ONCE]]}


def _record(item: Item) -> Item:
    place = {name: item[name] for name in ("pk", "sk")}
    number = f"{item['pk']['S']}#{item['sk']['S']}"
    return {
        "eventName": "INSERT",
        "dynamodb": {"Keys": place, "NewImage": item, "SequenceNumber": number},
    }


def _text(value: Any) -> str:
    return base64.b64encode(value).decode()
