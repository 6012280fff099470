"""The rules evaluated as they are written, one household at a time, in exact fractions.

Without constant folding or generated code: the reference for the other evaluators.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from chalicelib.policy.pack import PlaceLaw
from chalicelib.policy.rules.engine import Assessed
from chalicelib.policy.rules.folded import Rules
from chalicelib.policy.rules.specification import Category, Condition, Formula, Indicator, Scheme

BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: Fraction(a) / b,
    ast.FloorDiv: lambda a, b: a // b,
}
COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
CALLED: dict[str, Callable[..., Any]] = {"min": min, "max": max, "floor": floor, "ceil": ceil}


class Interpreter:
    """Answers as `Engine.assessed`; `rules` give the order of facts and the topics' bits."""

    def __init__(self, rules: Rules, place: PlaceLaw) -> None:
        self.rules, self.place, self.trees = rules, place, rules.specification.trees
        self.formulas = rules.specification.of(Formula)
        self.conditions = rules.specification.of(Condition)
        self.schemes = rules.specification.of(Scheme)
        self.indicators = rules.specification.of(Indicator)
        self.categories = rules.specification.of(Category)
        self.topics = [one.topics for one in rules.indicators.values()]
        self.figures: dict[str, Any] = {}

    def assessed(self, facts: Sequence[int], unknown: int) -> Assessed:
        """Failed and unknown conditions, amounts, points, the coefficient and its bounds."""
        self.figures = dict(zip(self.rules.facts, facts, strict=True))
        for formula in self.formulas:
            self.figures[formula.name] = self._text(formula.is_)
        status: dict[str, str] = {}
        outcomes: dict[str, str] = {}
        amounts = []
        for scheme in self.schemes:
            for code in scheme.conditions:
                if code not in status:
                    status[code] = self._status(code, outcomes, unknown)
            outcomes[scheme.name] = self._outcome(scheme, status, unknown)
            amounts.append(self._amount(scheme, outcomes[scheme.name]))
        points = [self._points(one) for one in self.indicators]
        return (
            self._bits(status, "fail"),
            self._bits(status, "unknown"),
            tuple(amounts),
            tuple(points),
            *self._coefficients(points, unknown),
        )

    def _status(self, code: str, outcomes: Mapping[str, str], unknown: int) -> str:
        figured = self.rules.conditions[code]
        condition = figured.condition
        if not condition.holds:
            outcome = outcomes[condition.eligible or condition.not_eligible]
            if outcome == "indeterminate":
                return "unknown"
            wanted = {"eligible"} if condition.eligible else {"not_eligible", "not_meant"}
            if condition.eligible and outcome == "not_meant":
                return "pass"
            return "pass" if outcome in wanted else "fail"
        holds, open_ = self._text(condition.holds), unknown & figured.topics
        if open_ and (holds or open_ & ~self.rules.bits(condition.sure)):
            return "unknown"
        return "pass" if holds else "fail"

    def _outcome(self, scheme: Scheme, status: Mapping[str, str], unknown: int) -> str:
        found = {status[code] for code in scheme.conditions}
        if "fail" in found:
            return "not_eligible"
        if "unknown" in found or unknown & self.rules.scheme_topics(scheme):
            return "indeterminate"
        return "eligible" if self._text(scheme.when) else "not_meant"

    def _amount(self, scheme: Scheme, outcome: str) -> int:
        if outcome != "eligible":
            return 0
        return int(max(0, sum(self._text(text) for _, text in scheme.lines)))

    def _points(self, one: Indicator) -> int:
        return _band(one.bands, self._text(one.measure)) * one.weight

    def _coefficients(self, points: Sequence[int], unknown: int) -> tuple[int, int, int]:
        bounds = [
            [
                choose(level * one.weight for _, level in one.bands) if unknown & topics else given
                for one, given, topics in zip(self.indicators, points, self.topics, strict=True)
            ]
            for choose in (min, max)
        ]
        known, least, most = (self._capped(given) for given in (points, *bounds))
        return known, least, most

    def _capped(self, points: Sequence[int]) -> int:
        return sum(
            min(
                category.cap,
                sum(
                    given
                    for one, given in zip(self.indicators, points, strict=True)
                    if one.category == category.name
                ),
            )
            for category in self.categories
        )

    def _bits(self, status: Mapping[str, str], wanted: str) -> int:
        return sum(self.rules.conditions[code].bit for code, is_ in status.items() if is_ == wanted)

    def _text(self, text: str) -> Any:
        return self._worth(self.trees[text])

    def _worth(self, node: ast.expr) -> Any:  # noqa: C901, PLR0911, PLR0912 (one case a form)
        match node:
            case ast.Constant(value=number):
                return number
            case ast.Name(id=name):
                return self.figures[name]
            case ast.Attribute(value=ast.Name(id=group), attr=name):
                return Fraction(self.place.number(f"{group}.{name}"))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self._worth(operand)
            case ast.UnaryOp(operand=operand):
                return -self._worth(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return BINARY[type(op)](self._worth(left), self._worth(right))
            case ast.BoolOp(op=ast.And(), values=parts):
                return all(self._worth(part) for part in parts)
            case ast.BoolOp(values=parts):
                return any(self._worth(part) for part in parts)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return COMPARED[type(op)](self._worth(left), self._worth(right))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._worth(body) if self._worth(test) else self._worth(orelse)
            case ast.Call(func=ast.Name(id="band"), args=[table, figure]):
                return _band(self.place.bands(ast.unparse(table)), self._worth(figure))
            case ast.Call(func=ast.Name(id="urban"), args=[value]):
                return Fraction(self.place.in_town(ast.unparse(value)))
            case ast.Call(func=ast.Name(id="rounded"), args=[total, parts]):
                return self._paid(self._worth(total), self._worth(parts))
            case ast.Call(func=ast.Name(id=called), args=args):
                return CALLED[called](*(self._worth(arg) for arg in args))
        raise TypeError(ast.dump(node))

    def _paid(self, total: Any, parts: Any) -> int:
        """What is paid of a total in so many parts, in whole units of the pack."""
        unit = int(self.place.number("rounding.unit"))
        turned = ceil if self.place.number("rounding.up") else floor
        return unit * int(turned(Fraction(total) / (parts * unit)))


def _band(bands: Sequence[tuple[int, int]], figure: Any) -> int:
    reached = [given for start, given in bands if start <= figure]
    return reached[-1] if reached else bands[0][1]
