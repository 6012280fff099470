"""The result of an assessment: conditions with figures and articles, amounts, class, offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from chalicelib.domain.money import Fen
from chalicelib.words import say

Outcome = Literal["eligible", "not_eligible", "indeterminate"]
Status = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True)
class Condition:
    """One condition of the law: own figure against threshold, and where it is written.

    `own` and `threshold` are fen or counts as `unit` says; `rests_on` names what was not verified
    and still bears on it.
    """

    code: str
    status: Status
    own: int | None
    threshold: int | None
    unit: str
    article: str
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the sum: what it is, and how much it adds or takes (fen a month)."""

    code: str
    fen: int


@dataclass(frozen=True)
class SchemeResult:
    """What a scheme's conditions came to; `amount_fen` a month, or once for temporary aid."""

    scheme: str
    outcome: Outcome
    conditions: tuple[Condition, ...]
    amount_fen: int = 0
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """The household judged for every scheme from the same facts."""

    schemes: tuple[SchemeResult, ...]
    coefficient: int
    contributions: Mapping[str, int]
    class_: str
    fingerprint: str

    def of(self, scheme: str) -> SchemeResult:
        """The result of one scheme."""
        return next(result for result in self.schemes if result.scheme == scheme)


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
        line["text"] = f"{say(line['code'])} {Fen(line['fen']).yuan}"
    return shown


def _text(figure: int | None, unit: str) -> str:
    if figure is None:
        return "—"
    return Fen(figure).yuan if unit.startswith("fen") else str(figure)
