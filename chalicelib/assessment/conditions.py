"""What the conditions of several schemes have in common: income, property, who is how impaired.

Pure. Thresholds are half-open where the law says *below*; a figure that nobody told makes the
condition unknown, one that nobody verified is named in it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from chalicelib.assessment.facts import Facts, Person
from chalicelib.assessment.result import Condition
from chalicelib.domain.household import MONTHS
from chalicelib.domain.money import ceil_fen
from chalicelib.policy import Parameters

ARTICLE_OF_PROPERTY = "民发〔2021〕57号 第14条"
INCOME_ITEMS = ("pension_monthly", "wage_monthly", "unemployment_monthly")


def standard(facts: Facts, parameters: Parameters) -> int:
    """The dibao standard of the place, per head and month (fen)."""
    value = parameters.value("dibao.standard", county=facts.county, setting=facts.setting)
    return int(value.amount)


def excluded_kinds(parameters: Parameters) -> frozenset[str]:
    """The kinds of income that do not count on the day (57号, art. 13)."""
    names = (
        "income.excluded",
        "income.exclude_basic_pension",
        "income.exclude_basic_pension_after",
    )
    return frozenset(str(value.amount) for name in names for value in parameters.every(name))


def countable_yearly(facts: Facts, parameters: Parameters) -> int:
    """The household's countable income of a year (fen)."""
    excluded = excluded_kinds(parameters)
    return sum(income.yearly_fen for income in facts.incomes if income.kind not in excluded)


def countable_monthly(facts: Facts, parameters: Parameters) -> Decimal:
    """A twelfth of the countable yearly income, not rounded (fen)."""
    return Decimal(countable_yearly(facts, parameters)) / MONTHS


def income_below(
    code: str, threshold: int, facts: Facts, parameters: Parameters, article: str
) -> Condition:
    """Countable income per head and month lies below `threshold` (fen)."""
    yearly = countable_yearly(facts, parameters)
    below = yearly < threshold * MONTHS * facts.size
    condition = Condition(
        code,
        "pass" if below else "fail",
        int(ceil_fen(Decimal(yearly) / MONTHS / facts.size).value),
        threshold,
        "fen_per_month",
        article,
        resting_on(facts, *INCOME_ITEMS),
    )
    return if_told(condition, facts, "incomes")


def if_told(condition: Condition, facts: Facts, *topics: str) -> Condition:
    """The condition, or that it cannot be judged because nobody told its figure."""
    untold = next((topic for topic in topics if topic in facts.unknown), None)
    if untold is None:
        return condition
    return replace(condition, status="unknown", own=None, missing=untold)


def within_property(
    facts: Facts,
    parameters: Parameters,
    article: str = ARTICLE_OF_PROPERTY,
    months: str = "dibao.months_of_property",
) -> tuple[Condition, ...]:
    """Deposits after exemptions, vehicles, houses and businesses within the limits (art. 14).

    The limit of deposits is as many monthly standards a head as the value `months` says.
    """
    limit = int(parameters.value(months).amount) * standard(facts, parameters) * facts.size
    own = max(0, facts.deposits_fen - facts.exempted_fen)
    deposits = Condition(
        "assessment.deposits",
        "pass" if own <= limit else "fail",
        own,
        limit,
        "fen",
        article,
        resting_on(facts, "deposits"),
    )
    counted = (
        ("vehicles", facts.vehicles, ()),
        ("houses", facts.houses, ()),
        ("businesses", facts.businesses, ("companies",)),
    )
    if deposits.status == "pass":  # what is told may be too much whatever else there is
        deposits = if_told(deposits, facts, "deposits")
    return (
        deposits,
        *(_at_most(name, own, facts, parameters, article, on) for name, own, on in counted),
    )


def _at_most(
    name: str,
    own: int,
    facts: Facts,
    parameters: Parameters,
    article: str,
    rests_on: tuple[str, ...],
) -> Condition:
    limit = int(parameters.value(f"dibao.{name}").amount)
    condition = Condition(
        f"assessment.{name}",
        "pass" if own <= limit else "fail",
        own,
        limit,
        "count",
        article,
        resting_on(facts, *rests_on),
    )
    return if_told(condition, facts, name)


def gravely_impaired(person: Person, parameters: Parameters) -> bool:
    """A grave illness, or a disability as grave as the law names for its kind (57号, art. 8)."""
    return person.grave_illness or _as_grave_as("single_person.grade", person, parameters)


def _as_grave_as(name: str, person: Person, parameters: Parameters) -> bool:
    """Whether the grade is at least as grave as the one that `name` gives for its kind.

    A kind of disability for which the law gives no grade is never grave enough.
    """
    named = (v for v in parameters.every(name) if v.holds({"kind": person.disability_kind}))
    limit = next(named, None)  # a city's own comes first
    grade = person.disability_grade
    return limit is not None and grade is not None and grade <= int(limit.amount)


def without_labour_ability(person: Person, parameters: Parameters) -> bool:
    """Old, a child, or gravely disabled, as the law names ages and grades (43号, art. 5)."""
    elder = int(parameters.value("tekun.elder_age").amount)
    child = int(parameters.value("tekun.child_age").amount)
    if person.age >= elder or person.age < child:
        return True
    return _as_grave_as("tekun.grade", person, parameters)


def resting_on(facts: Facts, *items: str) -> tuple[str, ...]:
    return tuple(item for item in items if item in facts.unverified)
