"""A household as it is declared: the shapes that applications and trial calculations share.

Amounts are integer fen; members are numbered from 0, the applicant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from chalicelib.platform.border import Border
from chalicelib.platform.fields import fault

MOST_MEMBERS = 20
MOST_FEN = 10**12

Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]
Count = Annotated[int, Field(ge=0, le=20)]
MemberIndex = Annotated[int, Field(ge=0, lt=MOST_MEMBERS)]
Setting = Literal["urban", "rural"]
Relation = Literal["applicant", "spouse", "child", "parent", "grandchild", "sibling", "other"]
DisabilityKind = Literal["physical", "visual", "hearing", "speech", "intellectual", "mental"]
Cause = Literal["fire", "accident", "illness", "education", "death", "disaster", "other"]
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
    "disability_subsidy",
    "veteran_benefit",
    "family_planning_award",
    "scholarship",
    "bravery_award",
    "social_assistance",
]


class Disability(Border):
    """A disability certificate's kind and grade (1 is the gravest)."""

    kind: DisabilityKind
    grade: Annotated[int, Field(ge=1, le=4)]


class Person(Border):
    """What the law asks about one who lives in the family.

    `living_together_since` is left out of a child or parent who always has; `student` means full
    time, up to a first degree; `employed_since` the day a new job began; `refused_work` how often
    suitable work was refused without reason; `self_care_failed` how many of the six items (43号,
    art. 21) the person cannot do alone; `in_institution` that a home gives the tekun care.
    """

    relation: Relation
    living_together_since: date | None = None
    student: bool = False
    works: bool = False
    employed_since: date | None = None
    refused_work: Count = 0
    disability: Disability | None = None
    grave_illness: bool = False
    self_care_failed: Annotated[int, Field(ge=0, le=6)] | None = None
    in_institution: bool = False
    absent: Literal["conscript", "prison", "missing", "clergy"] | None = None


class Income(Border):
    """What a member gets, by the month, by the year, or once, on the day `received`.

    `costs_fen`, of the same period, is what the law takes off first: running costs and
    depreciation of a business, tax, social insurance, maintenance paid (57号, art. 13).
    """

    member: MemberIndex
    kind: IncomeKind
    amount_fen: Fen
    costs_fen: Fen = 0
    period: Literal["month", "year", "once"] = "month"
    received: date | None = None

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


class Property(Border):
    """What the family owns (57号, art. 14)."""

    deposits_fen: Fen = 0
    securities_fen: Fen = 0
    vehicles: Count = 0
    houses: Count = 0
    businesses: Count = 0


class Supporter(Border):
    """A relative outside the household who owes its members support by law.

    `income_fen` is the yearly income of the supporter's own household of `household_size`, and
    `supports` how many people the supporter has to support. `recognised` says which aid the
    supporter gets, `hindered` why none can be asked for (43号, art. 8).
    """

    relation: Literal["child", "parent", "grandchild", "grandparent", "sibling", "spouse"]
    age: Annotated[int, Field(ge=0, le=150)]
    income_fen: Fen
    household_size: Annotated[int, Field(ge=1, le=MOST_MEMBERS)] = 1
    supports: Annotated[int, Field(ge=1, le=20)] = 1
    disability: Disability | None = None
    recognised: Literal["tekun", "dibao"] | None = None
    hindered: Literal["incapable", "missing", "prison"] | None = None
    property_within_limits: bool = True


class Standing(Border):
    """What the family already has, and what befell it.

    `receives_dibao` matters for the line at which aid ends and for grace after a new job; `cause`
    and `aided_causes` (those aided this calendar year) for aid once per cause.
    """

    receives_dibao: bool = False
    cause: Cause | None = None
    aided_causes: Annotated[list[Cause], Field(max_length=20)] = []


class Expense(Border):
    """Necessary spending of the last twelve months, after insurance."""

    kind: Literal["medical", "education", "rehabilitation", "other"]
    amount_fen: Fen
