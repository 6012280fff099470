"""One payment: what names it, and everything that can happen to it, each in one transaction.

A payment is one attempt to pay a part of what an entitlement owes for a period. A change writes
its row, its event, its line in the run and, once it was sent, what the family sees of it, together
or not at all. Sending holds only where the case is as it was followed, so that a withdrawal or a
death wins or loses whole; what was claimed before is looked at once more then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.domain.dates import Month, day_of, instant_text, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.payments import keys, rules, store
from chalicelib.payments.disbursement.following import FollowedEntitlement
from chalicelib.payments.formats.bankfile import BankAnswer
from chalicelib.payments.formats.documents import Entitlement, Payment, Run, Terms
from chalicelib.payments.parts import shares
from chalicelib.payments.states import state_after
from chalicelib.payments.store import ENTITLEMENT, PAYMENT
from chalicelib.platform.store import keys as store_keys
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.record import VersionConflict
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.records import kind
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law
from chalicelib.words import say
from chalicelib.words.days import day_words, month_words

FAMILY_SCHEMA = 1
HIDDEN = frozenset({"claimed", "cancelled"})
OUTCOMES = {"credited": "credit", "returned": "return"}


def claim(
    run: Version[Run],
    followed: FollowedEntitlement,
    part: str,
    approved: int,
    now: datetime,
    law: Law,
) -> None:
    """Claim the next attempt at a part for a run that is being built.

    Shares that are held are left out, and noted with what is paid; a month of which nothing else
    was owed is noted with the entitlement. Does nothing when nothing is owed, an attempt is open
    or was credited, a return (but that of attempt `approved`) was not approved, or the case may
    not be paid now. The money goes to the account that the run's approval gave, else to the
    entitlement's. Raises VersionConflict when the run moved on.
    """
    entitlement = followed.entitlement
    period, terms = run.clear["period"], entitlement.document
    attempt = _claimable(run, entitlement, part, approved)
    if attempt is None or not followed.may_be_paid(part):
        return
    owed, held_shares = rules.due_fen(terms, part, period), _held_shares(terms, part, period)
    if not owed:
        if held_shares:
            _withhold(run, followed, period, now, law)
        return
    new = kind.unsaved(
        PAYMENT,
        store.reference(entitlement.id, period, part, attempt),
        {
            "county": run.clear["county"],
            "period": period,
            "entitlement": entitlement.id,
            "case_id": entitlement.clear["case_id"],
            "part": part,
            "run": run.id,
            "amount_fen": owed,
        },
        run.document.instead(_new_payment(terms, held_shares)),
        attempt,
    )
    try:
        _write(new, "claim", now, law, [store.in_state("run", run.id, ["building"])])
    except ConditionFailed:
        raise VersionConflict from None


def _new_payment(terms: Entitlement, held_shares: Mapping[str, int]) -> Payment:
    """A payment to whom the entitlement says, with the shares that are held of it."""
    return Payment(
        account=terms.account,
        bank=terms.bank,
        name=terms.name,
        label=terms.label,
        account_by=terms.account_by,
        holder=terms.holder,
        decided_at=terms.decided_at,
        deciders=terms.deciders,
        held=held_shares,
    )


def _claimable(
    run: Version[Run], entitlement: Version[Entitlement], part: str, approved: int
) -> int | None:
    """The number of the attempt at a part that a run may claim now; None where it may none.

    Arrears may be claimed after the benefit too, a month until it was withheld, and one-off aid
    while its entitlement stands.
    """
    period = run.clear["period"]
    if rules.is_one_off(part) and entitlement.state != "active":
        return None
    if part == rules.REGULAR and shares.is_withheld(entitlement.document, period):
        return None
    # Nobody tried as a rule; a copy that is behind says so too, and its claim does not hold.
    held = store.held(entitlement.id, period, part, consistent=False)
    held = held and store.held(entitlement.id, period, part)
    return rules.next_attempt(held, held is not None and held.attempt == approved)


def _held_shares(terms: Terms, part: str, period: str) -> dict[str, int]:
    """The shares that are left out of a part (fen, by person)."""
    return shares.held_shares(terms, period) if part == rules.REGULAR else {}


def _withhold(
    run: Version[Run], followed: FollowedEntitlement, period: str, now: datetime, law: Law
) -> None:
    """Note that a month was due and every share of it is held."""
    checks = [*followed.unchanged, store.in_state("run", run.id, ["building"])]
    document = shares.withheld(followed.entitlement.document, period)
    withheld = Change("withhold", document=document, why={"period": period}, items=checks)
    try:
        store.follows(ENTITLEMENT, followed.entitlement, withheld, now, law)
    except ConditionFailed:
        raise VersionConflict from None


def is_as_owed(payment: Version[Payment], entitlement: Version[Entitlement]) -> bool:
    """Whether what was claimed is what is owed now: an amount may have changed, or whose share is
    held, though it be as much."""
    part, period, terms = payment.clear["part"], payment.clear["period"], entitlement.document
    owed = rules.due_fen(terms, part, period), _held_shares(terms, part, period)
    return owed == (payment.clear["amount_fen"], payment.document.held)


def attempts_before(run: Version[Run]) -> list[Version[Payment]]:
    """The attempts before that of a run of one; none before the run of a month, which pays what
    nobody tried to pay yet."""
    if "entitlement" not in run.clear:
        return []
    found = [kind.load(PAYMENT, line.reference) for line in store.lines(run.id)]
    return attempts_until(max(found, key=lambda one: one.attempt))[:-1] if found else []


def attempts_until(payment: Version[Payment]) -> list[Version[Payment]]:
    """A payment with the earlier attempts at the same part."""
    part = (payment.clear[name] for name in ("entitlement", "period", "part"))
    entitlement, period, name = part
    numbers = range(1, payment.attempt)
    before = [store.reference(entitlement, period, name, number) for number in numbers]
    return [*(kind.load(PAYMENT, one) for one in before), payment]


def is_still_to_pay(run: Version[Run], entitlement: Version[Entitlement], part: str) -> bool:
    """Whether a run of one still has to pay its part: it is owed, and nobody else pays, or did."""
    terms, period = entitlement.document, run.clear["period"]
    owed = rules.due_fen(terms, part, period) or _held_shares(terms, part, period)
    approved = run.clear.get("approved", 0)
    return bool(owed) and _claimable(run, entitlement, part, approved) is not None


def send(
    payment: Version[Payment], followed: FollowedEntitlement, sent_at: str, now: datetime, law: Law
) -> Version[Payment]:
    """Mark a claimed payment as given to the bank, or cancel it if its case may not be paid.

    The bank has it from `sent_at` on, which is now unless the tables were restored.
    Raises VersionConflict when the case moved on: its money may go elsewhere.
    """
    sent = replace(payment.document, sent_at=sent_at)
    try:
        if followed.may_be_paid(payment.clear["part"]):
            return _write(payment, "send", now, law, followed.unchanged, sent)
        return _write(payment, "cancel", now, law, followed.unchanged)
    except ConditionFailed:
        raise VersionConflict from None


def cancel(payment: Version[Payment], now: datetime, law: Law) -> Version[Payment]:
    """Give up a payment that was never sent."""
    return _write(payment, "cancel", now, law)


def mark_unknown(payment: Version[Payment], now: datetime, law: Law) -> Version[Payment]:
    """The bank has not said for too long what became of a payment: nobody knows."""
    return _write(payment, "lose", now, law)


def mark_doubtful(payment: Version[Payment], now: datetime, law: Law) -> Version[Payment]:
    """The bank says of a payment what nobody can book: finance asks it."""
    return _write(payment, "doubt", now, law)


def book(
    payment: Version[Payment], answer: BankAnswer, now: datetime, law: Law
) -> Version[Payment]:
    """Write down what the bank says became of a payment, and when."""
    at = instant_text(answer.at)
    booked = replace(payment.document, credited_at=at)
    if answer.status == "returned":
        booked = replace(payment.document, returned_at=at, reason=answer.reason)
    return _write(payment, OUTCOMES[answer.status], now, law, said=booked)


def _write(
    payment: Version[Payment],
    name: str,
    now: datetime,
    law: Law,
    checks: Sequence[Write] = (),
    said: Payment | None = None,
) -> Version[Payment]:
    state = state_after(PAYMENT.name, payment.state, name)
    after = Version(replace(payment.record, state=state), said or payment.document)
    items = [*checks, store.line_item(after), *_family_item(after)]
    return store.follows(PAYMENT, payment, Change(name, document=said, items=items), now, law)


def _family_item(payment: Version[Payment]) -> list[Write]:
    """What the family sees, sealed with the case; nothing before it was sent."""
    case_id = payment.clear["case_id"]
    key = None if payment.state in HIDDEN else sealing.find_key(cases.scope(case_id))
    if key is None:
        return []
    period, part = payment.clear["period"], payment.clear["part"]
    place = keys.payment(case_id, period, part, payment.attempt)
    said = payment.document
    details = {
        "decided_at": said.decided_at,
        "sent_at": said.sent_at,
        "credited_at": said.credited_at,
        "returned_at": said.returned_at,
        "reason": said.reason,
        "held_fen": sum(said.held.values()),
    }
    seen = {
        "reference": payment.id,
        "period": period,
        "part": part,
        "attempt": payment.attempt,
        "state": payment.state,
        "amount_fen": payment.clear["amount_fen"],
        "account_tail": store.tail(said),
        **{name: value for name, value in details.items() if value},
    }
    document = {**seen, "text": told(seen)}
    sealed = key.seal(place, "payment", FAMILY_SCHEMA, document)
    return [Write(place, {"kind": "payment", "schema": FAMILY_SCHEMA, "doc": sealed})]


def seen_by_family(case: Case) -> list[dict[str, Any]]:
    """Every payment of a case that was sent, as the family sees it, by period (one Query)."""
    items = table.query("cases", store_keys.row("case", case.id).pk, prefix="PAYMENT#")
    return [
        case.key.open(
            store_keys.Key("cases", item["pk"], item["sk"]),
            item["kind"],
            FAMILY_SCHEMA,
            item["doc"],
        )
        for item in items
    ]


def told(seen: Mapping[str, Any]) -> str:
    """A payment in a sentence, by what the family sees of it."""
    period, amount = month_words(Month.parse(seen["period"])), seen["amount_fen"]
    if rules.is_arrears(seen["part"]):
        period = say("payments.told_arrears", period=period)
    answered = {"credited": "credited_at", "returned": "returned_at"}
    at = seen.get(answered.get(seen["state"], "")) or seen["sent_at"]
    text = say(
        f"payments.told_{seen['state']}",
        period=period,
        amount=Fen(amount).yuan,
        tail=seen["account_tail"],
        day=day_words(day_of(parse_instant(at))),
        reason=say(f"payments.reason_{seen.get('reason') or 'none'}"),
    )
    held = seen.get("held_fen", 0)
    figures = {"whole": Fen(amount + held).yuan, "held": Fen(held).yuan}
    return text + (say("payments.told_held", **figures) if held else "")
