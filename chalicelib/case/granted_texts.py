"""What a grant rests on and how long it holds, in words for the family.

How often a grant is reviewed and how long a recognition is valid are terms of the pack, kept with
the assessment (57号, art. 31; 民发〔2024〕57号, art. 10).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.case import benefit, contacts, grounds, periodic, persons
from chalicelib.case.case import Case
from chalicelib.case.due import paying
from chalicelib.case.periodic import Periodic
from chalicelib.directory.offices import routing
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import last_day, parse_instant
from chalicelib.policy.rules.specification import Scheme
from chalicelib.records.law import Law
from chalicelib.words import listed, say
from chalicelib.words.days import day_words


def lines(case: Case, law: Law) -> list[str]:
    """For whom, how the amount comes about, by which article, until when, and whom to tell."""
    decision, application = case.doc("decision"), case.doc("application")
    granted = bool(decision.get("amount_fen"))
    once = granted and case.scheme in benefit.PAID_ONCE
    recognised = [] if granted else [_recognised(application, case.doc("assessment"))]
    sums = grounds.sum_of(case.doc("assessment").get("lines", ())) if granted else recognised
    until = term_lines(case, law, "letter.")
    office = routing.contact_name(case.office)
    articles = [say("letter.basis", article=article(case, law))]
    changes = say("letter.granted_changes", office=office)
    paid = say("letter.paid_once_by", hotline=contacts.hotline(law), **money(case, law))
    return [*sums, *articles, *until, paid if once else changes]


def money(case: Case, law: Law) -> dict[str, str]:
    """Who pays what was granted once, by when, and to which account."""
    decision, account = case.doc("decision"), case.doc("application").get("account", {})
    decided = parse_instant(decision["decided_at"]) if "decided_at" in decision else case.stage_due
    by = paying(decided, law, case.times)
    return {
        "finance": routing.office_name(county_of(case.office)),
        "release_by": day_words(last_day(by.release.due)),
        "credit_by": day_words(last_day(by.credit.due)),
        "bank": str(account.get("bank", "")),
        "tail": str(account.get("number", ""))[-4:],
    }


def article(case: Case, law: Law) -> str:
    """Where the scheme of a case is written, as the law was on the day by which it is assessed."""
    begun = law.as_begun(case.accepted_at or case.submitted_at)
    every = begun.parameters.rules.of(Scheme)
    return next(one.article for one in every if case.scheme in {one.name, one.shown_as})


def review(case: Case, law: Law) -> str:
    """When a benefit or a recognition is looked at again, for a timeline."""
    next_ = periodic.next_review(case.document)
    over = "_over" if next_ and law.day > next_.until else ""
    return "".join(term_lines(case, law, "next.", over)) or say("next.review")


def term_lines(case: Case, law: Law, where: str, suffix: str = "") -> list[str]:
    """What is said of the next review by a text of the catalogue: nothing where there is none."""
    next_ = periodic.next_review(case.document)
    if next_ is None:
        return []
    kind = "term_valid" if next_.valid else "term_review"
    return [say(f"{where}{kind}{suffix}", **_figures(case, next_, law))]


def _recognised(application: Mapping[str, Any], assessment: Mapping[str, Any]) -> str:
    names = persons.names(application)
    counted = assessment.get("counted", range(len(names)))
    listed_names = listed(names[number] for number in counted)
    return say("letter.recognised", names=listed_names, count=len(counted))


def _figures(case: Case, next_: Periodic, law: Law) -> dict[str, str]:
    return {
        "months": str(next_.months),
        "since": day_words(next_.since),
        "until": day_words(next_.until),
        "office": routing.contact_name(case.office),
        "hotline": contacts.hotline(law),
    }
