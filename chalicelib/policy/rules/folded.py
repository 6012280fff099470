"""Writing the rules of a day and a place out as one straight function, for either speed.

One household at a time in plain Python, or columns of them: the text differs only in how choices
are written (`dialect.Dialect`). Conditions, failed and unknown, are bits of one number;
so are topics that nobody told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from chalicelib.policy.rules.dialect import Dialect, Rest, Term
from chalicelib.policy.rules.formulas import Writer
from chalicelib.policy.rules.language import Values
from chalicelib.policy.rules.specification import (
    Category,
    Class,
    Condition,
    Fact,
    Formula,
    Indicator,
    Scheme,
    Specification,
)

COEFFICIENT = "coefficient"


@dataclass(frozen=True)
class Figured:
    """A condition with its terms written out; `topics` are those on which it depends (bits)."""

    condition: Condition
    bit: int
    topics: int
    holds: Term | None
    own: Term | None
    threshold: Term | None


class Rules:
    """The rules of a day at a place, written out in a dialect."""

    def __init__(self, rules: Specification, values: Values, dialect: Dialect) -> None:
        self.rules, self.dialect = rules, dialect
        self.facts = [fact.name for fact in rules.of(Fact)]
        self.counts = {fact.name: fact.unit == "count" for fact in rules.of(Fact)}
        self.topics_of = {fact.name: fact.topics for fact in rules.of(Fact)}
        topics = sorted({topic for topics in self.topics_of.values() for topic in topics})
        self.topic_bits = {topic: 1 << number for number, topic in enumerate(topics)}
        self.terms = {name: Term(name, facts=frozenset({name})) for name in self.facts}
        self.writer = Writer(dialect, values, self.terms)
        self.steps = list(self._steps())
        self.conditions = {
            one.name: self._figured(one, 1 << number)
            for number, one in enumerate(rules.of(Condition))
        }
        self.schemes = rules.of(Scheme)
        self.lines = {
            scheme.name: [(code, self.term(text)) for code, text in scheme.lines]
            for scheme in self.schemes
        }

    def row(self, figures: Mapping[str, int]) -> tuple[int, ...]:
        """The facts of a household in the rules' order."""
        return tuple(figures[name] for name in self.facts)

    def _steps(self) -> Iterator[str]:
        """Every formula as a line of its own; what the values settle needs none."""
        for formula in self.rules.of(Formula):
            term = self.writer.write(self.rules.trees[formula.is_], formula.name)
            if term.known is None and term.den == 1:
                yield f"{formula.name} = {term.text}"
                term = replace(term, text=formula.name, over=None)
            self.terms[formula.name] = term

    def term(self, text: str) -> Term:
        """A formula text, written out."""
        return self.writer.write(self.rules.trees[text], text)

    def topics(self, *terms: Term | None) -> int:
        """The topics on which terms depend (bits)."""
        facts = frozenset().union(*(term.facts for term in terms if term))
        return self.bits(topic for fact in facts for topic in self.topics_of[fact])

    def bits(self, topics: Iterable[str]) -> int:
        """The topics as bits of one number."""
        return sum({self.topic_bits.get(topic, 0) for topic in topics})

    def _figured(self, condition: Condition, bit: int) -> Figured:
        holds, own, threshold = (
            self.term(text) if text else None
            for text in (condition.holds, condition.own, condition.threshold)
        )
        return Figured(condition, bit, self.topics(holds), holds, own, threshold)

    def scheme_bits(self, scheme: Scheme) -> int:
        """The conditions of a scheme (bits)."""
        return sum(self.conditions[code].bit for code in scheme.conditions)

    def scheme_topics(self, scheme: Scheme) -> int:
        """The topics on which the sum of a scheme depends (bits)."""
        return self.topics(*(term for _, term in self.lines[scheme.name]))

    def rests(self, scheme: Scheme) -> frozenset[Rest]:
        """The values on which a scheme's outcome and sum rest."""
        terms = [term for _, term in self.lines[scheme.name]]
        for code in scheme.conditions:
            figured = self.conditions[code]
            terms += [term for term in (figured.holds, figured.threshold) if term]
        return frozenset().union(*(term.rests for term in terms))

    # Judging: which conditions fail or are unknown, what each scheme comes to, the coefficient.

    def judged(self) -> str:
        """The function `judged(facts, unknown)`, written out.

        It answers failed and unknown conditions (bits), the amount of each scheme (fen), every
        indicator's points, the coefficient, and the least and most it may be. Households of whom
        everything is known, nearly all of them, take a way that asks for no topic.
        """
        return self._judged("known", told=True) + self._judged("judged", told=False)

    def _judged(self, name: str, told: bool) -> str:
        body = ["failed = unsure = 0", *self.steps]
        if not told:
            body.insert(0, f"if not {self.dialect.any('unknown')}: return known(facts, unknown)")
        seen: dict[str, None] = {}  # in order; what no scheme of the day asks is left out
        for scheme in self.schemes:
            for code in scheme.conditions:
                if code not in seen:
                    body += self._condition(self.conditions[code], told)
                    seen[code] = None
            body += self._outcome(scheme, told)
        body += self._coefficient()
        body.append(f"least = most = {COEFFICIENT}")
        if not told:
            body.append(f"least = {self._capped(lambda name: self._bound(name, min))}")
            body.append(f"most = {self._capped(lambda name: self._bound(name, max))}")
        amounts = ", ".join(f"amount_{scheme.name}" for scheme in self.schemes)
        points = ", ".join(f"points_{one.name}" for one in self.rules.of(Indicator))
        failed = self.dialect.packed("failed", [self.conditions[code].bit for code in seen])
        unsure = "0" if told else self.dialect.packed("unsure", self._may_be_open(seen))
        body.append(
            f"return {failed}, {unsure}, ({amounts}), ({points}), {COEFFICIENT}, least, most"
        )
        return self._function(name, body)

    def _function(self, name: str, body: Iterable[str]) -> str:
        lines = _needed(list(body))
        named = [(fact, self.counts[fact]) for fact in self.facts]
        lines = [*self.dialect.unpack(named, lines), *lines]
        return (
            "\n".join([f"def {name}(facts, unknown):", *(f"    {line}" for line in lines)]) + "\n"
        )

    def _condition(self, one: Figured, told: bool) -> Iterator[str]:
        """Marks the condition's bit where it fails, or cannot be judged."""
        both, either, negate = self.dialect.both, self.dialect.either, self.dialect.negate
        mark, bit = self.dialect.mark, one.bit
        if one.holds is None:
            other = one.condition.eligible or one.condition.not_eligible
            kind = "fails" if one.condition.eligible else "pays"
            yield mark("failed", f"{kind}_{other}", bit)
            if not told:
                yield mark("unsure", f"open_{other}", bit)
        elif told or not one.topics:
            yield mark("failed", negate(one.holds.text), bit)
        else:
            worse = one.topics & self.bits(one.condition.sure)
            doubtful = one.topics & ~worse
            yield f"holds = {one.holds.text}"
            may, may_not = "holds", ""
            if worse:
                yield f"untold = unknown & {worse} != 0"
                may_not = both("holds", "untold")
            if doubtful:
                yield f"open_ = unknown & {doubtful} != 0"
                may = either("holds", "open_")
                may_not = either(may_not, "open_") if may_not else "open_"
            yield mark("failed", negate(may), bit)
            yield mark("unsure", may_not, bit)

    def _outcome(self, scheme: Scheme, told: bool) -> Iterator[str]:
        """Whether the scheme fails, is open, or pays, and how much."""
        negate, name, marked = self.dialect.negate, scheme.name, self.dialect.marked
        bits = [self.conditions[code].bit for code in scheme.conditions]
        yield f"fails_{name} = {marked('failed', bits)}"
        pays = negate(f"fails_{name}")
        if not told:
            untold = marked("unsure", self._may_be_open(scheme.conditions))
            topics = self.scheme_topics(scheme)
            if topics:
                untold = self.dialect.either(untold, f"(unknown & {topics} != 0)")
            yield f"open_{name} = {self.dialect.both(pays, untold)}"
            pays = negate(self.dialect.either(f"fails_{name}", f"open_{name}"))
        meant = self.term(scheme.when)
        yield f"pays_{name} = {pays if meant.known else self.dialect.both(meant.text, pays)}"
        sums = [term.text for _, term in self.lines[name] if term.known != 0]
        amount = self.dialect.most(" + ".join(sums), "0")
        paid = self.dialect.choose(f"pays_{name}", amount, "0") if sums else "0"
        yield f"amount_{name} = {paid}"

    def _may_be_open(self, codes: Iterable[str]) -> list[int]:
        """The bits of the conditions that something unknown can leave open."""
        figured = [self.conditions[code] for code in codes]
        return [one.bit for one in figured if one.topics or one.holds is None]

    def _coefficient(self) -> Iterator[str]:
        """Points by indicator, and their sum by category up to its cap."""
        indicators = self.rules.of(Indicator)
        yield from (f"points_{one.name} = {self._points(one).text}" for one in indicators)
        yield f"{COEFFICIENT} = {self._capped('points_{0}'.format)}"

    def _points(self, one: Indicator) -> Term:
        bands = [(start, level * one.weight) for start, level in one.bands]
        measured = self.term(one.measure)
        if self.counts.get(one.measure):
            measured = replace(measured, text=self.dialect.direct(one.measure))
        return self.writer.in_bands(bands, measured)

    def _capped(self, points: Callable[[str], str]) -> str:
        """The sum of the categories, each up to its cap."""
        sums, caps = [], 0
        for category in self.rules.of(Category):
            inside = [one for one in self.indicators.values() if one.category == category.name]
            most = sum(one.weight * max(level for _, level in one.bands) for one in inside)
            together = self.dialect.total([points(one.name) for one in inside] or ["0"], most)
            capped = most > category.cap
            sums.append(self.dialect.least(together, str(category.cap)) if capped else together)
            caps += min(most, category.cap)
        return self.dialect.total(sums, caps)

    def _bound(self, name: str, bound: Callable[[Iterable[int]], int]) -> str:
        """An indicator's points, or the least or most it may give where its topics are unknown."""
        one = self.indicators[name]
        topics = self.topics(self.term(one.measure))
        if not topics:
            return f"points_{name}"
        given = str(bound(level * one.weight for _, level in one.bands))
        return self.dialect.choose(f"(unknown & {topics} != 0)", given, f"points_{name}")

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators by name."""
        return {one.name: one for one in self.rules.of(Indicator)}

    def class_of(self, coefficient: int) -> str:
        """The class that a coefficient gives."""
        classes = [one for one in self.rules.of(Class) if one.at_least <= coefficient]
        return max(classes, key=lambda one: one.at_least).name

    # Explaining: figures and lines, only for the household that asks.

    def explained(self) -> str:
        """The function `explained(facts, unknown)`: figures, lines, terms, kinds, shares."""
        own = ", ".join(self._figures(one) for one in self.conditions.values())
        lines = ", ".join(_row(term.text for _, term in rows) for rows in self.lines.values())
        terms = ", ".join(
            _row(self.term(text).text for _, text in scheme.terms) for scheme in self.schemes
        )
        shares = ", ".join(
            _row(
                self.term(text).text for *_, count, each in scheme.shares for text in (count, each)
            )
            for scheme in self.schemes
        )
        told = f"[{own}], [{lines}], [{terms}], {self._kinds()}, [{shares}]"
        body = [*self.steps, f"return {told}"]
        return self._function("explained", body)

    def _figures(self, one: Figured) -> str:
        """Own figure and threshold; none where nothing of the household is measured."""
        figures = (f"{term.text}" if term else "None" for term in (one.own, one.threshold))
        pair, measured = f"({', '.join(figures)})", one.condition.measured
        return f"({pair} if {self.term(measured).text} else (None, None))" if measured else pair

    def meant(self) -> str:
        """The function `meant(facts, unknown)`: whether each scheme is meant for the household."""
        return self._function("meant", [*self.steps, f"return {self._kinds()}"])

    def _kinds(self) -> str:
        return _row(self.term(scheme.when).text for scheme in self.schemes)


def _needed(lines: list[str]) -> list[str]:
    """The lines without those that compute what no later one uses."""
    kept: list[str] = []
    used: set[str] = set()
    for line in reversed(lines):
        name, assigned, _ = line.partition(" = ")
        if assigned and name.isidentifier() and name not in used:
            continue
        used |= set(re.findall(r"[a-z_0-9]+", line))
        kept.append(line)
    return kept[::-1]


def _row(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"
