"""Whether a benefit stays as it is: examined by the township, decided by the county.

What two people of the township see of the six items, or what it finds otherwise, changes nothing
by itself: a second person, of the county, decides, and the benefit changes from the next month on.
An amount is calculated from the facts by the law of the day
(assessment/recalculation/recalculation.py), and an end for the means of a household is held against
that before anybody reads of it. The end of tekun stands before the village for seven days first
(43号, art. 23 to 26; other schemes: 57号, art. 31 and 32).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case import (
    benefit,
    circumstances,
    deaths,
    minors,
    objection_texts,
    self_care,
    self_care_change,
    transitions,
)
from chalicelib.case.case import Case, Step
from chalicelib.certification.contract import (
    BenefitDecision,
    BenefitReview,
)
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import day_of, instant_text, month_of, start_of_day
from chalicelib.domain.errors import Refused, refuses
from chalicelib.records.act import Act
from chalicelib.records.law import Law

MOST_CHANGES = 240
"""So many changes of one benefit are kept, as many as the months of twenty years; the deaths of its
people may change it beyond."""


def examine(case: Case, form: BenefitReview, act: Act) -> Case:
    """Say what came of examining a benefit: it stays, another amount, or an end with its ground.

    Refused("change.no_such_ground") for a ground that the law does not give the scheme,
    ("change.minor_keeps") where a minor became able to work (43号, art. 24), and
    ("change.care_first") unless everybody was assessed since a change of self-care was reported,
    and ("change.care_differs") where it stays though somebody was found to need other care, and
    ("change.changed_enough") after as many changes as one benefit keeps: it may still end.
    """
    record = _record(form, act.actor, act.now)

    def examined(found: Case) -> tuple[str, Step]:
        if form.decision != "propose_end":
            _check_assessed(found)
        change_with_answers = _with_answers(found.doc("change"), record)
        answered = self_care_change.examined(change_with_answers)
        if form.decision == "keep":
            _check_same_care(found, act.law)
            documents: dict[str, Any] = {"benefit": {**found.doc("benefit"), "review": record}}
            documents["change"] = answered
            back = benefit.grace_over(found)
            due = benefit.last_of_grace(back) if back else None
            return "keep", Step(
                documents,
                record,
                idempotency_key=act.idempotency_key,
                version=form.version,
                stage_due=due,
            )
        circumstances.check(
            record.get("found", {}), found.doc("application")["members"], act.law.day
        )
        finding, event, due, change = dict(record), "propose_change", None, answered
        if form.ground is None:
            _check_room(found)
        if form.ground is not None:
            finding["article"] = _article(found, finding, act.now, act.law)
            event, change = "propose_end", change_with_answers
            if form.ground in benefit.MEANS:
                event = "propose_end_of_means"
            elif benefit.is_posted(found, act.law.parameters):
                event, due = (
                    "propose_posted_end",
                    act.law.of(found.scheme).due("deadline.notice", act.now),
                )
                finding["until"] = instant_text(due)
        documents = {"change": {**change, "finding": finding}, "reckoned": {}}
        step = Step(
            documents,
            finding,
            idempotency_key=act.idempotency_key,
            version=form.version,
            stage_due=due,
        )
        return event, step

    return transitions.change(case, examined, act)


def _check_room(case: Case) -> None:
    """Refused("change.changed_enough") after as many changes as one benefit keeps."""
    if len(case.doc("benefit").get("changes", ())) >= MOST_CHANGES:
        raise Refused("change.changed_enough", most=MOST_CHANGES)


def cannot_be_examined(case: Case, act: Act) -> frozenset[str]:
    """What of a benefit cannot be said now: that it stays or changes before everybody was assessed
    whose self-care changed; that it stays where that differs."""
    if refuses(_check_assessed, case):
        return frozenset({"keep", "propose_change"})
    events = {"keep"} if refuses(_check_same_care, case, act.law) else set()
    return frozenset(events | ({"propose_change"} if refuses(_check_room, case) else set()))


def _with_answers(change: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The change with what was said answering the objections to its end, where there are any."""
    objections = change.get("objections")
    if not objections:
        return dict(change)
    return {**change, "objections": objection_texts.with_answer(objections, said)}


def _check_assessed(case: Case) -> None:
    """Refused("change.care_first") where somebody is to be assessed since self-care changed."""
    change, people = case.doc("change"), benefit.people(case)
    if missing := self_care_change.not_assessed(change, case.doc("self_care"), people):
        raise Refused("change.care_first", missing=len(missing), people=len(people))


def _check_same_care(case: Case, law: Law) -> None:
    """Refused("change.care_differs") where somebody needs other care than the amount is for."""
    levels = self_care.levels(case.doc("self_care"), law.parameters)
    confirmed = case.document.task("countersign") is None  # else the table says what is missing
    if confirmed and self_care_change.level_differs(
        case.doc("change"), levels, benefit.people(case)
    ):
        raise Refused("change.care_differs")


def _record(form: BenefitReview | BenefitDecision, actor: Actor, now: datetime) -> dict[str, Any]:
    fields = form.model_dump(mode="json", exclude_none=True, exclude={"version"})
    return {**fields, "by": actor.id, "at": instant_text(now)}


def _article(case: Case, finding: Mapping[str, Any], now: datetime, law: Law) -> str:
    """By which article the benefit ends on the ground of a finding."""
    text = benefit.ground(finding["ground"], case.scheme, law.parameters)
    if text is None:
        raise Refused("change.no_such_ground", pointer="/ground")
    if finding["ground"] == "labour" and _keeps_as_minor(case, finding, now, law):
        raise Refused("change.minor_keeps", pointer="/ground")
    return text.citation


def _keeps_as_minor(case: Case, finding: Mapping[str, Any], now: datetime, law: Law) -> bool:
    """Whether somebody in the benefit was received as a minor and keeps it though able to work."""
    people, since = benefit.people(case), benefit.since(case)
    found = circumstances.standing(case.doc("circumstances"), {"finding": finding})
    members = circumstances.applied(case.doc("application"), found)["members"]
    return any(
        minors.stays_entitled(one, since, day_of(now), law.parameters)
        for one, hash_ in zip(members, case.document.members, strict=True)
        if hash_ in people
    )


def decide(case: Case, decision: BenefitDecision, act: Act) -> Case:
    """The county lets what the township proposes be so from the next month, or has it look again.

    Refused("change.calculation_outdated") where what was calculated is out of date: somebody died,
    a department answered since, the law is another; and ("change.care_first") where self-care was
    reported to have changed since.
    """
    record = _record(decision, act.actor, act.now)

    def decided(found: Case) -> tuple[str, Step]:
        step = Step(why=record, idempotency_key=act.idempotency_key, version=decision.version)
        if decision.decision == "check_again":
            return "review_again", step
        if _proposes_end(found):
            _check_up_to_date(found, act.law)
            documents = {"benefit": benefit.changed(found, act.now, 0, ())}
            ends = start_of_day(month_of(act.now).next.first_day)
            return "end_benefit", replace(step, documents=documents, stage_due=ends)
        if found.document.task("benefit_decision") is None:
            return "change_benefit", step  # the table says that nothing was proposed yet
        _check_assessed(found)
        _check_up_to_date(found, act.law)
        calculated = found.doc("reckoned")
        held = circumstances.standing(found.doc("circumstances"), found.doc("change"))
        documents = {"circumstances": held}
        anew = {"reckoned_at": instant_text(act.now)}
        if over := calculated.get("grace"):
            documents["benefit"] = benefit.in_grace(found, act.now, calculated) | anew
            due = benefit.last_of_grace(over)
            return "enter_grace", replace(step, documents=documents, stage_due=due)
        amount, people = calculated["amount_fen"], calculated["people"]
        documents["benefit"] = benefit.changed(found, act.now, amount, people) | anew
        return "change_benefit", replace(step, documents=documents)

    return transitions.change(case, decided, act)


def _proposes_end(case: Case) -> bool:
    return bool(case.doc("change").get("finding", {}).get("decision") == "propose_end")


def _check_up_to_date(case: Case, law: Law) -> None:
    """Refused("change.calculation_outdated") where what was calculated is out of date; an end that
    rests on no calculation never is."""
    calculated = case.doc("reckoned")
    if _proposes_end(case) and not calculated:
        return
    if calculated.get("rests_on") != benefit.calculated_from(case, law):
        raise Refused("change.calculation_outdated")
    dead = deaths.days_of_death(case.document).keys()
    if not _proposes_end(case) and {*calculated["people"]} & dead:
        raise Refused("change.calculation_outdated")


def cannot_be_decided(case: Case, act: Act) -> frozenset[str]:
    """What the proposal is not: an end where another amount is proposed, and the other way round;
    nothing is confirmed upon what is out of date."""
    if case.document.task("benefit_decision") is None:
        return frozenset()  # the table says that nothing was proposed yet
    confirmed = frozenset({"change_benefit", "enter_grace", "end_benefit"})
    if refuses(_check_up_to_date, case, act.law):
        return confirmed
    if _proposes_end(case):
        return confirmed - {"end_benefit"}
    if refuses(_check_assessed, case):
        return confirmed
    return confirmed - {"enter_grace" if case.doc("reckoned").get("grace") else "change_benefit"}
