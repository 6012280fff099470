"""What the bank answers to a run, and what follows from it.

An answer is booked once. Money that came back needs a person; money that arrived shows that its
account is good and completes one-off aid; what is not answered for too long is unknown, and the
bank is asked with the same file each morning until it says what became of it.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.case import case as cases
from chalicelib.case.case import Step
from chalicelib.case.due import Law
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.payments import exchange, payment, releases, rules, store
from chalicelib.payments.bankfile import Answer
from chalicelib.payments.rules import Line
from chalicelib.payments.states import AT_BANK
from chalicelib.platform import log
from chalicelib.platform.record import Record

ASK_AGAIN = timedelta(hours=1)
PATIENCE = timedelta(days=1)  # from then on nobody knows what became of the lines


def look(run: Record, now: datetime, law: Law) -> None:
    """Write down what the statements on a run say, and end it or say when to look again."""
    lines = {line.reference: line for line in store.lines(run.id)}
    for answer in exchange.statements(run):
        line = lines.get(answer.reference)
        if line is None or line.amount_fen != answer.amount_fen:
            log.error("statement names what was not ordered", run=run.id)
        else:
            lines[line.reference] = _booked(line, answer, now, law)
    for line in lines.values():
        _settle(run, line, now, law)
    unanswered = [line for line in lines.values() if line.state in AT_BANK]
    if not unanswered:
        store.change(run, store.by_system("reconcile", now, law))
    else:
        _wait(run, unanswered, now, law)


def _booked(line: Line, answer: Answer, now: datetime, law: Law) -> Line:
    """The line after an answer; what contradicts an earlier answer changes nothing."""
    if line.state in AT_BANK:
        payment.book(store.as_listed(line), answer, now, law)
        return replace(line, state=answer.status)
    if line.state != answer.status:
        log.error("statement contradicts what is known", record=line.reference)
    return line


def _settle(run: Record, line: Line, now: datetime, law: Law) -> None:
    """What follows from an answer, each time the run is looked at, so that nothing is missed."""
    if line.state == "returned":
        releases.of_return(run, store.load("payment", line.reference), now, law)
    if line.state == "credited" and "entitlement" in run.clear:
        _arrived(run, store.load("entitlement", run.clear["entitlement"]), now, law)


def _arrived(run: Record, entitlement: Record, now: datetime, law: Law) -> None:
    """One family's money arrived: one-off aid is complete, and a new account becomes its own."""
    if entitlement.state != "active":
        return
    if rules.is_one_off(entitlement.clear["part"]):
        _close_case(entitlement, now, law)
        store.change(entitlement, store.by_system("complete", now, law))
    elif not run.document.items() <= entitlement.document.items():
        document = {**entitlement.document, **run.document}
        store.change(entitlement, store.by_system("amend", now, law), document=document)


def _close_case(entitlement: Record, now: datetime, law: Law) -> None:
    """Close a case that was granted one-off aid alone."""
    with suppress(Refused):  # urgent aid goes on: its papers and its review follow the payment
        case = cases.load(entitlement.clear["case_id"])
        cases.advance(case, "complete", store.SYSTEM, now, law, Step())


def _wait(run: Record, unanswered: Collection[Line], now: datetime, law: Law) -> None:
    """Look again in an hour; where nobody knows, ask the bank again each morning."""
    event, check = "wait", now + ASK_AGAIN
    if run.state == "unknown" or parse_instant(run.clear["sent_at"]) + PATIENCE <= now:
        for line in unanswered:
            if line.state == "sending":
                payment.lose(store.as_listed(line), now, law)
        exchange.put_orders(run)
        event, check = "lose" if run.state == "sent" else "wait", rules.next_morning(now)
    store.change(run, store.by_system(event, now, law), next_check=check)
