"""What would change the result: a little less or more income, one more member, the next cliff.

Pure. For each change the whole household is assessed again by the same rules, so that a family sees
where a small change of income ends a scheme, and how far it is from the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.assessment.household.facts import Facts, facts_from
from chalicelib.assessment.household.incomes import INCOMES, PENSION
from chalicelib.assessment.outcome.result import SchemeResult
from chalicelib.assessment.rules import assess
from chalicelib.domain.household import MONTHS, net_yearly_fen
from chalicelib.policy import Parameters

STEP_FEN = 100_00
"""A step of monthly income: 100 yuan."""

FARTHEST_FEN = 10**9
"""The largest change of monthly income that is tried: ten million yuan."""

BY_INCOME = ("dibao", "marginal", "rigid_expenditure")
"""The schemes that an income too high by one fen loses, the highest first."""


@dataclass(frozen=True)
class IncomeChange:
    """A change of monthly income by `step_fen` or of members, and the results after it."""

    code: str
    step_fen: int
    schemes: tuple[SchemeResult, ...]


def changes(
    application: Mapping[str, Any], facts: Facts, day: date, parameters: Parameters
) -> tuple[IncomeChange, ...]:
    """What a step would change; nothing where incomes are unknown.

    100 yuan a month less (where so much counts) and more, one more adult without income, the
    least rise that loses the scheme the family has, the least fall that reaches the next higher.
    """
    if "incomes" in facts.unknown:
        return ()
    household = _Household(application, facts, day, parameters)
    steps = [
        ("estimate.change_less", -STEP_FEN, household.with_income(-STEP_FEN)),
        ("estimate.change_more", STEP_FEN, household.with_income(STEP_FEN)),
        ("estimate.change_member", 0, household.with_a_spouse()),
        *household.cliffs(),
    ]
    return tuple(
        IncomeChange(code, step, tuple(schemes)) for code, step, schemes in steps if schemes
    )


Step = tuple[str, int, Sequence[SchemeResult]]


@dataclass(frozen=True)
class _Household:
    """A household of which something changes, assessed again as a whole each time."""

    application: Mapping[str, Any]
    facts: Facts
    day: date
    parameters: Parameters

    def with_income(self, step_fen: int) -> Sequence[SchemeResult]:
        """The schemes with so much more or less monthly income; none where less does not count.

        What is more comes to the applicant, what is less is missing to whoever has most.
        """
        if -step_fen > self._counted_fen() // MONTHS:
            return ()
        whose = self._has_most() if step_fen < 0 else 0
        step = {"member": whose, "kind": "other", "amount_fen": max(step_fen, 0),
                "costs_fen": max(-step_fen, 0), "period": "month"}  # fmt: skip
        return self._assess({**self.application, "incomes": [*self.application["incomes"], step]})

    def with_a_spouse(self) -> Sequence[SchemeResult]:
        """The schemes with one more adult, who has no income."""
        more = {"relation": "spouse", "born": f"{self.day.year - 30}-01-01", "works": False,
                "student": False, "grave_illness": False}  # fmt: skip
        return self._assess({**self.application, "members": [*self.application["members"], more]})

    def cliffs(self) -> Iterator[Step]:
        """The least rise that loses the highest scheme by income, the least fall to reach one."""
        now = self._assess(self.application)
        has = [name for name in BY_INCOME if _outcome(now, name) == "eligible"]
        if has:
            yield from self._least("estimate.change_cliff", has[0], "not_eligible", 1)
        for name in BY_INCOME[: BY_INCOME.index(has[0]) if has else None]:
            reached = list(self._least("estimate.change_reach", name, "eligible", -1))
            if reached:
                yield reached[0]
                return

    def _least(self, code: str, scheme: str, wanted: str, sign: int) -> Iterator[Step]:
        """The least step in one direction that gives the scheme the wanted outcome, by halving."""

        def given(step: int) -> bool:
            return _outcome(self.with_income(sign * step), scheme) == wanted

        low, high = 0, FARTHEST_FEN if sign > 0 else self._counted_fen() // MONTHS
        if not given(high):
            return
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if given(middle) else (middle, high)
        yield code, sign * high, self.with_income(sign * high)

    def _assess(self, application: Mapping[str, Any]) -> Sequence[SchemeResult]:
        facts = facts_from(application, [], {}, self.day, self.parameters)
        return assess(facts, self.parameters).schemes

    def _counted_fen(self) -> int:
        """What counts of the family's income (fen a year)."""
        place = self.parameters.at(self.facts.county, self.facts.setting)
        left_out = {"excluded_income"}
        if not place.number("income.count_basic_pension"):
            left_out.add(PENSION)
        figures = self.facts.figures
        counted = sum(figures[name] for name in INCOMES if name not in left_out)
        return max(0, counted - figures["grace_wage"])

    def _has_most(self) -> int:
        has: Counter[int] = Counter()
        for income in self.application["incomes"]:
            has[income["member"]] += net_yearly_fen(income)
        return has.most_common(1)[0][0] if has else 0


def _outcome(schemes: Iterable[SchemeResult], name: str) -> str:
    """The outcome of a scheme; "" where it is not in force, or nothing was assessed."""
    return next((one.outcome for one in schemes if one.scheme == name), "")
