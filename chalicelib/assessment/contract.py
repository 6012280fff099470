"""The assessment as the case keeps it and as a trial calculation answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from chalicelib.assessment.changes import Change
from chalicelib.assessment.result import Assessment, Condition, Hardship, SchemeResult
from chalicelib.case.household import (
    MOST_MEMBERS,
    Count,
    Expense,
    Income,
    Person,
    Setting,
    Standing,
    Supporter,
    check_people,
)
from chalicelib.case.household import Fen as Amount
from chalicelib.domain.money import Fen
from chalicelib.platform.border import Border
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
        "coefficient": assessment.hardship.coefficient,
        "coefficient_range": [assessment.hardship.least, assessment.hardship.most],
        "contributions": dict(assessment.hardship.contributions),
        "class": assessment.hardship.class_,
        "layer": assessment.layer,
        "policy": assessment.fingerprint,
        "others": [_shown(result) for result in assessment.schemes if result.scheme != scheme],
    }


def _shown(result: SchemeResult) -> dict[str, Any]:
    """The result with its figures also as the letters print them."""
    shown = asdict(result)
    for condition in shown["conditions"]:
        for side in ("own", "threshold"):
            condition[f"{side}_text"] = _text(condition[side], condition["unit"])
    for term in shown["terms"]:
        term["text"] = say(term["code"], figure=term["figure"])
    for line in shown["lines"]:
        line["text"] = f"{say(line['code'])} {_text(line['fen'], 'fen')}"
    return shown


def _text(figure: int | None, unit: str, lang: str = "zh") -> str:
    if figure is None:
        return "—"
    return say(f"assessment.unit_{unit}", lang, amount=Fen(figure).yuan, count=figure)


class TriedMember(Person):
    """A member of a household that is tried out: nobody is named."""

    born: date


class TriedProperty(Border):
    """What the family owns; what is left out is unknown."""

    deposits_fen: Amount | None = None
    securities_fen: Amount | None = None
    vehicles: Count | None = None
    houses: Count | None = None
    businesses: Count | None = None


class Trial(Border):
    """A household to be tried out, as it would apply; what is left out is unknown.

    `area` is a 12-digit area code or a county's six digits; `day` the day whose law is asked for,
    today where none is given. Nothing of it is kept.
    """

    area: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}([0-9]{6})?$")]
    setting: Setting
    day: date | None = None
    kind: Literal["urgent", "expenditure"] | None = None
    members: Annotated[list[TriedMember], Field(min_length=1, max_length=MOST_MEMBERS)]
    incomes: Annotated[list[Income], Field(max_length=100)] | None = None
    property: TriedProperty = TriedProperty()
    expenses: Annotated[list[Expense], Field(max_length=20)] | None = None
    supporters: Annotated[list[Supporter], Field(max_length=20)] | None = None
    standing: Standing = Standing()

    @model_validator(mode="after")
    def _hangs_together(self) -> Trial:
        check_people(self.members, self.incomes or ())
        return self


class Judged(Border):
    """A condition of the law: the family's figure, the threshold, and where it is written."""

    code: str
    means: str
    status: Literal["pass", "fail", "unknown"]
    own: int | None
    threshold: int | None
    unit: str
    article: str


class Reason(Border):
    """Why not, in both languages, and what can be done about it."""

    code: str
    zh: str
    en: str
    step_zh: str
    step_en: str


class Sum(Border):
    """A line of the calculation (fen)."""

    code: str
    means: str
    fen: int


class Tried(Border):
    """A scheme as it would be judged; fen a month, or once for temporary aid.

    `why_not` is the first condition that fails, `assumed` the values of the pack without a public
    source on which the result rests, `terms` how long and by whom.
    """

    scheme: str
    name: str
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    amount_fen: int
    conditions: list[Judged]
    why_not: Reason | None
    lines: list[Sum]
    terms: list[str]
    missing: list[str]
    assumed: list[str]


class SchemeAfter(Border):
    """A scheme after a change of the facts (fen)."""

    scheme: str
    outcome: Literal["eligible", "not_eligible", "indeterminate"]
    amount_fen: int


class Changed(Border):
    """What would change, by how much a month (fen), and every scheme after it."""

    code: str
    means: str
    step_fen: int
    schemes: list[SchemeAfter]


class Pointed(Border):
    """An indicator and its points; none where it could not be measured."""

    code: str
    means: str
    points: int | None


class Coefficient(Border):
    """The hardship coefficient: between `least` and `most`, exact where these are one.

    The class is none where it depends on what is `missing`. The indicators are the project's own
    default, no rule of law.
    """

    points: int
    least: int
    most: int
    class_name: str | None
    indicators: list[Pointed]
    missing: list[str]


class Estimate(Border):
    """What the family may have by the law of the day, and what is still to be asked.

    A trial calculation decides nothing; `policy` is the fingerprint of the values in force.
    """

    day: date
    policy: str
    schemes: list[Tried]
    hardship: Coefficient
    layer: str | None
    changes: list[Changed]
    ask: list[str]
    next: str


def estimate_of(assessment: Assessment, changed: Iterable[Change], day: date) -> Estimate:
    """The assessment as a trial calculation answers it."""
    ask = sorted({topic for result in assessment.schemes for topic in result.missing})
    may = any(result.outcome == "eligible" for result in assessment.schemes)
    told = "apply" if may else "ask" if ask else "watched"
    return Estimate(
        day=day,
        policy=assessment.fingerprint,
        schemes=[_tried(result) for result in assessment.schemes],
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


def _tried(result: SchemeResult) -> Tried:
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
        amount_fen=result.amount_fen,
        conditions=conditions,
        why_not=_reason(result.first_failed) if result.first_failed else None,
        lines=[Sum(code=one.code, means=say(one.code), fen=one.fen) for one in result.lines],
        terms=[say(one.code, figure=one.figure) for one in result.terms],
        missing=list(result.missing),
        assumed=list(result.assumed),
    )


def _reason(failed: Condition) -> Reason:
    """The condition that fails, with both figures, and what the family can do."""
    step = failed.code.replace("assessment.", "assessment.step_")
    return Reason(
        code=failed.code,
        zh=_told(failed, "zh"),
        en=_told(failed, "en"),
        step_zh=say(step, "zh"),
        step_en=say(step, "en"),
    )


def _told(failed: Condition, lang: str) -> str:
    if failed.own is None:
        return say("assessment.not_met", lang, condition=say(failed.code, lang))
    return say(
        "assessment.not_met_by",
        lang,
        condition=say(failed.code, lang),
        own=_text(failed.own, failed.unit, lang),
        threshold=_text(failed.threshold, failed.unit, lang),
    )
