"""The functions that the rules become: what is assessed, explained, and meant for whom.

They are syntax trees, made of the rules' terms alike for one household and for columns of them;
`ast.unparse` shows one as source.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chalicelib.policy.rules import nodes
from chalicelib.policy.rules.dialect import FormulaTerm
from chalicelib.policy.rules.folded import FoldedCondition, FoldedIndicator, Rules
from chalicelib.policy.rules.specification import Category, Scheme

COEFFICIENT = "coefficient"
TAKES = ("facts", "unknown")
"""What every function takes: the facts in the rules' order, and the unknown topics (bits)."""


def assessed(rules: Rules) -> list[ast.FunctionDef]:
    """The function `assessed`, and `known` that it calls.

    It answers failed and unknown conditions (bits), the amount of each scheme (fen), every
    indicator's points, the coefficient, and the least and most it may be. Households of whom
    everything is known, nearly all of them, take a way that asks for no topic.
    """
    points = [
        nodes.assign(f"points_{name}", _points(rules, one))
        for name, one in rules.indicators.items()
    ]
    return [
        _function(rules, name, _Assessing(rules, everything_known).body(points))
        for name, everything_known in (("known", True), ("assessed", False))
    ]


def explained(rules: Rules) -> ast.FunctionDef:
    """The function `explained`, only for the household that asks.

    It answers own figure and threshold by condition; lines, terms, whether it is meant, and of
    each share how many and how much, by scheme.
    """

    def written(texts: Iterable[str]) -> ast.expr:
        return nodes.list_of(rules.term(text).node for text in texts)

    parts = [
        nodes.list_of(_figures(rules, one) for one in rules.conditions.values()),
        nodes.list_of(
            nodes.list_of(term.node for _, term in rows) for rows in rules.lines.values()
        ),
        nodes.list_of(written(text for _, text in scheme.terms) for scheme in rules.schemes),
        _kinds(rules),
        nodes.list_of(
            written(text for *_, count, each in scheme.shares for text in (count, each))
            for scheme in rules.schemes
        ),
    ]
    return _function(rules, "explained", [*_steps(rules), nodes.answer(nodes.tuple_of(parts))])


def meant(rules: Rules) -> ast.FunctionDef:
    """The function `meant`: whether each scheme is meant for the household."""
    return _function(rules, "meant", [*_steps(rules), nodes.answer(_kinds(rules))])


def _steps(rules: Rules) -> list[ast.stmt]:
    return [nodes.assign(name, value) for name, value in rules.steps]


def _figures(rules: Rules, one: FoldedCondition) -> ast.expr:
    """Own figure and threshold; none where nothing of the household is measured."""
    nothing = nodes.constant(None)
    pair = nodes.tuple_of(term.node if term else nothing for term in (one.own, one.threshold))
    if not one.condition.measured:
        return pair
    measured = rules.term(one.condition.measured).node
    return nodes.choose(measured, pair, nodes.tuple_of([nothing, nothing]))


def _kinds(rules: Rules) -> ast.expr:
    return nodes.list_of(rules.term(scheme.when).node for scheme in rules.schemes)


def _function(rules: Rules, name: str, body: Iterable[ast.stmt]) -> ast.FunctionDef:
    """The function of that name, without what computes what nothing later uses."""
    needed: list[ast.stmt] = []
    used: set[str] = set()
    for one in reversed([*body]):
        match one:
            case ast.Assign(targets=[ast.Name(id=assigned)]) if assigned not in used:
                continue
        used |= nodes.names_of(one)
        needed.append(one)
    facts = rules.dialect.unpack([(fact, rules.counts[fact]) for fact in rules.facts], used)
    return nodes.function(name, TAKES, [*facts, *reversed(needed)])


class _Assessing:
    """How a household is assessed; where `everything_known`, without asking for a topic."""

    def __init__(self, rules: Rules, everything_known: bool) -> None:
        self.rules, self.dialect, self.everything_known = rules, rules.dialect, everything_known

    def body(self, points: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
        if not self.everything_known:
            known = nodes.answer(nodes.call("known", *map(nodes.name, TAKES)))
            yield nodes.when(nodes.unary(nodes.NOT, self.dialect.any("unknown")), known)
        yield from (nodes.assign(bits, nodes.constant(0)) for bits in ("failed", "unsure"))
        yield from _steps(self.rules)
        seen: dict[str, None] = {}  # in order; what no scheme of the day asks is left out
        for scheme in self.rules.schemes:
            for code in scheme.conditions:
                if code not in seen:
                    yield from self._condition(self.rules.conditions[code])
                    seen[code] = None
            yield from self._outcome(scheme)
        yield from points
        yield from self._coefficient()
        yield self._answer(seen)

    def _condition(self, one: FoldedCondition) -> Iterator[ast.stmt]:
        """Marks the condition's bit where it fails, or cannot be assessed."""
        mark, bit = self.dialect.mark, one.bit
        if one.holds is None:
            other = one.condition.eligible or one.condition.not_eligible
            kind = "fails" if one.condition.eligible else "pays"
            yield mark("failed", nodes.name(f"{kind}_{other}"), bit)
            if not self.everything_known:
                yield mark("unsure", nodes.name(f"open_{other}"), bit)
        elif self.everything_known or not one.topics:
            yield mark("failed", self.dialect.negate(one.holds.node), bit)
        else:
            yield from self._doubted(one, one.holds)

    def _doubted(self, one: FoldedCondition, term: FormulaTerm) -> Iterator[ast.stmt]:
        """A condition on which topics bear: it holds or not, may, or may not."""
        worse = one.topics & self.rules.bits(one.condition.sure)
        doubtful = one.topics & ~worse
        holds = nodes.name("holds")
        yield nodes.assign("holds", term.node)
        may: ast.expr = holds
        may_not: list[ast.expr] = []
        if worse:
            yield nodes.assign("undeclared", nodes.has_bits("unknown", worse))
            may_not.append(self.dialect.both(holds, nodes.name("undeclared")))
        if doubtful:
            open_ = nodes.name("open_")
            yield nodes.assign("open_", nodes.has_bits("unknown", doubtful))
            may = self.dialect.either(holds, open_)
            may_not.append(open_)
        yield self.dialect.mark("failed", self.dialect.negate(may), one.bit)
        yield self.dialect.mark("unsure", self._either(may_not), one.bit)

    def _outcome(self, scheme: Scheme) -> Iterator[ast.stmt]:
        """Whether the scheme fails, is open, or pays, and how much."""
        dialect, name = self.dialect, scheme.name
        bits = [self.rules.conditions[code].bit for code in scheme.conditions]
        yield nodes.assign(f"fails_{name}", dialect.marked("failed", bits))
        fails = nodes.name(f"fails_{name}")
        pays = dialect.negate(fails)
        if not self.everything_known:
            yield nodes.assign(f"open_{name}", dialect.both(pays, self._undeclared(scheme)))
            pays = dialect.negate(dialect.either(fails, nodes.name(f"open_{name}")))
        meant = self.rules.term(scheme.when)
        pays = pays if meant.known else dialect.both(meant.node, pays)
        yield nodes.assign(f"pays_{name}", pays)
        sums = [term.node for _, term in self.rules.lines[name] if term.known != 0]
        paid: ast.expr = nodes.constant(0)
        if sums:
            amount = dialect.most(nodes.total(sums), nodes.constant(0))
            paid = dialect.choose(nodes.name(f"pays_{name}"), amount, nodes.constant(0))
        yield nodes.assign(f"amount_{name}", paid)

    def _undeclared(self, scheme: Scheme) -> ast.expr:
        """Whether a condition of the scheme, or its sum, is open."""
        undeclared = [self.dialect.marked("unsure", self._may_be_open(scheme.conditions))]
        topics = self.rules.scheme_topics(scheme)
        if topics:
            undeclared.append(nodes.has_bits("unknown", topics))
        return self._either(undeclared)

    def _either(self, truths: list[ast.expr]) -> ast.expr:
        """The one truth, or either of two."""
        return self.dialect.either(*truths) if len(truths) > 1 else truths[0]

    def _may_be_open(self, codes: Iterable[str]) -> list[int]:
        """The bits of the conditions that something unknown can leave open."""
        figured = [self.rules.conditions[code] for code in codes]
        return [one.bit for one in figured if one.topics or one.holds is None]

    def _coefficient(self) -> Iterator[ast.stmt]:
        """The coefficient, and the least and most that it may be."""
        yield nodes.assign(COEFFICIENT, self._capped(_given))
        for bound, choose in (("least", min), ("most", max)):
            settled = nodes.name(COEFFICIENT)
            yield nodes.assign(
                bound, settled if self.everything_known else self._capped(self._bound(choose))
            )

    def _capped(self, points: Callable[[FoldedIndicator], ast.expr]) -> ast.expr:
        """The sum of the categories, each up to its cap."""
        sums, caps = [], 0
        for category in self.rules.specification.of(Category):
            inside = [
                one
                for one in self.rules.indicators.values()
                if one.indicator.category == category.name
            ]
            most = sum(max(given for _, given in one.bands) for one in inside)
            parts = [points(one) for one in inside] or [nodes.constant(0)]
            together = self.dialect.total(parts, most)
            if most > category.cap:
                together = self.dialect.least(together, nodes.constant(category.cap))
            sums.append(together)
            caps += min(most, category.cap)
        return self.dialect.total(sums, caps)

    def _bound(
        self, bound: Callable[[Iterable[int]], int]
    ) -> Callable[[FoldedIndicator], ast.expr]:
        """An indicator's points, or the least or most it may give where its topics are unknown."""

        def points(one: FoldedIndicator) -> ast.expr:
            if not one.topics:
                return _given(one)
            extreme = nodes.constant(bound(given for _, given in one.bands))
            return self.dialect.choose(nodes.has_bits("unknown", one.topics), extreme, _given(one))

        return points

    def _answer(self, seen: Iterable[str]) -> ast.Return:
        codes = [*seen]
        bits = [self.rules.conditions[code].bit for code in codes]
        unsure: ast.expr = nodes.constant(0)
        if not self.everything_known:
            unsure = self.dialect.packed("unsure", self._may_be_open(codes))
        return nodes.answer(
            nodes.tuple_of(
                [
                    self.dialect.packed("failed", bits),
                    unsure,
                    nodes.tuple_of(nodes.name(f"amount_{one.name}") for one in self.rules.schemes),
                    nodes.tuple_of(map(_given, self.rules.indicators.values())),
                    *map(nodes.name, (COEFFICIENT, "least", "most")),
                ]
            )
        )


def _points(rules: Rules, one: FoldedIndicator) -> ast.expr:
    """What the band of an indicator gives; a count is read as it came."""
    measure, name = one.measure, one.indicator.measure
    if rules.counts.get(name):
        measure = replace(measure, node=rules.dialect.direct(name))
    return rules.writer.in_bands(one.bands, measure).node


def _given(one: FoldedIndicator) -> ast.expr:
    return nodes.name(f"points_{one.indicator.name}")
