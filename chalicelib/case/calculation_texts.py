"""What a benefit came to, held against a proposal, in words: for staff, and for the family."""

from __future__ import annotations

from typing import Any

from chalicelib.case import benefit, grounds
from chalicelib.case.case import Case
from chalicelib.case.states import State
from chalicelib.domain.money import Fen
from chalicelib.words import say


def notes_on_returned_proposal(case: Case) -> list[dict[str, Any]]:
    """Why a proposal came back to the township, with what was calculated; else nothing."""
    finding, calculated = case.doc("change").get("finding"), case.doc("reckoned")
    examined = case.state is State.RECHECKING and case.document.task("recheck") is not None
    if not examined or not finding or not calculated:
        return []
    code = f"note.{_proposed(finding['decision'])}_{calculated['outcome']}"
    texts = "".join(one["text"] for one in calculated["conditions"] if one["text"])
    words = say(code, amount=Fen(calculated["amount_fen"]).yuan, why=texts.rstrip("。"))
    return [{"code": code, "words": words}]


def _proposed(decision: str) -> str:
    return "end" if decision == "propose_end" else "change"


def reasons_of_end(case: Case) -> list[str]:
    """What an end rests on that was compared with the calculation: each condition that is not met,
    with own figure and line; or that the office found more than is calculated."""
    finding, calculated = case.doc("change").get("finding", {}), case.doc("reckoned")
    if finding.get("ground") not in benefit.MEANS or not calculated:
        return []
    if calculated["outcome"] != "not_eligible":
        return [say("letter.end_although")]
    return grounds.failed(calculated)
