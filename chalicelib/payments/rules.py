"""What is owed, what may be claimed, whether a run adds up: pure decisions on amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.dates import Month, day_of, end_of_day, instant_text, start_of_day
from chalicelib.domain.errors import Broken
from chalicelib.payments.formats.bankfile import BankAnswer
from chalicelib.payments.formats.documents import Terms
from chalicelib.payments.parts import shares
from chalicelib.payments.states import AT_BANK

NINE = timedelta(hours=9)
REGULAR = "regular"
RECEIVED = ("receiving", "rechecking", "grace", "noticing_end", "leaving", "ended")
"""The states of a case in which its benefit is paid: after its end for the months before it."""


@dataclass(frozen=True)
class Attempt:
    """The newest attempt to pay one part, and the state of that payment."""

    attempt: int
    state: str
    payment: str = ""


@dataclass(frozen=True)
class PaymentLine:
    """A payment among the lines of its run: where it stands, its amount, who decided in its case.

    `account_by` is who confirmed the account, where the family changed it. `sent_at` and
    `answered_at` are instants as text: when it was given to the bank, and when what the bank last
    said of it happened; empty before.
    """

    reference: str
    state: str
    amount_fen: int
    deciders: tuple[str, ...] = ()
    entitlement: str = ""
    account_by: str = ""
    sent_at: str = ""
    answered_at: str = ""


@dataclass(frozen=True)
class Balance:
    """What was ordered from the bank and what became of it, in fen."""

    ordered_fen: int = 0
    paid_fen: int = 0
    returned_fen: int = 0

    @property
    def difference_fen(self) -> int:
        """What was ordered from the bank and has not been answered."""
        return self.ordered_fen - self.paid_fen - self.returned_fen

    def __add__(self, other: Balance) -> Balance:
        return Balance(
            self.ordered_fen + other.ordered_fen,
            self.paid_fen + other.paid_fen,
            self.returned_fen + other.returned_fen,
        )


ORDERED = AT_BANK | {"credited", "returned"}
CLOCKS_DIFFER = timedelta(minutes=10)  # the bank's clock may be so far ahead of ours


def is_one_off(part: str) -> bool:
    """Whether a part is an instalment of one-off aid rather than a month of a benefit."""
    return part.startswith("instalment-")


def is_arrears(part: str) -> bool:
    """Whether a part is what was held of a benefit, and paid later."""
    return part.startswith(shares.ARREARS)


def payable_states(part: str) -> tuple[str, ...]:
    """The states of a case in which a line of it may be claimed and sent.

    A benefit is paid while it is received, and its months before the end after it as well. One-off
    aid is paid also while the papers of urgent aid are completed and reviewed after it was paid,
    and once it is closed.
    """
    if is_one_off(part):
        return ("waiting", "verifying", "post_reviewing", "receiving", "closed")
    if is_arrears(part):
        return (*RECEIVED, "confirming")
    return RECEIVED


def next_attempt(held: Attempt | None, approved: bool = False) -> int | None:
    """The number of the attempt that may be claimed now; None while nothing may be.

    At most one attempt is neither returned nor cancelled, and what was credited is never claimed
    again, so no more is paid than owed. After a return a person must have approved.
    """
    if held is None:
        return 1
    if held.state == "cancelled" or (held.state == "returned" and approved):
        return held.attempt + 1
    return None


def granted_fen(amount_fen: int) -> int:
    """The amount that a decision grants; Broken("payments.no_amount") unless it is above zero."""
    if amount_fen <= 0:
        raise Broken("payments.no_amount")
    return amount_fen


def due_fen(terms: Terms, part: str, period: str) -> int:
    """What an entitlement owes for a period and part: nothing before its first month (57号, 25),
    and nothing from its end on."""
    if is_arrears(part):
        return shares.arrears_fen(terms, part)
    first, month = Month.parse(terms.from_month), Month.parse(period)
    if part != REGULAR:
        return terms.amount_fen if month == first else 0
    return shares.regular_fen(terms, period) if month >= first else 0


def balance(lines: Iterable[PaymentLine]) -> Balance:
    """The books of some payments; one that was never sent is in none of the figures."""
    found = Balance()
    for line in lines:
        if line.state in ORDERED:
            found += Balance(
                line.amount_fen,
                line.amount_fen if line.state == "credited" else 0,
                line.amount_fen if line.state == "returned" else 0,
            )
    return found


def fault_of(line: PaymentLine | None, answer: BankAnswer, now: datetime) -> str:
    """The code of why nobody can book what the bank says of a line; "" where it can be true.

    It is about what was never ordered, about another amount, or of a time before the money was
    sent or yet to come. Money may come back after it arrived, and not arrive after it came back.
    """
    at = instant_text(answer.at)
    if line is None or line.state not in ORDERED:
        return "payments.line_not_ordered"
    if answer.amount_fen != line.amount_fen:
        return "payments.line_other_amount"
    if at < line.sent_at:
        return "payments.line_before_sending"
    if at > instant_text(now + CLOCKS_DIFFER):
        return "payments.line_in_future"
    return "payments.line_contradicts" if _contradicts(line, answer.status, at) else ""


def _contradicts(line: PaymentLine, status: str, at: str) -> bool:
    if not line.answered_at:
        return False
    arrives_after = line.state == "returned" and status == "credited" and at > line.answered_at
    back_before = line.state == "credited" and status == "returned" and at < line.answered_at
    return arrives_after or back_before


def is_new(line: PaymentLine, answer: BankAnswer) -> bool:
    """Whether an answer says more than is known: the first one, or that money came back."""
    return line.state in AT_BANK or (line.state, answer.status) == ("credited", "returned")


def run_check(period: str, now: datetime) -> datetime:
    """When a month's run is built: at nine in Shanghai on its first day, or now if that is past."""
    return max(now, start_of_day(Month.parse(period).first_day) + NINE)


def next_morning(now: datetime) -> datetime:
    """Nine in Shanghai on the day after `now`."""
    return end_of_day(day_of(now)) + NINE
