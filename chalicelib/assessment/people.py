"""Who counts as a member, and how the law sees each of them: ages, grades, work, care.

Pure. What the law says of ages, grades and absences comes from the pack; this module only looks
at one person after the other and counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain import identity
from chalicelib.policy import Parameters

OLDEST_AGE = 80
INFANT_AGE = 3
BEYOND_SCHOOL_AGE = 15


@dataclass(frozen=True)
class Person:
    """A member who counts, as the rules see one; `told` is what was declared."""

    told: Mapping[str, Any]
    age: int
    minor: bool
    elder: bool
    grave_disabled: bool
    unable: bool

    @property
    def grave_ill(self) -> bool:
        """Whether a grave illness was declared."""
        return bool(self.told["grave_illness"])

    @property
    def works(self) -> bool:
        """Whether the person has a job."""
        return bool(self.told["works"])


def age_of(member: Mapping[str, Any], day: date) -> int:
    """Full years: a trial calculation gives the day of birth, an application the number."""
    return identity.age_of(member, day)


def counts(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool:
    """Whether somebody is a member of the household living together (57号, art. 7).

    Whoever is away in a way that the pack names does not count. A spouse, a minor, and a grown
    child who studies or is gravely impaired always do; others must have lived together for the
    years that the pack names, a child or parent of whom no day is told always has.
    """
    if member.get("absent") in kinds("household.not_counted", parameters):
        return False
    minor = age_of(member, day) < years("household.child_age", parameters)
    if member["relation"] in {"applicant", "spouse"} or minor or _dependent(member, parameters):
        return True
    since = member.get("living_together_since")
    if since is None:
        return member["relation"] in {"child", "parent"}
    together = date.fromisoformat(since)
    needed = years("household.coliving_years", parameters)
    return (together.year + needed, together.month, together.day) <= (day.year, day.month, day.day)


def _dependent(member: Mapping[str, Any], parameters: Parameters) -> bool:
    """A grown child who cannot live independently: studies, or is gravely disabled or ill."""
    impaired = member["grave_illness"] or as_grave_as("single_person.grade", member, parameters)
    return member["relation"] == "child" and bool(member["student"] or impaired)


def person_of(member: Mapping[str, Any], day: date, parameters: Parameters) -> Person:
    """A member as the rules see one on `day`; without labour ability as in 43号, art. 5."""
    age = age_of(member, day)
    elder = age >= years("tekun.elder_age", parameters)
    child = age < years("tekun.child_age", parameters)
    return Person(
        told=member,
        age=age,
        minor=age < years("household.child_age", parameters),
        elder=elder,
        grave_disabled=as_grave_as("single_person.grade", member, parameters),
        unable=elder or child or as_grave_as("tekun.grade", member, parameters),
    )


def as_grave_as(name: str, person: Mapping[str, Any], parameters: Parameters) -> bool:
    """Whether the grade is at least as grave as the one that `name` gives for its kind.

    A kind of disability for which the law gives no grade is never grave enough.
    """
    disability = person.get("disability") or {}
    named = (v for v in parameters.every(name) if v.holds({"kind": disability.get("kind", "")}))
    limit = next(named, None)  # a city's own comes first
    grade = disability.get("grade")
    return limit is not None and grade is not None and grade <= int(limit.amount)


def kinds(name: str, parameters: Parameters) -> frozenset[str]:
    """The kinds that the pack lists under a name."""
    return frozenset(str(value.amount) for value in parameters.every(name))


def years(name: str, parameters: Parameters) -> int:
    """A whole number of the pack: years, months or a count."""
    return int(parameters.value(name).amount)


def counted(persons: Sequence[Person], away: int, parameters: Parameters) -> dict[str, int]:
    """How many members are what the rules ask about."""
    until, since = years("labour.until", parameters), years("labour.from", parameters)
    able = [one for one in persons if since <= one.age < until and not one.unable]
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
        "idle": [not (one.works or one.told["student"]) for one in able],
        "refusers": [_refused(one, parameters) for one in persons],
        "grave": [one.grave_ill or one.grave_disabled for one in persons],
        "grave_disabled": [one.grave_disabled for one in persons],
        "grave_ill": [one.grave_ill for one in persons],
        "ill_earners": [one.grave_ill and since <= one.age < until for one in persons],
        "ill_minors": [one.grave_ill and one.minor for one in persons],
        "mild_disabled": [bool(_grade(one)) and not one.grave_disabled for one in persons],
        "disabled_minors": [bool(_grade(one)) and one.minor for one in persons],
        "jobless_grave": [
            one.grave_disabled and not (one.minor or one.works) for one in persons
        ],
        "central": [bool(one.told.get("in_institution")) for one in persons],
    }  # fmt: skip
    figures = {name: sum(map(bool, answers)) for name, answers in asked.items()}
    family = {"size": len(persons), "minors": minors, "away": away}
    return {**family, **figures, "single_parent": int(adults == 1 and minors > 0)}


def _grade(person: Person) -> int:
    return int((person.told.get("disability") or {}).get("grade", 0))


def _refused(person: Person, parameters: Parameters) -> bool:
    """Suitable work refused so often that the person's share stops (57号, art. 34)."""
    return int(person.told.get("refused_work", 0)) >= years("refusal.times", parameters)


def care(persons: Sequence[Person], parameters: Parameters) -> tuple[dict[str, int], bool]:
    """How much care members need by the six items (43号, art. 22), and whether all is told.

    It is asked of grown members without labour ability, of all where nobody has any.
    """
    every = all(one.unable for one in persons)
    asked = [one for one in persons if one.unable and (every or not one.minor)]
    told = [one.told.get("self_care_failed") for one in asked]
    failed = [one for one in told if one is not None]
    half, none = years("self_care.half_from", parameters), years("self_care.none_from", parameters)
    figures = {
        "care_none": sum(one >= none for one in failed),
        "care_half": sum(half <= one < none for one in failed),
        "care_self": sum(one < half for one in failed),
    }
    return figures, len(failed) == len(told)
