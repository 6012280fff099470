"""What the records of money seal (records/document.py). Amounts are integer fen, months "YYYY-MM",
people look-up hashes; what was never said is empty. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

from chalicelib.payments.formats.bankfile import LineFault
from chalicelib.records.document import Document, Step


@dataclass(frozen=True)
class AmountChange:
    """Another amount from a month on, for these people."""

    from_month: str
    amount_fen: int
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hold:
    """The share of a person who was reported dead: its state, and once it lapsed in which month the
    person died.

    Of a death that was settled by mistake: the months that were `lost` with it, and by how much
    others were `less`.
    """

    person: str
    state: str
    died_in: str = ""
    lost: tuple[str, ...] = ()
    less: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrears:
    """What is paid later under a part of its own, with which month, and `of` which months and
    people it is."""

    part: str
    period: str
    fen: int
    of: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Terms(Document):
    """What is owed: an amount a month for people from a month on, `later` amounts, the shares that
    are held, what was `withheld` of months of which nothing else was owed, what is paid later, and
    the month `over_from` which on nothing is owed, once that is known."""

    amount_fen: int
    from_month: str
    people: tuple[str, ...] = ()
    later: tuple[AmountChange, ...] = ()
    holds: tuple[Hold, ...] = ()
    withheld: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    arrears: tuple[Arrears, ...] = ()
    over_from: str = ""


@dataclass(frozen=True, kw_only=True)
class PaidTo(Document):
    """The account to which money goes, whose it is with the masked name for lists, and who of the
    staff confirmed it, if it was changed.

    `holder` is the name as the bank writes it; a clerk gives it where the bank asks for it.
    """

    account: str = field(repr=False)
    bank: str
    name: str = field(repr=False)
    label: str
    account_by: str = ""
    holder: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Entitlement(Terms, PaidTo):
    """What a case grants, and to whom it is paid; when and by whom that was decided.

    `account_since` is when the family last named another account.
    """

    decided_at: str
    deciders: tuple[str, ...]
    account_since: str = ""


@dataclass(frozen=True, kw_only=True)
class Payment(PaidTo):
    """What is paid once, to whom, by whose decision; the shares that are held of it, when it was
    sent, and what the bank said when: of what came back also the code of why."""

    decided_at: str
    deciders: tuple[str, ...]
    held: Mapping[str, int] = field(default_factory=dict)
    sent_at: str = ""
    credited_at: str = ""
    returned_at: str = ""
    reason: str = ""


P = TypeVar("P", bound=PaidTo)


@dataclass(frozen=True)
class Run(Document):
    """What a run seals: the account, or the name alone, that a clerk gave for what is paid again;
    nothing where it goes to the family's."""

    account: str = field(default="", repr=False)
    bank: str = ""
    holder: str = field(default="", repr=False)

    @property
    def gives(self) -> bool:
        """Whether an account or a name was given."""
        return bool(self.account or self.holder)

    def instead(self, family: P) -> P:
        """To whom it is paid: what was given instead of the family's own."""
        if self.account:
            return replace(family, **vars(self))
        return replace(family, holder=self.holder) if self.holder else family


@dataclass(frozen=True)
class NewAccount:
    """An account that a finance clerk gives instead of the one that sent the money back."""

    number: str = field(repr=False)
    bank: str


@dataclass(frozen=True)
class HeldBy:
    """Which clerk held a release, and why."""

    by: str
    reason: str


@dataclass(frozen=True)
class DecisionDetails(Document):
    """What a finance clerk gives with a decision: why, and of a returned line where else it
    goes."""

    reason: str = ""
    account: NewAccount | None = None
    holder: str = field(default="", repr=False)


@dataclass(frozen=True)
class StoredRelease(DecisionDetails):
    """What is to be released: how many lines, their sum, and who had a part in them already.

    `because` is the code of why it needs a second person or came back, `held` who held the run
    before. `decided_by` decided with what is said; "" as long as nobody did.
    """

    count: int = 0
    sum_fen: int = 0
    deciders: tuple[str, ...] = ()
    because: str = ""
    held: HeldBy | None = None
    decided_by: str = ""


def _faults_by_name(sealed: Mapping[str, Any]) -> dict[str, Any]:
    names = ("row", "code", "reference")
    faults = [dict(zip(names, one, strict=True)) for one in sealed["faults"]]
    return {**sealed, "faults": faults}


@dataclass(frozen=True)
class Discrepancy(Document):
    """What nobody can book of a file of the bank, of how many lines in all, and what came of it.

    `decided_by` asked the bank, and says as the reason what it answered.
    """

    EARLIER: ClassVar[tuple[Step, ...]] = (_faults_by_name,)

    file: str
    count: int
    faults: tuple[LineFault, ...]
    decided_by: str = ""
    reason: str = ""
