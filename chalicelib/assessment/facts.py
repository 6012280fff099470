"""The facts of a household that the rules judge: declared, found, and what a person accepted.

What a department verified counts ahead of what was declared where it is more. Silence, and an
answer about somebody else, leave the topic unknown until a person accepts the declaration, and
are named in every condition that rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.assessment.people import (
    Person,
    as_grave_as,
    care,
    counted,
    counts,
    kinds,
    person_of,
    years,
)
from chalicelib.case.found import OPEN, of_family, totals
from chalicelib.domain.dates import months_before
from chalicelib.domain.household import MONTHS, net_yearly_fen, yearly_fen
from chalicelib.policy import Catalogue, Parameters

TOPICS = {"deposits_fen": "deposits", "securities_fen": "deposits"}
"""What a figure of the property is asked for as, where it is not its own name."""

FACT_OF_INCOME = {
    "property": "rents",
    "other_transfer": "transfers",
    "other": "other_income",
}
"""The fact that a kind of income adds to, where it is not its own name."""
INCOMES = ("wage", "business", "rents", "pension", "basic_pension", "maintenance", "unemployment",
           "transfers", "other_income", "excluded_income")  # fmt: skip
SPENDING = {"other": "other_spending"}


@dataclass(frozen=True)
class Facts:
    """What the rules are given: whole numbers by name (fen a year, fen, or counts).

    `unknown` are the topics that nobody told or verified, `unverified` the departments' figures
    that stay open, accepted by a person or not, each with its topic.
    """

    day: date
    county: str
    setting: str
    figures: Mapping[str, int]
    unknown: frozenset[str] = frozenset()
    unverified: Mapping[str, str] = field(default_factory=dict)


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
    told = application["members"]
    members = [index for index, one in enumerate(told) if counts(one, day, parameters)]
    persons = [person_of(told[index], day, parameters) for index in members]
    needs_care, care_told = care(persons, parameters)
    place = (application["registered_area"][:6], application["setting"])
    items = [item for item in items if item["member"] in members]
    people = counted(persons, sum(bool(one.get("absent")) for one in told), parameters)
    grave = people["grave"] > 0
    found = totals(items, parameters.catalogue)
    figures = {
        **people,
        **needs_care,
        **_incomes(application, found, members, day, parameters),
        **_grace(application, members, day, parameters),
        **_support(application.get("supporters") or (), place, parameters),
        **_owned(application["property"], of_family(found, parameters.catalogue), opinion),
        **_spent(application["expenses"] or (), grave),
        **_standing(application, parameters),
    }
    unknown = set(_untold(application, grave)) | (set() if care_told else {"self_care"})
    figure_of = parameters.catalogue.figure_of
    left = {figure_of[i["item"]] for i in items if i["status"] in OPEN and i["item"] in figure_of}
    accepted = {figure_of.get(one["item"]) for one in opinion.get("accepts", [])}
    unknown |= {figure.topic for figure in left - accepted if figure.topic}
    unverified = {one.code: one.topic for one in sorted(left, key=lambda one: one.code)}
    return Facts(day, *place, figures, frozenset(unknown), unverified)


def _untold(application: Mapping[str, Any], grave: bool) -> Iterator[str]:
    """The topics that were left out; what illness costs matters where somebody is gravely ill."""
    if grave and application["expenses"] is None:
        yield "hardship_spending"
    for topic in ("incomes", "expenses", "supporters"):
        if application.get(topic) is None:
            yield topic
    for name, value in application["property"].items():
        if value is None:
            yield TOPICS.get(name, name)
    standing = application.get("standing") or {}
    if application.get("kind") == "urgent" and not standing.get("cause"):
        yield "cause"


def _incomes(
    application: Mapping[str, Any],
    found: Mapping[tuple[str, int], int],
    members: Sequence[int],
    day: date,
    parameters: Parameters,
) -> dict[str, int]:
    """Net incomes of the year by fact, with what was found beyond the declared (57号, art. 13)."""
    figures = dict.fromkeys(INCOMES, 0)
    excluded = kinds("income.excluded", parameters)
    for income in application["incomes"] or ():
        if income["member"] in members and _in_period(income, day, parameters):
            figures[_fact_of(income["kind"], excluded)] += net_yearly_fen(income)
    for kind, beyond in _found_beyond(application["incomes"] or (), found, parameters.catalogue):
        figures[_fact_of(kind, excluded)] += beyond
    return figures


def _fact_of(kind: str, excluded: frozenset[str]) -> str:
    if kind in excluded:
        return "excluded_income"
    fact = FACT_OF_INCOME.get(kind, kind)
    return fact if fact in INCOMES else "transfers"


def _in_period(income: Mapping[str, Any], day: date, parameters: Parameters) -> bool:
    """What came once counts if it came in the months before the month of application."""
    if income["period"] != "once":
        return True
    until = day.replace(day=1)
    since = months_before(until, years("reference.months", parameters))
    return since <= date.fromisoformat(income["received"]) < until


def _found_beyond(
    incomes: Sequence[Mapping[str, Any]],
    found: Mapping[tuple[str, int], int],
    catalogue: Catalogue,
) -> Iterator[tuple[str, int]]:
    """What was found of each kind of income beyond what was declared (fen a year)."""
    kinds = {one.code: one.declared for one in catalogue.figures if one.meaning == "income"}
    for (figure, member), value in found.items():
        if figure not in kinds:
            continue
        declared = sum(
            yearly_fen(income)
            for income in incomes
            if income["member"] == member and income["kind"] in kinds[figure]
        )
        yield kinds[figure][0], max(0, value - declared)


def _grace(
    application: Mapping[str, Any], members: Sequence[int], day: date, parameters: Parameters
) -> dict[str, int]:
    """Wages of new jobs in a family that receives dibao (民发〔2022〕83号 一（三）)."""
    since = months_before(day, years("grace.months", parameters))
    standing = application.get("standing") or {}
    new = [
        index
        for index in members
        if standing.get("receives_dibao")
        and (began := application["members"][index].get("employed_since"))
        and since < date.fromisoformat(began) <= day
    ]
    wages = sum(
        net_yearly_fen(income)
        for income in application["incomes"] or ()
        if income["member"] in new and income["kind"] == "wage" and income["period"] != "once"
    )
    return {"grace_wage": wages}


def _support(
    supporters: Sequence[Mapping[str, Any]], place: tuple[str, str], parameters: Parameters
) -> dict[str, int]:
    """Supporters, those able (43号, art. 8), and what their income leaves for whom they support."""
    able = [one for one in supporters if not unable(one, place, parameters)]
    exempt = kinds("support.exempt_relation", parameters)
    elder = years("support.exempt_age", parameters)
    owing = [one for one in able if one["relation"] not in exempt and one["age"] < elder]
    standard = int(parameters.at(*place).number("dibao.standard"))
    left = [
        max(0, one["income_fen"] - standard * MONTHS * one["household_size"]) // one["supports"]
        for one in owing
    ]
    return {"supporters": len(owing), "supporters_able": len(able), "support_base": sum(left)}


def unable(supporter: Mapping[str, Any], place: tuple[str, str], parameters: Parameters) -> bool:
    """Whether a supporter cannot be asked for support (43号, art. 8)."""
    recognised, age = supporter.get("recognised"), supporter["age"]
    if recognised == "tekun":
        return True
    if recognised == "dibao" and age >= years("support.dibao_age", parameters):
        return True
    if not supporter["property_within_limits"]:
        return False
    disposable = int(parameters.at(*place).number("place.disposable_income"))
    low = supporter["income_fen"] < disposable * supporter["household_size"]
    weak = age >= years("support.elder_age", parameters) or as_grave_as(
        "support.grade", supporter, parameters
    )
    return supporter.get("hindered") is not None or (weak and low)


def _owned(
    declared: Mapping[str, Any], found: Mapping[str, int], opinion: Mapping[str, Any]
) -> dict[str, int]:
    """What the family owns: of what it declared and what was found the larger."""
    exempted = sum(
        e["amount_fen"] for e in opinion.get("exemptions", ()) if e["item"] == "deposits"
    )
    held = (declared["deposits_fen"] or 0) + (declared["securities_fen"] or 0)
    return {
        "deposits": max(0, max(held, found.get("deposits", 0)) - exempted),
        **{
            name: max(declared[name] or 0, found.get(name, 0))
            for name in ("vehicles", "houses", "businesses")
        },
    }


def _spent(expenses: Sequence[Mapping[str, Any]], grave: bool) -> dict[str, int]:
    figures = dict.fromkeys(("medical", "education", "rehabilitation", "other_spending"), 0)
    for expense in expenses:
        figures[SPENDING.get(expense["kind"], expense["kind"])] += expense["amount_fen"]
    deductible = figures["medical"] + figures["rehabilitation"] if grave else 0
    return {**figures, "hardship_spending": deductible}


def _standing(application: Mapping[str, Any], parameters: Parameters) -> dict[str, int]:
    standing = application.get("standing") or {}
    cause = standing.get("cause")
    return {
        "receiving": int(bool(standing.get("receives_dibao"))),
        "urgent": int(application.get("kind") == "urgent"),
        "urgent_cause": int(cause in kinds("temporary_aid.urgent_cause", parameters)),
        "same_cause": int(cause is not None and cause in standing.get("aided_causes", ())),
    }


__all__ = ["Facts", "Person", "facts_from"]
