"""All rules of a day, with the values of one place folded in.

Conditions, failed and unknown, are bits of one number; so are topics that nobody declared.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from chalicelib.policy.rules import nodes
from chalicelib.policy.rules.dialect import Dialect, FormulaTerm, Rest
from chalicelib.policy.rules.formulas import Writer
from chalicelib.policy.rules.language import Bands, Values
from chalicelib.policy.rules.specification import (
    Class,
    Condition,
    Fact,
    Formula,
    Indicator,
    Scheme,
    Specification,
)


@dataclass(frozen=True)
class FoldedCondition:
    """A condition with its terms written out; `topics` are those on which it depends (bits)."""

    condition: Condition
    bit: int
    topics: int
    holds: FormulaTerm | None
    own: FormulaTerm | None
    threshold: FormulaTerm | None


@dataclass(frozen=True)
class FoldedIndicator:
    """An indicator with its measure written out; `topics` are those on which it depends (bits).

    `bands` give the points as they count.
    """

    indicator: Indicator
    topics: int
    measure: FormulaTerm
    bands: Bands


class Rules:
    """The rules of a day at a place, written out in a dialect.

    `steps` compute the formulas by name, in order; `lines` are the terms of each scheme's sum.
    """

    def __init__(self, specification: Specification, values: Values, dialect: Dialect) -> None:
        self.specification, self.dialect = specification, dialect
        facts = specification.of(Fact)
        self.facts = [fact.name for fact in facts]
        self.counts = {fact.name: fact.unit == "count" for fact in facts}
        self.topics_of = {fact.name: fact.topics for fact in facts}
        topics = sorted({topic for topics in self.topics_of.values() for topic in topics})
        self.topic_bits = {topic: 1 << number for number, topic in enumerate(topics)}
        self.terms = {
            one: FormulaTerm(nodes.name(one), facts=frozenset({one})) for one in self.facts
        }
        self.writer = Writer(dialect, values, self.terms)
        self.written: dict[str, FormulaTerm] = {}
        self.steps = list(self._steps())
        self.conditions = {
            one.name: self._figured(one, 1 << number)
            for number, one in enumerate(specification.of(Condition))
        }
        self.schemes = specification.of(Scheme)
        self.lines = {
            scheme.name: [(code, self.term(text)) for code, text in scheme.lines]
            for scheme in self.schemes
        }
        self.indicators = {one.name: self._measured(one) for one in specification.of(Indicator)}

    def row(self, figures: Mapping[str, int]) -> tuple[int, ...]:
        """The facts of a household in the rules' order."""
        return tuple(figures[name] for name in self.facts)

    def _steps(self) -> Iterator[tuple[str, ast.expr]]:
        """Every formula with its name; what the values settle needs no step."""
        for formula in self.specification.of(Formula):
            term = self.writer.write(self.specification.trees[formula.is_], formula.name)
            if term.known is None and term.den == 1:
                yield formula.name, term.node
                term = replace(term, node=nodes.name(formula.name), over=None)
            self.terms[formula.name] = term

    def term(self, text: str) -> FormulaTerm:
        """A formula text, written out; the same text once."""
        if text not in self.written:
            self.written[text] = self.writer.write(self.specification.trees[text], text)
        return self.written[text]

    def topics(self, *terms: FormulaTerm | None) -> int:
        """The topics on which terms depend (bits)."""
        facts = frozenset().union(*(term.facts for term in terms if term))
        return self.bits(topic for fact in facts for topic in self.topics_of[fact])

    def bits(self, topics: Iterable[str]) -> int:
        """The topics as bits of one number."""
        return sum({self.topic_bits.get(topic, 0) for topic in topics})

    def _figured(self, condition: Condition, bit: int) -> FoldedCondition:
        holds, own, threshold = (
            self.term(text) if text else None
            for text in (condition.holds, condition.own, condition.threshold)
        )
        return FoldedCondition(condition, bit, self.topics(holds), holds, own, threshold)

    def _measured(self, one: Indicator) -> FoldedIndicator:
        measure = self.term(one.measure)
        bands = [(start, level * one.weight) for start, level in one.bands]
        return FoldedIndicator(one, self.topics(measure), measure, bands)

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

    def class_of(self, coefficient: int) -> str:
        """The class that a coefficient gives."""
        classes = [one for one in self.specification.of(Class) if one.at_least <= coefficient]
        return max(classes, key=lambda one: one.at_least).name
