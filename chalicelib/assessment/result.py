"""The result of an assessment: conditions with figures and articles, amounts, class."""

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
    and still bears on it, `missing` the topic that nobody told.
    """

    code: str
    status: Status
    own: int | None
    threshold: int | None
    unit: str
    article: str
    rests_on: tuple[str, ...] = ()
    missing: str = ""


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

    @property
    def missing(self) -> tuple[str, ...]:
        """The topics without which the scheme cannot be judged; none once a condition failed."""
        if self.outcome != "indeterminate":
            return ()
        return tuple(sorted({one.missing for one in self.conditions if one.missing}))


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
