"""What a case's household comes to: at first, after a change, and the rest of it after a death."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chalicelib.assessment import rules
from chalicelib.assessment.household.facts import GRACE, RECEIVES, Facts, borne_out
from chalicelib.assessment.household.membership import number
from chalicelib.assessment.outcome.kept import document_of
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
    """What the household comes to on `day`, from what it declared, what was found, and said; of a
    benefit that is received also by what the `change` that is examined found of it."""
    held, people = case.doc("self_care"), case.document.members
    facts = facts_of(case, application, day, law, change)
    result = document_of(rules.judge(facts, law.parameters), case.scheme)
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
    """What is known of the household on `day`; without a `change` of one that receives nothing of
    this case yet, and has elsewhere only what is borne out."""
    held, people = case.doc("self_care"), case.document.members
    held_of = circumstances.known(case.doc("opinion"), case.doc("circumstances"))
    found = circumstances.standing(held_of, change or {})
    declared = circumstances.applied(with_ages_from_numbers(application, day), found)
    told = self_care.as_assessed(declared, held, people, case.scheme)
    items = circumstances.not_replaced(report.items(case), found, law.parameters.catalogue)
    if change is None:
        told = borne_out(told, items)
    return rules.facts_from(told, items, case.doc("opinion"), day, law.parameters)


def assess_rest(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Reckon a household without those found dead, for the county to decide upon.

    A benefit that is received is reckoned by the law and the ages of today; of a case that is not
    decided nothing is reckoned, since its own assessment is still to come or made anew. What was
    found before the grant is reckoned with it.
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
        rest |= _anew(case, deaths.with_days_of_death(case.document, found=True), now, law, {})
    why = {"deaths": pending, "outcome": rest.get("outcome", "")}
    due = min(one["decide_by"] for one in deaths.at_stage(case.document, deaths.FOUND).values())
    step = Step(documents={"rest": rest}, why=why, task_due=parse_instant(due))
    return "assess_rest", step


def reckon_change(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Reckon a benefit anew by today's law, from what is known now, for the county to decide upon.

    Where it comes to the same, or the household is not found eligible, the township says otherwise.
    """
    case = cases.load(case_id)
    transitions.change(case, lambda found: _reckoned(found, now, law), Act(SYSTEM, now, law))


def _reckoned(case: Case, now: datetime, law: Law) -> tuple[str, Step] | None:
    finding = case.doc("change").get("finding", {})
    proposed = case.state is State.RECHECKING and finding.get("decision") == "propose_change"
    if not proposed or case.doc("reckoned"):  # a proposal takes away what was reckoned before
        return None
    anew = _anew(case, deaths.with_days_of_death(case.document), now, law, case.doc("change"))
    eligible = anew["outcome"] == "eligible"
    over = _grace_over(case, now, law) if eligible else ""
    why = {"outcome": anew["outcome"], "amount_fen": anew["amount_fen"]}
    held, same = benefit.grace_over(case), anew["amount_fen"] == benefit.amount_fen(case)
    if over and not (same and over == held):
        return "reckon_grace", Step({"reckoned": {**anew, "grace": over}}, {**why, "grace": over})
    changes = eligible and not (same and over == held)
    step = Step(documents={"reckoned": anew}, why=why)
    return "reckon_change" if changes else "nothing_to_change", step


def reckon_end(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Hold an end that is proposed for the means of a household against what its benefit comes to.

    It goes on where the household is over a line, or where the office said why its property is,
    although what is reckoned says otherwise; else the township says otherwise.
    """
    case = cases.load(case_id)
    transitions.change(case, lambda found: _held_against(found, now, law), Act(SYSTEM, now, law))


def _held_against(case: Case, now: datetime, law: Law) -> tuple[str, Step] | None:
    change = case.doc("change")
    finding = change.get("finding", {})
    proposed = case.state is State.RECHECKING and finding.get("ground") in benefit.MEANS
    if not proposed or case.doc("reckoned"):  # a proposal takes away what was reckoned before
        return None
    anew = _anew(case, deaths.with_days_of_death(case.document), now, law, change)
    documents: dict[str, Any] = {"reckoned": anew}
    why = {"outcome": anew["outcome"], "amount_fen": anew["amount_fen"], "at": finding["at"]}
    if anew["outcome"] != "not_eligible" and not finding.get("although"):
        if heard := change.get("objections"):
            heard = objection_texts.without_answer(heard, finding["at"])
            documents["change"] = {**change, "objections": heard}
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
        judged = document_of(rules.judge(facts, law.parameters), case.scheme)
        return bool(judged["outcome"] == "eligible")

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
"""What is kept of what a benefit that is received comes to."""


def _anew(
    case: Case,
    application: Mapping[str, Any],
    now: datetime,
    law: Law,
    change: Mapping[str, Any],
) -> dict[str, Any]:
    """What a benefit that is received comes to by the law and the ages of today, for whom, and on
    what that rests."""
    result = result_of(case, _receiving(case, application), day_of(now), law, change)
    people = benefit.counted(result, case.document.members)
    kept = {name: result[name] for name in REST}
    return {**kept, "people": people, "rests_on": benefit.rests_on(case, law)}


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
