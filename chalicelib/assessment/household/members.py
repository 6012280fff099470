"""The members of a household as the rules see them: age, grade of disability, work, care.

Pure. Limits of ages and grades come from the policy pack; this module looks at one person after
the other and counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.assessment.household.membership import as_grave_as, number
from chalicelib.case import minors, self_care
from chalicelib.domain.identity import age_of
from chalicelib.policy import Parameters

OLDEST_AGE = 80
INFANT_AGE = 3
BEYOND_SCHOOL_AGE = 15


@dataclass(frozen=True)
class HouseholdMember:
    """Somebody in the application, as the rules see them; `declared` is their declaration.

    `graded` is false where the grade of a disability is not known, which then does not count as
    grave. Whoever was admitted to tekun as a minor stays in it (`stays_in_tekun`, 43号, art. 24).
    """

    number: int
    declared: Mapping[str, Any]
    age: int
    minor: bool
    elder: bool
    grave_disabled: bool
    unable: bool
    graded: bool
    stays_in_tekun: bool = False

    @property
    def in_tekun(self) -> bool:
        """Whether tekun may support the person: no labour ability, or admitted as a minor."""
        return self.unable or self.stays_in_tekun

    @property
    def grave_ill(self) -> bool:
        """Whether a grave illness was declared."""
        return bool(self.declared["grave_illness"])

    @property
    def grave(self) -> bool:
        """Whether gravely disabled or gravely ill (57号, art. 8)."""
        return self.grave_ill or self.grave_disabled

    @property
    def works(self) -> bool:
        """Whether the person has a job."""
        return bool(self.declared["works"])


def household_member(
    at: int, member: Mapping[str, Any], day: date, parameters: Parameters
) -> HouseholdMember:
    """Member number `at` of the application, on `day`; labour ability as in 43号, art. 5."""
    age = age_of(member, day)
    elder = age >= number("tekun.elder_age", parameters)
    child = age < number("tekun.child_age", parameters)
    grave = as_grave_as("single_person.grade", member, parameters)
    impaired = as_grave_as("tekun.grade", member, parameters)
    return HouseholdMember(
        number=at,
        declared=member,
        age=age,
        minor=age < number("household.child_age", parameters),
        elder=elder,
        grave_disabled=bool(grave),
        unable=elder or child or bool(impaired),
        graded=None not in (grave, impaired),
        stays_in_tekun=_stays_in_tekun(member, day, parameters),
    )


def _stays_in_tekun(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool:
    since = member.get("tekun_since")
    if since is None:
        return False
    return minors.stays_entitled(member, date.fromisoformat(since), day, parameters)


def counted(
    persons: Sequence[HouseholdMember], away: int, parameters: Parameters
) -> dict[str, int]:
    """The number of members by what the rules ask: figures by name."""
    until, since = number("labour.until", parameters), number("labour.from", parameters)
    able = [one for one in persons if since <= one.age < until and not one.unable]
    idle = [one for one in able if not (one.works or one.declared["student"])]
    adults = sum(not one.minor for one in persons)
    minors = len(persons) - adults
    asked = {
        "infants": [one.age < INFANT_AGE for one in persons],
        "students": [one.declared["student"] for one in persons],
        "students_beyond": [
            one.declared["student"] and one.age >= BEYOND_SCHOOL_AGE for one in persons
        ],
        "elders": [one.elder for one in persons],
        "oldest": [one.age >= OLDEST_AGE for one in persons],
        "able": [True for _ in able],
        "unable": [one.unable for one in persons],
        "working": [one.works for one in persons],
        "idle": [True for _ in idle],
        "refusers": [_refused(one, parameters) for one in idle],
        "grave": [one.grave for one in persons],
        "grave_disabled": [one.grave_disabled for one in persons],
        "grave_ill": [one.grave_ill for one in persons],
        "ill_earners": [one.grave_ill and since <= one.age < until for one in persons],
        "ill_minors": [one.grave_ill and one.minor for one in persons],
        "mild_disabled": [_disabled(one) and not one.grave_disabled for one in persons],
        "disabled_minors": [_disabled(one) and one.minor for one in persons],
        "jobless_grave": [is_jobless_grave(one) for one in persons],
    }  # fmt: skip
    figures = {name: sum(map(bool, answers)) for name, answers in asked.items()}
    family = {"size": len(persons), "minors": minors, "away": away}
    return {**family, **figures, "single_parent": int(adults == 1 and minors > 0)}


def is_jobless_grave(person: HouseholdMember) -> bool:
    """Whether grown, without work and gravely disabled (83号, 一（一）)."""
    return person.grave_disabled and not (person.minor or person.works)


def _disabled(person: HouseholdMember) -> bool:
    return bool(person.declared.get("disability"))


def _refused(person: HouseholdMember, parameters: Parameters) -> bool:
    """Suitable work refused so often in a row that the share stops (57号, art. 34)."""
    return int(person.declared.get("refused_work", 0)) >= number("refusal.times", parameters)


def may_have_refused_work(person: HouseholdMember, parameters: Parameters) -> bool:
    """Whether it depends on a grade that is not known whether refusals of work count."""
    return not person.graded and not person.works and _refused(person, parameters)


def assessed_for_care(persons: Sequence[HouseholdMember]) -> list[HouseholdMember]:
    """The members whose level of care is assessed: adults without labour ability.

    Where nobody has labour ability, children too.
    """
    every = all(one.unable for one in persons)
    return [one for one in persons if one.unable and (every or not one.minor)]


def care(asked: Sequence[HouseholdMember], parameters: Parameters) -> tuple[dict[str, int], bool]:
    """How many need which level of care by the six items (43号, art. 22), and whether that is
    known of everybody."""
    failed = [one.declared.get("self_care_failed") for one in asked]
    levels = [self_care.level(one, parameters) for one in failed if one is not None]
    figures = {f"care_{level}": levels.count(level) for level in ("none", "half", "self")}
    return figures, len(levels) == len(failed)
