"""Snapshots of a town: everything it holds at one moment, read past the API, and restored in
another."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from chalicelib.domain.dates import instant_text, parse_instant
from local.cloud import deployment, memory, watch
from local.releases.files import FILES, Base, Moment, Things, canonical
from local.simulators.bank import BUCKET, ORDERS, STATEMENTS, BankEntry, BankSimulator
from local.town.world import World

COUNTERS = ("BOUND#", "QUESTIONS#")
SECRETS = ("INDEX",)
"""Under which what is searched for is hashed: part of where an item lies."""


def things(town: World) -> Things:
    """Every item, without counters of a minute or a day, and every file."""
    found = {
        (table, item["pk"]["S"], item["sk"]["S"]): canonical(item)
        for table in watch.TABLES
        for item in town.sandbox.table_items(table)
        if not item["pk"]["S"].startswith(COUNTERS)
    }
    for (bucket, name), (media_type, content) in memory.files().items():
        file = [media_type, base64.b64encode(content).decode()]
        found[FILES, bucket, name] = canonical(file)
    return found


def put_things(town: World, found: Things) -> None:
    """Let tables and buckets hold this, and nothing else."""
    town.sandbox.reset()
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    files = {}
    for (table, first, second), text in found.items():
        if table == FILES:
            media_type, content = json.loads(text)
            files[first, second] = (media_type, base64.b64decode(content))
        else:
            items[table].append(json.loads(text))
    for table, held in items.items():
        memory.put_back(f"jiuzhu-{table}", held)
    memory.put_files(files)


def secrets() -> dict[str, str]:
    """The secrets on which it depends where an item lies."""
    client = deployment.client("secretsmanager")
    return {name: client.get_secret_value(SecretId=name)["SecretString"] for name in SECRETS}


def put_common(base: Base) -> None:
    """Let keys and secrets be those of the release."""
    memory.put_wrapping_keys(base.keys)
    for name, value in base.secrets.items():
        deployment.client("secretsmanager").put_secret_value(SecretId=name, SecretString=value)


def books_of(bank: BankSimulator) -> dict[str, Any]:
    """What the bank knows."""
    return {
        "closed": sorted(bank.closed),
        "transfers": [[*one] for one in bank.transfers],
        "ledger": {
            reference: [one.amount_fen, one.account, instant_text(one.at), one.returned]
            for reference, one in bank.ledger.items()
        },
    }


def put_back(town: World, stage: Moment, found: Things) -> None:
    """Let the town be as it was at a stage: what was under way is gone, but what the stream had not
    delivered comes, and the bank goes on with the orders that it has."""
    put_things(town, found)
    bank = town.bank
    bank.closed.update(stage.bank["closed"])
    bank.transfers += [(reference, amount) for reference, amount in stage.bank["transfers"]]
    for reference, (amount, account, at, returned) in stage.bank["ledger"].items():
        bank.ledger[reference] = BankEntry(amount, account, parse_instant(at), returned)
    files = memory.files()
    stated = {name.removeprefix(STATEMENTS).rpartition("-")[0] for _, name in files}
    for (bucket, name), (_, content) in sorted(files.items()):
        batch = name.removeprefix(ORDERS).removesuffix(".csv")
        if bucket == BUCKET and name.startswith(ORDERS) and batch not in stated:
            bank.receive(name, content)
    trail = town.sandbox.names["TRAIL_TABLE"]
    town.sandbox.pump.committed([memory.item(trail, pk, sk) for pk, sk in stage.undelivered])


def instant(stage: Moment) -> datetime:
    """When the stage was."""
    return parse_instant(stage.at)
