"""What stands beside a decision or an opinion: what the assessment came to, which choice goes
against it, how much urgent aid may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.approval.steps import decisions
from chalicelib.case import grounds
from chalicelib.case.case import Case
from chalicelib.case.states import State, Track
from chalicelib.domain.money import Fen
from chalicelib.platform.http import Call
from chalicelib.records.law import law_on
from chalicelib.words import say

REFUSALS = {State.CONFIRMING: "decline", State.PROPOSING: "propose_refusal"}
"""Where a case stands on its assessment, and what refuses it there."""


def values(call: Call) -> Mapping[str, Any]:
    """What the assessment came to, and a warning before a refusal that goes against it."""
    case: Case = call.subject
    if case.state not in REFUSALS or not case.doc("assessment"):
        return {}
    facts = [(say("desk.case.assessment"), line) for line in _found(case)]
    return {"facts": facts, "warnings": _warnings(case)}


def _found(case: Case) -> Iterator[str]:
    assessment, scheme = case.doc("assessment"), say(f"scheme.{case.scheme}")
    yield say(f"desk.assessed.{assessment['outcome']}", scheme=scheme)
    if assessment.get("amount_fen"):
        yield say("desk.assessed.amount", yuan=Fen(int(assessment["amount_fen"])).yuan)
    yield from grounds.failed(assessment)


def _warnings(case: Case) -> list[str]:
    if not grounds.goes_against(case):
        return []
    refusal = say(f"event.{REFUSALS[State(str(case.state))]}")
    warning = say("desk.assessed.against", refusal=refusal, scheme=say(f"scheme.{case.scheme}"))
    return [warning, say("desk.assessed.letter", words=grounds.though_eligible(case)[0])]


def left_out(call: Call) -> frozenset[str]:
    """Nobody is asked why they go against an assessment that is not there, or says the same."""
    case: Case = call.subject
    against = case.state in REFUSALS and grounds.goes_against(case)
    return frozenset() if against else frozenset({"although"})


def most(call: Call) -> Mapping[str, str]:
    """How much urgent aid may be, and by which text."""
    case, law = call.subject, law_on(call.now)
    if case.document.track is not Track.SAME_DAY:
        return {}
    per_head, ceiling = grounds.urgent_most(case, law)
    hint = say(
        "desk.decision.most",
        count=len(case.doc("application")["members"]),
        per_head=per_head.yuan,
        ceiling=ceiling.yuan,
        article=law.parameters.value(grounds.URGENT_PER_HEAD).citation,
    )
    own = decisions.township_most(call.actor.office, law)
    if own is not None:
        yuan = Fen(int(own.amount)).yuan
        hint += say("desk.decision.most_township", ceiling=yuan, article=own.citation)
    return {"amount_fen": hint}
