"""The files of a run in the exchange with the bank: its orders out, the statements on it in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chalicelib.domain.names import standard
from chalicelib.payments import rules, store
from chalicelib.payments.formats import bankfile
from chalicelib.payments.formats.bankfile import LineFault, Order, Statement
from chalicelib.payments.formats.documents import Payment, Run
from chalicelib.payments.store import PAYMENT
from chalicelib.platform.aws import objects
from chalicelib.records import kind
from chalicelib.records.change import Version

STATEMENTS = "statements/"
MOST_FILES = 20
"""So many statements on a run are read in one pass; the next pass goes on with those after them."""


def put_orders(
    run: Version[Run],
    sent_at: str,
    known: Mapping[str, Version[Payment]] = MappingProxyType({}),
) -> bool:
    """Write the order file from every line that was ever sent; False if there are none.

    It is the same file at every repetition, whatever the bank has answered in between. Payments
    that are `known` by their id, at whatever version, are not read: what is ordered stays. With
    the file is stored when it was first sent (`sent_at`).
    """
    orders = [
        _order(known.get(line.reference) or kind.load(PAYMENT, line.reference))
        for line in store.lines(run.id)
        if line.state in rules.ORDERED
    ]
    if orders:
        objects.put(_orders(run.id), bankfile.write_orders(run.id, orders), sent=sent_at)
    return bool(orders)


def sent_before(runs: Iterable[str]) -> str:
    """When the order file of runs that were not sent yet was sent nevertheless; "" if none was.

    That happens where the tables were restored to an earlier moment: the bank may have paid since.
    """
    noted = [objects.notes_of(_orders(run)).get("sent", "") for run in runs]
    return min(filter(None, noted), default="")


def _orders(run_id: str) -> str:
    return f"orders/{run_id}.csv"


def _order(payment: Version[Payment]) -> Order:
    said = payment.document
    name = said.holder or standard(said.name)
    return Order(payment.id, said.account, name, payment.clear["amount_fen"])


@dataclass(frozen=True)
class ReceivedStatement:
    """A statement of the bank with the name of its file; `version` changes with its content."""

    file: str
    version: str
    statement: Statement


@dataclass(frozen=True)
class StatementPage:
    """The statements on a run that are read at once: after a file, and until another ("": all).

    `known` changes with any name and content of these and of those before them.
    """

    statements: list[ReceivedStatement]
    after: str
    until: str
    known: str

    def covers(self, file: str) -> bool:
        """Whether a file of that name would be among them."""
        return self.after < file and (not self.until or file <= self.until)


def statements(run: Version[Run]) -> StatementPage:
    """The next statements on a run, as far as they can be read; after the last come the first."""
    after = str(run.clear.get("read_until", ""))
    start = STATEMENTS + after if after else ""
    found = objects.some(STATEMENTS + run.id, start, MOST_FILES)
    page = [_received(run, name, version) for name, version in found.items()]
    known = fingerprint(found, run.clear.get("known", "") if after else "")
    return StatementPage(page, after, page[-1].file if len(page) == MOST_FILES else "", known)


def fingerprint(files: Mapping[str, str], before: str = "") -> str:
    """A SHA-256 over names and versions of files, and over the fingerprint `before` them."""
    for name in sorted(files):
        before = hashlib.sha256(f"{before} {name} {files[name]}".encode()).hexdigest()
    return before


def _received(run: Version[Run], name: str, version: str) -> ReceivedStatement:
    """A statement, whose content is not looked at where it is larger than any can be."""
    file, content = name.removeprefix(STATEMENTS), objects.read_up_to(name, bankfile.MOST_BYTES)
    if content is None:
        return ReceivedStatement(
            file, version, Statement(faults=(LineFault(0, "payments.file_too_large"),))
        )
    digest = hashlib.sha256(content).hexdigest()
    return ReceivedStatement(file, digest, bankfile.read_statement(run.id, content))
