"""The files of a run in the exchange with the bank: its orders out, the statements on it in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from chalicelib.domain.names import standard
from chalicelib.payments import bankfile, rules, store
from chalicelib.payments.bankfile import Order, Statement
from chalicelib.platform import objects
from chalicelib.platform.record import Record

STATEMENTS = "statements/"


def put_orders(run: Record) -> bool:
    """Write the order file from every line that was ever sent; False if there are none.

    It is the same file at every repetition, whatever the bank has answered in between.
    """
    orders = [
        _order(store.load("payment", line.reference))
        for line in store.lines(run.id)
        if line.state in rules.ORDERED
    ]
    if orders:
        objects.put(f"orders/{run.id}.csv", bankfile.write_orders(run.id, orders))
    return bool(orders)


def _order(payment: Record) -> Order:
    document = payment.document
    name = document.get("holder") or standard(document["name"])
    return Order(payment.id, document["account"], name, payment.clear["amount_fen"])


@dataclass(frozen=True)
class Told:
    """A statement of the bank by the name of its file; `version` changes with its content."""

    file: str
    version: str
    statement: Statement


def statements(run: Record) -> list[Told]:
    """Every statement on a run, as far as it can be read."""
    return [_told(run, name) for name in objects.names(STATEMENTS + run.id)]


def _told(run: Record, name: str) -> Told:
    content = objects.read(name)
    version = hashlib.sha256(content).hexdigest()
    statement = bankfile.read_statement(run.id, content)
    return Told(name.removeprefix(STATEMENTS), version, statement)
