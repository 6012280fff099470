"""What a finance clerk sees and decides (the API models of payments). Amounts are integer fen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import AccountNumber, BankName, Name, Reason


class NewAccount(ApiModel):
    """Another account of the same person, where the first one sent the money back."""

    bank: BankName
    number: AccountNumber


class Release(ApiModel):
    """A clerk's decision on a run or a returned line, with the count and sum that they saw.

    `holder` is the name of the account's holder as the bank writes it, for a returned line; it
    changes the order to the bank alone.
    """

    decision: Literal["release", "hold"]
    reason: Reason
    count: Annotated[int, Field(ge=1, le=10**6)]
    sum_fen: Annotated[int, Field(ge=1, le=10**13)]
    account: NewAccount | None = None
    holder: Name | None = None


class ReleaseLine(ApiModel):
    """What waits for a finance clerk: a run as it was built, or a line that came back.

    `reason_words` say why the line came back, or why another person must look at the run.
    `due_note` says that the day is provisional, where it is. Of what a clerk held `held_by` is who,
    and `held_words` say why and when it is asked for again.
    """

    release_id: str
    about: Literal["run", "returned"]
    period: str
    count: int
    sum_fen: int
    due: str
    due_note: str
    state: str
    reason_words: str
    held_by: str
    held_words: str


class Releases(ApiModel):
    """What waits, the most urgent first."""

    releases: list[ReleaseLine]


class PaymentLineView(ApiModel):
    """A line of a run: masked name, end of the account, amount, where it stands.

    `holder` is the name that a clerk gave for the bank, in full, since another compares it.
    `account_note` warns of a card number whose check digit does not hold; empty where it does.
    """

    reference: str
    label: str
    account_tail: str
    account_note: str
    holder: str
    amount_fen: int
    state: str


class ReleaseView(ReleaseLine):
    """A release with a page of its lines; `next` is the reference after which more follow."""

    lines: list[PaymentLineView]
    next: str | None


class Unanswered(ApiModel):
    """Orders of one file that the bank has not answered for, and when we look or ask again."""

    count: int
    sum_fen: int
    sent_at: str
    next_check_at: str


class Books(ApiModel):
    """What was ordered for a county's period and what became of it."""

    county: str
    period: str
    ordered_fen: int
    paid_fen: int
    returned_fen: int
    difference_fen: int
    unanswered: list[Unanswered]


class StatementFault(ApiModel):
    """A line of a statement that nobody can book (0: the whole file), and why."""

    row: int
    words: str


class DiscrepancyLine(ApiModel):
    """A file of the bank with what of it cannot be booked; `count` lines, of which the first 50 are
    listed."""

    discrepancy_id: str
    file: str
    period: str
    count: int
    faults: list[StatementFault]
    due: str
    due_note: str
    state: str


class Discrepancies(ApiModel):
    """What waits to be asked of the bank, the most urgent first."""

    discrepancies: list[DiscrepancyLine]


class Settlement(ApiModel):
    """What came of asking the bank."""

    reason: Reason
