"""What would change the result: a little less or more income, one more member.

Pure. Each change is judged whole, by the same rules, so that a family sees where a small step
costs it a scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.assessment.conditions import excluded_kinds
from chalicelib.assessment.facts import Facts, Income, Person
from chalicelib.assessment.result import SchemeResult
from chalicelib.assessment.rules import judge
from chalicelib.domain.household import MONTHS
from chalicelib.policy import Parameters

STEP_FEN = 100_00
"""A step of monthly income: 100 yuan."""

ONE_MORE = Person(
    age=30,
    works=False,
    student=False,
    disability_grade=None,
    disability_kind="",
    grave_illness=False,
)


@dataclass(frozen=True)
class Change:
    """A change of the facts (`code`), and how every scheme would be judged then."""

    code: str
    schemes: tuple[SchemeResult, ...]


def changes(facts: Facts, parameters: Parameters) -> tuple[Change, ...]:
    """100 yuan a month less, 100 more, and one more adult without income; none on unknown income.

    The first is left out where no income that counts comes to 100 yuan a month.
    """
    if "incomes" in facts.unknown:
        return ()
    return tuple(
        Change(code, judge(changed, parameters).schemes)
        for code, changed in _changed(facts, parameters)
    )


def _changed(facts: Facts, parameters: Parameters) -> Iterator[tuple[str, Facts]]:
    step, excluded = STEP_FEN * MONTHS, excluded_kinds(parameters)
    enough = [i for i in facts.incomes if i.yearly_fen >= step and i.kind not in excluded]
    if enough:
        less = replace(enough[0], yearly_fen=enough[0].yearly_fen - step)
        rest = tuple(one for one in facts.incomes if one is not enough[0])
        yield "estimate.change_less", replace(facts, incomes=(less, *rest))
    more = (*facts.incomes, Income("other", step))
    yield "estimate.change_more", replace(facts, incomes=more)
    yield "estimate.change_member", replace(facts, persons=(*facts.persons, ONE_MORE))
