"""The law's conditions, each a named predicate that can be read beside its article.

Pure: facts and parameters in, results with reasons out. Thresholds are half-open where the law
says *below*; the annual figure is the base and rounding happens once.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from chalicelib.assessment.coefficient import score
from chalicelib.assessment.facts import Facts, Person, facts_from
from chalicelib.assessment.result import Assessment, Condition, Line, Outcome, SchemeResult, Status
from chalicelib.domain.household import MONTHS
from chalicelib.domain.money import ceil_fen
from chalicelib.policy import Parameters

__all__ = ["facts_from", "judge"]

ARTICLE_OF_PROPERTY = "民发〔2021〕57号 第14条"
AS_A_CONDITION: dict[Outcome, Status] = {
    "eligible": "pass",
    "not_eligible": "fail",
    "indeterminate": "unknown",
}
INCOME_ITEMS = ("pension_monthly", "wage_monthly", "unemployment_monthly")


def judge(facts: Facts, parameters: Parameters) -> Assessment:
    """The household judged for every scheme from the same facts."""
    coefficient, contributions, class_ = score(
        facts, countable_monthly(facts, parameters), standard(facts, parameters), parameters
    )
    marginal = judge_marginal(facts, parameters)
    return Assessment(
        schemes=(
            judge_dibao(facts, parameters),
            judge_tekun(facts, parameters),
            judge_single_person(facts, parameters, marginal),
            marginal,
            judge_rigid(facts, parameters),
            judge_temporary_aid(facts, parameters),
        ),
        coefficient=coefficient,
        contributions=contributions,
        class_=class_,
        fingerprint=parameters.fingerprint,
    )


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
        _resting_on(facts, *INCOME_ITEMS),
    )
    return _if_told(condition, facts, "incomes")


def _if_told(condition: Condition, facts: Facts, *topics: str) -> Condition:
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
        _resting_on(facts, "deposits"),
    )
    counted = (
        ("vehicles", facts.vehicles, ()),
        ("houses", facts.houses, ()),
        ("businesses", facts.businesses, ("companies",)),
    )
    if deposits.status == "pass":  # what is told may be too much whatever else there is
        deposits = _if_told(deposits, facts, "deposits")
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
        _resting_on(facts, *rests_on),
    )
    return _if_told(condition, facts, name)


def judge_dibao(facts: Facts, parameters: Parameters) -> SchemeResult:
    """Income per head below the standard and property within limits (暂行办法, art. 9)."""
    article = "社会救助暂行办法 第9条"
    income = income_below(
        "assessment.income_below_standard", standard(facts, parameters), facts, parameters, article
    )
    conditions = (income, *within_property(facts, parameters))
    lines = benefit_lines(facts, parameters)
    amount = max(0, sum(line.fen for line in lines))
    return _result("dibao", conditions, amount, lines)


def benefit_lines(facts: Facts, parameters: Parameters) -> tuple[Line, ...]:
    """The difference, line by line: ceil(standard × members − income), rounded once (art. 23)."""
    if "incomes" in facts.unknown:
        return ()
    full = standard(facts, parameters) * facts.size
    amount = ceil_fen(full - countable_monthly(facts, parameters)).value
    return (
        Line("assessment.line_standard", full),
        Line("assessment.line_income", amount - full),
    )


def judge_marginal(facts: Facts, parameters: Parameters) -> SchemeResult:
    """Income per head below 1.5 standards, property within limits (57号, art. 8)."""
    multiplier = Decimal(parameters.value("marginal.multiplier").amount)
    line = int(multiplier * standard(facts, parameters))
    income = income_below(
        "assessment.income_below_marginal", line, facts, parameters, "民发〔2021〕57号 第8条"
    )
    return _result("marginal", (income, *within_property(facts, parameters)))


def judge_single_person(
    facts: Facts, parameters: Parameters, marginal: SchemeResult
) -> SchemeResult:
    """A gravely disabled or ill member of a marginal household, as one person (art. 8)."""
    grave = [person for person in facts.persons if gravely_impaired(person, parameters)]
    article = "民发〔2021〕57号 第8条"
    person = Condition(
        "assessment.gravely_impaired", "pass" if grave else "fail", len(grave), 1, "count", article
    )
    household = Condition(
        "assessment.household_marginal",
        AS_A_CONDITION[marginal.outcome],
        None,
        None,
        "",
        article,
        missing=next(iter(marginal.missing), ""),
    )
    return _result("single_person", (household, person))


def gravely_impaired(person: Person, parameters: Parameters) -> bool:
    """A grave illness, or a disability as grave as the law names for its kind (57号, art. 8)."""
    return person.grave_illness or _as_grave_as("single_person.grade", person, parameters)


def _as_grave_as(name: str, person: Person, parameters: Parameters) -> bool:
    """Whether the grade is at least as grave as the one that `name` gives for its kind."""
    grade = person.disability_grade
    return grade is not None and any(
        grade <= int(value.amount)
        for value in parameters.every(name)
        if value.holds({"kind": person.disability_kind})
    )


def judge_tekun(facts: Facts, parameters: Parameters) -> SchemeResult:
    """No labour ability, no source of income, no able supporter (民发〔2021〕43号, art. 4)."""
    able = sum(not without_labour_ability(person, parameters) for person in facts.persons)
    no_ability = Condition(
        "assessment.no_labour_ability",
        "fail" if able else "pass",
        able,
        0,
        "count",
        "民发〔2021〕43号 第5条",
    )
    article = "民发〔2021〕43号 第6条"
    no_income = income_below(
        "assessment.no_source_of_income",
        standard(facts, parameters),
        facts,
        parameters,
        article,
    )
    supporter = Condition(
        "assessment.no_able_supporter",
        "unknown",
        None,
        None,
        "",
        "民发〔2021〕43号 第8条",
        missing="supporters",
    )
    basic = parameters.value("tekun.basic", county=facts.county, setting=facts.setting)
    conditions = (no_ability, no_income, *within_property(facts, parameters, article), supporter)
    return _result("tekun", conditions, int(basic.amount) * facts.size)


def without_labour_ability(person: Person, parameters: Parameters) -> bool:
    """Old, a child, or gravely disabled, as the law names ages and grades (43号, art. 5)."""
    elder = int(parameters.value("tekun.elder_age").amount)
    child = int(parameters.value("tekun.child_age").amount)
    if person.age >= elder or person.age < child:
        return True
    return _as_grave_as("tekun.grade", person, parameters)


def judge_rigid(facts: Facts, parameters: Parameters) -> SchemeResult:
    """Income, property, and necessary spending against income (民发〔2024〕57号, art. 4)."""
    article = "民发〔2024〕57号 第4条"
    yearly = countable_yearly(facts, parameters)
    disposable = int(parameters.value("place.disposable_income", setting=facts.setting).amount)
    below = Condition(
        "assessment.below_disposable_income",
        "pass" if yearly < disposable * facts.size else "fail",
        int(ceil_fen(Decimal(yearly) / facts.size).value),
        disposable,
        "fen_per_year",
        article,
        _resting_on(facts, *INCOME_ITEMS),
    )
    line = Decimal(parameters.value("rigid.ratio").amount) * yearly
    spending = Condition(
        "assessment.rigid_spending",
        "pass" if facts.spending_fen > line else "fail",
        facts.spending_fen,
        int(line),
        "fen",
        article,
        _resting_on(facts, *INCOME_ITEMS),
    )
    owned = within_property(facts, parameters, article, months="rigid.months_of_property")
    below = _if_told(below, facts, "incomes")
    spending = _if_told(spending, facts, "incomes", "expenses")
    return _result("rigid_expenditure", (below, *owned, spending))


def judge_temporary_aid(facts: Facts, parameters: Parameters) -> SchemeResult:
    """Urgent aid has no income test; expenditure aid is tested as marginal (2020 opinion, 15)."""
    if facts.emergency == "urgent":
        emergency = Condition(
            "assessment.emergency", "pass", None, None, "", "关于改革完善社会救助制度的意见 15"
        )
        per_head = int(parameters.value("temporary_aid.urgent_per_head").amount)
        return _result("temporary_aid", (emergency,), per_head * facts.size)
    spending = Condition(
        "assessment.spending_known",
        "pass" if facts.spending_fen else "unknown",
        facts.spending_fen,
        1,
        "fen",
        "社会救助暂行办法 第47条",
        missing="" if facts.spending_fen else "expenses",
    )
    marginal = judge_marginal(facts, parameters)
    months = int(parameters.value("temporary_aid.expenditure_months").amount)
    most = months * standard(facts, parameters) * facts.size
    return _result("temporary_aid", (spending, *marginal.conditions), min(most, facts.spending_fen))


def _result(
    scheme: str,
    conditions: tuple[Condition, ...],
    amount: int = 0,
    lines: tuple[Line, ...] = (),
) -> SchemeResult:
    outcome: Outcome = "eligible"
    if any(condition.status == "fail" for condition in conditions):
        outcome = "not_eligible"
    elif any(condition.status == "unknown" for condition in conditions):
        outcome = "indeterminate"
    granted = amount if outcome == "eligible" else 0
    return SchemeResult(scheme, outcome, conditions, granted, lines)


def _resting_on(facts: Facts, *items: str) -> tuple[str, ...]:
    return tuple(item for item in items if item in facts.unverified)
