"""Writing formulas out, with the values of one day and place folded in.

What is multiplied by zero, or lies in a branch that the law does not take, is neither computed nor
asked of anybody; which values it then still rests on, and for whom, is kept with it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import lcm
from operator import add, floordiv, mul, sub

from chalicelib.policy.rules import nodes
from chalicelib.policy.rules.dialect import Dialect, FormulaTerm, Rest
from chalicelib.policy.rules.language import COMPARED, Bands, Values, wrong


class Writer:
    """Writes formulas out in a dialect, with the values of one day and place folded in.

    `terms` are the facts and the formulas written so far.
    """

    def __init__(self, dialect: Dialect, values: Values, terms: Mapping[str, FormulaTerm]) -> None:
        self.dialect, self.values, self.terms = dialect, values, terms

    def write(self, node: ast.expr, name: str) -> FormulaTerm:  # noqa: C901, PLR0911 (one case a form)
        """The formula as a term; Broken("policy.formula") where its kinds do not fit."""
        match node:
            case ast.Constant(value=int(number)):
                return _settled(number)
            case ast.Name(id=known):
                return self.terms[known]
            case ast.Attribute(value=ast.Name(id=group), attr=value):
                return self._value(f"{group}.{value}", self.values.number)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._not(self.write(operand, name))
            case ast.UnaryOp(operand=operand):
                return self._minus(_settled(0), self.write(operand, name))
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(op, self.write(left, name), self.write(right, name), name)
            case ast.BoolOp(op=op, values=parts):
                return self._logic(isinstance(op, ast.And), [self.write(p, name) for p in parts])
            case ast.Compare(left=left, ops=[compared], comparators=[right]):
                return self._compare(compared, self.write(left, name), self.write(right, name))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choose(*(self.write(part, name) for part in (test, body, orelse)))
            case ast.Call(func=ast.Name(id=called), args=args):
                return self._call(called, args, name)
        raise wrong(name)

    def _value(self, name: str, number: Callable[[str], int | Decimal]) -> FormulaTerm:
        numerator, den = number(name).as_integer_ratio()
        return _settled(numerator, den, frozenset({(name, frozenset())}))

    def _binary(
        self, op: ast.operator, left: FormulaTerm, right: FormulaTerm, name: str
    ) -> FormulaTerm:
        match op:
            case ast.Add():
                return self._plus(left, right)
            case ast.Sub():
                return self._minus(left, right)
            case ast.Mult():
                return self._times(left, right)
            case ast.Div():
                return self._over(left, right, name)
        return self._floor_div(left, right, name)

    def _floor_div(self, left: FormulaTerm, right: FormulaTerm, name: str) -> FormulaTerm:
        if not _positive(right) or left.den != 1 or right.den != 1:
            raise wrong(name)
        node = nodes.binary(left.node, nodes.FLOOR_DIV, right.node)
        quotient = _joined(node, _both_known(floordiv, left, right), left, right)
        return replace(quotient, over=(left.node, right.node))

    def _over(self, left: FormulaTerm, right: FormulaTerm, name: str) -> FormulaTerm:
        if right.known is None or right.known < 1 or right.den != 1:
            raise wrong(name)
        return replace(left, den=left.den * right.known)

    def _plus(self, left: FormulaTerm, right: FormulaTerm) -> FormulaTerm:
        left, right = _alike(left, right)
        for one, other in ((left, right), (right, left)):
            if other.known == 0 and one.known is None:
                return replace(one, rests=left.rests | right.rests)
        node = nodes.binary(left.node, nodes.ADD, right.node)
        return _joined(node, _both_known(add, left, right), left, right, den=left.den)

    def _minus(self, left: FormulaTerm, right: FormulaTerm) -> FormulaTerm:
        left, right = _alike(left, right)
        if right.known == 0 and left.known is None:
            return replace(left, rests=left.rests | right.rests)
        node = nodes.binary(left.node, nodes.SUB, right.node)
        return _joined(node, _both_known(sub, left, right), left, right, den=left.den)

    def _times(self, left: FormulaTerm, right: FormulaTerm) -> FormulaTerm:
        for one, other in ((left, right), (right, left)):
            if one.known == 0:
                return _settled(0, rests=_where(one.rests, other.facts))
            if one.known == one.den == 1:
                return replace(other, rests=one.rests | other.rests)
        node, den = nodes.binary(left.node, nodes.MULT, right.node), left.den * right.den
        product = _joined(node, _both_known(mul, left, right), left, right, den=den)
        return replace(product, above_zero=_positive(left) and _positive(right))

    def _compare(self, compared: ast.cmpop, left: FormulaTerm, right: FormulaTerm) -> FormulaTerm:
        left, right = _alike(left, right)
        node = nodes.compare(left.node, compared, right.node)
        known = _both_known(COMPARED[type(compared)], left, right)
        return replace(_joined(node, known, left, right), truth=True)

    def _not(self, one: FormulaTerm) -> FormulaTerm:
        if one.known is not None:
            return replace(_settled(not one.known, rests=one.rests), truth=True)
        return replace(one, node=self.dialect.negate(one.node))

    def _logic(self, every: bool, parts: Sequence[FormulaTerm]) -> FormulaTerm:
        """All, or any, of the parts; one that settles the whole leaves the others out."""
        result = parts[0]
        for part in parts[1:]:
            result = self._two(every, result, part)
        return result

    def _two(self, every: bool, left: FormulaTerm, right: FormulaTerm) -> FormulaTerm:
        for known, other in ((left, right), (right, left)):
            if known.known is not None and bool(known.known) is not every:
                rests = _where(known.rests, other.facts)
                return replace(_settled(not every, rests=rests), truth=True)
            if known.known is not None:
                return replace(other, rests=other.rests | known.rests)
        join = self.dialect.both if every else self.dialect.either
        return replace(_joined(join(left.node, right.node), None, left, right), truth=True)

    def _choose(self, test: FormulaTerm, body: FormulaTerm, orelse: FormulaTerm) -> FormulaTerm:
        """One of two; where the values settle which, the other bears only through its facts."""
        body, orelse = _alike(body, orelse)
        if test.known is not None:
            taken, left = (body, orelse) if test.known else (orelse, body)
            return replace(taken, rests=taken.rests | _where(test.rests, taken.facts | left.facts))
        if ast.dump(body.node) == ast.dump(orelse.node):
            return replace(body, rests=test.rests | body.rests | orelse.rests)
        node = self.dialect.choose(test.node, body.node, orelse.node)
        return replace(_joined(node, None, test, body, orelse), den=body.den, truth=body.truth)

    def _call(self, called: str, args: Sequence[ast.expr], name: str) -> FormulaTerm:
        if called == "band":
            return self._band(args, name)
        if called == "urban":
            return self._value(ast.unparse(args[0]), self.values.in_town)
        terms = [self.write(arg, name) for arg in args]
        if called == "rounded":
            return self._paid(terms[0], terms[1], name)
        if called in {"floor", "ceil"}:
            return self._rounded(called, terms[0])
        join, choose = {
            "min": (self.dialect.least, min),
            "max": (self.dialect.most, max),
        }[called]
        left, right = _alike(terms[0], terms[1])
        known = _both_known(choose, left, right)
        chosen = _joined(join(left.node, right.node), known, left, right, den=left.den)
        positive = [_positive(left), _positive(right)]
        return replace(chosen, above_zero=any(positive) if called == "max" else all(positive))

    def _rounded(self, called: str, share: FormulaTerm) -> FormulaTerm:
        up = called == "ceil"
        if share.known is not None:
            known = -(-share.known // share.den) if up else share.known // share.den
            return _settled(known, rests=share.rests)
        if share.den == 1:
            return share
        whole = nodes.unary(nodes.MINUS, share.node) if up else share.node
        quotient = nodes.binary(whole, nodes.FLOOR_DIV, nodes.constant(share.den))
        return _joined(nodes.unary(nodes.MINUS, quotient) if up else quotient, None, share)

    def _paid(self, total: FormulaTerm, parts: FormulaTerm, name: str) -> FormulaTerm:
        """What is paid of a total in so many parts: rounded once, to the unit of the pack."""
        unit, up = (self._value(f"rounding.{one}", self.values.number) for one in ("unit", "up"))
        whole = replace(total, den=1)
        by = self._times(self._times(parts, unit), _settled(total.den))
        if up.known:
            below = self._minus(_settled(0), whole)
            units = self._minus(_settled(0), self._floor_div(below, by, name))
        else:
            units = self._floor_div(whole, by, name)
        paid = self._times(units, unit)
        return replace(paid, rests=paid.rests | up.rests, over=None)

    def _band(self, args: Sequence[ast.expr], name: str) -> FormulaTerm:
        table = ast.unparse(args[0])
        return self.in_bands(self.values.bands(table), self.write(args[1], name), table)

    def in_bands(self, bands: Bands, figure: FormulaTerm, table: str = "") -> FormulaTerm:
        """What the half-open band gives in which `figure` lies; below the first, the first's."""
        rests = frozenset({(table, figure.facts)}) if table else frozenset()
        given = {one for _, one in bands}
        if len(given) == 1:
            return _settled(bands[0][1], rests=rests)
        if figure.truth and figure.known is None:
            no, yes = (([g for s, g in bands if s <= held] or [bands[0][1]])[-1] for held in (0, 1))
            return replace(figure, node=self.dialect.pick(figure.node, yes, no), truth=False)
        if figure.known is not None:
            reached = [one for start, one in bands if start <= figure.known] or [bands[0][1]]
            return replace(figure, node=nodes.constant(reached[-1]), known=reached[-1])
        node = self.dialect.band(figure, bands)
        return replace(figure, node=node, rests=figure.rests | rests)


def _settled(number: int, den: int = 1, rests: frozenset[Rest] = frozenset()) -> FormulaTerm:
    """A term that the values alone settle, written as its number."""
    return FormulaTerm(nodes.constant(number), den, known=int(number), rests=rests)


def _positive(term: FormulaTerm) -> bool:
    """Whether a divisor can never be zero."""
    return term.above_zero if term.known is None else term.known > 0


def _alike(*terms: FormulaTerm) -> tuple[FormulaTerm, ...]:
    """The terms over one denominator."""
    den = lcm(*(term.den for term in terms))
    return tuple(_over_den(term, den) for term in terms)


def _over_den(term: FormulaTerm, den: int) -> FormulaTerm:
    times = den // term.den
    if times == 1:
        return term
    if term.known is not None:
        known = term.known * times
        return replace(term, node=nodes.constant(known), known=known, den=den)
    return replace(term, node=nodes.binary(term.node, nodes.MULT, nodes.constant(times)), den=den)


def _both_known(
    operation: Callable[[int, int], int], left: FormulaTerm, right: FormulaTerm
) -> int | None:
    if left.known is None or right.known is None:
        return None
    return operation(left.known, right.known)


def _joined(node: ast.expr, known: int | None, *parts: FormulaTerm, den: int = 1) -> FormulaTerm:
    """A term made of parts; one that the values settle is written as its number."""
    rests = frozenset().union(*(part.rests for part in parts))
    if known is not None:
        return _settled(known, den, rests)
    return FormulaTerm(
        node, den, facts=frozenset().union(*(part.facts for part in parts)), rests=rests
    )


def _where(rests: frozenset[Rest], facts: frozenset[str]) -> frozenset[Rest]:
    """What rested on values alone now matters only where one of the facts is not zero."""
    return frozenset((name, needed or facts) for name, needed in rests)
