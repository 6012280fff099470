"""Money in integer fen. Ratios are Decimals made from text; a float never touches an amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from chalicelib.domain.errors import Broken, Refused

FEN_PER_YUAN = 100


@dataclass(frozen=True, order=True)
class Fen:
    """An amount of money in fen (1/100 yuan)."""

    value: int

    def __post_init__(self) -> None:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise Broken("money.not_integer_fen")

    def __add__(self, other: Fen) -> Fen:
        return Fen(self.value + other.value)

    def __sub__(self, other: Fen) -> Fen:
        return Fen(self.value - other.value)

    def __mul__(self, count: int) -> Fen:
        return Fen(self.value * count)

    @property
    def yuan(self) -> str:
        """The amount in yuan for people: `1,300.00`."""
        sign = "-" if self.value < 0 else ""
        whole, rest = divmod(abs(self.value), FEN_PER_YUAN)
        return f"{sign}{whole:,}.{rest:02d}"

    @classmethod
    def from_yuan(cls, text: str | Decimal) -> Fen:
        """The amount of `text` yuan; Refused("money.not_an_amount") if it is no whole fen."""
        if not isinstance(text, str | Decimal):
            raise Broken("money.not_text")
        try:
            fen = Decimal(text) * FEN_PER_YUAN
            if fen != fen.to_integral_value():
                raise Refused("money.not_an_amount")
        except InvalidOperation:
            raise Refused("money.not_an_amount") from None
        return cls(int(fen))


def equal_shares(amount_fen: int, people: Sequence[str]) -> dict[str, int]:
    """The equal share of each (fen); what does not divide is spread, and they sum to the amount."""
    count = len(people)
    return {
        person: amount_fen * (at + 1) // count - amount_fen * at // count
        for at, person in enumerate(people)
    }


def ceil_fen(amount: Decimal) -> Fen:
    """A Decimal amount of fen rounded up, once, to whole fen."""
    return Fen(int(amount.to_integral_value(rounding=ROUND_CEILING)))
