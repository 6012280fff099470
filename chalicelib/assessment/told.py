"""The assessment in words: as the case keeps it, and as a trial calculation answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict
from datetime import date
from typing import Any

from chalicelib.assessment.changes import Change
from chalicelib.assessment.contract import (
    Alone,
    Changed,
    Coefficient,
    Estimate,
    Judged,
    Pointed,
    Reason,
    SchemeAfter,
    Sum,
    Tried,
)
from chalicelib.assessment.result import (
    Assessment,
    Condition,
    Hardship,
    PersonResult,
    SchemeResult,
)
from chalicelib.domain.money import Fen
from chalicelib.words import LANGUAGES, say
from chalicelib.words.conditions import question, reason


def document_of(assessment: Assessment, scheme: str) -> dict[str, Any]:
    """The assessment as the case keeps it, seen from the scheme applied for."""
    applied = assessment.of(scheme)
    return {
        **_shown(applied),
        "offers": [one for one in assessment.offered if one != scheme],
        "coefficient": assessment.hardship.coefficient,
        "coefficient_range": [assessment.hardship.least, assessment.hardship.most],
        "contributions": dict(assessment.hardship.contributions),
        "class": assessment.hardship.class_,
        "layer": assessment.layer,
        "policy": assessment.fingerprint,
        "counted": list(assessment.counted),
        "others": [_shown(result) for result in assessment.schemes if result.scheme != scheme],
    }


def _shown(result: SchemeResult) -> dict[str, Any]:
    """The result with its figures also as the letters print them."""
    shown = asdict(result)
    for condition in shown["conditions"]:
        for side in ("own", "threshold"):
            condition[f"{side}_text"] = _text(condition[side], condition["unit"])
        condition["text"] = _sentence(condition)
    for term in shown["terms"]:
        term["text"] = _term(term["code"], term["figure"])
    for line in shown["lines"]:
        line["text"] = f"{say(line['code'])} {_text(line['fen'], 'fen')}"
    return shown


def _term(code: str, figure: int) -> str:
    """A term in words: how long, how often, or who decides."""
    if code == "assessment.term_township" and not figure:
        code = "assessment.term_county"
    return say(code, figure=figure)


def _sentence(condition: Mapping[str, Any]) -> str:
    """What a condition came to, in Chinese; nothing where it is met."""
    if condition["status"] == "unknown":
        return question(condition["code"], condition["missing"])
    if condition["status"] == "pass":
        return ""
    figured = condition["own"] is not None and condition["threshold"] is not None
    own, threshold = (
        condition[f"{side}_text"] if figured else None for side in ("own", "threshold")
    )
    return reason(condition["code"], own, threshold)


def _text(figure: int | None, unit: str, lang: str = "zh") -> str:
    if figure is None:
        return "—"
    return say(f"assessment.unit_{unit}", lang, amount=Fen(figure).yuan, count=figure)


def estimate_of(assessment: Assessment, changed: Iterable[Change], day: date) -> Estimate:
    """The assessment as a trial calculation answers it."""
    ask = sorted({topic for result in assessment.schemes for topic in result.missing})
    may = any(result.outcome == "eligible" for result in assessment.schemes)
    told = "apply" if assessment.offered else "ask" if ask else "has" if may else "watched"
    return Estimate(
        day=day,
        policy=assessment.fingerprint,
        schemes=[_tried(result, assessment.has) for result in assessment.schemes],
        hardship=_coefficient(assessment.hardship),
        layer=assessment.layer,
        changes=[_changed(change) for change in changed],
        ask=[say(f"estimate.ask_{topic}") for topic in ask],
        next=say(f"estimate.next_{told}"),
    )


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


def _tried(result: SchemeResult, has: Set[str]) -> Tried:
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
        has=result.scheme in has,
        amount_fen=result.amount_fen,
        conditions=conditions,
        persons=[_alone(one) for one in result.persons],
        why_not=_reason(result.first_failed, has) if result.first_failed else None,
        lines=[Sum(code=one.code, means=say(one.code), fen=one.fen) for one in result.lines],
        terms=[_term(one.code, one.figure) for one in result.terms],
        missing=list(result.missing),
        assumed=list(result.assumed),
    )


def _alone(person: PersonResult) -> Alone:
    code = person.fails.replace(".", ".person_", 1) or f"estimate.{person.outcome}"
    if person.fails and person.outcome == "indeterminate":
        code = "estimate.indeterminate"
    return Alone(member=person.member, outcome=person.outcome, zh=say(code), en=say(code, "en"))


def _reason(failed: Condition, has: Set[str]) -> Reason:
    """The condition that fails, with both figures, and what the family can do.

    Nobody is told to apply for what the family has already.
    """
    step = failed.code.replace("assessment.", "assessment.step_")
    if failed.code.removeprefix("assessment.not_") in has:
        step = "assessment.step_has"
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
        step_zh=say(step, "zh"),
        step_en=say(step, "en"),
    )


def _figure(failed: Condition, side: str, lang: str) -> str | None:
    figure = getattr(failed, side)
    return None if figure is None else _text(figure, failed.unit, lang)
