"""Who is a member of the household by law (57号, art. 7).

Pure. What the law says of ages, grades, years and absences comes from the pack; what follows for
one who is listed is yes, no, or not known yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.household import is_away
from chalicelib.domain.identity import age_of, full_years
from chalicelib.policy import Parameters

NO_DUTY = frozenset({"other"})
"""Kinships between which the law knows no duty of support: friends, in-laws, nephews."""

ALWAYS_TOGETHER = frozenset({"child", "parent", "grandchild"})
"""Relations for which no date means: has always lived with the family."""

COUPLE = frozenset({"applicant", "spouse"})
INDEPENDENT = "independent_child"
"""How a pack names grown children who live on their own means, where it does not count them."""


@dataclass(frozen=True)
class Membership:
    """The numbers of those who count, and of those of whom it is not known yet."""

    counted: tuple[int, ...]
    unsure: tuple[int, ...]
    complete: bool

    @property
    def known(self) -> bool:
        """Whether the household is known: all who are listed, and that nobody is missing."""
        return self.complete and not self.unsure


def membership(
    members: Sequence[Mapping[str, Any]], day: date, parameters: Parameters
) -> Membership:
    """The household among those who are listed.

    It is not complete where the applicant is married and no spouse is listed: a spouse counts
    wherever registered or living.
    """
    answers = [counts(one, day, parameters) for one in members]
    listed = any(one["relation"] == "spouse" for one in members)
    return Membership(
        counted=tuple(at for at, answer in enumerate(answers) if answer),
        unsure=tuple(at for at, answer in enumerate(answers) if answer is None),
        complete=listed or members[0].get("marital") != "married",
    )


def counts(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool | None:
    """Whether somebody is a member of the household on `day`; None where that is not known.

    Whoever died, was found to have left the family, or is away in a way that the pack names, does
    not count. A spouse, a minor child, and a grown child who cannot live independently do wherever
    they live; others to whom the law gives a duty of support must have lived together for the years
    that the pack names.
    """
    gone = member.get("died_on") or member.get("left_on")
    if gone or is_left_out(member, day, parameters):
        return False
    relation = member["relation"]
    if relation in COUPLE:
        return True
    if relation == "child":
        dependent = is_dependent(member, day, parameters)
        if dependent is not False:
            return dependent
        if INDEPENDENT in kinds("household.not_counted", parameters) and _of_working_age(
            member, day, parameters
        ):
            return False
    if relation in NO_DUTY or member.get("lives_elsewhere"):
        return False
    return _long_together(member, day, parameters)


def _long_together(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool | None:
    since = member.get("living_together_since")
    if since is None:
        return True if member["relation"] in ALWAYS_TOGETHER else None
    needed = number("household.coliving_years", parameters)
    return full_years(date.fromisoformat(since), day) >= needed


def is_left_out(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool:
    """Whether an absence takes somebody out of the household, long enough where the law says so.

    Without a first day the absence counts as long enough.
    """
    kind = str(member.get("absent") or "")
    if kind not in kinds("household.not_counted", parameters) or not is_away(member, day):
        return False
    needed = [v for v in parameters.every("household.absent_years") if v.holds({"kind": kind})]
    since = member.get("absent_since")
    if not needed or since is None:
        return True
    return full_years(date.fromisoformat(since), day) >= int(needed[0].amount)


def is_dependent(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool | None:
    """Whether a child is a minor, or grown and cannot live independently (57号, art. 7).

    That is who studies up to a first degree, or is gravely disabled or ill; None where the grade
    is not known.
    """
    studies = member["student"] and member.get("studies") != "beyond_first_degree"
    minor = age_of(member, day) < number("household.child_age", parameters)
    if minor or studies or member["grave_illness"]:
        return True
    return as_grave_as("single_person.grade", member, parameters)


def _of_working_age(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool:
    return age_of(member, day) < number("labour.until", parameters)


def as_grave_as(name: str, person: Mapping[str, Any], parameters: Parameters) -> bool | None:
    """Whether the grade is at least as grave as the one that `name` gives for its kind.

    A kind of disability for which the law gives no grade is never grave enough; None where the
    law gives one and the person's is not known.
    """
    disability = person.get("disability")
    if not disability:
        return False
    named = (v for v in parameters.every(name) if v.holds({"kind": disability["kind"]}))
    limit = next(named, None)  # a city's own comes first
    if limit is None:
        return False
    grade = disability["grade"]
    return None if grade is None else bool(grade <= int(limit.amount))


def assumed_of(members: Sequence[Mapping[str, Any]], parameters: Parameters) -> Iterator[str]:
    """The values without a public source that may bear on who of those listed counts."""
    if any(one["relation"] not in COUPLE for one in members):
        if parameters.is_assumed("household.coliving_years"):
            yield "household.coliving_years"
        if any(one.status == "assumed" for one in parameters.every("household.not_counted")):
            yield "household.not_counted"


def kinds(name: str, parameters: Parameters) -> frozenset[str]:
    """The kinds that the pack lists under a name."""
    return frozenset(str(value.amount) for value in parameters.every(name))


def number(name: str, parameters: Parameters) -> int:
    """A whole number of the pack: years, months or a count."""
    return int(parameters.value(name).amount)
