"""Which proposed grants are so alike that they may be signed together, and which of them are opened
first. Pure.

A grant that gave anybody cause to look twice is decided by itself: so is whatever is refused, sent
back or paid before it is verified, since a refusal says of one family on what it rests (57号,
第21条).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from chalicelib.case.case import Case
from chalicelib.case.states import State, Track
from chalicelib.policy import Parameters

SHARE, LEAST, BAND = "together.share", "together.least", "together.band"
TASK = "confirm"

NOTEWORTHY = (
    *("objection", "county_visit", "draw", "complaints", "relatives", "supporters"),
    *("explanation", "late_answer", "deaths", "duplicate", "consent", "reconsiderations"),
)
"""The documents of a case that is decided by itself."""
DOUBTFUL = frozenset({"informed", "objected", "consent_seen", "duplicate_seen", "entitled"})
"""The facts of one."""
JUDGED = ("exemptions", "accepts", "found")
"""What an opinion decides beyond what was declared and found."""


def likeness(case: Case, parameters: Parameters) -> str:
    """What cases have in common that may be signed together: scheme, sums and amount to the width
    of a band; "" for one that is decided by itself."""
    if not _is_plain(case):
        return ""
    assessment = case.doc("assessment")
    band = int(assessment["amount_fen"]) // int(parameters.value(BAND).amount)
    sums = sorted(line["code"] for line in assessment["lines"])
    return hashlib.sha256("\n".join([case.scheme, str(band), *sums]).encode()).hexdigest()[:32]


def _is_plain(case: Case) -> bool:
    document, opinion = case.document, case.doc("opinion")
    return (
        case.state is State.CONFIRMING
        and document.track is Track.STANDARD
        and {"eligible", "agreed"} <= document.facts
        and document.facts.isdisjoint(DOUBTFUL)
        and [task.name for task in document.tasks] == [TASK]
        and not any(document.documents.get(name) for name in NOTEWORTHY)
        and not any(opinion.get(name) for name in JUDGED)
    )


def sample(versions: Mapping[str, int], actor: str, parameters: Parameters) -> Sequence[str]:
    """Those of some cases, by id and version, that somebody opens before they sign them all.

    Which these are follows from who signs and what was shown: nobody chooses the easy ones.
    """
    share = Decimal(parameters.value(SHARE).amount) * len(versions)
    number = max(int(share.to_integral_value(ROUND_CEILING)), int(parameters.value(LEAST).amount))

    def lot(case_id: str) -> str:
        return hashlib.sha256(f"{actor}\n{case_id}\n{versions[case_id]}".encode()).hexdigest()

    return sorted(versions, key=lot)[:number]
