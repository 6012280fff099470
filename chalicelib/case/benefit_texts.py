"""A benefit while it is received, in words for the family: its letters.

What is said of money follows from what is paid: by the month, once, or nothing at all, where a
household is recognised. What was to begin only after its end was never paid.
"""

from __future__ import annotations

from chalicelib.case import benefit, calculation_texts, deaths, grounds, self_care_change
from chalicelib.case.benefit_figures import (
    assess_by,
    figures,
    finding,
    how_ended,
    is_held,
    last_change,
    levels_of_care,
    meanwhile,
    month_of_change,
    named_day,
)
from chalicelib.case.case import Case
from chalicelib.case.states import State
from chalicelib.records.law import Law, due_note
from chalicelib.words import say

LETTERS = frozenset(
    {
        *("change_told", "end_proposed", "end_objected", "benefit_changed", "benefit_ended"),
        *("kept", "paid_first", "grace_granted", "grace_over", "review_begun"),
    }
)
"""The letters of which this module writes the lines."""


def variant(name: str, case: Case) -> str:
    """The first line of a letter: who reported a change, and whether anything is paid."""
    if name == "change_told" and last_change(case).get("from") == "office":
        return "change_told_by_office"
    unpaid = name in {"kept", "review_begun"} and not deaths.is_monthly(case.document)
    return f"{name}_recognised" if unpaid else name


def lines(name: str, case: Case, law: Law) -> list[str]:
    """What a letter about a benefit says after its first line."""
    if name not in LETTERS:
        return []
    filled = figures(case, law)
    said = [say(f"letter.{code}", **filled) for code in _CODES[name](case)]
    if name in _ENDS:
        said[1:1] = calculation_texts.reasons_of_end(case)  # after its ground
    said += _basis_lines(name, case, law)
    named = named_day(name, case, law).until
    note = due_note(self_care_change.due_note(case.doc("change")) if assess_by(case) else named)
    return [*said, note] if note and name in _NAME_A_DAY else said


def _basis_lines(name: str, case: Case, law: Law) -> list[str]:
    """How an amount that changes or stays comes about, and the article that says what is done."""
    if name not in _BASIS:
        return []
    text = benefit.basis(_BASIS[name], case.scheme, law.parameters)
    articles = [say("letter.basis", article=text.citation)] if text else []
    has_sum = name not in _INFORM and deaths.is_monthly(case.document)
    return [*(grounds.sum_of(benefit.lines(case)) if has_sum else ()), *articles]


def _of_reported_change(case: Case) -> list[str]:
    if assess_by(case):
        by = "change_told_care"
    elif case.document.task("recheck"):
        by = "change_told_check"
    elif case.document.task("benefit_decision"):
        by = "change_told_county"
    else:
        by = "change_told_noticed" if case.state is State.NOTICING_END else "change_told_reckoned"
    of_people = ["change_told_household"] if last_change(case)["kind"] == "household" else []
    return ["change_told_kind", by, *of_people, *meanwhile(case), "change_told_answer"]


def _of_proposal(case: Case) -> list[str]:
    posted = ["end_proposed_posted"] if finding(case).get("until") else []
    return ["end_ground", *posted, "end_proposed_by", *meanwhile(case), "end_proposed_next"]


def _of_review(case: Case) -> list[str]:
    return [
        *("review_begun_when", "change_told_check"),
        *(*meanwhile(case), "review_begun_tell", "change_told_answer"),
    ]


def _of_objection(case: Case) -> list[str]:
    return ["end_objected_next", *meanwhile(case), "end_objected_heard"]


def _of_change(case: Case) -> list[str]:
    why = "benefit_changed_why" if case.doc("change").get("told") else "benefit_found"
    care = ["benefit_changed_care"] if levels_of_care(case) else []
    begun = benefit.is_paid_before(case, month_of_change(case))
    return [why, *care, "benefit_changed_paid" if begun else "benefit_changed_first"]


def _of_end(case: Case) -> list[str]:
    return ["end_ground", f"benefit_ended_{how_ended(case)}", "benefit_ended_offers"]


def _of_grace(_case: Case) -> list[str]:
    return ["grace_why", "grace_paid", "grace_then", "grace_lost"]


def _of_grace_over(_case: Case) -> list[str]:
    return ["grace_over_why", "benefit_ended_paid", "benefit_ended_offers"]


def _of_unchanged(case: Case) -> list[str]:
    why = "kept_why" if case.doc("change").get("told") else "kept_found"
    amount = ["kept_amount"] if deaths.is_monthly(case.document) else []
    return [why, *amount, *(["kept_held"] if is_held(case) else [])]


def _of_urgent_aid(_case: Case) -> list[str]:
    return ["paid_first_by", "paid_first_late"]


_CODES = {
    "paid_first": _of_urgent_aid,
    "change_told": _of_reported_change,
    "review_begun": _of_review,
    "end_proposed": _of_proposal,
    "benefit_changed": _of_change,
    "benefit_ended": _of_end,
    "grace_granted": _of_grace,
    "grace_over": _of_grace_over,
    "kept": _of_unchanged,
    "end_objected": _of_objection,
}
_ENDS = frozenset({"end_proposed", "benefit_ended"})
_NAME_A_DAY = frozenset({"change_told", "review_begun", "end_proposed", "end_objected"})
_BASIS = {
    "benefit_changed": "change",
    "grace_granted": "grace",
    "kept": "keep",
    "review_begun": "review",
    "end_objected": "objected",
}
_INFORM = frozenset({"review_begun", "end_objected"})
"""The letters that say by which text of the pack something is done; and those of them that say
nothing of how an amount comes about."""
