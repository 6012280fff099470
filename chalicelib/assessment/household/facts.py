"""The facts of a household for the rules: declared, verified, and accepted by a person.

A verified amount is used instead of the declared one where it is larger. Where no department
answered, or it answered about somebody else, the topic is unknown until a person accepts the
declaration, and every condition that depends on it names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chalicelib.assessment.household.incomes import (
    assumed_kinds,
    incomes_of,
    never_counted,
    of_household,
)
from chalicelib.assessment.household.individual import MemberFinding, assess_individually
from chalicelib.assessment.household.members import (
    assessed_for_care,
    care,
    counted,
    household_member,
    may_have_refused_work,
)
from chalicelib.assessment.household.membership import (
    Membership,
    assumed_of,
    kinds,
    membership,
    number,
)
from chalicelib.assessment.household.property import owned
from chalicelib.assessment.household.support import support
from chalicelib.case.findings import OPEN, of_family, totals
from chalicelib.domain.dates import months_before
from chalicelib.domain.household import (
    SUPPORTERS_FROM,
    is_away,
    net_yearly_fen,
    registered_in,
    undeclared,
)
from chalicelib.policy import Figure, Parameters
from chalicelib.policy.pack import PlaceLaw

RECEIVES = "receives_dibao"
"""That a family receives dibao: field of the declaration, and item of civil affairs' answer."""
CONFINED = "imprisoned"
"""The figure of those in prison or in compulsory detoxification."""
GRACE = "grace_wage"
LEFT_OUT = "excluded_incomes"
SETTINGS = ("urban", "rural")
SPENDING = {"other": "other_spending"}
OPEN_CAUSE = "other"
"""The cause of hardship on which a person decides (社会救助暂行办法 第47条)."""


@dataclass(frozen=True)
class Facts:
    """What the rules are given: whole numbers by name (fen a year, fen, or counts).

    `unknown` are the topics that were neither declared nor verified, `unverified` the figures that
    no department verified in full, accepted by a person or not, each with its topic. `counted` are
    the numbers of the household's members, `persons` the findings by scheme where people are
    assessed individually, `has` the schemes that the family receives already, `assumed` the values
    without a public source that were used. `otherwise` is the same household in the other setting,
    where it is not known whether it counts as urban or rural.
    """

    day: date
    county: str
    setting: str
    figures: Mapping[str, int]
    unknown: frozenset[str] = frozenset()
    unverified: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, tuple[MemberFinding, ...]] = field(default_factory=dict)
    counted: tuple[int, ...] = ()
    has: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()
    otherwise: Facts | None = None


def facts_from(
    application: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]],
    opinion: Mapping[str, Any],
    day: date,
    parameters: Parameters,
) -> Facts:
    """The facts of an application, its household report and the township's opinion, on `day`.

    The opinion's `exemptions` take deposits away, its `accepts` let a declaration stand of whose
    figure no department verified all. `parameters` are the law of the day.
    """
    first, *others = [
        _facts(application, items, opinion, day, place)
        for place in places_of(application, parameters)
    ]
    return replace(first, otherwise=others[0]) if others else first


def places_of(application: Mapping[str, Any], parameters: Parameters) -> list[PlaceLaw]:
    """By which place's values the household is assessed: in both settings where it is not known."""
    setting = application.get("setting")
    county = registered_in(application)[:6]
    return [parameters.at(county, here) for here in ((setting,) if setting else SETTINGS)]


def _facts(
    application: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]],
    opinion: Mapping[str, Any],
    day: date,
    place: PlaceLaw,
) -> Facts:
    parameters = place.parameters
    members = _as_found(
        application["members"],
        totals(items, parameters.catalogue),
        _accepted(opinion, parameters),
    )
    household = membership(members, day, parameters)
    items = [item for item in items if item["member"] in household.counted]
    found = totals(items, parameters.catalogue)
    listed = [household_member(at, one, day, parameters) for at, one in enumerate(members)]
    persons = [one for one in listed if one.number in household.counted]
    people = counted(persons, sum(is_away(one, day) for one in members), parameters)
    incomes = incomes_of(application, found, day, place)
    needs_care, care_known = care(assessed_for_care(persons), parameters)
    relatives = support(application.get("supporters") or (), people["jobless_grave"] > 0, place)
    standing = application.get("standing") or {}
    receives = bool(standing.get(RECEIVES))
    individual = assess_individually(
        listed, household.counted, incomes, relatives.able, receives, place
    )
    family = of_family(found, parameters.catalogue)
    owns, vehicles_declared = owned(application["property"], family, opinion, parameters)
    figures = {
        **people,
        **needs_care,
        **of_household(incomes, household.counted, place),
        **_grace(application, household.counted, day, parameters),
        **relatives.figures,
        **individual.figures,
        **owns,
        **_spent(application.get("expenses") or (), people["grave"] > 0),
        **_standing(application, opinion, parameters),
    }
    topics = {
        "self_care": care_known and individual.care_known,
        "supporters": relatives.known,
        "vehicles": vehicles_declared,
        "members": household.known,
        "disability": all(one.graded for one in persons),
        "ability": not any(may_have_refused_work(one, parameters) for one in persons),
    }
    unknown = {topic for topic, known in topics.items() if not known}
    unknown |= set(_undeclared(application, opinion, household, people["grave"] > 0, place))
    unverified, accepted = _unverified(items, opinion, parameters)
    unknown |= {figure.topic for figure in unverified - accepted if figure.topic}
    return Facts(
        day=day,
        county=place.county,
        setting=place.setting,
        figures=figures,
        unknown=frozenset(unknown),
        unverified={one.code: one.topic for one in sorted(unverified, key=lambda one: one.code)},
        persons=individual.persons,
        counted=household.counted,
        assumed=frozenset({*assumed_kinds(incomes, parameters), *assumed_of(members, parameters)}),
        has=frozenset(standing.get("receives") or ()) | ({"dibao"} if receives else set()),
    )


def _unverified(
    items: Sequence[Mapping[str, Any]], opinion: Mapping[str, Any], parameters: Parameters
) -> tuple[set[Figure], set[Figure]]:
    """The figures of which no department verified all, and those that a person accepted so."""
    figure_of = parameters.catalogue.figure_of
    unverified = {
        figure_of[i["item"]] for i in items if i["status"] in OPEN and i["item"] in figure_of
    }
    accepted = _accepted(opinion, parameters)
    return unverified, {figure for figure in unverified if figure.code in accepted}


def _as_found(
    members: Sequence[Mapping[str, Any]],
    found: Mapping[tuple[str, int], int],
    accepted: Collection[str],
) -> list[Mapping[str, Any]]:
    """The declared members, with what departments answered about them.

    That is the grade of a disability where the family does not know it, and that somebody is
    confined, unless a person accepts with a reason what the family declared (57号, art. 7).
    """
    known = []
    for at, member in enumerate(members):
        disability, grade = member.get("disability"), found.get(("disability_grade", at))
        if disability and disability["grade"] is None and grade:
            member = {**member, "disability": {**disability, "grade": grade}}
        if found.get((CONFINED, at)) and CONFINED not in accepted:
            member = {**member, "absent": "prison", "absent_since": None, "absent_until": None}
        known.append(member)
    return known


def _accepted(opinion: Mapping[str, Any], parameters: Parameters) -> set[str]:
    """The figures of which a person accepted the declaration."""
    figure_of = parameters.catalogue.figure_of
    accepts = (one["item"] for one in opinion.get("accepts", []))
    return {figure_of[item].code for item in accepts if item in figure_of}


def _undeclared(
    application: Mapping[str, Any],
    opinion: Mapping[str, Any],
    household: Membership,
    grave: bool,
    place: PlaceLaw,
) -> Iterator[str]:
    """The topics that were not declared. Medical expenses matter where somebody is gravely ill; an
    income that no scheme counts matters for the hardship coefficient alone."""
    left_out = undeclared(application)
    yield from left_out
    if grave and "expenses" in left_out:
        yield "hardship_spending"
    if application.get("supporters") is None:
        yield "supporters"
    for income in application.get("incomes") or ():
        if income["amount_fen"] is None and income["member"] in household.counted:
            yield LEFT_OUT if income["kind"] in never_counted(place) else "incomes"
    if application.get("kind") == "urgent":
        cause = (application.get("standing") or {}).get("cause")
        open_ = cause == OPEN_CAUSE and not opinion.get("decision")
        yield from ["cause"] if not cause else ["special_hardship"] if open_ else []


def _grace(
    application: Mapping[str, Any], members: Sequence[int], day: date, parameters: Parameters
) -> dict[str, int]:
    """Net wages of new jobs in a family that receives dibao (民发〔2022〕83号 一（三）)."""
    since = months_before(day, number("grace.months", parameters))
    standing = application.get("standing") or {}
    new = [
        index
        for index in members
        if standing.get(RECEIVES)
        and (began := application["members"][index].get("employed_since"))
        and since < date.fromisoformat(began) <= day
    ]
    wages = sum(
        net_yearly_fen(income)
        for income in application.get("incomes") or ()
        if income["member"] in new and income["kind"] == "wage" and income["period"] != "once"
    )
    return {GRACE: wages}


def _spent(expenses: Sequence[Mapping[str, Any]], grave: bool) -> dict[str, int]:
    figures = dict.fromkeys(("medical", "education", "rehabilitation", "other_spending"), 0)
    for expense in expenses:
        figures[SPENDING.get(expense["kind"], expense["kind"])] += expense["amount_fen"]
    deductible = figures["medical"] + figures["rehabilitation"] if grave else 0
    return {**figures, "hardship_spending": deductible}


def _standing(
    application: Mapping[str, Any], opinion: Mapping[str, Any], parameters: Parameters
) -> dict[str, int]:
    """Benefits that the family receives, and the cause of its hardship; on an open cause whoever
    proposes the grant decides."""
    standing = application.get("standing") or {}
    cause = standing.get("cause")
    return {
        "receiving": int(bool(standing.get(RECEIVES))),
        "urgent": int(application.get("kind") == "urgent"),
        "special_hardship": int(cause == OPEN_CAUSE and opinion.get("decision") == "propose_grant"),
        "urgent_cause": int(cause in kinds("temporary_aid.urgent_cause", parameters)),
        "same_cause": int(cause is not None and cause in standing.get("aided_causes", ())),
    }


def confirmed_by_department(
    application: Mapping[str, Any], items: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The application, receiving dibao only where civil affairs answered so about a member.

    A new job leaves a benefit that is received in force for a grace period (民发〔2022〕83号
    一（三）); a declaration alone does not prove that one is received.
    """
    received = any(
        one["item"] == RECEIVES and one["status"] == "verified" and bool(one["value"])
        for one in items
        if one["member"] < SUPPORTERS_FROM
    )
    standing = {**(application.get("standing") or {}), RECEIVES: received}
    return {**application, "standing": standing}


__all__ = ["Facts", "confirmed_by_department", "facts_from"]
