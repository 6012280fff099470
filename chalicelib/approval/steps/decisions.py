"""The decision, and what it grants.

The commit is the decision; waking the workflow follows from its event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.approval.confirmation import draw
from chalicelib.approval.contract import Decision, PostReview, Termination
from chalicelib.approval.steps import forms, signers, urgent
from chalicelib.case import benefit, grounds, transitions
from chalicelib.case.case import Case, Step
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import Month, day_of, instant_text, month_of
from chalicelib.domain.errors import Refused, refuses
from chalicelib.domain.money import Fen
from chalicelib.platform.store.table import Write
from chalicelib.policy.values import Value
from chalicelib.records.act import Act
from chalicelib.records.law import Law

GRANTS = frozenset({"confirm", "grant_urgent"})
TOWNSHIP_CEILING = "temporary_aid.township_ceiling"
RECOGNISED = frozenset({"marginal", "rigid_expenditure"})
"""Schemes that recognise a household and pay nothing by themselves."""


def decide(
    case: Case, decision: Decision, act: Act, together: Mapping[str, Any] | None = None
) -> Case:
    """The decision. A grant's amount is that of the assessment, or for urgent aid the decider's.

    `together` says of one that was signed with others how many these were.
    """

    def decided(found: Case) -> tuple[str, Step]:
        if decision.decision in GRANTS:
            signers.to_somebody(found)
        if decision.decision == "decline":
            grounds.on_what_is_known(found)
        draw.check_visited(found, decision.decision, act.law)
        grounds.check_although(found, decision.decision == "decline", decision.although)
        entries: list[Write] = []
        if decision.decision == "grant_urgent":
            _within_ceiling(found, decision, act.actor.office, act.law)
            entries = urgent.entries(found, act.now, act.law)
        document = {
            **decision.model_dump(mode="json", exclude_none=True),
            **_what_is_granted(found, decision, act.now),
            "by": act.actor.id,
            "decided_at": instant_text(act.now),
            "office": act.actor.office,
            **({"together": together} if together else {}),
        }
        documents = {"decision": document}
        step = Step(
            documents=documents,
            why=document,
            items=entries,
            idempotency_key=act.idempotency_key,
            version=decision.version,
        )
        return decision.decision, step

    return transitions.change(case, decided, act)


def cannot(case: Case, act: Act) -> frozenset[str]:
    """The decisions that the case as it stands does not allow, whatever the table says."""
    never: set[str] = set()
    if refuses(signers.to_somebody, case):
        never |= GRANTS
    if refuses(grounds.on_what_is_known, case):
        never.add("decline")
    if refuses(draw.check_visited, case, "confirm", act.law):
        never |= draw.DECIDED
    return frozenset(never)


def post_review(case: Case, review: PostReview, act: Act) -> Case:
    """Close urgent aid after verification, with a person's finding.

    Refused("request.invalid") where what is not complete is said to be in order.
    """
    step = forms.step_of("post_review", review, act)

    def reviewed(found: Case) -> tuple[str, Step]:
        if review.outcome == "in_order":
            urgent.complete(found, act.now, act.law)
        return "post_review", step

    return transitions.change(case, reviewed, act)


def terminate(case: Case, termination: Termination, act: Act) -> Case:
    """End a case whose family does not cooperate (the county, with its own letter)."""
    return forms.advance(case, "terminate", "ending", termination, act)


def _within_ceiling(case: Case, decision: Decision, office: str, law: Law) -> None:
    """Refused("approval.above_ceiling") for more than urgent aid may be,
    Refused("approval.above_township") for more than a township may grant by itself (办法 第48条).
    """
    per_head, ceiling = grounds.urgent_most(case, law)
    if (decision.amount_fen or 0) > ceiling.value:
        raise Refused("approval.above_ceiling", per_head=per_head.yuan, ceiling=ceiling.yuan)
    most = township_most(office, law)
    if most is not None and (decision.amount_fen or 0) > int(most.amount):
        raise Refused("approval.above_township", ceiling=Fen(int(most.amount)).yuan)


def township_most(office: str, law: Law) -> Value | None:
    """The most that a township may grant by itself; None for an office above."""
    return None if county_of(office) == office else law.parameters.value(TOWNSHIP_CEILING)


def _what_is_granted(case: Case, decision: Decision, now: datetime) -> dict[str, Any]:
    """Amount and first month: a benefit from the month after the decision (57号, art. 25).

    A recognition holds from the day of the decision, and pays nothing.
    """
    if decision.decision == "grant_urgent":
        return {
            "amount_fen": decision.amount_fen,
            "part": "instalment-1",
            "from_month": _month(now),
        }
    if decision.decision != "confirm" or "eligible" not in case.document.facts:
        return {}
    if case.scheme in RECOGNISED:
        return {"recognised_from": day_of(now).isoformat()}
    amount = int(case.doc("assessment")["amount_fen"])
    if case.scheme in benefit.PAID_ONCE:
        return {"amount_fen": amount, "part": "instalment-1", "from_month": _month(now)}
    following: Month = month_of(now).next
    return {"amount_fen": amount, "part": "regular", "from_month": str(following)}


def _month(now: datetime) -> str:
    return str(month_of(now))
