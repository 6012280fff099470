"""Acceptance: an application is accepted, what is missing is listed once, or it is not accepted.

Nobody alone turns a family away: whoever would not accept names a ground of the law, and a second
person, of the county, decides. What belongs to another office is passed on there (社会救助暂行办法,
art. 60).
"""

from __future__ import annotations

from typing import Any

from chalicelib.applications.accepting.acceptance_contract import Acceptance, AcceptanceDecision
from chalicelib.applications.signatures.still_open import to_sign
from chalicelib.case import contacts, missing, report, transitions, uploads
from chalicelib.case.case import Case, Step
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.policy import Parameters, Value
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.words import say

GROUND = "acceptance.ground"
ELSEWHERE, INCOMPLETE = "elsewhere", "incomplete"


def accept(case: Case, answer: Acceptance, act: Act) -> Case:
    """Accept, list once everything that is missing, or propose with a ground not to accept.

    Refused("request.invalid") with "application.paper_of_a_source" where it asks for a paper that
    says no more than a department does; of what would not be accepted ("approval.own_office") where
    it is passed on to the office that has it, and ("application.tell_once_first") where something
    is missing of which the family was not informed.
    """
    answer_fields = answer.model_dump(mode="json", exclude_none=True)
    document = {**answer_fields, "by": act.actor.id, "at": instant_text(act.now)}
    uploads.checked(_told_by_departments(answer, act.law))

    def answered(found: Case) -> tuple[str, Step]:
        documents: dict[str, Any]
        if answer.decision == "not_accept":
            proposed = {**document, "article": _article(found, answer, act.law)}
            documents = {"non_acceptance": proposed}
            step = Step(
                documents, proposed, idempotency_key=act.idempotency_key, version=answer.version
            )
            return "propose_not_accept", step
        known = _known_missing(found, answer, act) if answer.missing else []
        documents = {"acceptance": {**document, "missing": [*answer_fields["missing"], *known]}}
        if answer.decision == "accept":
            documents["family"] = report.with_confirmed_members(found)
        why = documents["acceptance"]
        step = Step(
            documents=documents,
            why=why,
            idempotency_key=act.idempotency_key,
            version=answer.version,
        )
        return answer.decision, step

    return transitions.change(case, answered, act)


def decide(case: Case, decision: AcceptanceDecision, act: Act) -> Case:
    """The county lets it be so that an application is not accepted, or is passed on to the office
    to which it belongs; or has it looked at again."""
    record = {**decision.model_dump(mode="json"), "by": act.actor.id, "at": instant_text(act.now)}

    def decided(found: Case) -> tuple[str, Step]:
        step = Step(why=record, idempotency_key=act.idempotency_key, version=decision.version)
        if decision.decision == "look_again":
            return "look_again", step
        proposed = found.doc("non_acceptance")
        documents = {"acceptance": {**proposed, "decided_by": act.actor.id}}
        if proposed.get("ground") == ELSEWHERE:
            to = {name: proposed[name] for name in ("office", "telephone")}
            documents["passing"] = {**to, "by": act.actor.id, "at": record["at"]}
            return "not_ours", Step(
                documents, record, idempotency_key=act.idempotency_key, version=decision.version
            )
        return "not_accept", Step(
            documents, record, idempotency_key=act.idempotency_key, version=decision.version
        )

    return transitions.change(case, decided, act)


def cannot(case: Case, _act: Act) -> frozenset[str]:
    """Of what is not accepted one thing alone can follow: it ends here, or goes to its office."""
    elsewhere = case.doc("non_acceptance").get("ground") == ELSEWHERE
    return frozenset({"not_accept" if elsewhere else "not_ours"})


def _article(case: Case, answer: Acceptance, law: Law) -> str:
    """By which article an application is not accepted on the ground that was named."""
    if answer.office is not None:
        contacts.check_other_office(case, answer.office)
    if answer.ground == INCOMPLETE and "informed_once" not in case.document.facts:
        raise Refused("application.tell_once_first", pointer="/ground")
    text = _ground(str(answer.ground), case.scheme, law.parameters)
    if text is None:
        raise Refused("application.no_such_ground", pointer="/ground")
    return text.citation


def _ground(name: str, scheme: str, parameters: Parameters) -> Value | None:
    every = parameters.every(GROUND)
    return next((v for v in every if v.amount == name and v.holds({"scheme": scheme})), None)


def _known_missing(case: Case, answer: Acceptance, act: Act) -> list[dict[str, str]]:
    """What is known to be missing beside what is listed: it is listed once, and all of it (57号,
    art. 10)."""
    listed, day = {one.paper for one in answer.missing}, day_of(act.now)
    lacks = missing.still_missing(case, act.law, act.now)
    papers = [one["paper"] for one in lacks if "paper" in one and one["paper"] not in listed]
    listed_missing = [{"paper": kind, "note": say(f"form.paper.{kind}")} for kind in papers]
    listed_missing += [{"note": missing.ask(one["untold"])} for one in lacks if "untold" in one]
    asked = {one.consent_of for one in answer.missing if one.consent_of is not None}
    return listed_missing + [{"note": one} for one in to_sign(case, day, asked=asked)]


def _told_by_departments(answer: Acceptance, law: Law) -> list[dict[str, str]]:
    """The papers asked for that say no more than a source gives, with its name (57号, art. 10)."""
    given = law.parameters.catalogue.papers
    return [
        {
            "pointer": f"/missing/{at}/paper",
            "code": "application.paper_of_a_source",
            "paper": one.paper,
            "source": given[one.paper].zh,
        }
        for at, one in enumerate(answer.missing)
        if one.paper is not None and one.paper in given
    ]
