"""How the law sees each member who counts: ages, grades, work, care.

Pure. What the law says of ages and grades comes from the pack; this module only looks at one
person after the other and counts.
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
class Person:
    """One who is listed, as the rules see them; `told` is what was declared.

    Whose grade is not known is not gravely disabled yet, and `graded` says so. Who is `kept` was
    received in tekun as a minor (43号, art. 24).
    """

    number: int
    told: Mapping[str, Any]
    age: int
    minor: bool
    elder: bool
    grave_disabled: bool
    unable: bool
    graded: bool
    kept: bool = False

    @property
    def is_received(self) -> bool:
        """Whether tekun looks after the person: without labour ability, or kept as a minor."""
        return self.unable or self.kept

    @property
    def grave_ill(self) -> bool:
        """Whether a grave illness was declared."""
        return bool(self.told["grave_illness"])

    @property
    def grave(self) -> bool:
        """Whether gravely disabled or gravely ill (57号, art. 8)."""
        return self.grave_ill or self.grave_disabled

    @property
    def works(self) -> bool:
        """Whether the person has a job."""
        return bool(self.told["works"])


def person_of(at: int, member: Mapping[str, Any], day: date, parameters: Parameters) -> Person:
    """Number `at` of those listed, on `day`; without labour ability as in 43号, art. 5."""
    age = age_of(member, day)
    elder = age >= number("tekun.elder_age", parameters)
    child = age < number("tekun.child_age", parameters)
    grave = as_grave_as("single_person.grade", member, parameters)
    impaired = as_grave_as("tekun.grade", member, parameters)
    return Person(
        number=at,
        told=member,
        age=age,
        minor=age < number("household.child_age", parameters),
        elder=elder,
        grave_disabled=bool(grave),
        unable=elder or child or bool(impaired),
        graded=None not in (grave, impaired),
        kept=_is_kept(member, day, parameters),
    )


def _is_kept(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool:
    since = member.get("tekun_since")
    if since is None:
        return False
    return minors.stays_entitled(member, date.fromisoformat(since), day, parameters)


def counted(persons: Sequence[Person], away: int, parameters: Parameters) -> dict[str, int]:
    """How many members are what the rules ask about."""
    until, since = number("labour.until", parameters), number("labour.from", parameters)
    able = [one for one in persons if since <= one.age < until and not one.unable]
    idle = [one for one in able if not (one.works or one.told["student"])]
    adults = sum(not one.minor for one in persons)
    minors = len(persons) - adults
    asked = {
        "infants": [one.age < INFANT_AGE for one in persons],
        "students": [one.told["student"] for one in persons],
        "students_beyond": [
            one.told["student"] and one.age >= BEYOND_SCHOOL_AGE for one in persons
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


def is_jobless_grave(person: Person) -> bool:
    """Whether grown, without work and gravely disabled (83号, 一（一）)."""
    return person.grave_disabled and not (person.minor or person.works)


def _disabled(person: Person) -> bool:
    return bool(person.told.get("disability"))


def _refused(person: Person, parameters: Parameters) -> bool:
    """Suitable work refused so often in a row that the share stops (57号, art. 34)."""
    return int(person.told.get("refused_work", 0)) >= number("refusal.times", parameters)


def refused_perhaps(person: Person, parameters: Parameters) -> bool:
    """Whether it depends on a grade that is not known whether refusals of work count."""
    return not person.graded and not person.works and _refused(person, parameters)


def in_care(persons: Sequence[Person]) -> list[Person]:
    """Of whom it is asked which care they need: grown members without labour ability.

    Where nobody has any it is asked of children too.
    """
    every = all(one.unable for one in persons)
    return [one for one in persons if one.unable and (every or not one.minor)]


def care(asked: Sequence[Person], parameters: Parameters) -> tuple[dict[str, int], bool]:
    """How many need which care by the six items (43号, art. 22), and whether all is told."""
    told = [one.told.get("self_care_failed") for one in asked]
    levels = [self_care.level(one, parameters) for one in told if one is not None]
    figures = {f"care_{level}": levels.count(level) for level in ("none", "half", "self")}
    return figures, len(levels) == len(told)
