"""What the family says of what was found: it explains, or disputes with evidence."""

from __future__ import annotations

from typing import Any

from chalicelib.approval.contract import Explanation
from chalicelib.case import questions, report, transitions, uploads
from chalicelib.case.case import Case, Step
from chalicelib.case.states import UNDECIDED, State
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.records.act import Act

MOST_EXPLANATIONS = 20
"""The most explanations of a family that are stored; papers are handed in as a correction."""


def explain(case: Case, words: Explanation, act: Act) -> Case:
    """The family's answer to what was found, as long as its time lasts or until it is complete.

    What it disputes is asked again. What it says after its time is stored, and whoever decides
    reads it first. Raises Refused("approval.not_asked") before anything was found to explain,
    ("approval.explained_too_late") once it is decided, ("approval.explained_enough") after as many
    as are stored, ("approval.nothing_found_there") for an item of which the family was not
    informed.
    """
    evidence = enumerate(words.evidence)
    named = {f"/evidence/{at}": {"kind": "evidence", "digest": one} for at, one in evidence}
    uploads.checked(uploads.faults(act.actor, photos=named))
    document = {**words.model_dump(mode="json"), "at": instant_text(act.now)}

    def explained(found: Case) -> tuple[str, Step]:
        documents: dict[str, Any] = {"explanation": _after_earlier(found, document)}
        disputed = _disputed(found, words)
        if found.state is not State.EXPLAINING:
            return _explained_late(found), Step(
                documents=documents, why=document, idempotency_key=act.idempotency_key
            )
        if not disputed:
            event = "explain_whole" if words.complete else "explain"
            return event, Step(
                documents=documents, why=document, idempotency_key=act.idempotency_key
            )
        again = questions.asked_again(found.doc("report"), disputed)
        documents["report"] = {**again, "disputed": words.dispute}
        return "dispute", Step(
            documents=documents,
            why=document,
            idempotency_key=act.idempotency_key,
            stage_due=act.now,
        )

    return transitions.change(case, explained, act)


def _after_earlier(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """An explanation with those that the family gave before it."""
    before = case.doc("explanation")
    earlier = [*before.pop("earlier", ()), *([before] if before else [])]
    if len(earlier) >= MOST_EXPLANATIONS:
        raise Refused("approval.explained_enough")
    return said | ({"earlier": earlier} if earlier else {})


def _explained_late(case: Case) -> str:
    """The event of an explanation after its time; refused where there is nothing to decide."""
    if case.state not in UNDECIDED | {State.POST_REVIEWING}:
        raise Refused("approval.explained_too_late")
    if "informed" not in case.document.facts:
        raise Refused("approval.not_asked")
    return "explain_late"


def _disputed(case: Case, words: Explanation) -> set[str]:
    """The sources of the answers that the family disputes."""
    answers = [one for line in report.differences_for_family(case) for one in line["told_by"]]
    if not {one["item"] for one in answers}.issuperset(words.dispute):
        raise Refused("approval.nothing_found_there")
    return {one["source"] for one in answers if one["item"] in words.dispute}
