"""What is reported of deaths and changes, and what staff decide (certification's API models)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.case.contract import VersionedDecision
from chalicelib.case.household import MOST_FOUND, MOST_MEMBERS, IncomeFinding, MemberIndex
from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import (
    TO_FAMILY,
    Date,
    IdentityNumber,
    Name,
    Reason,
    Text,
    fault,
)

CAME = frozenset({"born", "married", "moved_in"})
"""How somebody comes into a family; otherwise somebody leaves it."""
BORN_AS = frozenset({"child", "grandchild", "sibling", "other"})
"""As what somebody is born into the family of an applicant."""
Kinship = Literal["spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other"]


class DeathReport(ApiModel):
    """A death that a source has registered: of whom, and on which day.

    The signature is HMAC-SHA256 with the source's key over "DEATH", "/{source}", and the SHA-256
    (hexadecimal) of identity number, line feed and day. Reporting the same again changes nothing.
    """

    identity_number: IdentityNumber
    died_on: Date
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class DeathReceipt(ApiModel):
    """The report was received; nothing more is said, so that nobody learns who receives aid."""

    received: Literal[True] = True
    next: str


class DeathFinding(ApiModel):
    """What came of looking into death number `death` of the case, and on what that rests.

    `died_on` is the day that was found, of whoever died.
    """

    death: Annotated[int, Field(ge=0, le=99)]
    finding: Literal["dead", "alive"]
    died_on: Date | None = None
    grounds: Reason


class DeathCheck(VersionedDecision):
    """What the township found: one finding for every death that waits to be looked into."""

    deaths: Annotated[list[DeathFinding], Field(min_length=1, max_length=20)]


class HouseholdMove(ApiModel):
    """Who came into the family or left it, how, and on which day.

    Who came is named, with the kinship to the applicant; who left by the number in the application.
    """

    how: Literal["born", "married", "moved_in", "divorced", "moved_out"]
    on: Date
    name: Name | None = None
    relation: Kinship | None = None
    member: MemberIndex | None = None

    @model_validator(mode="after")
    def _named_or_listed(self) -> HouseholdMove:
        came = self.how in CAME
        if came and self.name is None:
            raise fault("change.name_of_who_came", "/name")
        if came and self.relation is None:
            raise fault("change.name_of_who_came", "/relation")
        if came == (self.member is not None):
            raise fault("change.number_of_who_left", "/member")
        return self


class ReportedChange(ApiModel):
    """What changed while a benefit is received, in the words of whoever reports it; of the number
    of people also who came or left.

    Of what staff report the family reads the kind alone.
    """

    kind: Literal[
        "household", "self_care", "labour", "income", "property", "supporter", "prison", "own_will"
    ]
    words: Text
    people: Annotated[list[HouseholdMove], Field(max_length=MOST_MEMBERS)] = []

    @model_validator(mode="after")
    def _people_of_a_household(self) -> ReportedChange:
        if (self.kind == "household") != bool(self.people):
            raise fault("change.people_of_household", "/people")
        return self


class SchoolFinding(ApiModel):
    """Whether a member is at school up to the secondary, and on what that rests (43号, art. 24)."""

    member: MemberIndex
    attends: bool
    source: Reason


class MembershipFinding(ApiModel):
    """Whether a member still belongs to the household, since when, and on what that rests
    (57号, art. 7)."""

    member: Annotated[int, Field(ge=1, lt=MOST_MEMBERS)]
    belongs: bool
    since: Date
    source: Reason


class HouseholdFindings(ApiModel):
    """What the office found of a household: it takes the place of what was declared of that."""

    incomes: Annotated[list[IncomeFinding], Field(max_length=MOST_FOUND)] = []
    schools: Annotated[list[SchoolFinding], Field(max_length=MOST_FOUND)] = []
    members: Annotated[list[MembershipFinding], Field(max_length=MOST_FOUND)] = []


class BenefitReview(VersionedDecision):
    """What came of examining a benefit, and why: it stays as it is, its amount is calculated anew,
    or it ends, on a ground of the law (43号, art. 23 to 25; 57号, art. 31 and 32). What is
    calculated rests on what was `found`. An end for property says why it is so `although` the
    household is calculated to be within the lines, where it is."""

    decision: Literal["keep", "propose_change", "propose_end"]
    ground: Literal["labour", "prison", "income", "property", "supporter", "own_will"] | None = None
    found: HouseholdFindings | None = None
    although: Reason | None = None
    reason: Annotated[Reason, TO_FAMILY]

    @model_validator(mode="after")
    def _ground_of_an_end(self) -> BenefitReview:
        if (self.decision == "propose_end") != (self.ground is not None):
            raise fault("change.ground_of_end", "/ground")
        if self.decision == "keep" and self.found is not None:
            raise fault("change.found_of_proposal", "/found")
        if self.although is not None and self.ground != "property":
            raise fault("change.although_of_property", "/although")
        return self


class BenefitDecision(VersionedDecision):
    """Whether what the township proposes of a benefit is so, or it looks again, and why."""

    decision: Literal["confirm", "check_again"]
    reason: Reason


class DeathAnswer(ApiModel):
    """Why the day of death number `death` stands, although something is asked about it."""

    death: Annotated[int, Field(ge=0, le=99)]
    question: Literal["before_application", "late"]
    reason: Reason


class Restoration(VersionedDecision):
    """Death number `death` of the case was settled by mistake: the person lives, and on what that
    rests."""

    death: Annotated[int, Field(ge=0, le=99)]
    reason: Reason


class DeathDecision(VersionedDecision):
    """Whether the findings stand, or the township looks again, and why.

    `answers` has one for every question about a day (`asked` of the death in the case).
    """

    decision: Literal["confirm", "check_again"]
    reason: Reason
    answers: Annotated[list[DeathAnswer], Field(max_length=40)] = []
