"""What a grant rests on and how long it holds, in words for the family.

How often a grant is reviewed and how long a recognition is valid are terms of the pack, kept with
the assessment (57号, art. 31; 民发〔2024〕57号, art. 10).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.case import grounds, passing, persons
from chalicelib.case.case import Case
from chalicelib.directory import routing
from chalicelib.domain.dates import day_of, day_words, months_after, parse_instant
from chalicelib.policy.specification import Scheme
from chalicelib.records.law import Law
from chalicelib.words import say

REVIEWED, VALID = "assessment.term_review_months", "assessment.term_valid_months"


def lines(case: Case, law: Law) -> list[str]:
    """For whom, how the amount comes about, by which article, until when, and whom to tell."""
    decision, application = case.doc("decision"), case.doc("application")
    granted = bool(decision.get("amount_fen"))
    recognised = [] if granted else [_recognised(application, case.doc("assessment"))]
    told = grounds.sum_of(case.doc("assessment").get("lines", ())) if granted else recognised
    term = _term(case)
    until = [say(f"letter.{_kind(term)}", **_figures(case, term, law))] if term else []
    office = routing.office_name(case.office)
    articles = [say("letter.basis", article=article(case, law))]
    return [*told, *articles, *until, say("letter.granted_changes", office=office)]


def article(case: Case, law: Law) -> str:
    """Where the scheme of a case is written, as the law was on the day it is judged by."""
    begun = law.as_begun(case.accepted_at or case.submitted_at)
    every = begun.parameters.rules.of(Scheme)
    return next(one.article for one in every if case.scheme in {one.name, one.shown_as})


def review(case: Case, law: Law) -> str:
    """When a benefit or a recognition is looked at again, for a timeline."""
    term = _term(case)
    if term is None:
        return say("next.review")
    over = law.day > _until(case, term)
    return say(f"next.{_kind(term)}{'_over' if over else ''}", **_figures(case, term, law))


def _recognised(application: Mapping[str, Any], assessment: Mapping[str, Any]) -> str:
    names = persons.names(application)
    counted = assessment.get("counted", range(len(names)))
    told = "、".join(names[number] for number in counted)
    return say("letter.recognised", names=told, count=len(counted))


def _term(case: Case) -> Mapping[str, Any] | None:
    """The term under which it was granted; None where it has none."""
    terms = case.doc("assessment").get("terms", ())
    return next((one for one in terms if one["code"] in {REVIEWED, VALID}), None)


def _kind(term: Mapping[str, Any]) -> str:
    return "term_valid" if term["code"] == VALID else "term_review"


def _since(case: Case) -> date:
    """When it was granted, or found again to hold."""
    told = case.doc("benefit").get("review", {}).get("at") or case.doc("decision")["decided_at"]
    return day_of(parse_instant(told))


def _until(case: Case, term: Mapping[str, Any]) -> date:
    return months_after(_since(case), int(term["figure"]))


def _figures(case: Case, term: Mapping[str, Any], law: Law) -> dict[str, str]:
    return {
        "months": str(term["figure"]),
        "since": day_words(_since(case)),
        "until": day_words(_until(case, term)),
        "office": routing.office_name(case.office),
        "hotline": passing.hotline(law),
    }
