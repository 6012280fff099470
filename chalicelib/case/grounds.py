"""On what a decision rests, in words for the family: conditions, sums, differences, and the remedy.

What every letter of a decision has in common is said here once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.case import persons
from chalicelib.case.case import Case
from chalicelib.directory import routing
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import day_of, day_words, last_day
from chalicelib.domain.money import Fen
from chalicelib.policy import Catalogue
from chalicelib.records.law import Counted, Law, due_note
from chalicelib.words import say

URGENT_PER_HEAD = "temporary_aid.urgent_per_head"
RECONSIDERATION, LAWSUIT = "appeal.reconsideration", "appeal.lawsuit"


def refused(case: Case) -> list[str]:
    """Each condition that is not met, why no other scheme fits, and what may fit."""
    assessment = case.doc("assessment")
    failed = [c for c in assessment.get("conditions", []) if c["status"] != "pass"]
    told = [_condition(one) for one in failed]
    told += persons.refused(case.doc("application"), assessment)
    others = [line for other in assessment.get("others", []) for line in _other(other)]
    if others:
        told += [say("letter.refused_others"), *others]
    if offers := [say(f"scheme.{scheme}") for scheme in assessment.get("offers", [])]:
        told.append(say("letter.offers", schemes="、".join(offers)))
    return [*told, say("letter.stay_watched")]


def sum_of(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """How an amount comes about, from the lines of an assessment; nothing where it has none."""
    told = [one["text"] for one in lines]
    return [say("letter.sum"), *told] if told else []


def urgent_most(case: Case, law: Law) -> tuple[Fen, Fen]:
    """The most that urgent aid comes to, a head and for the family."""
    per_head = Fen(int(law.parameters.value(URGENT_PER_HEAD).amount))
    return per_head, per_head * len(case.doc("application")["members"])


def urgent_ceiling(case: Case, law: Law) -> list[str]:
    """How much urgent aid may come to, how what was decided stands to it, and by which text."""
    per_head, ceiling = urgent_most(case, law)
    decision = case.doc("decision")
    amount = int(decision.get("amount_fen") or 0)
    figures = {
        "count": str(len(case.doc("application")["members"])),
        "per_head": per_head.yuan,
        "ceiling": ceiling.yuan,
        "amount": Fen(amount).yuan,
        "reason": str(decision.get("reason", "")).strip(),
    }
    how = "most" if amount == ceiling.value else "within"
    article = law.parameters.value(URGENT_PER_HEAD).citation
    return [say(f"letter.paid_first_{how}", **figures), say("letter.basis", article=article)]


def difference(line: Mapping[str, Any], catalogue: Catalogue) -> str:
    told_by = dict.fromkeys(catalogue.by_code[one["source"]].zh for one in line["told_by"])
    unit = next(one.unit for one in catalogue.figures if one.code == line["figure"])
    return say(
        "letter.difference" if line["declared"] else "letter.difference_undeclared",
        item=say(f"figure.{line['figure']}"),
        source="、".join(told_by),
        declared=_in_words(line["declared"], unit),
        found=_in_words(line["found"], unit),
    )


def _in_words(value: int, unit: str) -> str:
    """A figure as a family reads it: yuan, a number, yes or no."""
    if unit == "fen":
        return say("letter.yuan", yuan=Fen(value).yuan)
    return say("letter.yes" if value else "letter.no") if unit == "yes" else str(value)


def _condition(condition: Mapping[str, Any]) -> str:
    return say("letter.condition", told=condition["text"], article=condition["article"])


def _other(result: Mapping[str, Any]) -> list[str]:
    """Why another scheme does not fit either: its first failed condition."""
    failed = [one for one in result["conditions"] if one["status"] == "fail"]
    scheme = say(f"scheme.{result['scheme']}")
    return [say("letter.other_scheme", scheme=scheme, told=one["text"]) for one in failed[:1]]


def remedies(case: Case, now: datetime, law: Law) -> list[str]:
    """Where and until when to object; a letter that does not say so lengthens the term."""
    appeal, lawsuit = (law.parameters.value(name) for name in (RECONSIDERATION, LAWSUIT))
    until = objected_by(now, law)
    told = say(
        "letter.remedies",
        county=routing.office_name(county_of(case.office)),
        days=int(appeal.amount),
        received=day_words(day_of(now)),
        until=day_words(last_day(until.due)),
        months=int(lawsuit.amount),
        articles=f"{appeal.citation}、{lawsuit.citation}",
    )
    return [told, *([due_note(until.until)] if until.until else [])]


def objected_by(decided: datetime, law: Law) -> Counted:
    """Until when a family may ask that a decision be reconsidered, of which it reads on its day."""
    return law.term(RECONSIDERATION, decided)
