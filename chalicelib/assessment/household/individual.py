"""Schemes that assess people individually: tekun (43号) and the single person (57号, art. 8).

Pure. Each member is assessed by their own income and by who owes them support, in the household
and outside it. In one household some members may be eligible and others not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.assessment.household.incomes import Yearly, own_income
from chalicelib.assessment.household.members import HouseholdMember, care, is_jobless_grave
from chalicelib.assessment.household.membership import COUPLE, NO_DUTY, number
from chalicelib.assessment.household.support import is_weak
from chalicelib.domain.household import MONTHS
from chalicelib.policy.pack import PlaceLaw

GENERATION = {"grandparent": -2, "parent": -1, "grandchild": 2, "child": 1}
"""How far below the applicant a kinship is; the applicant, spouse and siblings are beside."""
NO_DUTY_BETWEEN = (
    {"spouse", "parent"}, {"spouse", "sibling"}, {"spouse", "grandparent"},
    {"sibling", "child"}, {"sibling", "grandchild"},
)  # fmt: skip
"""Kin by marriage alone, and uncles and nephews: the law knows no duty between them."""


@dataclass(frozen=True)
class MemberFinding:
    """The result for one member: the code of the condition that fails, "" where none does."""

    member: int
    fails: str = ""


@dataclass(frozen=True)
class IndividualResult:
    """Figures by name, findings by scheme, and whether the level of care is known of everybody."""

    figures: Mapping[str, int]
    persons: Mapping[str, tuple[MemberFinding, ...]]
    care_known: bool


def assess_individually(
    listed: Sequence[HouseholdMember],
    members: Sequence[int],
    incomes: Sequence[Yearly],
    able_outside: int,
    receives_dibao: bool,
    place: PlaceLaw,
) -> IndividualResult:
    """Assess the `members` (numbers); everybody `listed` may owe them support."""
    line = MONTHS * int(place.number("dibao.standard"))
    persons = [one for one in listed if one.number in members]
    by_tekun, by_dibao = (
        {one.number: own_income(incomes, one.number, place, name) for one in listed}
        for name in ("tekun.excluded", "income.excluded")
    )
    without_income = [one for one in persons if one.in_tekun and by_tekun[one.number] < line]
    kin = _Kin(listed, by_dibao, receives_dibao, place)
    cared_for = [] if able_outside else kin.unsupported(without_income)
    needs_care, care_known = care(cared_for, place.parameters)
    grave = [one for one in persons if one.grave]
    grave_without_income = [one for one in grave if by_dibao[one.number] < line]
    figures = {
        "poor": len(without_income),
        "cared_for": len(cared_for),
        **{f"tekun_{name}": count for name, count in needs_care.items()},
        "central": sum(bool(one.declared.get("in_institution")) for one in cared_for),
        "tekun_income": min((by_tekun[one.number] for one in persons if one.in_tekun), default=0),
        "grave_poor": len(grave_without_income),
        "jobless_poor": sum(is_jobless_grave(one) for one in grave_without_income),
        "grave_income": min((by_dibao[one.number] for one in grave), default=0),
    }
    tekun = {
        one.number: "no_source_of_income" if one.in_tekun else "no_labour_ability"
        for one in persons
    }
    tekun |= {one.number: "no_able_supporter" for one in without_income}
    tekun |= {one.number: "" for one in cared_for}
    single = {one.number: "gravely_impaired" for one in persons}
    single |= {one.number: "own_income" for one in grave}
    single |= {one.number: "" for one in grave_without_income}
    by_scheme = {"tekun": tekun, "single_person": single}
    return IndividualResult(
        figures,
        {
            scheme: tuple(map(MemberFinding, fails, fails.values()))
            for scheme, fails in by_scheme.items()
        },
        care_known,
    )


class _Kin:
    """The people of an application as relatives of each other, who may owe each other support."""

    def __init__(
        self,
        listed: Sequence[HouseholdMember],
        own: Mapping[int, int],
        receives_dibao: bool,
        place: PlaceLaw,
    ) -> None:
        self.listed = listed
        self.able = {
            one.number: not one.minor and not self._unable(one, own, receives_dibao, place)
            for one in listed
        }

    def _unable(
        self, one: HouseholdMember, own: Mapping[int, int], receives_dibao: bool, place: PlaceLaw
    ) -> bool:
        """Whether 43号, art. 8 lets a relative at home be asked for nothing."""
        if one.declared.get("absent") in {"prison", "missing"}:
            return True
        elder = one.age >= number("support.dibao_age", place.parameters)
        disposable = int(place.number("place.disposable_income"))
        weak = is_weak(one.declared, one.age, place)
        return (receives_dibao and elder) or bool(weak and own[one.number] < disposable)

    def unsupported(self, people: Sequence[HouseholdMember]) -> list[HouseholdMember]:
        """Those of the `people` (without labour ability and income) whom nobody at home can
        support.

        Whoever is in tekun cannot be asked for support (43号, art. 8(1)): so the people are checked
        again until nobody more is found whom another one can support.
        """
        left = list(people)
        while True:
            asked = [one for one in self.listed if one not in left and self.able[one.number]]
            remaining = [one for one in left if not any(owes(other, one) for other in asked)]
            if len(remaining) == len(left):
                return remaining
            left = remaining


def owes(supporter: HouseholdMember, person: HouseholdMember) -> bool:
    """Whether a grown relative owes somebody support by law (民法典 第1059、1067、1074、1075条).

    Spouses owe it each other, children and grandchildren their parents and grandparents; these,
    and siblings, owe it minors, and parents their grown children who cannot live independently.
    """
    one, other = supporter.declared["relation"], person.declared["relation"]
    if one in NO_DUTY or other in NO_DUTY or {one, other} in NO_DUTY_BETWEEN:
        return False
    below = GENERATION.get(one, 0) - GENERATION.get(other, 0)
    if below > 0:
        return True
    if below < 0:
        return person.minor or (below == -1 and person.grave)
    return _married(one, other) or person.minor


def _married(one: str, other: str) -> bool:
    """A couple: the applicant's, or two parents, or two grandparents."""
    return {one, other} == COUPLE or (one == other and one in {"parent", "grandparent"})
