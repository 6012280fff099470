"""The result of an assessment: conditions with figures and articles, amounts, class, layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["eligible", "not_eligible", "indeterminate"]
Status = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True)
class Condition:
    """One condition of the law: own figure against threshold, and where it is written.

    `own` and `threshold` are fen or counts as `unit` says; `rests_on` names what was not verified
    and still bears on it, `missing` the topics that nobody told.
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
class Line:
    """One line of the sum: what it is, and how much it adds or takes (fen a month).

    `how` is the code of the words for how it comes about, "" for none: `count` times `each` (fen).
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
    """What it came to for one member: the number, and the code of the condition that fails."""

    member: int
    outcome: Outcome
    fails: str


@dataclass(frozen=True)
class SchemeResult:
    """What a scheme's conditions came to; `amount_fen` a month, or once for temporary aid.

    `untold` are the topics without which the sum cannot be made, `assumed` the values without a
    public source on which the result rests, `persons` the members where the law judges each alone.
    """

    scheme: str
    outcome: Outcome
    conditions: tuple[Condition, ...]
    amount_fen: int = 0
    lines: tuple[Line, ...] = ()
    terms: tuple[Term, ...] = ()
    untold: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    persons: tuple[PersonResult, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The topics without which the scheme cannot be judged; none once a condition failed."""
        if self.outcome != "indeterminate":
            return ()
        topics = {topic for one in self.conditions for topic in one.missing}
        return tuple(sorted(topics | set(self.untold)))

    @property
    def first_failed(self) -> Condition | None:
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
    """The household judged for every scheme from the same facts.

    `layer` is the circle of the low-income population it belongs to, None while that is open;
    `counted` are the numbers of those who count as the household, `has` the schemes that it has
    already, to which nobody points it again.
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
