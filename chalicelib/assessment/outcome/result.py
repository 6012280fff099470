"""The result of an assessment: conditions with figures and articles, amounts, class, layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["eligible", "not_eligible", "indeterminate"]
Status = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True)
class ConditionOutcome:
    """One condition of the law: own figure against threshold, and where it is written.

    `own` and `threshold` are fen or counts as `unit` says; `rests_on` names what was not verified
    and still bears on it, `missing` the topics that were not declared.
    """

    code: str
    status: Status
    own: int | None
    threshold: int | None
    unit: str
    article: str
    rests_on: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class CalculationStep:
    """One line of the calculation: what it is, and what it adds or subtracts (fen a month).

    `how` is the code of the sentence that explains it, "" for none: `count` times `each` (fen).
    """

    code: str
    fen: int
    how: str = ""
    count: int = 0
    each: int = 0


@dataclass(frozen=True)
class Term:
    """Under which term aid is given: months, or who may decide (1: the township)."""

    code: str
    figure: int


@dataclass(frozen=True)
class PersonResult:
    """The result for one member: the number, and the code of the condition that fails."""

    member: int
    outcome: Outcome
    fails: str


@dataclass(frozen=True)
class SchemeResult:
    """The result of a scheme; `amount_fen` a month, or once for temporary aid.

    `undeclared` are the topics without which the sum cannot be made, `assumed` the values without a
    public source on which the result rests, `persons` the members where the law assesses each
    individually.
    """

    scheme: str
    outcome: Outcome
    conditions: tuple[ConditionOutcome, ...]
    amount_fen: int = 0
    lines: tuple[CalculationStep, ...] = ()
    terms: tuple[Term, ...] = ()
    undeclared: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    persons: tuple[PersonResult, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The topics without which the scheme cannot be assessed; none once a condition failed."""
        if self.outcome != "indeterminate":
            return ()
        topics = {topic for one in self.conditions for topic in one.missing}
        return tuple(sorted(topics | set(self.undeclared)))

    @property
    def first_failed(self) -> ConditionOutcome | None:
        """The first condition that fails; none where none does."""
        return next((one for one in self.conditions if one.status == "fail"), None)


@dataclass(frozen=True)
class Hardship:
    """The coefficient with every indicator's points, and the class it gives.

    Where topics are unknown it lies between `least` and `most`; the class is None where these
    give different ones, and an indicator's points are None where it could not be measured.
    """

    coefficient: int
    least: int
    most: int
    contributions: Mapping[str, int | None]
    class_: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """The results of a household for every scheme from the same facts.

    `layer` is the layer of the low-income population it belongs to, None while that is open;
    `counted` are the numbers of its members, `has` the schemes that it receives already.
    """

    schemes: tuple[SchemeResult, ...]
    hardship: Hardship
    layer: str | None
    fingerprint: str
    counted: tuple[int, ...] = ()
    has: frozenset[str] = frozenset()

    @property
    def offered(self) -> tuple[str, ...]:
        """The schemes that the family may have and has not yet."""
        return tuple(
            one.scheme
            for one in self.schemes
            if one.outcome == "eligible" and one.scheme not in self.has
        )

    def of(self, scheme: str) -> SchemeResult:
        """The result of one scheme."""
        return next(result for result in self.schemes if result.scheme == scheme)
