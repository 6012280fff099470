"""The assessment as the case stores it, with sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chalicelib.assessment.outcome.result import Assessment, SchemeResult
from chalicelib.domain.money import Fen
from chalicelib.words import say, sums
from chalicelib.words.conditions import question, reason


def document_of(assessment: Assessment, scheme: str) -> dict[str, Any]:
    """The assessment as the case stores it, seen from the scheme applied for."""
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
    shown["untold"] = shown.pop("undeclared")  # the stored name
    for condition in shown["conditions"]:
        for side in ("own", "threshold"):
            condition[f"{side}_text"] = figure_text(condition[side], condition["unit"])
        condition["text"] = _sentence(condition)
    for term in shown["terms"]:
        term["text"] = term_words(term["code"], term["figure"])
    for line in shown["lines"]:
        line["text"] = sums.line(**line)
    return shown


def term_words(code: str, figure: int) -> str:
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


def figure_text(figure: int | None, unit: str, lang: str = "zh") -> str:
    if figure is None:
        return "—"
    return say(f"assessment.unit_{unit}", lang, amount=Fen(figure).yuan, count=figure)
