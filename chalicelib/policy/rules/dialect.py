"""What a formula comes to when it is written out, for one household or for columns of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.policy.rules.language import Bands

Rest = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Term:
    """A part of a formula, written out: a whole number, a share of `den`, or a truth.

    `known` is its numerator where the values alone settle it, `above_zero` says that it always is,
    `over` of what by what it is the whole quotient, `facts` what it depends on, and
    `rests` the values it rests on, each with the facts that make it matter (none: always).
    """

    text: str
    den: int = 1
    truth: bool = False
    known: int | None = None
    above_zero: bool = False
    over: tuple[str, str] | None = None
    facts: frozenset[str] = frozenset()
    rests: frozenset[Rest] = frozenset()


class Dialect(Protocol):
    """How choices are written for one household, or for columns of them.

    `pick` and `band` give points, `total` adds points that come to `most` at the most. Bits are
    marked one by one, asked for together, and packed into one number at the end.
    """

    def unpack(self, facts: Sequence[tuple[str, bool]], body: Sequence[str]) -> list[str]:
        """The lines that name the facts, each with whether it counts; `body` is what uses them."""

    def direct(self, fact: str) -> str:
        """How a count is written where nothing is computed from it."""

    def choose(self, when: str, then: str, other: str) -> str: ...
    def both(self, one: str, other: str) -> str: ...
    def either(self, one: str, other: str) -> str: ...
    def negate(self, one: str) -> str: ...
    def least(self, one: str, other: str) -> str: ...
    def most(self, one: str, other: str) -> str: ...
    def band(self, figure: Term, bands: Bands) -> str: ...
    def pick(self, when: str, then: int, other: int) -> str: ...
    def total(self, parts: Sequence[str], most: int) -> str: ...
    def any(self, bits: str) -> str: ...
    def mark(self, bits: str, when: str, bit: int) -> str: ...
    def marked(self, bits: str, wanted: Sequence[int]) -> str: ...
    def packed(self, bits: str, used: Sequence[int]) -> str: ...


class Scalar:
    """One household at a time, in plain Python."""

    def unpack(self, facts: Sequence[tuple[str, bool]], body: Sequence[str]) -> list[str]:
        return [f"({', '.join(name for name, _ in facts)}) = facts"]

    def direct(self, fact: str) -> str:
        return fact

    def choose(self, when: str, then: str, other: str) -> str:
        return f"({then} if {when} else {other})"

    def both(self, one: str, other: str) -> str:
        return f"({one} and {other})"

    def either(self, one: str, other: str) -> str:
        return f"({one} or {other})"

    def negate(self, one: str) -> str:
        return f"(not {one})"

    def least(self, one: str, other: str) -> str:
        return (
            f"(m if (m := {one}) < {other} else {other})"
            if _plain(other)
            else f"min({one}, {other})"
        )

    def most(self, one: str, other: str) -> str:
        return (
            f"(m if (m := {one}) > {other} else {other})"
            if _plain(other)
            else f"max({one}, {other})"
        )

    def band(self, figure: Term, bands: Bands) -> str:
        *lower, (_, last) = bands
        tops = [start for start, _ in bands[1:]]
        steps = [f"{given} if x < {top} else " for (_, given), top in zip(lower, tops, strict=True)]
        return f"({''.join(steps)}{last})".replace("x <", f"(x := {figure.text}) <", 1)

    def pick(self, when: str, then: int, other: int) -> str:
        return self.choose(when, str(then), str(other))

    def total(self, parts: Sequence[str], most: int) -> str:
        return " + ".join(parts)

    def any(self, bits: str) -> str:
        return bits

    def mark(self, bits: str, when: str, bit: int) -> str:
        return f"if {when}: {bits} |= {bit}"

    def marked(self, bits: str, wanted: Sequence[int]) -> str:
        return f"({bits} & {sum(wanted)} != 0)"

    def packed(self, bits: str, used: Sequence[int]) -> str:
        return bits


def _plain(text: str) -> bool:
    """Whether a text is a name or a number, which may be written twice."""
    return text.isidentifier() or text.isdigit()
