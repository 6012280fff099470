"""What an observer of the sandbox can see past the API: transitions, rows, histories, texts."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chalicelib.platform.table import from_attributes
from local import deployment
from local.engine import Sandbox

TABLES = ("cases", "trail", "people", "money", "directory", "public")


def execution_histories(sandbox: Sandbox) -> dict[str, list[dict[str, Any]]]:
    """The history of every execution by its name."""
    client = deployment.client("stepfunctions")
    return {
        name: client.get_execution_history(executionArn=execution.exec_arn)["events"]
        for name, execution in sandbox.executions().items()
    }


def billed_transitions(sandbox: Sandbox) -> dict[str, int]:
    """What Step Functions bills for each case: states entered, and each retry of a task."""
    billed: Counter[str] = Counter()
    for name, events in execution_histories(sandbox).items():
        types = Counter(event["type"] for event in events)
        entered = sum(n for type_, n in types.items() if type_.endswith("StateEntered"))
        retries = types["TaskScheduled"] - types["TaskStateEntered"]
        billed[name.rpartition("-")[0]] += entered + max(0, retries)
    return dict(billed)


def rows(sandbox: Sandbox, table: str) -> Iterator[dict[str, Any]]:
    """The row of every record in a table, as plain values; sealed bytes stay base64."""
    for item in sandbox.table_items(table):
        if item["sk"].get("S") == "ROW":
            yield from_attributes(item)


def _readable(item: dict[str, Any]) -> str:
    """An item as text, its bytes as the characters they would be if nobody had sealed them."""
    plain = {
        name: base64.b64decode(value["B"]).decode("utf-8", "ignore") if "B" in value else value
        for name, value in item.items()
    }
    return json.dumps(plain, ensure_ascii=False, default=str)


def everything_stored(sandbox: Sandbox) -> Iterator[tuple[str, str]]:
    """Whatever is kept outside a seal, as (place, text): items, histories, dead letters."""
    for table in TABLES:
        for item in sandbox.table_items(table):
            yield table, _readable(item)
    for name, events in execution_histories(sandbox).items():
        yield "execution history", f"{name} {json.dumps(events, ensure_ascii=False, default=str)}"
    for letter in sandbox.pump.dead_letters:
        yield "dead letter", json.dumps(letter, ensure_ascii=False, default=str)
