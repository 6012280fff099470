"""The files of a run in the exchange with the bank: its orders out, the statements on it in."""

from __future__ import annotations

from chalicelib.domain.errors import Refused
from chalicelib.payments import bankfile, rules, store
from chalicelib.payments.bankfile import Answer, Order
from chalicelib.platform import log, objects
from chalicelib.platform.record import Record


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
    return Order(payment.id, document["account"], document["name"], payment.clear["amount_fen"])


def statements(run: Record) -> list[Answer]:
    """Every answer in the statements that are whole; one cut short is not there yet."""
    answers = []
    for content in objects.read_all(f"statements/{run.id}"):
        try:
            answers += bankfile.read_statement(run.id, content)
        except Refused as unreadable:
            log.error("statement not read", code=unreadable.code, run=run.id)
    return answers
