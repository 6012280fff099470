"""The assessment in words, as a trial calculation answers it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chalicelib.assessment.contract import (
    Alone,
    Assumed,
    Changed,
    Coefficient,
    Estimate,
    Judged,
    LeftOut,
    Pointed,
    Reason,
    SchemeAfter,
    Sum,
    Tried,
)
from chalicelib.assessment.explanation.changes import Change
from chalicelib.assessment.household.facts import Facts
from chalicelib.assessment.outcome.kept import figure_text, term_words
from chalicelib.assessment.outcome.result import (
    Assessment,
    Condition,
    Hardship,
    Line,
    PersonResult,
    SchemeResult,
)
from chalicelib.domain.money import Fen
from chalicelib.words import LANGUAGES, say, sums
from chalicelib.words.conditions import reason

OF_SPENDING = ("rigid_expenditure", "temporary_aid")
"""The schemes that look at what a family must spend, in the order in which they are named."""


def estimate_of(
    assessment: Assessment, changed: Iterable[Change], day: date, left_out: Iterable[LeftOut] = ()
) -> Estimate:
    """The assessment as a trial calculation answers it."""
    ask = sorted({topic for result in assessment.schemes for topic in result.missing})
    may = any(result.outcome == "eligible" for result in assessment.schemes)
    told = "apply" if assessment.offered else "ask" if ask else "has" if may else "watched"
    return Estimate(
        day=day,
        policy=assessment.fingerprint,
        left_out=[*left_out],
        schemes=[_tried(result, assessment) for result in assessment.schemes],
        hardship=_coefficient(assessment.hardship),
        layer=assessment.layer,
        changes=[_changed(change) for change in changed],
        ask=[say(f"estimate.ask_{topic}") for topic in ask],
        next=say(f"estimate.next_{told}"),
    )


def left_out(facts: Facts, listed: int, article: str) -> list[LeftOut]:
    """Who of so many that are listed does not count; nobody while that is not known of all."""
    if "members" in facts.unknown:
        return []
    without = (at for at in range(listed) if at not in facts.counted)
    code = "estimate.left_out"
    return [
        LeftOut(
            member=at,
            zh=say(code, number=at + 1, article=article),
            en=say(code, "en", number=at + 1, article=article),
        )
        for at in without
    ]


def _coefficient(hardship: Hardship) -> Coefficient:
    indicators = [
        Pointed(code=code, means=say(f"indicator.{code}"), points=points)
        for code, points in hardship.contributions.items()
    ]
    return Coefficient(
        points=hardship.coefficient,
        least=hardship.least,
        most=hardship.most,
        class_name=hardship.class_,
        indicators=indicators,
        missing=list(hardship.missing),
    )


def _changed(change: Change) -> Changed:
    schemes = [
        SchemeAfter(scheme=one.scheme, outcome=one.outcome, amount_fen=one.amount_fen)
        for one in change.schemes
    ]
    means = say(change.code, amount=Fen(abs(change.step_fen)).yuan)
    return Changed(code=change.code, means=means, step_fen=change.step_fen, schemes=schemes)


def _tried(result: SchemeResult, assessment: Assessment) -> Tried:
    conditions = [
        Judged(
            code=one.code,
            means=say(one.code),
            status=one.status,
            own=one.own,
            threshold=one.threshold,
            unit=one.unit,
            article=one.article,
        )
        for one in result.conditions
    ]
    return Tried(
        scheme=result.scheme,
        name=say(f"scheme.{result.scheme}"),
        outcome=result.outcome,
        has=result.scheme in assessment.has,
        amount_fen=result.amount_fen,
        conditions=conditions,
        persons=[_alone(one) for one in result.persons],
        why_not=_reason(result.first_failed, assessment) if result.first_failed else None,
        lines=[_sum(one) for one in result.lines],
        terms=[term_words(one.code, one.figure) for one in result.terms],
        missing=list(result.missing),
        assumed=[_assumed(name) for name in result.assumed],
    )


def _assumed(name: str) -> Assumed:
    return Assumed(code=name, zh=say(f"value.{name}"), en=say(f"value.{name}", "en"))


def _sum(line: Line) -> Sum:
    told = sums.line(line.code, line.fen, "zh", line.how, line.count, line.each)
    return Sum(code=line.code, means=say(line.code), fen=line.fen, words=told)


def _alone(person: PersonResult) -> Alone:
    code = person.fails.replace(".", ".person_", 1) or f"estimate.{person.outcome}"
    if person.fails and person.outcome == "indeterminate":
        code = "estimate.indeterminate"
    return Alone(member=person.member, outcome=person.outcome, zh=say(code), en=say(code, "en"))


def _reason(failed: Condition, assessment: Assessment) -> Reason:
    """The condition that fails, with both figures, and what the family can do.

    Nobody is told to apply for what the family has already, or for what the law of the day lacks.
    """
    step = failed.code.replace("assessment.", "assessment.step_")
    if failed.code.removeprefix("assessment.not_") in assessment.has:
        step = "assessment.step_has"
    judged = {one.scheme for one in assessment.schemes}
    may = [scheme for scheme in OF_SPENDING if scheme in judged]
    told = {
        lang: reason(
            failed.code, _figure(failed, "own", lang), _figure(failed, "threshold", lang), lang
        )
        for lang in LANGUAGES
    }
    return Reason(
        code=failed.code,
        zh=told["zh"],
        en=told["en"],
        step_zh=say(step, "zh", spending="、".join(say(f"scheme.{one}") for one in may)),
        step_en=say(step, "en", spending=", ".join(say(f"scheme.{one}", "en") for one in may)),
    )


def _figure(failed: Condition, side: str, lang: str) -> str | None:
    figure = getattr(failed, side)
    return None if figure is None else figure_text(figure, failed.unit, lang)
