"""Money in integer fen (1/100 yuan); a float is never an amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.errors import Broken

FEN_PER_YUAN = 100


@dataclass(frozen=True)
class Fen:
    """An amount of money in fen (1/100 yuan)."""

    value: int

    def __post_init__(self) -> None:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise Broken("money.not_integer_fen")

    def __mul__(self, count: int) -> Fen:
        return Fen(self.value * count)

    @property
    def yuan(self) -> str:
        """The amount in yuan for people: `1,300.00`."""
        sign = "-" if self.value < 0 else ""
        whole, rest = divmod(abs(self.value), FEN_PER_YUAN)
        return f"{sign}{whole:,}.{rest:02d}"


def equal_shares(amount_fen: int, people: Sequence[str]) -> dict[str, int]:
    """The equal share of each (fen); what does not divide is spread, and they sum to the amount."""
    count = len(people)
    return {
        person: amount_fen * (at + 1) // count - amount_fen * at // count
        for at, person in enumerate(people)
    }
