"""The schemes, each judged by its conditions, which can be read beside their articles.

Pure: facts and parameters in, results with reasons out. Thresholds are half-open where the law
says *below*; the annual figure is the base and rounding happens once.
"""

from __future__ import annotations

from decimal import Decimal

from chalicelib.assessment.coefficient import score
from chalicelib.assessment.conditions import (
    INCOME_ITEMS,
    countable_monthly,
    countable_yearly,
    gravely_impaired,
    if_told,
    income_below,
    resting_on,
    standard,
    within_property,
    without_labour_ability,
)
from chalicelib.assessment.facts import Facts, facts_from
from chalicelib.assessment.result import Assessment, Condition, Line, Outcome, SchemeResult, Status
from chalicelib.domain.money import ceil_fen
from chalicelib.policy import Parameters

__all__ = ["facts_from", "judge"]

AS_A_CONDITION: dict[Outcome, Status] = {
    "eligible": "pass",
    "not_eligible": "fail",
    "indeterminate": "unknown",
}


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
        resting_on(facts, *INCOME_ITEMS),
    )
    line = Decimal(parameters.value("rigid.ratio").amount) * yearly
    spending = Condition(
        "assessment.rigid_spending",
        "pass" if facts.spending_fen > line else "fail",
        facts.spending_fen,
        int(line),
        "fen",
        article,
        resting_on(facts, *INCOME_ITEMS),
    )
    owned = within_property(facts, parameters, article, months="rigid.months_of_property")
    below = if_told(below, facts, "incomes")
    spending = if_told(spending, facts, "incomes", "expenses")
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
        missing="expenses" if "expenses" in facts.unknown else "",
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
