"""Which cases the county checks itself by lot before it decides (43号, art. 16).

Whether a case is drawn follows from its id and the seed of the period in which it was accepted,
which the pack names: anybody who knows both comes to the same, and nobody chooses. Each case is
drawn by itself, so the pack's share lies above the least that the law asks for.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import State, Track
from chalicelib.domain.actors import system
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.records.act import Act
from chalicelib.records.law import Law

SYSTEM = system("draw")
SHARE, SEED = "draw.share", "draw.seed"
BYTES = 8
DECIDED = frozenset({"confirm", "decline"})


def number(case_id: str, seed: str) -> Decimal:
    """The number of a case under a seed, from 0 up to 1: the first 8 bytes of a SHA-256."""
    digest = hashlib.sha256(f"{seed}\n{case_id}".encode()).digest()
    return Decimal(int.from_bytes(digest[:BYTES])) / Decimal(2) ** (8 * BYTES)


def is_drawn(case_id: str, seed: str, share: Decimal) -> bool:
    """Whether a case is among that share of all cases."""
    return number(case_id, seed) < share


def record_draw(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Open the county's visit of a case that was drawn and waits for its decision, once."""

    def decide(found: Case) -> tuple[str, Step] | None:
        why = _why(found, law)
        if found.state is not State.CONFIRMING or not why or "draw" in found.document.documents:
            return None
        document = {**why, "at": instant_text(now)}
        return "draw", Step(documents={"draw": document}, why=document)

    transitions.change(cases.load(case_id), decide, Act(SYSTEM, now, law))


def check_visited(case: Case, decision: str, law: Law) -> None:
    """Refused("case.task_first") where a drawn case is decided and the county was not there yet."""
    if decision in DECIDED and _why(case, law):
        raise Refused("case.task_first", task="county_visit")


def _why(case: Case, law: Law) -> dict[str, Any]:
    """By which seed, share and article a case is to be visited; empty where it is not."""
    if case.document.track is not Track.STANDARD or case.doc("county_visit"):
        return {}
    parameters = law.as_begun(case.accepted_at or case.submitted_at).parameters
    shares = (one for one in parameters.every(SHARE) if one.holds({"scheme": case.scheme}))
    share, seed = next(shares, None), parameters.value(SEED)
    if share is None or not is_drawn(case.id, str(seed.amount), Decimal(share.amount)):
        return {}
    drawn = number(case.id, str(seed.amount))
    return {
        "seed": seed.amount,
        "share": str(share.amount),
        "number": f"{drawn:.6f}",
        "article": share.citation,
    }
