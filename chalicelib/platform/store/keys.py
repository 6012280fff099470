"""The place of an item, and where the records of every kind lie.

Whoever owns other items says where they lie in a `keys.py` of its own. Each has `ACCESS_PATTERNS`,
the questions that are asked of its items; a test answers each by Query or GetItem over real items.
Tables are named by their short names; `table.py` knows the deployed ones.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal

Table = Literal["cases", "trail", "people", "money", "directory", "public"]

HOLDING_RECORDS: tuple[Table, ...] = ("cases", "money", "people")
"""The tables that may hold open records: each has the `due` index."""
DUE_SHARDS = 16
ROW = "ROW"
KEY = "KEY"


@dataclass(frozen=True)
class Key:
    """The place of one item: table, partition key, sort key."""

    table: Table
    pk: str
    sk: str

    @property
    def attributes(self) -> dict[str, str]:
        """The key as the attributes of an item."""
        return {"pk": self.pk, "sk": self.sk}


# Records: one row each, and what belongs to it in the same partition. Entries, which have no states
# and no row, will lie there too, by month or day (decision 0060).

RECORD_TABLES: dict[str, Table] = {"case": "cases"}
"""In which table the records of a kind lie, as each kind says (`Kind.table`)."""


def row(kind: str, id_: str) -> Key:
    """The row of a record."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", ROW)


def record_at(partition: str) -> tuple[str, str]:
    """The kind and id of the record whose row lies in a partition."""
    kind, _, id_ = partition.partition("#")
    return kind.lower(), id_


def event(kind: str, id_: str, seq: int) -> Key:
    """The event that made version `seq` of a record."""
    return Key("trail", f"{kind.upper()}#{id_}", f"{seq:08d}")


def part_of(kind: str, id_: str, name: str) -> Key:
    """A document of a record that lies beside its row."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", f"{ROW}#{name}")


def token(kind: str, id_: str, attempt: int) -> Key:
    """The task token with which the workflow of a record waits in one of its attempts."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", f"TOKEN#{attempt:04d}")


def provisional(until: str, kind: str, id_: str) -> Key:
    """A record with a deadline beyond the holiday notices, which then went as far as `until`."""
    return Key("cases", "PROVISIONAL", f"{until}#{kind}#{id_}")


def due_shard(id_: str) -> str:
    """The partition of the `due` index that a record belongs to."""
    return f"due#{zlib.crc32(id_.encode()) % DUE_SHARDS}"


@dataclass(frozen=True)
class AccessPattern:
    """A question that the suite asks of a table, and the key that answers it."""

    question: str
    table: Table
    index: str
    key: str
    asked_by: str


ACCESS_PATTERNS = (
    AccessPattern("one record", "cases", "table", "{KIND}#id / ROW", "every function"),
    AccessPattern("one record of money", "money", "table", "{KIND}#id / ROW", "payments"),
    AccessPattern("a record's history", "trail", "table", "{KIND}#id / seq", "casefile, audit"),
    AccessPattern("open tokens of a record", "cases", "table", "{KIND}#id / TOKEN#", "drive"),
    AccessPattern("cases past their check", "cases", "due", "due#0…15 / instant", "reconcile"),
    AccessPattern("days before a notice", "cases", "table", "PROVISIONAL / until#", "reconcile"),
    AccessPattern("money past its check", "money", "due", "due#0…15 / instant", "reconcile"),
    AccessPattern("people past their check", "people", "due", "due#0…15 / instant", "reconcile"),
)
