"""Assess a household for every scheme from the same facts; results name codes of sentences.

Pure: facts and parameters in, results out. Conditions, sums and indicators come from the policy
pack (`policy/packs/*/{formulas,conditions,schemes,indicators}.toml`); the engine answers with bits
and figures, from which this module builds conditions, lines and outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chalicelib.assessment.household.facts import Facts, facts_from, places_of
from chalicelib.assessment.outcome.result import (
    Assessment,
    CalculationStep,
    ConditionOutcome,
    Hardship,
    Outcome,
    PersonResult,
    SchemeResult,
    Status,
    Term,
)
from chalicelib.assessment.outcome.settings import either
from chalicelib.policy import Parameters
from chalicelib.policy.rules.engine import Engine, engine_for
from chalicelib.policy.rules.folded import Rules
from chalicelib.policy.rules.specification import Scheme

__all__ = ["assess", "facts_from", "places_of"]

WATCHED = "watched"
"""The layer of everybody who is in no scheme: they stay in the low-income database."""


def assess(facts: Facts, parameters: Parameters) -> Assessment:
    """Assess the household for every scheme; in both settings where it is unknown which applies."""
    assessment = _assess(facts, parameters)
    if facts.otherwise is None:
        return assessment
    return either(assessment, _assess(facts.otherwise, parameters))


def _assess(facts: Facts, parameters: Parameters) -> Assessment:
    engine = engine_for(parameters.rules, parameters.at(facts.county, facts.setting))
    row, unknown = engine.rules.row(facts.figures), engine.rules.bits(facts.unknown)
    failed, unsure, amounts, points, coefficient, least, most = engine.assessed(row, unknown)
    reading = _Reading(engine, facts, parameters, failed, unsure, unknown)
    figures, lines, terms, meant, shares = engine.explained(row, unknown)
    rules = engine.rules
    schemes = tuple(
        reading.scheme(scheme, figures, _lines(scheme, sums, share), term, amount)
        for scheme, sums, term, amount, here, share in zip(
            rules.schemes, lines, terms, amounts, meant, shares, strict=True
        )
        if here
    )
    return Assessment(
        schemes=schemes,
        hardship=_hardship(rules, unknown, points, coefficient, least, most),
        layer=_layer(rules.schemes, schemes),
        fingerprint=parameters.fingerprint,
        counted=facts.counted,
        has=facts.has,
    )


class _Reading:
    """The engine's bits and figures of one household, turned into results scheme by scheme."""

    def __init__(
        self,
        engine: Engine,
        facts: Facts,
        parameters: Parameters,
        failed: int,
        unsure: int,
        unknown: int,
    ) -> None:
        self.rules, self.facts, self.parameters = engine.rules, facts, parameters
        self.failed, self.unsure, self.unknown = failed, unsure, unknown
        self.numbers = {name: number for number, name in enumerate(engine.rules.conditions)}

    def scheme(
        self,
        scheme: Scheme,
        figures: Sequence[tuple[int | None, int | None]],
        lines: tuple[CalculationStep, ...],
        terms: Sequence[int],
        amount: int,
    ) -> SchemeResult:
        bits, topics = self.rules.scheme_bits(scheme), self.rules.scheme_topics(scheme)
        outcome: Outcome = "eligible"
        if self.failed & bits:
            outcome = "not_eligible"
        elif self.unsure & bits or self.unknown & topics:
            outcome = "indeterminate"
        named = [
            Term(f"assessment.{code}", figure)
            for (code, _), figure in zip(scheme.terms, terms, strict=True)
            if outcome == "eligible"
        ]
        return SchemeResult(
            scheme=scheme.shown_as or scheme.name,
            outcome=outcome,
            conditions=tuple(self.condition(code, scheme, figures) for code in scheme.conditions),
            amount_fen=amount,
            lines=lines if outcome == "eligible" else (),
            terms=tuple(named),
            undeclared=self.topics(self.unknown & topics),
            assumed=self.assumed(scheme),
            persons=self.persons(scheme.name, outcome),
        )

    def persons(self, scheme: str, outcome: Outcome) -> tuple[PersonResult, ...]:
        """The result for each member, where the scheme of the household is not indeterminate."""
        return tuple(
            PersonResult(
                one.member,
                "not_eligible" if one.fails and outcome != "indeterminate" else outcome,
                f"assessment.{one.fails}" if one.fails else "",
            )
            for one in self.facts.persons.get(scheme, ())
        )

    def condition(
        self, name: str, scheme: Scheme, figures: Sequence[tuple[int | None, int | None]]
    ) -> ConditionOutcome:
        figured = self.rules.conditions[name]
        condition, own_and_threshold = figured.condition, figures[self.numbers[name]]
        status: Status = "pass"
        if self.failed & figured.bit:
            status = "fail"
        elif self.unsure & figured.bit:
            status = "unknown"
        own = own_and_threshold[0] if status != "unknown" else None
        return ConditionOutcome(
            code=f"assessment.{name}",
            status=status,
            own=own,
            threshold=own_and_threshold[1],
            unit=condition.unit,
            article=condition.articles.get(scheme.name, condition.article),
            rests_on=tuple(
                figure
                for figure, topic in self.facts.unverified.items()
                if figured.topics & self.rules.bits([topic])
            ),
            missing=self.topics(self._open_topics(name)) if status == "unknown" else (),
        )

    def _open_topics(self, name: str) -> int:
        """The unknown topics on which a condition depends, directly or through another scheme."""
        figured = self.rules.conditions[name]
        other = figured.condition.eligible or figured.condition.not_eligible
        if not other:
            return figured.topics & self.unknown
        scheme = next(one for one in self.rules.schemes if one.name == other)
        waiting = self.rules.scheme_topics(scheme) & self.unknown
        for code in scheme.conditions:
            if self.unsure & self.rules.conditions[code].bit:
                waiting |= self._open_topics(code)
        return waiting

    def topics(self, bits: int) -> tuple[str, ...]:
        return tuple(name for name, bit in self.rules.topic_bits.items() if bits & bit)

    def assumed(self, scheme: Scheme) -> tuple[str, ...]:
        """The assumed values that bear on this household's result."""
        figures = self.facts.figures
        bearing = {
            name
            for name, facts in self.rules.rests(scheme)
            if not facts or any(figures[fact] for fact in facts)
        }
        where = {"county": self.facts.county, "setting": self.facts.setting}
        assumed = {name for name in bearing if self.parameters.is_assumed(name, **where)}
        return tuple(sorted(assumed | self.facts.assumed))


def _lines(
    scheme: Scheme, sums: Sequence[int], shares: Sequence[int]
) -> tuple[CalculationStep, ...]:
    """The lines that are not zero, each with how it is calculated where the pack says so."""
    shown_shares = list(zip(scheme.shares, shares[::2], shares[1::2], strict=True))
    lines = []
    for (code, _), fen in zip(scheme.lines, sums, strict=True):
        here = [(f"assessment.{how}", count, each) for (of, how, *_), count, each in shown_shares
                if of == code and count * each == abs(fen)]  # fmt: skip
        if fen:
            lines.append(CalculationStep(f"assessment.{code}", fen, *(here[0] if here else ())))
    return tuple(lines)


def _hardship(
    rules: Rules, unknown: int, points: Sequence[int], coefficient: int, least: int, most: int
) -> Hardship:
    topics = [one.topics & unknown for one in rules.indicators.values()]
    lower, upper = rules.class_of(least), rules.class_of(most)
    missing = {name for name, bit in rules.topic_bits.items() for one in topics if one & bit}
    return Hardship(
        coefficient=coefficient,
        least=least,
        most=most,
        contributions={
            name: None if open_ else given
            for name, given, open_ in zip(rules.indicators, points, topics, strict=True)
        },
        class_=lower if lower == upper else None,
        missing=tuple(sorted(missing)),
    )


def _layer(rules: Iterable[Scheme], results: Iterable[SchemeResult]) -> str | None:
    """The first layer with an eligible scheme; None while an earlier scheme is indeterminate."""
    by_layer: dict[str, set[Outcome]] = {}
    shown = {(one.shown_as or one.name): one.layer for one in rules}
    for result in results:
        by_layer.setdefault(shown[result.scheme], set()).add(result.outcome)
    for layer, outcomes in by_layer.items():
        if "eligible" in outcomes:
            return layer
        if "indeterminate" in outcomes:
            return None
    return WATCHED
