"""What would change the result: a little less or more income, one more member, the next cliff.

Pure. Each change is judged whole, by the same rules, so that a family sees where a small step
costs it a scheme, and how far it is from the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chalicelib.assessment.facts import INCOMES, Facts, facts_from
from chalicelib.assessment.result import SchemeResult
from chalicelib.assessment.rules import judge
from chalicelib.domain.household import MONTHS
from chalicelib.policy import Parameters

STEP_FEN = 100_00
"""A step of monthly income: 100 yuan."""

FARTHEST_FEN = 10**9
"""The widest step of monthly income that is looked at for a cliff: ten million yuan."""

BY_INCOME = ("dibao", "marginal", "rigid_expenditure")
"""The schemes that an income too high by one fen loses, the highest first."""


@dataclass(frozen=True)
class Change:
    """A change of monthly income by `step_fen` or of members, and every scheme judged then."""

    code: str
    step_fen: int
    schemes: tuple[SchemeResult, ...]


def changes(
    told: Mapping[str, Any], facts: Facts, day: date, parameters: Parameters
) -> tuple[Change, ...]:
    """What a step would change; nothing where incomes are unknown.

    100 yuan a month less (where so much counts) and more, one more adult without income, the
    least rise that loses the scheme the family has, the least fall that reaches the next higher.
    """
    if "incomes" in facts.unknown:
        return ()
    more = {"relation": "spouse", "born": f"{day.year - 30}-01-01", "works": False,
            "student": False, "grave_illness": False}  # fmt: skip
    joined = {**told, "members": [*told["members"], more]}
    steps = [
        ("estimate.change_less", -STEP_FEN, _with_income(facts, -STEP_FEN, parameters)),
        ("estimate.change_more", STEP_FEN, _with_income(facts, STEP_FEN, parameters)),
        ("estimate.change_member", 0, facts_from(joined, [], {}, day, parameters)),
        *_cliffs(facts, parameters),
    ]
    return tuple(
        Change(code, step, judge(changed, parameters).schemes)
        for code, step, changed in steps
        if changed is not None
    )


def _with_income(facts: Facts, step_fen: int, parameters: Parameters) -> Facts | None:
    """The facts with so much more or less monthly income; None where less does not count."""
    figures = dict(facts.figures)
    if step_fen >= 0:
        figures["other_income"] += step_fen * MONTHS
        return replace(facts, figures=figures)
    left = -step_fen * MONTHS
    for name in _counted(facts, parameters):
        taken = min(left, figures[name] - (figures["grace_wage"] if name == "wage" else 0))
        figures[name] -= taken
        left -= taken
    return None if left else replace(facts, figures=figures)


def _counted(facts: Facts, parameters: Parameters) -> list[str]:
    pension = parameters.at(facts.county, facts.setting).number("income.count_basic_pension")
    left_out = {"excluded_income", *(() if pension else ("basic_pension",))}
    return [name for name in INCOMES if name not in left_out]


def _cliffs(facts: Facts, parameters: Parameters) -> Iterator[tuple[str, int, Facts | None]]:
    """The least rise that loses the highest scheme by income, the least fall that reaches one."""
    now = judge(facts, parameters)
    has = [name for name in BY_INCOME if now.of(name).outcome == "eligible"]
    if has:
        yield from _least("estimate.change_cliff", has[0], "not_eligible", 1, facts, parameters)
    for name in BY_INCOME[: BY_INCOME.index(has[0]) if has else None]:
        reached = list(_least("estimate.change_reach", name, "eligible", -1, facts, parameters))
        if reached:
            yield reached[0]
            return


def _least(
    code: str, scheme: str, wanted: str, sign: int, facts: Facts, parameters: Parameters
) -> Iterator[tuple[str, int, Facts | None]]:
    """The least step in one direction that gives the scheme the wanted outcome, by halving."""

    def given(step: int) -> bool:
        changed = _with_income(facts, sign * step, parameters)
        return changed is not None and judge(changed, parameters).of(scheme).outcome == wanted

    all_of_it = sum(facts.figures[name] for name in _counted(facts, parameters)) // MONTHS
    low, high = 0, FARTHEST_FEN if sign > 0 else all_of_it
    if not given(high):
        return
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if given(middle) else (middle, high)
    yield code, sign * high, _with_income(facts, sign * high, parameters)
