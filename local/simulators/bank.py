"""The bank: takes order files from the exchange, pays each reference once, writes statements.

It answers after a while on the sandbox's clock. What it really paid stands in `ledger`, apart
from the suite's books. Faults can be switched on at any time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.payments import bankfile
from local import deployment
from local.clock import Stopped
from local.engine import Sandbox

BUCKET, ORDERS, STATEMENTS = "jiuzhu-exchange", "orders/", "statements/"


@dataclass(frozen=True)
class Entry:
    """What became of one reference: the amount, to which account, when, and whether it came back."""

    amount_fen: int
    account: str = field(repr=False)
    at: datetime
    returned: str = ""


@dataclass
class BankSimulator:
    """A bank behind the exchange bucket.

    `delay` passes between an order and its statement; `closed` accounts send money back;
    `silent` writes no statement, `cut_short` an incomplete one first, `repeats` each one twice.
    """

    sandbox: Sandbox
    delay: timedelta = timedelta(minutes=45)
    closed: set[str] = field(default_factory=set)
    silent: bool = False
    cut_short: bool = False
    repeats: bool = False
    ledger: dict[str, Entry] = field(default_factory=dict)
    orders: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.sandbox.on_put(BUCKET, ORDERS, self._take)

    def paid_fen(self) -> int:
        """What was really paid and stayed where it was sent."""
        return sum(entry.amount_fen for entry in self.ledger.values() if not entry.returned)

    def _take(self, key: str, content: bytes) -> None:
        batch = key.removeprefix(ORDERS).removesuffix(".csv")
        try:
            rows, sum_fen = bankfile.read_rows(batch, content)
        except Refused:
            self.refused.append(key)
            return
        if sum(int(row[3]) for row in rows) != sum_fen:
            self.refused.append(key)
            return
        self.orders.append(key)
        self.sandbox.clock.thread(lambda: self._work(batch, rows), f"bank-{batch}")

    def _work(self, batch: str, rows: list[list[str]]) -> None:
        clock = self.sandbox.clock
        clock.wait(object(), self.delay.total_seconds())
        with self._lock:
            for reference, account, _name, amount in rows:
                self.ledger.setdefault(reference, self._entry(account, int(amount)))
        try:
            self._tell(batch, [row[0] for row in rows])
        except Stopped:
            return

    def _entry(self, account: str, amount: int) -> Entry:
        returned = "account_closed" if account in self.closed else ""
        return Entry(amount, account, self.sandbox.clock.now(), returned)

    def _tell(self, batch: str, references: list[str]) -> None:
        if self.silent:
            return
        whole = statement(batch, {name: self.ledger[name] for name in references})
        name = f"{STATEMENTS}{batch}-1.csv"
        if self.cut_short:
            self._put(name, whole[: len(whole) // 2])
            self.sandbox.clock.wait(object(), self.delay.total_seconds())
        self._put(name, whole)
        if self.repeats:
            self._put(f"{STATEMENTS}{batch}-2.csv", whole)

    def _put(self, key: str, content: bytes) -> None:
        deployment.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)


def statement(batch: str, entries: Mapping[str, Entry]) -> bytes:
    """The bank's statement on a batch."""
    rows = [
        (
            reference,
            str(entry.amount_fen),
            "returned" if entry.returned else "credited",
            entry.returned,
            instant_text(entry.at),
        )
        for reference, entry in sorted(entries.items())
    ]
    return bankfile.sealed(batch, rows, sum(entry.amount_fen for entry in entries.values()))
