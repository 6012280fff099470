"""What people record and decide on a case: each is one event with its document.

The commit is the decision; waking the workflow follows from its event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from chalicelib.approval.confirmation import draw
from chalicelib.approval.contract import (
    CallBack,
    ConfidentialDecision,
    ConsentFinding,
    Decision,
    DuplicateFinding,
    Explanation,
    Extension,
    LateAnswerFinding,
    Opinion,
    PassingOn,
    PostReview,
    Termination,
)
from chalicelib.approval.noticing import objections
from chalicelib.approval.steps import signers, urgent
from chalicelib.case import (
    benefit,
    circumstances,
    contacts,
    deaths,
    grounds,
    questions,
    report,
    total,
    transitions,
    uploads,
)
from chalicelib.case.case import Case, Step
from chalicelib.case.states import UNDECIDED, State
from chalicelib.case.versions import VersionedDecision
from chalicelib.directory.offices import routing
from chalicelib.domain import identity
from chalicelib.domain.actors import Actor
from chalicelib.domain.areas import county_of, township_of
from chalicelib.domain.dates import Month, day_of, instant_text, month_of
from chalicelib.domain.errors import Refused
from chalicelib.domain.household import is_apart
from chalicelib.domain.money import Fen
from chalicelib.platform.store.table import Write
from chalicelib.records.act import Act
from chalicelib.records.law import Law

ADULT = 18
APART = frozenset({"registered_apart", "lives_elsewhere"})
"""Grounds of an extension that a household which lives where it is registered does not have."""
PROPOSALS = frozenset({"propose_grant", "propose_refusal"})
GRANTS = frozenset({"confirm", "grant_urgent"})
TRIES = "call_back.tries"
MOST_ATTEMPTS = 20
"""The most attempts to reach a family that are stored: they are in one item, for a person."""
TOWNSHIP_CEILING = "temporary_aid.township_ceiling"
MOST_EXPLANATIONS = 20
"""The most explanations of a family that are stored; papers are handed in as a correction."""
RECOGNISED = frozenset({"marginal", "rigid_expenditure"})
"""Schemes that recognise a household and pay nothing by themselves."""


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
    return _advance(case, "pass_on", "passing", form, act)


def call_back(case: Case, record: CallBack, act: Act) -> Case:
    """Record an attempt to reach the family; one that did not leaves the task open.

    After as many on the phone as the pack sets, somebody goes to the family's home. Raises
    Refused("approval.call_guardian") where the applicant is a child: whoever looks after it speaks,
    and ("approval.too_many_attempts") for one more that reached nobody.
    """
    application = case.doc("application")
    child = identity.age_of(application["members"][0], day_of(case.submitted_at)) < ADULT
    to_guardian = record.outcome != "reached" or record.spoke_to == "guardian"
    if child and not to_guardian:
        raise Refused("approval.call_guardian")
    said = _signed(record, act.actor, act.now)
    said["told"] = said.pop("informed_of")  # the stored name
    attempt = {name: said[name] for name in ("outcome", "way", "by", "at")}

    def called(found: Case) -> tuple[str, Step]:
        attempts = [*found.doc("call_back").get("attempts", ()), attempt]
        if record.outcome != "reached" and len(attempts) > MOST_ATTEMPTS:
            raise Refused("approval.too_many_attempts", most=MOST_ATTEMPTS)
        documents = {"call_back": {**said, "attempts": attempts}}
        event = _after_call(attempts, act.law)
        if event == "call_given_up" and found.document.task("meet"):
            event = "call_failed"
        return event, Step(documents=documents, why=said, idempotency_key=act.idempotency_key)

    return transitions.change(case, called, act)


def _after_call(attempts: Sequence[Mapping[str, Any]], law: Law) -> str:
    """What follows from the last of these attempts."""
    if attempts[-1]["outcome"] == "reached":
        return "call_back"
    on_phone = sum(one["way"] == "phone" for one in attempts)
    enough = on_phone >= int(law.parameters.value(TRIES).amount)
    return "call_given_up" if enough else "call_failed"


def opinion(case: Case, opinion: Opinion, act: Act) -> Case:
    """The township's opinion, with what it exempts of what was found."""
    if opinion.exemptions and opinion.decision != "propose_grant":
        raise Refused("approval.exemption_without_grant")
    for index, exemption in enumerate(opinion.exemptions):
        if not case.files.issuperset(exemption.evidence):
            raise Refused("approval.no_such_file", pointer=f"/exemptions/{index}/evidence")
    document = _signed(opinion, act.actor, act.now)

    def decided(found: Case) -> tuple[str, Step]:
        _may_be_proposed(found, opinion, act)
        circumstances.check(
            document["found"] or {}, found.doc("application")["members"], act.law.day
        )
        documents: dict[str, Any] = {"opinion": document}
        if opinion.decision in PROPOSALS:
            documents |= objections.answered(found, document)
        if opinion.decision != "verify_again":
            documents["family"] = report.with_confirmed_members(found)
            step = Step(
                documents=documents,
                why=document,
                idempotency_key=act.idempotency_key,
                version=opinion.version,
            )
            return opinion.decision, step
        everybody = act.law.parameters.catalogue.by_code
        documents["report"] = questions.asked_again(found.doc("report"), everybody)
        step = Step(
            documents=documents,
            why=document,
            idempotency_key=act.idempotency_key,
            version=opinion.version,
            stage_due=act.now,
        )
        return "verify_again", step

    return transitions.change(case, decided, act)


def _may_be_proposed(case: Case, opinion: Opinion, act: Act) -> None:
    """Refused where a grant is to nobody or somebody has not signed, or where an assessment that is
    there knows no ground of a refusal, or not what was found since."""
    if opinion.decision == "propose_grant":
        _to_somebody(case)
        signers.all_signed(case, day_of(act.now))
    if opinion.decision == "propose_refusal" and case.state is State.PROPOSING:
        if opinion.found is not None:  # from here nothing is assessed any more
            raise Refused("approval.found_first", pointer="/found")
        grounds.on_what_is_known(case)


def _to_somebody(case: Case) -> None:
    """Refused("approval.nobody_left") where everybody in the case is reported dead."""
    if deaths.all_reported_dead(case.document):
        raise Refused("approval.nobody_left")


def decide(case: Case, decision: Decision, act: Act) -> Case:
    """The decision. A grant's amount is that of the assessment, or for urgent aid the decider's."""

    def decided(found: Case) -> tuple[str, Step]:
        if decision.decision in GRANTS:
            _to_somebody(found)
        if decision.decision == "decline":
            grounds.on_what_is_known(found)
        draw.visited_first(found, decision.decision, act.law)
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


def post_review(case: Case, review: PostReview, act: Act) -> Case:
    """Close urgent aid after verification, with a person's finding.

    Refused("request.invalid") where what is not complete is said to be in order.
    """
    step = _step("post_review", review, act)

    def reviewed(found: Case) -> tuple[str, Step]:
        if review.outcome == "in_order":
            urgent.complete(found, act.now, act.law)
        return "post_review", step

    return transitions.change(case, reviewed, act)


def terminate(case: Case, termination: Termination, act: Act) -> Case:
    """End a case whose family does not cooperate (the county, with its own letter)."""
    return _advance(case, "terminate", "ending", termination, act)


def extend(case: Case, extension: Extension, act: Act) -> Case:
    """Extend the total time of the decision, once, for a reason of which the family is informed.

    Refused("approval.no_total") where no total runs, ("approval.no_such_ground") for a ground that
    the law does not give the scheme, ("approval.no_objection") for the objection of nobody, and
    ("approval.not_apart") for a family of whom nobody is registered or lives in another place.
    """
    days = total.length(total.EXTENDED, case.scheme, act.law.parameters)
    ground = total.ground(extension.because, case.scheme, act.law.parameters)

    def decide(found: Case) -> tuple[str, Step]:
        if days is None or not found.decide_by:
            raise Refused("approval.no_total")
        if ground is None:
            raise Refused("approval.no_such_ground", pointer="/because")
        if extension.because == "objection" and not objections.so_far(found):
            raise Refused("approval.no_objection")
        if extension.because in APART and not is_apart(found.doc("application")):
            raise Refused("approval.not_apart", pointer="/because")
        article = {"article": ground.citation}
        document = {**_signed(extension, act.actor, act.now), "days": days, **article}
        return "extend", Step(
            documents={"extension": document}, why=document, idempotency_key=act.idempotency_key
        )

    return transitions.change(case, decide, act)


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
    return _advance(case, "settle_consent", "consent", finding, act)


def settle_late_answer(case: Case, finding: LateAnswerFinding, act: Act) -> Case:
    """Say what a late answer means; what was decided changes by a review only."""
    step = _step("late_answer", finding, act)
    if finding.outcome != "review":
        return transitions.advance(case, "settle_late_answer", act, step)
    examined_anew = replace(step, documents={**step.documents, "change": {}})
    return transitions.advance(case, "review_late_answer", act, examined_anew)


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
    if "told" not in case.document.facts:
        raise Refused("approval.not_asked")
    return "explain_late"


def _disputed(case: Case, words: Explanation) -> set[str]:
    """The sources of the answers that the family disputes."""
    answers = [one for line in report.differences_for_family(case) for one in line["told_by"]]
    if not {one["item"] for one in answers}.issuperset(words.dispute):
        raise Refused("approval.nothing_found_there")
    return {one["source"] for one in answers if one["item"] in words.dispute}


def _advance(
    case: Case,
    event: str,
    name: str,
    model: BaseModel,
    act: Act,
) -> Case:
    return transitions.advance(case, event, act, _step(name, model, act))


def _version(model: BaseModel) -> int | None:
    """The version of the case upon which something was decided; what is only recorded has none."""
    return model.version if isinstance(model, VersionedDecision) else None


def _step(name: str, model: BaseModel, act: Act) -> Step:
    """The step with the document of that name, for the version read."""
    document = _signed(model, act.actor, act.now)
    return Step(
        documents={name: document},
        why=document,
        idempotency_key=act.idempotency_key,
        version=_version(model),
    )


def _signed(model: BaseModel, actor: Actor, now: datetime) -> dict[str, Any]:
    """What was sent in, with who said it and when."""
    return {**model.model_dump(mode="json"), "by": actor.id, "at": instant_text(now)}


def _within_ceiling(case: Case, decision: Decision, office: str, law: Law) -> None:
    """Refused("approval.above_ceiling") for more than urgent aid may be,
    Refused("approval.above_township") for more than a township may grant by itself (办法 第48条).
    """
    per_head, ceiling = grounds.urgent_most(case, law)
    if (decision.amount_fen or 0) > ceiling.value:
        raise Refused("approval.above_ceiling", per_head=per_head.yuan, ceiling=ceiling.yuan)
    most = Fen(int(law.parameters.value(TOWNSHIP_CEILING).amount))
    if county_of(office) != office and (decision.amount_fen or 0) > most.value:
        raise Refused("approval.above_township", ceiling=most.yuan)


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
