"""What a played case leaves behind, without what differs between two plays that went alike.

Instants, receipts and sequence numbers are masked; an attempt that begins again, a task that is
escalated and a check that is repeated leave events of their own, which say nothing of the outcome.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.platform.store.attributes import from_attributes
from local.cloud import deployment, watch
from local.demo.plays.scene import Scene
from local.town.world import World

CARRYING_ON = frozenset({"resume", "escalate", "remind", "wait"})
NOTED = " WORK#DONE#"
"""What somebody did, on their own list. It is put after the event, which says the same: whoever
died between the two left none (0058)."""
PASSING = ("READ#", "QUESTIONS#", "ATTEMPT#", "TRIES#", "SESSION#", "SIGNIN#", "BOUND#")
_MASKED = re.compile(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?|\b\d{13}\b|#\d{8}\b|\bseq\W+\d+")


@dataclass(frozen=True)
class Outcome:
    """The records with their events, the items beside them, what the family reads, what was paid.

    `paid` are the amounts (fen) that the bank itself credited to each account.
    """

    records: Mapping[str, str]
    items: Counter[str]
    shown: str
    paid: Mapping[str, tuple[int, ...]]

    def differences(self, other: Outcome) -> Iterator[str]:
        """How this outcome differs from the undisturbed `other`."""
        for name in sorted(self.records.keys() | other.records.keys()):
            here, there = self.records.get(name, "none"), other.records.get(name, "none")
            if here != there:
                yield f"{name}: {here}; undisturbed: {there}"
        missing = other.items - self.items
        unnoted = [name for name in missing if NOTED in name]
        if missing.total() == len(unnoted) == 1:  # one process died, so one line at most is missing
            missing.clear()
        for name in sorted((self.items - other.items) | missing):
            yield f"{name}: {self.items[name]} times; undisturbed: {other.items[name]}"
        if self.shown != other.shown:
            yield f"the family reads something else: {_where(self.shown, other.shown)}"
        if self.paid != other.paid:
            amounts = sorted(self.paid.values()), sorted(other.paid.values())
            yield f"the bank paid {amounts[0]}; undisturbed: {amounts[1]}"


def outcome(town: World, scene: Scene) -> Outcome:
    """What is there now."""
    family = scene.family
    read = [family.case(), family.letters(), family.timeline()["payments"]]
    shown = json.dumps(read, ensure_ascii=False, sort_keys=True)
    return Outcome(
        records=dict(_records(town)), items=_items(town), shown=_masked(shown), paid=_paid(town)
    )


def _records(town: World) -> Iterator[tuple[str, str]]:
    happened = _happened(town)
    for table in ("cases", "money"):
        for row in watch.rows(town.sandbox, table):
            events = happened.get((row["kind"], row["id"]), [])
            what = " ".join(name for _, name in sorted(events) if name not in CARRYING_ON)
            yield f"{row['kind']} {row['id']}", f"{what} ({row['state']})"


def _happened(town: World) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Number and name of every event by the record to which it happened."""
    happened: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for item in town.sandbox.table_items("trail"):
        event = from_attributes(item)
        of = happened.setdefault((event["kind"], event["id"]), [])
        of.append((event["seq"], event["event"]))
    return happened


def _items(town: World) -> Counter[str]:
    """Where items of the tables and objects of the buckets lie."""
    places = [
        f"{table} {item['pk']['S']} {item['sk']['S']}"
        for table in ("cases", "people", "money", "public")
        for item in town.sandbox.table_items(table)
        if not item["pk"]["S"].startswith(PASSING) and not item["sk"]["S"].startswith(PASSING)
    ]
    for bucket in ("jiuzhu-papers", "jiuzhu-exchange"):
        listed = deployment.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
        places += [f"{bucket} {entry['Key']}" for entry in listed]
    return Counter(map(_masked, places))


def _paid(town: World) -> dict[str, tuple[int, ...]]:
    paid: dict[str, list[int]] = {}
    for entry in town.bank.ledger.values():
        if not entry.returned:
            paid.setdefault(entry.account, []).append(entry.amount_fen)
    return {account: tuple(sorted(amounts)) for account, amounts in paid.items()}


def _masked(text: str) -> str:
    return _MASKED.sub("…", text)


def _where(here: str, there: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
    return f"…{here[max(0, at - 40) : at + 40]}… / …{there[max(0, at - 40) : at + 40]}…"
