"""What staff settle beside the way of a case: which office has it, its total time, an overlap, a
missing authorisation, a late answer."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from chalicelib.approval.contract import (
    ConfidentialDecision,
    ConsentFinding,
    DuplicateFinding,
    Extension,
    LateAnswerFinding,
    PassingOn,
)
from chalicelib.approval.noticing import objections
from chalicelib.approval.steps import forms
from chalicelib.case import contacts, total, transitions
from chalicelib.case.case import Case, Step
from chalicelib.directory.offices import routing
from chalicelib.domain.areas import township_of
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused, refuses
from chalicelib.domain.household import is_apart
from chalicelib.records.act import Act
from chalicelib.records.law import Law

GROUNDS = frozenset(get_args(Extension.model_fields["because"].annotation))
APART = frozenset({"registered_apart", "lives_elsewhere"})
"""Grounds of an extension that a household which lives where it is registered does not have."""


def decide_confidential(
    case: Case,
    decision: ConfidentialDecision,
    act: Act,
) -> Case:
    """Keep a case with the county alone, or return it to the office to which it belongs."""
    document = {**decision.model_dump(mode="json"), "by": act.actor.id, "at": instant_text(act.now)}
    returned = decision.decision == "return_to_standard"
    office = _office_of(case) if returned else ""
    documents = {"confidential": document}
    step = Step(
        documents=documents,
        why=document,
        idempotency_key=act.idempotency_key,
        office=office,
        version=decision.version,
    )
    return transitions.advance(case, decision.decision, act, step)


def _office_of(case: Case) -> str:
    """The office that would have the case if nobody had asked that the county alone know of it."""
    area = routing.area_of(case.doc("application"), case.scheme)
    return routing.staffed(township_of(area)) or case.office


def pass_on(case: Case, form: PassingOn, act: Act) -> Case:
    """Pass an application from elsewhere on to the office to which it belongs.

    Refused("approval.own_office") where that is the office that has it.
    """
    contacts.check_other_office(case, form.office)
    return forms.advance(case, "pass_on", "passing", form, act)


def extend(case: Case, extension: Extension, act: Act) -> Case:
    """Extend the total time of the decision, once, for a reason of which the family is informed.

    Refused("approval.no_total") where no total runs, ("approval.no_such_ground") for a ground that
    the law does not give the scheme, ("approval.no_objection") for the objection of nobody, and
    ("approval.not_apart") for a family of whom nobody is registered or lives in another place.
    """
    ground = total.ground(extension.because, case.scheme, act.law.parameters)

    def decide(found: Case) -> tuple[str, Step]:
        days = _extended(found, act.law)
        if ground is None:
            raise Refused("approval.no_such_ground", pointer="/because")
        _check_ground(found, extension.because)
        article = {"article": ground.citation}
        document = {**forms.signed(extension, act.actor, act.now), "days": days, **article}
        return "extend", Step(
            documents={"extension": document}, why=document, idempotency_key=act.idempotency_key
        )

    return transitions.change(case, decide, act)


def _extended(case: Case, law: Law) -> int:
    """How many working days an extended total has; Refused("approval.no_total") for none."""
    days = total.length(total.EXTENDED, case.scheme, law.parameters)
    if days is None or not case.decide_by:
        raise Refused("approval.no_total")
    return days


def _check_ground(case: Case, because: str) -> None:
    """Refused for the objection of nobody, and for a family that lives where it is registered."""
    if because == "objection" and not objections.so_far(case):
        raise Refused("approval.no_objection")
    if because in APART and not is_apart(case.doc("application")):
        raise Refused("approval.not_apart", pointer="/because")


def no_grounds(case: Case, law: Law) -> frozenset[str]:
    """The grounds upon which the total time of this case is not extended."""
    return frozenset(
        one
        for one in GROUNDS
        if total.ground(one, case.scheme, law.parameters) is None
        or refuses(_check_ground, case, one)
    )


def cannot_be_extended(case: Case, act: Act) -> frozenset[str]:
    """Nothing is extended where no total runs, or the law gives no ground for it."""
    never = refuses(_extended, case, act.law) or no_grounds(case, act.law) >= GROUNDS
    return frozenset({"extend"} if never else ())


def settle_duplicate(case: Case, finding: DuplicateFinding, act: Act) -> Case:
    """Say what an overlap with another open case turned out to be; which cases it was stays
    stored."""
    said = {**finding.model_dump(mode="json"), "by": act.actor.id, "at": instant_text(act.now)}

    def decide(found: Case) -> tuple[str, Step]:
        documents = {"duplicate": {**found.doc("duplicate"), **said}}
        step = Step(
            documents=documents,
            why=said,
            idempotency_key=act.idempotency_key,
            version=finding.version,
        )
        return "settle_duplicate", step

    return transitions.change(case, decide, act)


def settle_consent(case: Case, finding: ConsentFinding, act: Act) -> Case:
    """Say why somebody's authorisation is missing; they stay unverified."""
    return forms.advance(case, "settle_consent", "consent", finding, act)


def settle_late_answer(case: Case, finding: LateAnswerFinding, act: Act) -> Case:
    """Say what a late answer means; what was decided changes by a review only."""
    step = forms.step_of("late_answer", finding, act)
    if finding.outcome != "review":
        return transitions.advance(case, "settle_late_answer", act, step)
    examined_anew = replace(step, documents={**step.documents, "change": {}})
    return transitions.advance(case, "review_late_answer", act, examined_anew)
