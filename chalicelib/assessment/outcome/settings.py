"""A household of which nobody knows whether it counts as urban or rural: assessed as both.

Pure. Where both results are equal they stand; where they differ the result is not known, and the
setting is missing.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.assessment.outcome.result import (
    Assessment,
    ConditionOutcome,
    Hardship,
    SchemeResult,
)

SETTING = "setting"


def either(one: Assessment, other: Assessment) -> Assessment:
    """The assessment that holds in either setting."""
    return replace(
        one,
        schemes=tuple(map(_scheme, one.schemes, other.schemes)),
        hardship=_hardship(one.hardship, other.hardship),
        layer=one.layer if one.layer == other.layer else None,
    )


def _scheme(one: SchemeResult, other: SchemeResult) -> SchemeResult:
    if (one.outcome, one.amount_fen) == (other.outcome, other.amount_fen):
        return one
    if "indeterminate" in (one.outcome, other.outcome):
        open_ = one if one.outcome == "indeterminate" else other
        return replace(open_, undeclared=tuple(sorted({*open_.undeclared, SETTING})))
    return replace(
        one,
        outcome="indeterminate",
        conditions=tuple(map(_condition, one.conditions, other.conditions)),
        amount_fen=0,
        lines=(),
        terms=(),
        undeclared=(SETTING,),
        persons=tuple(replace(person, outcome="indeterminate") for person in one.persons),
    )


def _condition(one: ConditionOutcome, other: ConditionOutcome) -> ConditionOutcome:
    if one.status == other.status:
        return one
    return replace(one, status="unknown", own=None, threshold=None, missing=(SETTING,))


def _hardship(one: Hardship, other: Hardship) -> Hardship:
    points = other.contributions
    return replace(
        one,
        least=min(one.least, other.least),
        most=max(one.most, other.most),
        contributions={
            name: given if given == points[name] else None
            for name, given in one.contributions.items()
        },
        class_=one.class_ if one.class_ == other.class_ else None,
        missing=tuple(sorted({*one.missing, *other.missing, SETTING})),
    )
