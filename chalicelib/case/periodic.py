"""When a benefit or a recognition is looked at again, and when that begins. Pure.

A term of the pack, kept with the assessment, says every how many months a benefit is reviewed
(民发〔2021〕57号, art. 31), or how long a recognition is valid (民发〔2024〕57号, art. 10). No text
says when a review begins: so many days before (`review.ahead`) that it is done by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import State
from chalicelib.domain.dates import day_of, months_after, parse_instant, start_of_day
from chalicelib.records.law import Law

REVIEWED, VALID = "assessment.term_review_months", "assessment.term_valid_months"
AHEAD = "review.ahead"


@dataclass(frozen=True)
class Periodic:
    """That something is reviewed by the day `until`: so many `months` after it was found to hold
    (`since`). `valid` where it is a recognition, which holds no longer."""

    valid: bool
    months: int
    since: date

    @property
    def until(self) -> date:
        """The day by which the review is done."""
        return months_after(self.since, self.months)


def next_review(document: CaseDocument) -> Periodic | None:
    """The review that comes next; None where what was granted has no term, or nothing was."""
    documents = document.documents
    terms = documents.get("assessment", {}).get("terms", ())
    term = next((one for one in terms if one["code"] in {REVIEWED, VALID}), None)
    held = documents.get("benefit", {})
    found = [
        documents.get("decision", {}).get("decided_at", ""),
        held.get("review", {}).get("at", ""),
        held.get("reckoned_at", ""),
    ]
    if term is None or not any(found):
        return None
    since = day_of(parse_instant(max(found)))
    return Periodic(term["code"] == VALID, int(term["figure"]), since)


def begins(state: State | None, document: CaseDocument, law: Law) -> datetime | None:
    """When the next review begins by itself; None where none does as the case stands."""
    next_ = next_review(document) if state is State.RECEIVING else None
    if next_ is None:
        return None
    ahead = timedelta(days=int(law.parameters.value(AHEAD).amount))
    return start_of_day(next_.until - ahead)
