"""What an observer of the sandbox can see past the API: transitions, rows, histories, texts."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chalicelib.case import case as cases
from chalicelib.monitoring import keys as monitoring_keys
from chalicelib.payments.finance.kinds import RELEASE_KIND
from chalicelib.platform.store import keys
from chalicelib.platform.store.attributes import from_attributes
from chalicelib.records import kind
from local.cloud import deployment
from local.cloud.engine import Sandbox

TABLES = ("cases", "trail", "people", "money", "directory", "public")


def execution_histories(sandbox: Sandbox) -> dict[str, list[dict[str, Any]]]:
    """The history of every execution by its name."""
    client = deployment.client("stepfunctions")
    return {
        name: client.get_execution_history(executionArn=execution.exec_arn)["events"]
        for name, execution in sandbox.executions().items()
    }


def billed_transitions(sandbox: Sandbox) -> dict[str, int]:
    """What Step Functions bills for each case, all its executions together."""
    return {case: sum(steps) for case, steps in billed_executions(sandbox).items()}


def billed_executions(sandbox: Sandbox) -> dict[str, list[int]]:
    """What is billed for each execution of a case, in their order: states entered, and each retry
    of a task."""
    billed: dict[str, list[int]] = {}
    for name, events in execution_histories(sandbox).items():
        types = Counter(event["type"] for event in events)
        entered = sum(n for type_, n in types.items() if type_.endswith("StateEntered"))
        retries = types["TaskScheduled"] - types["TaskStateEntered"]
        billed.setdefault(name.rpartition("-")[0], []).append(entered + max(0, retries))
    return billed


def rows(sandbox: Sandbox, table: str) -> Iterator[dict[str, Any]]:
    """The row of every record in a table with its kind and id, as plain values; sealed bytes stay
    base64."""
    for item in sandbox.table_items(table):
        if item["sk"].get("S") == "ROW":
            row = from_attributes(item)
            kind, id_ = keys.record_at(row["pk"])
            yield {**row, "kind": kind, "id": id_}


def watched_members(sandbox: Sandbox, case_id: str) -> int:
    """How many members of a case are in the watched population."""
    members = cases.load(case_id).document.members
    watched = {
        item["pk"]["S"]
        for item in sandbox.table_items("people")
        if item["sk"]["S"] == monitoring_keys.person("").sk
    }
    return sum(monitoring_keys.person(identity).pk in watched for identity in members)


def leads_elsewhere(release_id: str) -> bool:
    """Whether an approval gave another account or name, so that another person must release."""
    said = kind.load(RELEASE_KIND, release_id).document
    return bool(said.account or said.holder)


def _readable(item: dict[str, Any]) -> str:
    """An item as text, its bytes as the characters they would be if nobody had sealed them."""
    plain = {
        name: base64.b64decode(value["B"]).decode("utf-8", "ignore") if "B" in value else value
        for name, value in item.items()
    }
    return json.dumps(plain, ensure_ascii=False, default=str)


def everything_stored(sandbox: Sandbox) -> Iterator[tuple[str, str]]:
    """Whatever is stored outside a seal, as (place, text): items, histories, dead letters."""
    for table in TABLES:
        for item in sandbox.table_items(table):
            yield table, _readable(item)
    for name, events in execution_histories(sandbox).items():
        yield "execution history", f"{name} {unescaped(json.dumps(events, default=str))}"
    for letter in sandbox.pump.dead_letters:
        yield "dead letter", unescaped(json.dumps(letter, default=str))


def unescaped(text: str) -> str:
    """`text` with its characters in place of JSON's escapes, however often it was encoded."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


_ESCAPE = re.compile(r"\\+u([0-9a-fA-F]{4})")
