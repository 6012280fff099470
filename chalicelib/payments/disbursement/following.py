"""An entitlement as its case has it now: what the benefit comes to, whose shares are held, its end.

Whatever is claimed or sent is decided from here, and what is sent committed only where the case has
not moved on since: all that an entitlement owes follows from it. So a worker needs no reaction to
have come before it, and a death or an end wins or loses whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.case import benefit, deaths
from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.case.states import ENDS
from chalicelib.domain.dates import month_of
from chalicelib.payments import rules, store
from chalicelib.payments.formats.documents import AmountChange, Entitlement, Hold
from chalicelib.payments.parts import shares
from chalicelib.payments.store import ENTITLEMENT
from chalicelib.platform.store import writing
from chalicelib.platform.store.table import Write
from chalicelib.records import kind
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law


@dataclass(frozen=True)
class FollowedEntitlement:
    """An entitlement updated from its case, and that version of the case."""

    entitlement: Version[Entitlement]
    case: Case

    @property
    def unchanged(self) -> list[Write]:
        """The condition that the case is still as it was read."""
        return [writing.unchanged(self.case.record)]

    def may_be_paid(self, part: str) -> bool:
        """Whether the case stands where a line of the part may be claimed and sent; one-off aid
        only where somebody is left to whom it goes."""
        payable = self.case.record.state in rules.payable_states(part)
        return payable and not self._is_for_nobody(part)

    def is_over(self, part: str, period: str) -> bool:
        """Whether nothing of the part is owed for the period, now or ever."""
        if rules.is_arrears(part):
            return False
        if rules.is_one_off(part):
            over = self.case.state in ENDS or self._is_for_nobody(part)
            return over and not self.may_be_paid(part)
        return shares.is_over(self.entitlement.document, period)

    def _is_for_nobody(self, part: str) -> bool:
        return rules.is_one_off(part) and not deaths.living(self.case.document)


def follow(entitlement_id: str, now: datetime, law: Law) -> FollowedEntitlement:
    """Update an entitlement from its case as it is now.

    VersionConflict where it was changed meanwhile.
    """
    return follow_case(*found(entitlement_id), now, law)


def found(entitlement_id: str) -> tuple[Version[Entitlement], Case]:
    """An entitlement, and its case as it is after that: never an older one."""
    entitlement = kind.load(ENTITLEMENT, entitlement_id)
    return entitlement, cases.load(entitlement.clear["case_id"], anew=True)


def follow_case(
    found: Version[Entitlement], case: Case, now: datetime, law: Law
) -> FollowedEntitlement:
    """As `follow`, for an entitlement and its case as they were `found`."""
    if found.state == "complete":
        return FollowedEntitlement(found, case)
    deciders = tuple(sorted({*found.document.deciders, *case.document.decided}))
    terms = replace(_terms(found, case, now), deciders=deciders)
    if terms != found.document:
        found = store.follows(ENTITLEMENT, found, Change("follow", document=terms), now, law)
    return FollowedEntitlement(found, case)


def _terms(entitlement: Version[Entitlement], case: Case, now: datetime) -> Entitlement:
    """What the entitlement owes by what its case knows; arrears of what was held and is owed.
    One-off aid is owed as it was granted."""
    terms = entitlement.document
    if rules.is_one_off(entitlement.clear["part"]):
        return terms
    changes = case.doc("benefit").get("changes", ())
    later = [
        AmountChange(one["from_month"], one["amount_fen"], tuple(one["people"])) for one in changes
    ]
    terms = shares.adjusted(terms, later, benefit.over_from(case))
    if holds := [_as_held(one) for one in deaths.reported(case.document)]:
        held = shares.with_holds(terms, holds)
        held_by_month = store.held_shares(entitlement.id, held, month_of(now).next)
        terms = shares.with_settled(held, holds, held_by_month, str(month_of(now)))
    return terms


def _as_held(death: Mapping[str, Any]) -> Hold:
    """What a death means for the share of who died: held, or as it was settled."""
    person = death["person"]
    if death["stage"] != deaths.SETTLED:
        return Hold(person, deaths.REPORTED)
    if death["finding"] == deaths.ALIVE:
        lost, less = tuple(death.get("lost", ())), death.get("less", {})
        return Hold(person, shares.RELEASED, lost=lost, less=less)
    return Hold(person, shares.LAPSED, died_in=death["died_on"][:7])
