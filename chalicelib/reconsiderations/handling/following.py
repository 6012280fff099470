"""What follows in the case from a reconsideration: that it is asked, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.case import benefit, transitions
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.states import ENDS, RECEIVED, State, Track
from chalicelib.domain.actors import system
from chalicelib.domain.dates import last_day
from chalicelib.reconsiderations import store
from chalicelib.reconsiderations.states import WAITING, WITHDRAWN
from chalicelib.reconsiderations.store import KIND, Reconsideration
from chalicelib.records import kind
from chalicelib.records.act import Act
from chalicelib.records.change import Version
from chalicelib.records.law import Law

SYSTEM = system(KIND.part)


def follow(id_: str, _seq: int, now: datetime, law: Law) -> None:
    """Let the case know that it is asked about a decision, and what came of it, each once."""
    found = kind.load(KIND, id_)

    def decide(case: Case) -> tuple[str, Step] | None:
        held = case.document.documents.get("reconsiderations", [])
        known = {one["id"]: one["state"] for one in held}
        if known.get(id_) == found.state:
            return None
        outcome = _outcome(found)
        event = "reconsider" if found.state == WAITING else "let_stand"
        documents: dict[str, Any] = {}
        if outcome == "changed":
            event, documents = "decide_anew", _cleared_documents(case, now)
        others = [one for one in held if one["id"] != id_]
        documents["reconsiderations"] = [*others, {"id": id_, "state": found.state}]
        answered = found.document.answered
        named = [answered.by] if answered else []
        return event, Step(documents=documents, why=_why(found, case), named=named)

    transitions.change(cases.load(found.clear["case_id"]), decide, Act(SYSTEM, now, law))


def _outcome(found: Version[Reconsideration]) -> str:
    """What it came to: of the answer, or "withdrawn"; "" as long as it waits."""
    if answered := found.document.answered:
        return answered.outcome
    return "withdrawn" if found.state == WITHDRAWN else ""


def _cleared_documents(case: Case, now: datetime) -> dict[str, Any]:
    """The documents that say of a case nothing more once it is decided anew."""
    if case.state is State.LEAVING:
        return {"benefit": benefit.restored(case, now), "change": {}}
    names = {"change"} if case.state in RECEIVED else set()
    names |= {"decision", "ending", "extension"} if case.state in ENDS else set()
    return {name: {} for name in names & case.document.documents.keys()}


def _why(found: Version[Reconsideration], case: Case) -> dict[str, Any]:
    """What the letter says (case/reconsideration_texts.py)."""
    clear, answered = found.clear, found.document.answered
    outcome, task = _outcome(found), store.task(found)
    return {
        "reconsideration": found.id,
        "number": found.document.letter,
        "title": found.document.title,
        "told_at": clear["told_at"],
        "until": last_day(task.check).isoformat() if task else "",
        "counted_until": task.counted_until if task else "",
        "outcome": outcome,
        "office": answered.office if answered else clear["office"],
        "reason": answered.reason if answered else "",
        "ground": answered.dismissed_for if answered else None,
        "next": _next(case) if outcome == "changed" else [],
    }


def _next(case: Case) -> list[str]:
    if case.state not in ENDS:
        return ["benefit", "kept"] if case.state is State.LEAVING else ["benefit"]
    return ["urgent" if case.document.track is Track.SAME_DAY else "case"]
