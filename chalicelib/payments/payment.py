"""One payment: what names it, and everything that can happen to it, each in one transaction.

A payment is one attempt to pay a part of what an entitlement owes for a period. A change writes
its row, its event, its claim on the part, its line in the run and, once it was sent, what the
family sees of it, together or not at all. Claiming and sending ask in the same transaction
whether the case may still be paid, so that a withdrawal or a death wins or loses whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from chalicelib.case import case as cases
from chalicelib.case.due import Law
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.payments import rules, shares, store
from chalicelib.payments.bankfile import Answer
from chalicelib.payments.states import ENDS, follow
from chalicelib.platform import identifiers, keys, record, sealing
from chalicelib.platform.record import Changed, Record
from chalicelib.platform.table import ConditionFailed, Write
from chalicelib.words import say

CASE = 0  # the place of the case's condition among a transaction's items
FAMILY_SCHEMA = 1
HIDDEN = frozenset({"claimed", "cancelled"})
PASSED_ON = ("account", "bank", "name", "label", "account_by", "decided_at", "deciders")
OUTCOMES = {"credited": "credit", "returned": "return"}


def reference(entitlement: str, period: str, part: str, attempt: int) -> str:
    """The reference of an attempt for the bank, the same for ever: 26 of 0-9A-V."""
    return identifiers.derived_id("payment", entitlement, period, part, str(attempt))


def claim(
    run: Record, entitlement: Record, part: str, approved: int, now: datetime, law: Law
) -> None:
    """Claim the next attempt at a part for a run that is being built.

    Shares that are held are left out, and noted with what is paid; a month of which nothing else
    was owed is noted with the entitlement. Does nothing when nothing is owed, an attempt is open
    or was credited, a return (but that of attempt `approved`) was not approved, or the case may
    not be paid now. The money goes to the account that the run's approval gave, else to the
    entitlement's. Raises Changed when the run or the entitlement moved on.
    """
    period, terms = run.clear["period"], entitlement.document
    held = store.held(entitlement.id, period, part)
    attempt = rules.next_attempt(held, held is not None and held.attempt == approved)
    if attempt is None or not _is_open(entitlement, part, period):
        return
    owed = rules.due_fen(terms, part, period)
    kept = shares.held(terms, period) if part == rules.REGULAR else {}
    if not owed:
        if kept:
            _withhold(run, entitlement, period, now, law)
        return
    new = Record(
        "payment",
        reference(entitlement.id, period, part, attempt),
        attempt=attempt,
        clear={
            "county": run.clear["county"],
            "period": period,
            "entitlement": entitlement.id,
            "case_id": entitlement.clear["case_id"],
            "part": part,
            "run": run.id,
            "amount_fen": owed,
        },
        document={
            **{name: terms[name] for name in PASSED_ON},
            "holder": terms.get("holder", ""),
            **run.document,
            **({"held": kept} if kept else {}),
        },
    )
    checks = [
        _payable(new),
        store.unchanged(entitlement),
        store.in_state("run", run.id, ["building"]),
    ]
    try:
        _happens(new, "claim", now, law, checks)
    except ConditionFailed as cancelled:
        if CASE not in cancelled.failed:
            raise Changed from None


def _is_open(entitlement: Record, part: str, period: str) -> bool:
    """Whether more may be paid: arrears also after the benefit, a month until it was withheld."""
    if rules.is_arrears(part):
        return True
    withheld = shares.is_withheld(entitlement.document, period)
    return entitlement.state not in ENDS["entitlement"] and not withheld


def _withhold(run: Record, entitlement: Record, period: str, now: datetime, law: Law) -> None:
    """Note that a month was due and every share of it is held."""
    happened = store.by_system("withhold", now, law, period=period)
    checks = [
        store.in_state("case", entitlement.clear["case_id"], rules.payable_states(rules.REGULAR)),
        store.in_state("run", run.id, ["building"]),
    ]
    document = shares.withheld(entitlement.document, period)
    try:
        store.change(entitlement, happened, items=checks, document=document)
    except ConditionFailed as cancelled:
        if CASE not in cancelled.failed:
            raise Changed from None


def is_as_owed(payment: Record, entitlement: Record) -> bool:
    """Whether what was claimed is what is owed now: an amount may have changed, or be held."""
    part, period = payment.clear["part"], payment.clear["period"]
    owed = rules.due_fen(entitlement.document, part, period)
    return bool(payment.clear["amount_fen"] == owed)


def attempts_before(run: Record) -> list[Record]:
    """The attempts before that of a run of one; none before the run of a month, which pays what
    nobody tried to pay yet."""
    if "entitlement" not in run.clear:
        return []
    found = [store.load("payment", line.reference) for line in store.lines(run.id)]
    return attempts_until(max(found, key=lambda one: one.attempt))[:-1] if found else []


def attempts_until(payment: Record) -> list[Record]:
    """A payment with the earlier attempts at the same part."""
    part = (payment.clear[name] for name in ("entitlement", "period", "part"))
    entitlement, period, name = part
    numbers = range(1, payment.attempt)
    before = [reference(entitlement, period, name, number) for number in numbers]
    return [*(store.load("payment", one) for one in before), payment]


def is_claimable(run: Record, entitlement: Record, part: str) -> bool:
    """Whether a run of one may still have to pay its part: nobody else does, or did."""
    held = store.held(entitlement.id, run.clear["period"], part)
    attempt = rules.next_attempt(
        held, held is not None and held.attempt == run.clear.get("approved")
    )
    return attempt is not None and _is_open(entitlement, part, run.clear["period"])


def send(payment: Record, entitlement: Record, now: datetime, law: Law) -> Record:
    """Mark a claimed payment as given to the bank, or cancel it if its case may not be paid.

    Raises Changed when the entitlement moved on: its money may go elsewhere.
    """
    try:
        noted = {"sent_at": instant_text(now)}
        checks = [_payable(payment), store.unchanged(entitlement)]
        return _happens(payment, "send", now, law, checks, noted)
    except ConditionFailed as cancelled:
        if CASE not in cancelled.failed:
            raise Changed from None
    return cancel(payment, now, law)


def cancel(payment: Record, now: datetime, law: Law) -> Record:
    """Give up a payment that was never sent."""
    return _happens(payment, "cancel", now, law)


def lose(payment: Record, now: datetime, law: Law) -> Record:
    """The bank has not said for too long what became of a payment: nobody knows."""
    return _happens(payment, "lose", now, law)


def doubt(payment: Record, now: datetime, law: Law) -> Record:
    """The bank says of a payment what nobody can book: finance asks it."""
    return _happens(payment, "doubt", now, law)


def book(payment: Record, answer: Answer, now: datetime, law: Law) -> Record:
    """Write down what the bank says became of a payment, and when."""
    at = instant_text(answer.at)
    noted = {"credited_at": at}
    if answer.status == "returned":
        noted = {"returned_at": at, "reason": answer.reason}
    return _happens(payment, OUTCOMES[answer.status], now, law, noted=noted)


def _happens(
    payment: Record,
    name: str,
    now: datetime,
    law: Law,
    checks: Sequence[Write] = (),
    noted: Mapping[str, str] = MappingProxyType({}),
) -> Record:
    state = follow("payment", payment.state, name)
    after = replace(payment, state=state, document={**payment.document, **noted})
    previous = payment.attempt if payment.seq else payment.attempt - 1
    items = [
        *checks,
        store.claim_item(after, previous),
        store.line_item(after),
        *_seen_by_family(after),
    ]
    key = store.vault_of(after)
    return record.commit(payment, after, store.by_system(name, now, law), key, items)


def _payable(payment: Record) -> Write:
    states = rules.payable_states(payment.clear["part"])
    return store.in_state("case", payment.clear["case_id"], states)


def _seen_by_family(payment: Record) -> list[Write]:
    """What the family sees, sealed with the case; nothing before it was sent."""
    case_id = payment.clear["case_id"]
    key = None if payment.state in HIDDEN else sealing.find_key(cases.scope(case_id))
    if key is None:
        return []
    period, part = payment.clear["period"], payment.clear["part"]
    place = keys.payment(case_id, period, part, payment.attempt)
    noted = ("decided_at", "sent_at", "credited_at", "returned_at", "reason")
    document = {
        "reference": payment.id,
        "period": period,
        "part": part,
        "attempt": payment.attempt,
        "state": payment.state,
        "amount_fen": payment.clear["amount_fen"],
        "account_tail": store.tail(payment),
        "text": _told(payment),
        **{name: payment.document[name] for name in noted if name in payment.document},
    }
    sealed = key.seal(place, "payment", FAMILY_SCHEMA, document)
    return [Write(place, {"kind": "payment", "schema": FAMILY_SCHEMA, "doc": sealed})]


def _told(payment: Record) -> str:
    """The payment in a sentence."""
    document = payment.document
    at = store.answered_at(payment) or document["sent_at"]
    return say(
        f"payments.told_{payment.state}",
        period=payment.clear["period"],
        amount=Fen(payment.clear["amount_fen"]).yuan,
        tail=store.tail(payment),
        day=day_of(parse_instant(at)).isoformat(),
        reason=say(f"payments.reason_{document.get('reason') or 'none'}"),
    )
