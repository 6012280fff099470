"""What the bank answers to a run, and what follows from it.

An answer is booked once, at its own time. Money that came back, even after it arrived, needs a
person; money that arrived shows that its account is good and completes one-off aid; what nobody can
book waits for a clerk with its file and line. What is not answered for too long is unknown, and the
bank is asked with the same file each morning until it says what became of it. Where it has answered
for every line, a run is still checked each morning for some weeks; afterwards the daily scan checks
it again where a file comes (bank/unmatched.py): money that comes back is booked whenever it comes.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.payments import rules, store
from chalicelib.payments.bank import discrepancies, exchange
from chalicelib.payments.bank.discrepancies import Content
from chalicelib.payments.disbursement import payment, releases
from chalicelib.payments.formats.bankfile import BankAnswer, LineFault
from chalicelib.payments.formats.documents import Entitlement, Payment, Run
from chalicelib.payments.rules import Attempt, PaymentLine
from chalicelib.payments.states import AT_BANK
from chalicelib.payments.store import ENTITLEMENT, PAYMENT, RUN
from chalicelib.records import kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law

ASK_AGAIN = timedelta(hours=1)
LOST_AFTER = timedelta(days=1)  # from then on unanswered lines are unknown


LISTENING = "payments.listening"


def check_statements(run: Version[Run], now: datetime, law: Law) -> None:
    """Write down what the statements on a run say, and end it or say when to look again.

    Where there are more than one pass reads, the next goes on at once.
    """
    lines = {line.reference: line for line in store.lines(run.id)}
    read = exchange.statements(run)
    faults = _book(read, lines, now, law)
    _mark_doubted([fault for found in faults.values() for fault in found], lines, now, law)
    waiting = discrepancies.record_faults(run, faults, read.covers, now, law)
    for line in lines.values():
        _settle(run, line, now, law)
    clear = {"read_until": read.until, "known": read.known}
    if read.until:
        store.follows(RUN, run, Change("wait", clear=clear, check=now), now, law)
        return
    run = replace(run, record=replace(run.record, clear={**run.clear, **clear}))
    unanswered = [line for line in lines.values() if line.state in AT_BANK]
    if unanswered:
        _wait(run, unanswered, now, law)
    else:
        _wait_for_returns(run, lines.values(), waiting, now, law)


def _book(
    read: exchange.StatementPage, lines: dict[str, PaymentLine], now: datetime, law: Law
) -> dict[Content, list[LineFault]]:
    """Book new answers in the order of their time; the faults that cannot be booked, by file."""
    faults = {(one.file, one.version): list(one.statement.faults) for one in read.statements}
    answers = [
        ((one.file, one.version), answer)
        for one in read.statements
        for answer in one.statement.answers
    ]
    for content, answer in sorted(answers, key=lambda one: (one[1].at, one[1].status)):
        line = lines.get(answer.reference)
        code = rules.fault_of(line, answer, now)
        if line is None or code:
            about = line.reference if line and line.state in rules.ORDERED else ""
            faults[content].append(LineFault(answer.row, code, about))
        elif rules.is_new(line, answer):
            lines[line.reference] = _book_line(line, answer, now, law)
    return faults


def _book_line(line: PaymentLine, answer: BankAnswer, now: datetime, law: Law) -> PaymentLine:
    booked = payment.book(store.as_listed(line), answer, now, law)
    return replace(line, state=booked.state, answered_at=store.answered_at(booked))


def _mark_doubted(
    faults: Collection[LineFault], lines: dict[str, PaymentLine], now: datetime, law: Law
) -> None:
    """Mark the lines of which the bank says what cannot be booked, so that they are not shown as
    unanswered.

    A fault that cannot be attributed to one line may be about each that is not answered.
    """
    about = {fault.reference for fault in faults}
    for line in lines.values():
        asked = line.state in {"sending", "unknown"}
        if asked and not about.isdisjoint({line.reference, ""}):
            doubted = payment.mark_doubtful(store.as_listed(line), now, law)
            lines[line.reference] = replace(line, state=doubted.state)


def _settle(run: Version[Run], line: PaymentLine, now: datetime, law: Law) -> None:
    """What follows from an answer, each time the run is looked at, so that nothing is missed."""
    if line.state == "returned":
        _came_back(run, kind.load(PAYMENT, line.reference), now, law)
    fresh = run.state not in {"answered", "reconciled"}
    if line.state == "credited" and fresh and "entitlement" in run.clear:
        _arrived(run, kind.load(ENTITLEMENT, run.clear["entitlement"]), now, law)


def _came_back(run: Version[Run], returned: Version[Payment], now: datetime, law: Law) -> None:
    """A clerk approves the next attempt; one-off aid that was complete is not any more."""
    releases.of_return(run, returned, now, law)
    clear = returned.clear
    entitlement = kind.load(ENTITLEMENT, clear["entitlement"])
    newest = store.held(entitlement.id, clear["period"], clear["part"])
    again = newest == Attempt(returned.attempt, "returned", returned.id)
    if entitlement.state == "complete" and again:
        store.follows(ENTITLEMENT, entitlement, Change("reopen"), now, law)


def _arrived(run: Version[Run], entitlement: Version[Entitlement], now: datetime, law: Law) -> None:
    """One family's money arrived: one-off aid is complete, and a new account becomes its own
    unless the family has named another since."""
    if rules.is_one_off(entitlement.clear["part"]):
        if entitlement.state == "active":
            _close_case(entitlement, now, law)
            store.follows(ENTITLEMENT, entitlement, Change("complete"), now, law)
        return
    paid_to = run.document.instead(entitlement.document)
    if _is_newer(run, entitlement) and paid_to != entitlement.document:
        store.follows(ENTITLEMENT, entitlement, Change("amend", document=paid_to), now, law)


def _is_newer(run: Version[Run], entitlement: Version[Entitlement]) -> bool:
    """Whether the account of a run was given after the family last named another."""
    return entitlement.document.account_since <= str(run.clear.get("given_at", ""))


def _close_case(entitlement: Version[Entitlement], now: datetime, law: Law) -> None:
    """Close a case that was granted one-off aid alone."""
    with suppress(Refused):  # urgent aid goes on: its papers and its review follow the payment
        case = cases.load(entitlement.clear["case_id"])
        transitions.advance(case, "complete", Act(store.SYSTEM, now, law), Step())


def _wait(run: Version[Run], unanswered: Collection[PaymentLine], now: datetime, law: Law) -> None:
    """Look again in an hour; where nobody knows, ask the bank again each morning."""
    event, check = "wait", now + ASK_AGAIN
    if run.state == "unknown" or parse_instant(run.clear["sent_at"]) + LOST_AFTER <= now:
        for line in unanswered:
            if line.state == "sending":
                payment.mark_unknown(store.as_listed(line), now, law)
        exchange.put_orders(run, run.clear["sent_at"])
        event, check = "lose" if run.state == "sent" else "wait", rules.next_morning(now)
    store.follows(RUN, run, Change(event, check=check), now, law)


def _wait_for_returns(
    run: Version[Run], lines: Collection[PaymentLine], waiting: bool, now: datetime, law: Law
) -> None:
    """Each morning for some weeks after the last answer; then the run is over, and is looked at
    again when a file comes, or after as long a time."""
    last = max((line.answered_at for line in lines), default="") or run.clear["sent_at"]
    fresh = waiting or now < law.due(LISTENING, parse_instant(last))
    if run.state == "reconciled":
        event = "answer" if fresh else "listen"
    elif run.state != "answered":
        event = "answer"
    else:
        event = "wait" if fresh else "reconcile"
    over = event in {"reconcile", "listen"}
    check = law.due(LISTENING, now) if over else rules.next_morning(now)
    store.follows(RUN, run, Change(event, check=check), now, law)
