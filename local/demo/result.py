"""What the demo ends with: its cases, its books, and what holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from local.cloud.calls import Use
from local.demo.invariants import Invariant
from local.demo.narrator import Narrator
from local.demo.observer import Observation


@dataclass(frozen=True)
class CaseResult:
    """What became of a case; working days from submission to the decision or the end."""

    part: str
    title: str
    receipt: str
    scheme: str
    outcome: str
    state: str
    owner: str
    working_days: int
    billed_transitions: int
    executions: tuple[int, ...]


@dataclass(frozen=True)
class Result:
    """What the demo ends with."""

    first_day: date
    cases: list[CaseResult]
    books: dict[str, int]
    invariants: list[Invariant]
    seconds: float
    narrator: Narrator
    looks: list[Observation]
    uses: frozenset[Use]  # the AWS actions of each function

    @property
    def holds(self) -> bool:
        """Whether every invariant holds."""
        return all(invariant.holds for invariant in self.invariants)

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "cases": [asdict(case) for case in self.cases],
            "books": self.books,
            "invariants": [asdict(invariant) for invariant in self.invariants],
            "seconds": self.seconds,
        }
