"""A household as it is declared: the shapes that applications and trial calculations share.

Amounts are integer fen; members are numbered from 0, the applicant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.platform.border import Border

MOST_MEMBERS = 20
MOST_FEN = 10**12

Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]
Count = Annotated[int, Field(ge=0, le=20)]
MemberIndex = Annotated[int, Field(ge=0, lt=MOST_MEMBERS)]
Setting = Literal["urban", "rural"]
Relation = Literal["applicant", "spouse", "child", "parent", "grandchild", "sibling", "other"]
DisabilityKind = Literal["physical", "visual", "hearing", "speech", "intellectual", "mental"]
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
    """What the law asks about one who lives in the family."""

    relation: Relation
    living_together_since: date | None = None
    student: bool = False
    works: bool = False
    disability: Disability | None = None
    grave_illness: bool = False
    absent: Literal["conscript", "prison", "missing", "clergy"] | None = None


def applicant_first(members: Sequence[Person]) -> bool:
    """Whether the first member, and no other, is the applicant, who is not away."""
    applicants = [n for n, one in enumerate(members) if one.relation == "applicant"]
    return applicants == [0] and not members[0].absent


class Income(Border):
    """What a member gets, by the month or by the year."""

    member: MemberIndex
    kind: IncomeKind
    amount_fen: Fen
    period: Literal["month", "year"] = "month"


class Property(Border):
    """What the family owns (57号, art. 14)."""

    deposits_fen: Fen = 0
    securities_fen: Fen = 0
    vehicles: Count = 0
    houses: Count = 0
    businesses: Count = 0


class Expense(Border):
    """Necessary spending of the last twelve months, after insurance."""

    kind: Literal["medical", "education", "rehabilitation", "other"]
    amount_fen: Fen
