"""The assessment of a case's household: at first, after a change, and without those who died."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chalicelib.assessment import rules
from chalicelib.assessment.household.facts import GRACE, RECEIVES, Facts, confirmed_by_department
from chalicelib.assessment.household.membership import number
from chalicelib.assessment.outcome.stored import document_of
from chalicelib.case import (
    benefit,
    circumstances,
    deaths,
    objection_texts,
    report,
    self_care,
    transitions,
)
from chalicelib.case import case as cases
from chalicelib.case.case import Case, Step
from chalicelib.case.states import OPEN, State
from chalicelib.domain.actors import system
from chalicelib.domain.dates import day_of, instant_text, month_of, parse_instant
from chalicelib.domain.household import with_ages_from_numbers
from chalicelib.records.act import Act
from chalicelib.records.law import Law

SYSTEM = system("assessment")


def result_of(
    case: Case,
    application: Mapping[str, Any],
    day: date,
    law: Law,
    change: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The result of the household on `day`, from its declaration, what was found and the opinion;
    of a benefit that is received also from what the examined `change` found."""
    held, people = case.doc("self_care"), case.document.members
    facts = facts_of(case, application, day, law, change)
    result = document_of(rules.assess(facts, law.parameters), case.scheme)
    rested_on = case.doc("report")
    result["report"] = {name: rested_on.get(name) for name in ("rounds", "digest")}
    result["self_care"] = [
        {"member": member, "cannot": items, "level": self_care.level(len(items), law.parameters)}
        for member, items in self_care.cannot(held, people).items()
    ]
    return result


def facts_of(
    case: Case,
    application: Mapping[str, Any],
    day: date,
    law: Law,
    change: Mapping[str, Any] | None,
) -> Facts:
    """The facts of the household on `day`. Without a `change` it receives nothing from this case
    yet, and other benefits count only where a department confirmed them."""
    held, people = case.doc("self_care"), case.document.members
    held_of = circumstances.known(case.doc("opinion"), case.doc("circumstances"))
    found = circumstances.standing(held_of, change or {})
    declared = circumstances.applied(with_ages_from_numbers(application, day), found)
    application = self_care.as_assessed(declared, held, people, case.scheme)
    items = circumstances.not_replaced(report.items(case), found, law.parameters.catalogue)
    if change is None:
        application = confirmed_by_department(application, items)
    return rules.facts_from(application, items, case.doc("opinion"), day, law.parameters)


def assess_rest(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Assess a household without those found dead, for the county to decide.

    A benefit that is received is calculated by the law and the ages of today. Of a case that is not
    decided nothing is calculated here: its own assessment is still to come or is repeated.
    """
    case = cases.load(case_id)
    transitions.change(case, lambda found: _rest_of(found, now, law), Act(SYSTEM, now, law))


def _rest_of(case: Case, now: datetime, law: Law) -> tuple[str, Step] | None:
    pending = sorted(deaths.at_stage(case.document, deaths.FOUND))
    if case.state not in OPEN or not pending or not deaths.awaits_calculation(case):
        return None
    rest: dict[str, Any] = {"deaths": pending}
    gone = deaths.days_of_death(case.document, found=True)
    left = [hash_ for hash_ in case.document.members if hash_ not in gone]
    if left and deaths.is_monthly(case.document):
        rest |= _recalculate(
            case, deaths.with_days_of_death(case.document, found=True), now, law, {}
        )
    why = {"deaths": pending, "outcome": rest.get("outcome", "")}
    due = min(one["decide_by"] for one in deaths.at_stage(case.document, deaths.FOUND).values())
    step = Step(documents={"rest": rest}, why=why, task_due=parse_instant(due))
    return "assess_rest", step


def recalculate_change(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Calculate a benefit again by today's law and what is known now, for the county to decide.

    Where the amount is the same, or the household is not eligible, the township proposes again.
    """
    case = cases.load(case_id)
    transitions.change(case, lambda found: _recalculated(found, now, law), Act(SYSTEM, now, law))


def _recalculated(case: Case, now: datetime, law: Law) -> tuple[str, Step] | None:
    finding = case.doc("change").get("finding", {})
    proposed = case.state is State.RECHECKING and finding.get("decision") == "propose_change"
    if not proposed or case.doc("reckoned"):  # a new proposal deletes the earlier calculation
        return None
    result = _recalculate(
        case, deaths.with_days_of_death(case.document), now, law, case.doc("change")
    )
    eligible = result["outcome"] == "eligible"
    over = _grace_over(case, now, law) if eligible else ""
    why = {"outcome": result["outcome"], "amount_fen": result["amount_fen"]}
    held, same = benefit.grace_over(case), result["amount_fen"] == benefit.amount_fen(case)
    if over and not (same and over == held):
        return "reckon_grace", Step({"reckoned": {**result, "grace": over}}, {**why, "grace": over})
    changes = eligible and not (same and over == held)
    step = Step(documents={"reckoned": result}, why=why)
    return "reckon_change" if changes else "nothing_to_change", step


def recalculate_end(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Check an end that is proposed because of a household's means against a new calculation.

    It goes on where the household is not eligible, or where the office gave a reason why its
    property is too much although the calculation says otherwise; else the township proposes again.
    """
    case = cases.load(case_id)
    transitions.change(case, lambda found: _checked_end(found, now, law), Act(SYSTEM, now, law))


def _checked_end(case: Case, now: datetime, law: Law) -> tuple[str, Step] | None:
    change = case.doc("change")
    finding = change.get("finding", {})
    proposed = case.state is State.RECHECKING and finding.get("ground") in benefit.MEANS
    if not proposed or case.doc("reckoned"):  # a new proposal deletes the earlier calculation
        return None
    result = _recalculate(case, deaths.with_days_of_death(case.document), now, law, change)
    documents: dict[str, Any] = {"reckoned": result}
    why = {"outcome": result["outcome"], "amount_fen": result["amount_fen"], "at": finding["at"]}
    if result["outcome"] != "not_eligible" and not finding.get("although"):
        if objections := change.get("objections"):
            objections = objection_texts.without_answer(objections, finding["at"])
            documents["change"] = {**change, "objections": objections}
        return "nothing_to_end", Step(documents, why)
    if not benefit.is_posted(case, law.parameters):
        return "reckon_end", Step(documents, why)
    due = law.of(case.scheme).due("deadline.notice", now)
    documents["change"] = {**change, "finding": {**finding, "until": instant_text(due)}}
    return "reckon_posted_end", Step(documents, why, stage_due=due)


def _grace_over(case: Case, now: datetime, law: Law) -> str:
    """The month from which on a family is over the line that keeps its benefit only because the
    wage of a new job does not count yet (民发〔2022〕83号 一（三）); "" where it keeps it so."""
    application = _receiving(case, deaths.with_days_of_death(case.document))
    change, today = case.doc("change"), day_of(now)

    def eligible(facts: Facts) -> bool:
        result = document_of(rules.assess(facts, law.parameters), case.scheme)
        return bool(result["outcome"] == "eligible")

    facts = facts_of(case, application, today, law, change)
    counting = replace(facts, figures={**facts.figures, GRACE: 0})
    if not facts.figures[GRACE] or eligible(counting):
        return ""
    month = month_of(now).next
    for _ in range(number("grace.months", law.parameters) + 1):
        if not eligible(facts_of(case, application, month.first_day, law, change)):
            return str(month)
        month = month.next
    return ""  # by then it keeps it for another reason


REST = ("outcome", "amount_fen", "conditions", "lines", "counted", "class", "policy", "report",
        "self_care")  # fmt: skip
"""What is stored of the calculation of a benefit that is received."""


def _recalculate(
    case: Case,
    application: Mapping[str, Any],
    now: datetime,
    law: Law,
    change: Mapping[str, Any],
) -> dict[str, Any]:
    """A benefit that is received, calculated by the law and the ages of today: the result, for
    whom, and on what it rests."""
    result = result_of(case, _receiving(case, application), day_of(now), law, change)
    people = benefit.counted(result, case.document.members)
    stored = {name: result[name] for name in REST}
    return {**stored, "people": people, "rests_on": benefit.calculated_from(case, law)}


def _receiving(case: Case, application: Mapping[str, Any]) -> dict[str, Any]:
    """The application of a family that has the benefit already: dibao ends at another line, and
    whoever was received in tekun as a minor keeps it."""
    standing = dict(application.get("standing") or {})
    standing[RECEIVES] = case.scheme == "dibao"
    if case.scheme != "tekun":
        return {**application, "standing": standing}
    since, received = benefit.since(case).isoformat(), benefit.people(case)
    members = [
        {**one, "tekun_since": since} if hash_ in received else one
        for one, hash_ in zip(application["members"], case.document.members, strict=True)
    ]
    return {**application, "standing": standing, "members": members}
