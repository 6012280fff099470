"""The township's review: calling the family back, and the opinion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.approval.contract import CallBack, Opinion
from chalicelib.approval.noticing import objections
from chalicelib.approval.steps import forms, signers
from chalicelib.case import circumstances, grounds, questions, report, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import State
from chalicelib.domain import identity
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused, refuses
from chalicelib.records.act import Act
from chalicelib.records.law import Law

ADULT = 18
PROPOSALS = frozenset({"propose_grant", "propose_refusal"})
TRIES = "call_back.tries"
MOST_ATTEMPTS = 20
"""The most attempts to reach a family that are stored: they are in one item, for a person."""


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
    said = forms.signed(record, act.actor, act.now)
    said["told"] = said.pop("informed_of")  # the stored name
    again_on = said.pop("again_on")
    attempt = {name: said[name] for name in ("outcome", "way", "by", "at")}
    attempt |= {"again_on": again_on} if again_on and record.outcome != "reached" else {}

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
    document = forms.signed(opinion, act.actor, act.now)

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


def cannot(case: Case, act: Act) -> frozenset[str]:
    """The opinions that the case as it stands does not allow, whatever the table says."""
    never = set()
    unsigned = refuses(signers.all_signed, case, day_of(act.now))
    if unsigned or refuses(signers.to_somebody, case):
        never.add("propose_grant")
    if case.state is State.PROPOSING and refuses(grounds.on_what_is_known, case):
        never.add("propose_refusal")
    return frozenset(never)


def _may_be_proposed(case: Case, opinion: Opinion, act: Act) -> None:
    """Refused where a grant is to nobody or somebody has not signed, or where an assessment that is
    there knows no ground of a refusal, or not what was found since."""
    if opinion.decision == "propose_grant":
        signers.to_somebody(case)
        signers.all_signed(case, day_of(act.now))
    if opinion.decision == "propose_refusal" and case.state is State.PROPOSING:
        if opinion.found is not None:  # from here nothing is assessed any more
            raise Refused("approval.found_first", pointer="/found")
        grounds.on_what_is_known(case)
    refuses = opinion.decision == "propose_refusal" and case.state is State.PROPOSING
    grounds.check_although(case, refuses, opinion.although)
