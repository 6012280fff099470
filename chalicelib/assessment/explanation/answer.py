"""The assessment in words, as a trial calculation answers it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chalicelib.assessment.contract import (
    AssumedValue,
    CalculationLine,
    ChangedScheme,
    ChangeEffect,
    ConditionResult,
    Estimate,
    ExcludedMember,
    HardshipCoefficient,
    IndicatorPoints,
    MemberResult,
    NotEligibleReason,
    SchemeEstimate,
)
from chalicelib.assessment.explanation.changes import IncomeChange
from chalicelib.assessment.household.facts import Facts
from chalicelib.assessment.outcome.result import (
    Assessment,
    CalculationStep,
    ConditionOutcome,
    Hardship,
    PersonResult,
    SchemeResult,
)
from chalicelib.assessment.outcome.stored import figure_text, term_words
from chalicelib.domain.money import Fen
from chalicelib.words import LANGUAGES, say, spoken, sums
from chalicelib.words.conditions import reason

OF_SPENDING = ("rigid_expenditure", "temporary_aid")
"""The schemes that look at what a family must spend, in the order in which they are named."""


def estimate_of(
    assessment: Assessment,
    changed: Iterable[IncomeChange],
    day: date,
    excluded: Iterable[ExcludedMember] = (),
) -> Estimate:
    """The assessment as a trial calculation answers it."""
    ask = sorted({topic for result in assessment.schemes for topic in result.missing})
    may = any(result.outcome == "eligible" for result in assessment.schemes)
    step = "apply" if assessment.offered else "ask" if ask else "has" if may else "watched"
    return Estimate(
        day=day,
        policy=assessment.fingerprint,
        excluded_members=[*excluded],
        schemes=[_scheme(result, assessment) for result in assessment.schemes],
        hardship=_coefficient(assessment.hardship),
        layer=assessment.layer,
        changes=[_changed(change) for change in changed],
        questions=[say(f"estimate.ask_{topic}") for topic in ask],
        next=say(f"estimate.next_{step}"),
    )


def excluded_members(facts: Facts, listed: int, article: str) -> list[ExcludedMember]:
    """Who of `listed` people is no member of the household by law; nobody while that is not known
    of all."""
    if "members" in facts.unknown:
        return []
    without = (at for at in range(listed) if at not in facts.counted)
    code = "estimate.left_out"
    return [
        ExcludedMember(
            member=at,
            zh=say(code, number=at + 1, article=article),
            en=say(code, "en", number=at + 1, article=article),
        )
        for at in without
    ]


def _coefficient(hardship: Hardship) -> HardshipCoefficient:
    indicators = [
        IndicatorPoints(code=code, label=say(f"indicator.{code}"), points=points)
        for code, points in hardship.contributions.items()
    ]
    return HardshipCoefficient(
        points=hardship.coefficient,
        minimum=hardship.least,
        maximum=hardship.most,
        hardship_class=hardship.class_,
        indicators=indicators,
        missing=list(hardship.missing),
    )


def _changed(change: IncomeChange) -> ChangeEffect:
    schemes = [
        ChangedScheme(scheme=one.scheme, outcome=one.outcome, amount_fen=one.amount_fen)
        for one in change.schemes
    ]
    words = say(change.code, amount=Fen(abs(change.step_fen)).yuan)
    return ChangeEffect(
        code=change.code, words=words, income_change_fen=change.step_fen, schemes=schemes
    )


def _scheme(result: SchemeResult, assessment: Assessment) -> SchemeEstimate:
    conditions = [
        ConditionResult(
            code=one.code,
            label=say(one.code),
            status=one.status,
            actual=one.own,
            threshold=one.threshold,
            unit=one.unit,
            article=one.article,
        )
        for one in result.conditions
    ]
    return SchemeEstimate(
        scheme=result.scheme,
        name=say(f"scheme.{result.scheme}"),
        outcome=result.outcome,
        received=result.scheme in assessment.has,
        amount_fen=result.amount_fen,
        conditions=conditions,
        members=[_member(one) for one in result.persons],
        reason=_reason(result.first_failed, assessment) if result.first_failed else None,
        calculation=[_calculation_line(one) for one in result.lines],
        terms=[term_words(one.code, one.figure) for one in result.terms],
        missing=list(result.missing),
        assumed=[_assumed(name) for name in result.assumed],
    )


def _assumed(name: str) -> AssumedValue:
    return AssumedValue(code=name, zh=say(f"value.{name}"), en=say(f"value.{name}", "en"))


def _calculation_line(line: CalculationStep) -> CalculationLine:
    words = sums.line(line.code, line.fen, spoken(), line.how, line.count, line.each)
    return CalculationLine(code=line.code, label=say(line.code), fen=line.fen, words=words)


def _member(person: PersonResult) -> MemberResult:
    code = person.fails.replace(".", ".person_", 1) or f"estimate.{person.outcome}"
    if person.fails and person.outcome == "indeterminate":
        code = "estimate.indeterminate"
    return MemberResult(
        member=person.member, outcome=person.outcome, zh=say(code), en=say(code, "en")
    )


def _reason(failed: ConditionOutcome, assessment: Assessment) -> NotEligibleReason:
    """The condition that fails, with both figures, and what the family can do.

    It advises nobody to apply for what the family has already or the law of the day does not have.
    """
    step = failed.code.replace("assessment.", "assessment.step_")
    if failed.code.removeprefix("assessment.not_") in assessment.has:
        step = "assessment.step_has"
    assessed = {one.scheme for one in assessment.schemes}
    may = [scheme for scheme in OF_SPENDING if scheme in assessed]
    texts = {
        lang: reason(
            failed.code, _figure(failed, "own", lang), _figure(failed, "threshold", lang), lang
        )
        for lang in LANGUAGES
    }
    return NotEligibleReason(
        code=failed.code,
        zh=texts["zh"],
        en=texts["en"],
        next_step_zh=say(step, "zh", spending="、".join(say(f"scheme.{one}") for one in may)),
        next_step_en=say(step, "en", spending=", ".join(say(f"scheme.{one}", "en") for one in may)),
    )


def _figure(failed: ConditionOutcome, side: str, lang: str) -> str | None:
    figure = getattr(failed, side)
    return None if figure is None else figure_text(figure, failed.unit, lang)
