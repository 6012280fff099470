"""The bank: takes order files from the exchange, pays each reference once, writes statements.

It answers after a while on the sandbox's clock. What became of each reference stands in `ledger`
and what it really paid in `transfers`, apart from the suite's books. Faults can be switched on at
any time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.payments.formats import bankfile
from local.cloud import deployment
from local.cloud.engine import Sandbox
from local.cloud.waiters import Stopped

BUCKET, ORDERS, STATEMENTS = "jiuzhu-exchange", "orders/", "statements/"


@dataclass(frozen=True)
class BankEntry:
    """What became of one reference: amount, account, instant, and why it came back, if so."""

    amount_fen: int
    account: str = field(repr=False)
    at: datetime
    returned: str = ""


@dataclass
class BankSimulator:
    """A bank behind the exchange bucket.

    `delay` passes between an order and its statement; `closed` accounts send money back,
    `misnamed` ones under any other name than theirs;
    `silent` writes no statement, `cut_short` an incomplete one first, `repeats` each one twice.
    Order files reach it twice (`receives_twice`) or cut short (`loses`, so many of them). A bank
    that is `unsafe_forgetful` does not know a reference again.
    """

    sandbox: Sandbox
    delay: timedelta = timedelta(minutes=45)
    closed: set[str] = field(default_factory=set)
    misnamed: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    cut_short: bool = False
    repeats: bool = False
    receives_twice: bool = False
    loses: int = 0
    unsafe_forgetful: bool = False
    ledger: dict[str, BankEntry] = field(default_factory=dict)
    transfers: list[tuple[str, int]] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.sandbox.on_put(BUCKET, ORDERS, self.receive)

    def paid_fen(self) -> int:
        """What was really paid and stayed where it was sent."""
        return sum(amount for _, amount in self.transfers)

    def receive(self, key: str, content: bytes) -> None:
        """An order file has come, under this name."""
        if self.loses:
            self.loses -= 1
            content = content[:-1]
        for _ in range(2 if self.receives_twice else 1):
            self._take(key, content)

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
            for reference, account, name, amount in rows:
                if self.unsafe_forgetful or reference not in self.ledger:
                    self.named.append((reference, name))
                    self._pay(reference, account, name, int(amount))
        try:
            self._tell(batch, [row[0] for row in rows])
        except Stopped:
            return

    def _pay(self, reference: str, account: str, name: str, amount: int) -> None:
        misnamed = "name_differs" if self.misnamed.get(account, name) != name else ""
        returned = "account_closed" if account in self.closed else misnamed
        self.ledger[reference] = BankEntry(amount, account, self.sandbox.clock.now(), returned)
        if not returned:
            self.transfers.append((reference, amount))

    def _tell(self, batch: str, references: list[str]) -> None:
        if self.silent:
            return
        entries = {name: self.ledger[name] for name in references}
        if self.cut_short:
            whole = statement(batch, entries)
            self.puts(batch, 1, whole[: len(whole) // 2])
            self.sandbox.clock.wait(object(), self.delay.total_seconds())
        self.states(batch, entries)
        if self.repeats:
            self.states(batch, entries, number=2)

    def send_back(self, reference: str, reason: str = "account_closed") -> BankEntry:
        """Money that had arrived comes back; what became of it, to be stated."""
        came_back = replace(self.ledger[reference], at=self.sandbox.clock.now(), returned=reason)
        self.transfers.remove((reference, came_back.amount_fen))
        self.ledger[reference] = came_back
        return came_back

    def says(self, batch: str, rows: Sequence[Sequence[str]], number: int = 1) -> None:
        """Write a statement of these rows, whatever they say."""
        sum_fen = sum(int(row[1]) for row in rows if row[1].isdigit())
        self.puts(batch, number, bankfile.sealed(batch, rows, sum_fen))

    def states(self, batch: str, entries: Mapping[str, BankEntry], number: int = 1) -> None:
        """Write a statement on a batch, whether it is true or not."""
        self.puts(batch, number, statement(batch, entries))

    def puts(self, batch: str, number: int, content: bytes) -> None:
        """Leave a file on a batch."""
        name = f"{STATEMENTS}{batch}-{number}.csv"
        deployment.client("s3").put_object(Bucket=BUCKET, Key=name, Body=content)


def statement(batch: str, entries: Mapping[str, BankEntry]) -> bytes:
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
