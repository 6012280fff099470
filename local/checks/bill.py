"""`jiuzhu bill`: what one standard application costs on AWS, by service and by what it is for.

Counted is what `jiuzhu capacity` plays (a mother of two, from her first tap to her first money).
What is counted stands in `counted.json`, and prices with their day and source in `prices.toml`;
docs/costs.md is drawn from both. Held against the goal is the application itself from the
submission on, with its share of the run that pays it. The families of the sandbox and its clerks
look every hour whether something has come, which nobody does: looks are stated for one.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalice.app import Chalice
from rich.console import Console
from rich.table import Table

from local.checks import standard
from local.checks.standard import APPLICATION, FILES, FILLING_IN, LOOKS, RUN, SIGNING_IN, TICKS
from local.cloud import watch
from local.cloud.billing import Billed, Counts, gigabytes
from local.town.world import World

HERE = Path(__file__).parent
COUNTED, PRICES = HERE / "counted.json", HERE / "prices.toml"
MOST_USD = 0.60
"""Of a thousand applications."""
PROCESS = "a process and an hour"
SERVICES = {
    "Step Functions": ("transitions",),
    "DynamoDB": ("write_units", "read_units"),
    "KMS": ("kms_calls",),
    "Secrets Manager": ("secret_calls",),
    "S3": ("s3_writes", "s3_reads"),
    "Lambda": ("lambda_requests", "lambda_gb_seconds"),
    "API Gateway": ("api_requests",),
    "CloudWatch Logs": ("log_gb",),
}
SHARES = (APPLICATION, RUN, FILLING_IN, SIGNING_IN, LOOKS, FILES, TICKS, PROCESS)

Used = Mapping[str, Mapping[str, float]]
"""How many of what AWS bills one application uses, by what they are for."""


def run(app: Chalice, console: Console, *, keep: bool = False) -> None:
    """Print what a thousand standard applications cost, and whether that is within the goal."""
    used = counted(app)
    if keep:
        COUNTED.write_text(json.dumps(used, indent=1) + "\n", "utf-8")
    console.print(_table(used))
    total = of_thousand(used, APPLICATION) + of_thousand(used, RUN)
    holds = "met" if total <= MOST_USD else "NOT met"
    prices = loaded_prices()
    console.print(
        f"1,000 applications, {prices['region']} on {prices['day']}: ${total:.2f} "
        f"(goal ${MOST_USD:.2f}): {holds}. {prices['elsewhere']}"
    )


def loaded_prices() -> dict[str, Any]:
    """What is in the file of prices."""
    return tomllib.loads(PRICES.read_text("utf-8"))


def kept() -> Used:
    """What was counted when it was last kept."""
    found: Used = json.loads(COUNTED.read_text("utf-8"))
    return found


def counted(app: Chalice, families: int = standard.FAMILIES) -> Used:
    """What each of so many standard applications uses, by what it is for."""
    counts = Counts()

    def begins(town: World) -> None:
        counts.watch(town.sandbox)

    def ended(town: World) -> None:
        found = watch.billed_transitions(town.sandbox)
        counts.counted[Billed("workflow", "", "transitions")] = sum(found.values())

    with counts.lines():
        units = standard.measured(app, families, begins, ended)
    used: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for share, kinds in standard.shares(units).items():
        used[share]["write_units"] = sum(one.written for one in kinds.values())
        used[share]["read_units"] = sum(one.read for one in kinds.values())
    assumed = loaded_prices()["assumed"]
    for billed, times in counts.counted.items():
        share = _share(billed)
        if billed.what == "log_bytes":
            used[share]["log_gb"] += times / 1e9 / families
            continue
        used[share][billed.what] += times / families
        if billed.what == "lambda_requests":
            lasts = _seconds(billed.function, assumed) * gigabytes(billed.function)
            used[share]["lambda_gb_seconds"] += lasts * times / families
            used[share]["log_gb"] += assumed["log_bytes"] / 1e9 * times / families
    return {
        share: {what: float(f"{used[share][what]:.4g}") for what in sorted(used[share])}
        for share in SHARES
        if share in used
    }


def _seconds(function: str, assumed: Mapping[str, float]) -> float:
    """How long one invocation is taken to last."""
    if function == "verification_verify":
        return assumed["verify_milliseconds"] / 1000
    return assumed["milliseconds" if gigabytes(function) >= 1 else "half_milliseconds"] / 1000


def _share(billed: Billed) -> str:
    if billed.process:
        return PROCESS
    if billed.function == "verification_index":
        return FILES
    if billed.function == "reconcile" and billed.what == "lambda_requests":
        return TICKS
    return standard.share_of_request(billed.request) or APPLICATION


def of_thousand(used: Used, share: str, what: str = "") -> float:
    """What a thousand times this costs, in dollars; of all services, or of one."""
    prices = loaded_prices()["price"]
    names = SERVICES[what] if what else [name for listed in SERVICES.values() for name in listed]
    held = used.get(share, {})
    each = {name: float(prices[name]["usd"]) / prices[name]["of"] for name in names}
    return 1000 * sum((held.get(name, 0.0) * usd for name, usd in each.items()), 0.0)


def _table(used: Used) -> Table:
    table = Table("$ for 1,000", *(share for share in SHARES if share in used))
    for service in SERVICES:
        cells = [f"{of_thousand(used, share, service):.3f}" for share in SHARES if share in used]
        table.add_row(service, *cells)
    totals = [f"{of_thousand(used, share):.3f}" for share in SHARES if share in used]
    table.add_row("together", *totals, style="bold")
    return table
