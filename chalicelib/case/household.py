"""A household as it is declared: the shapes that applications and trial calculations share.

Amounts are integer fen; members are numbered from 0, the applicant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.platform.models import ApiModel
from chalicelib.platform.models.fields import Date, Reason, fault

MOST_MEMBERS = 20
MOST_FOUND = 40
"""So many incomes of a household, and schools, are found at once."""
MOST_FEN = 10**12

FenAmount = Annotated[int, Field(ge=0, le=MOST_FEN)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Count = Annotated[int, Field(ge=0, le=20)]
MemberIndex = Annotated[int, Field(ge=0, lt=MOST_MEMBERS)]
Setting = Literal["urban", "rural"]
Relation = Literal[
    "applicant", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other"
]
DisabilityKind = Literal["physical", "visual", "hearing", "speech", "intellectual", "mental"]
Absence = Literal["conscript", "prison", "compulsory_rehabilitation", "missing", "clergy"]
Cause = Literal["fire", "accident", "illness", "education", "death", "disaster", "other"]
VehicleKind = Literal["car", "commercial", "farm", "motorcycle", "mobility_aid"]
Recognition = Literal["tekun", "marginal", "single_person", "rigid_expenditure"]
IncomeKind = Literal[
    "wage",
    "business",
    "property",
    "maintenance",
    "pension",
    "basic_pension",
    "unemployment",
    "other_transfer",
    "other",
    "old_age_allowance",
    "medical_insurance",
    "disability_subsidy",
    "veteran_benefit",
    "family_planning_award",
    "scholarship",
    "bravery_award",
    "social_assistance",
]


class Disability(ApiModel):
    """A disability certificate's kind and grade (1 is the gravest; none where it is not known)."""

    kind: DisabilityKind
    grade: Annotated[int, Field(ge=1, le=4)] | None = None


class Person(ApiModel):
    """What the law asks about one who lives in the family, or belongs to it.

    `living_together_since` is left out of a child or parent who always has; `lives_elsewhere` says
    that the person belongs to the family and lives in another place, `registered_area` where the
    register has them, if not with the household; `marital` is left out where it is not known.
    `student` means full time; `studies` beyond a first degree is not study in the law's sense
    (57号, art. 7). `employed_since` is the day a new job began; `refused_work` how often in a row
    suitable work was refused without reason; `self_care_failed` how many of the six items (43号,
    art. 21) the person cannot do alone, as the family sees it (an application for tekun is decided
    by what two people saw); `in_institution` that a home gives the tekun care.
    `absent_since` and `absent_until` are the first and the last day of an absence.
    """

    relation: Relation
    living_together_since: Date | None = None
    lives_elsewhere: bool = False
    registered_area: AreaCode | None = None
    marital: Literal["single", "married", "divorced", "widowed"] | None = None
    student: bool = False
    studies: Literal["up_to_first_degree", "beyond_first_degree"] | None = None
    works: bool = False
    employed_since: Date | None = None
    refused_work: Count = 0
    disability: Disability | None = None
    grave_illness: bool = False
    self_care_failed: Annotated[int, Field(ge=0, le=6)] | None = None
    in_institution: bool = False
    absent: Absence | None = None
    absent_since: Date | None = None
    absent_until: Date | None = None

    @model_validator(mode="after")
    def _absence_has_a_kind(self) -> Person:
        dated = [name for name in ("absent_since", "absent_until") if getattr(self, name)]
        if dated and self.absent is None:
            raise fault("form.absence_without_kind", f"/{dated[0]}")
        return self


class Income(ApiModel):
    """What a member gets, by the month, by the year, or once, on the day `received`.

    The amount is left out where it is known that there is such an income and not how much.
    `costs_fen`, of the same period, is what the law takes off first: running costs and
    depreciation of a business, tax, social insurance, maintenance paid (57号, art. 13).
    """

    member: MemberIndex
    kind: IncomeKind
    amount_fen: FenAmount | None = None
    costs_fen: FenAmount = 0
    period: Literal["month", "year", "once"] = "month"
    received: Date | None = None

    @model_validator(mode="after")
    def _once_on_a_day(self) -> Income:
        if (self.period == "once") != (self.received is not None):
            raise fault("form.received_once", "/received")
        return self


def check_people(members: Sequence[Person], incomes: Sequence[Income]) -> None:
    """Fault unless the first member, and no other, is the applicant, who is not away, and every
    income is one of the members'.
    """
    applicants = [at for at, one in enumerate(members) if one.relation == "applicant"]
    if 0 not in applicants:
        raise fault("form.applicant_first", "/members/0/relation")
    if len(applicants) > 1:
        raise fault("form.nobody_else_applies", f"/members/{applicants[1]}/relation")
    if members[0].absent:
        raise fault("form.applicant_away", "/members/0/absent")
    for at, income in enumerate(incomes):
        check_listed(income.member, members, f"/incomes/{at}/member")


def check_listed(member: int | None, members: Sequence[Person], pointer: str) -> None:
    """Fault at `pointer` where a member is named who is not in the list."""
    if member is not None and member >= len(members):
        raise fault("form.member_not_listed", pointer)


class IncomeFinding(ApiModel):
    """What a member gets of one kind, as the office found it, and on what that rests; nothing where
    it ended. `since` is the day on which a new job began."""

    member: MemberIndex
    kind: IncomeKind
    amount_fen: FenAmount
    costs_fen: FenAmount = 0
    period: Literal["month", "year"] = "month"
    since: Date | None = None
    source: Reason


class Vehicle(ApiModel):
    """A motor vehicle by its kind and its value today; no value where that is not known."""

    kind: VehicleKind
    value_fen: FenAmount | None = None


class Property(ApiModel):
    """What the family owns (57号, art. 14); what is left out is not declared, and is none of
    nothing.

    `vehicles` is how many motor vehicles there are; `vehicle_details` describes them, as far as
    anybody does: a vehicle that is not described counts as a car.
    """

    deposits_fen: FenAmount | None = None
    securities_fen: FenAmount | None = None
    vehicles: Count | None = None
    vehicle_details: Annotated[list[Vehicle], Field(max_length=20)] | None = None
    houses: Count | None = None
    businesses: Count | None = None


class Supporter(ApiModel):
    """A relative outside the household who owes its members support by law.

    `income_fen` is the yearly income of the supporter's own household of `household_size`,
    `own_income_fen` what of it is the supporter's own, and `supports` how many people the supporter
    has to support; an income that is not known is left out. `recognised` says which aid the
    supporter gets, `hindered` why none can be asked for (43号, art. 8).
    """

    relation: Literal["child", "parent", "grandchild", "grandparent", "sibling", "spouse"]
    age: Annotated[int, Field(ge=0, le=150)]
    income_fen: FenAmount | None = None
    own_income_fen: FenAmount | None = None
    household_size: Annotated[int, Field(ge=1, le=MOST_MEMBERS)] = 1
    supports: Annotated[int, Field(ge=1, le=20)] = 1
    disability: Disability | None = None
    recognised: Literal["tekun", "dibao"] | None = None
    hindered: Literal["incapable", "missing", "prison"] | None = None
    property_within_limits: bool = True


class ReceivedBenefits(ApiModel):
    """What the family already has, and what befell it.

    `receives_dibao` matters for the line at which aid ends and for grace after a new job;
    `receives` names what else it has been recognised for; `cause` and `aided_causes` (those aided
    this calendar year) matter for aid once per cause.
    """

    receives_dibao: bool = False
    receives: Annotated[list[Recognition], Field(max_length=4)] = []
    cause: Cause | None = None
    aided_causes: Annotated[list[Cause], Field(max_length=20)] = []


class Expense(ApiModel):
    """Necessary spending of the last twelve months, after insurance."""

    kind: Literal["medical", "education", "rehabilitation", "other"]
    amount_fen: FenAmount
