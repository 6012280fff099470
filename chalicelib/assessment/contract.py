"""The assessment as the case keeps it: what was judged, figures as letters print them, offers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chalicelib.assessment.result import Assessment, SchemeResult
from chalicelib.domain.money import Fen
from chalicelib.words import say


def document_of(assessment: Assessment, scheme: str) -> dict[str, Any]:
    """The assessment as the case keeps it, seen from the scheme applied for."""
    applied = assessment.of(scheme)
    offers = [
        result.scheme
        for result in assessment.schemes
        if result.outcome == "eligible" and result.scheme != scheme
    ]
    return {
        **_shown(applied),
        "offers": offers,
        "coefficient": assessment.coefficient,
        "contributions": dict(assessment.contributions),
        "class": assessment.class_,
        "policy": assessment.fingerprint,
        "others": [_shown(result) for result in assessment.schemes if result.scheme != scheme],
    }


def _shown(result: SchemeResult) -> dict[str, Any]:
    """The result with its figures also as the letters print them."""
    shown = asdict(result)
    for condition in shown["conditions"]:
        for side in ("own", "threshold"):
            condition[f"{side}_text"] = _text(condition[side], condition["unit"])
    for line in shown["lines"]:
        line["text"] = f"{say(line['code'])} {_text(line['fen'], 'fen')}"
    return shown


def _text(figure: int | None, unit: str) -> str:
    if figure is None:
        return "—"
    return say(f"assessment.unit_{unit}", amount=Fen(figure).yuan, count=figure)
