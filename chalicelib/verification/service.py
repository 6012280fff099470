"""Verification: five hours after submission every department is asked at once.

Each round is one event: the answers lie sealed beside the row, the report in it. Sources that
stay silent are asked again in a bounded number of later rounds, and are then *not verified*; what
the family disputes, or the township wants verified again, begins a new series of rounds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from chalicelib.case import case as cases
from chalicelib.case import questions, transitions
from chalicelib.case import report as reports
from chalicelib.case.case import Case, Step
from chalicelib.case.states import RESTS, State
from chalicelib.case.workflow import DRIVEN
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.platform.aws.stepfunctions import Payload
from chalicelib.platform.partners.departments import (
    Finding,
    RoundResult,
    Subject,
    Ticket,
    unverified,
)
from chalicelib.records import driver
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.verification import rules
from chalicelib.verification.asking import rounds
from chalicelib.verification.asking.rounds import SYSTEM
from chalicelib.verification.asking.subjects import subjects_of


class AsksDepartments(Protocol):
    """What asks the departments: all named sources at once, within the deadline."""

    def ask(
        self,
        request_id: str,
        sources: Sequence[str],
        persons: Sequence[Subject],
        tickets: Mapping[str, Ticket] | None = None,
        disputed: Sequence[str] = (),
        booked: Collection[str] = (),
    ) -> RoundResult:
        """Every item of the sources for every person, each with its status, and who promised."""
        ...


def verify(
    case_id: str, attempt: int, departments: AsksDepartments, now: datetime, law: Law
) -> Payload:
    """Ask whoever has not answered yet, if the case has come to it; answer where it stands."""
    case = cases.load(case_id)
    if case.record.attempt != attempt:
        return driver.payload(DRIVEN, case.record, attempt, now)
    try:
        after = _carried_on(case, departments, now, law)
    except (Refused, Unavailable):
        after = cases.load(case_id)
        if after.record.seq == case.record.seq:
            raise
        # somebody was faster: the family withdrew, or this step ran twice
    return driver.payload(DRIVEN, after.record, attempt, now)


def _carried_on(case: Case, departments: AsksDepartments, now: datetime, law: Law) -> Case:
    if case.state is State.WAITING and case.stage_due <= now:
        step = Step(why=_legal_act(case, law), stage_due=now)
        case = transitions.advance(case, "start_verification", Act(SYSTEM, now, law), step)
    if case.state is State.VERIFYING and case.stage_due <= now:
        case = _report_missing_consents(case, now, law)
        case = _round(case, departments, now, law)
    return case


def review(case_id: str, departments: AsksDepartments, now: datetime, law: Law) -> Payload:
    """Ask everybody once more about a family that receives aid, without its doing anything.

    The consents must still hold; about whom they do not nobody asks. What is found beyond what
    was known opens a task, and changes nothing by itself. A case not at rest stays unchanged.
    """
    case = cases.load(case_id)
    if case.state in RESTS:
        number = int(case.doc("report").get("rounds", 0)) + 1
        everybody = list(law.parameters.catalogue.by_code)
        answers = _ask(case, number, dict.fromkeys(everybody), departments, {}, now, law)

        def decide(found: Case) -> tuple[str, Step] | None:
            if found.state not in RESTS or _is_over(found, number):
                return None
            fresh = rounds.numbered(answers.found, number)
            items = rounds.promised(found, answers.tickets)
            why = {"review": everybody}
            return rounds.added(found, fresh, why, items, now, law, answers.tickets)

        case = transitions.change(case, decide, Act(SYSTEM, now, law))
    return driver.payload(DRIVEN, case.record, case.record.attempt, now)


BASIS = "verification.basis"
"""The text by which departments are asked."""
ACT = ("member", "signed_by", "text_version", "text_digest", "signature")
"""What of a consent goes into the record of the query."""


def _legal_act(case: Case, law: Law) -> dict[str, Any]:
    """On what the query rests: the township's standing request and the signed consents."""
    consents = [
        {name: consent.get(name) for name in ACT} for consent in case.doc("application")["consents"]
    ]
    article = law.parameters.value(BASIS).citation
    return {"requested_by": case.office, "article": article, "consents": consents}


def _report_missing_consents(case: Case, now: datetime, law: Law) -> Case:
    """A task for the township where nobody may ask about somebody; it holds nothing up."""
    missing = {
        one.number: one.not_asked_because
        for one in reports.people(case, now, law)
        if one.not_asked_because
    }
    if not missing or "consent_seen" in case.document.facts:
        return case
    why = {"members": sorted(missing)}
    step = Step(why=why, stage_due=case.stage_due)
    return transitions.advance(case, "consent_missing", Act(SYSTEM, now, law), step)


def _round(case: Case, departments: AsksDepartments, now: datetime, law: Law) -> Case:
    """The case after everybody was asked who is to be asked now.

    Of two runs of one round one counts. What changed in the case while departments answered stays:
    questions that came up are asked next, and people keep their answers under their new numbers.
    """
    before = case.doc("report")
    number = int(before.get("rounds", 0)) + 1
    asked = questions.to_ask(before, law.parameters.catalogue.by_code, instant_text(now))
    answers = _ask(case, number, asked, departments, before.get("tickets", {}), now, law)

    def decide(found: Case) -> tuple[str, Step] | None:
        if found.state is not State.VERIFYING or _is_over(found, number):
            return None
        return _after(found, before, asked, answers, now, law)

    return transitions.change(case, decide, Act(SYSTEM, now, law))


def _is_over(found: Case, number: int) -> bool:
    """Whether somebody was faster: the report has a round of that number."""
    return int(found.doc("report").get("rounds", 0)) >= number


def _after(
    case: Case,
    before: Mapping[str, Any],
    asked: Mapping[str, frozenset[int] | None],
    answers: RoundResult,
    now: datetime,
    law: Law,
) -> tuple[str, Step]:
    """The event of a round that began with the report of `before`, and what comes with it."""
    current = case.doc("report")
    number, moves = int(current.get("rounds", 0)) + 1, questions.moves_since(before, current)
    fresh = questions.with_moved_numbers(rounds.numbered(answers.found, number), moves)
    silent = rules.silent_sources(fresh)
    booked = {source: instant_text(at) for source, at in answers.booked.items()}
    tries, unasked = _tries(before, asked), _unasked(before, asked)
    most = int(law.parameters.value("verification.rounds").amount)
    waiting = [one for one in silent if one not in booked] if tries < most else []
    waiting = [*(one for one in unasked if one not in waiting), *waiting]
    report = rounds.report_after(case, fresh, waiting, now, law)
    booked |= {source: at for source, at in before.get("booked", {}).items() if source not in asked}
    report |= {
        "tries": tries,
        "next_round": before["next_round"] if unasked else report["next_round"],
        "booked": booked,
        "recheck": questions.added_since(before, current),
        "about": _about(asked, current, [*waiting, *booked], moves),
    }
    report = _with_promises(report, answers, moved=bool(moves))
    event, stage_due = rounds.outcome(case, report, now, law)
    why: dict[str, Any] = {"sources": list(asked), "silent": silent}
    if before.get("disputed"):
        corrected = rules.corrected(reports.items(case), fresh)
        why |= {"disputed": before["disputed"], "corrected": corrected}
    if report["waiting_for"] or booked:
        report["disputed"] = before.get("disputed", [])
    items = rounds.promised(case, answers.tickets)
    return event, rounds.round_step(case, fresh, report, why, items, stage_due)


def _tries(before: Mapping[str, Any], asked: Collection[str]) -> int:
    """How often silent sources were asked by now; our own limit is no try of theirs."""
    if before.get("recheck") or not before.get("rounds"):
        return 1
    retried = any(source in asked for source in before.get("waiting_for", ()))
    return int(before["tries"]) + retried


def _unasked(before: Mapping[str, Any], asked: Collection[str]) -> list[str]:
    """Silent sources whose next round has not come."""
    return [source for source in before.get("waiting_for", ()) if source not in asked]


def _about(
    asked: Mapping[str, frozenset[int] | None],
    current: Mapping[str, Any],
    waiting: Sequence[str],
    moves: Sequence[Mapping[str, Any]],
) -> dict[str, list[int]]:
    """About whom the sources are asked once more that were not asked about everybody."""
    before = current.get("about", {})
    remaining = {source: before[source] for source in waiting if source in before}
    people = {source: asked[source] for source in waiting if source in asked}
    return remaining | {
        source: [
            one["member"]
            for one in questions.with_moved_numbers([{"member": n} for n in about], moves)
        ]
        for source, about in people.items()
        if about is not None
    }


def _with_promises(report: dict[str, Any], answers: RoundResult, *, moved: bool) -> dict[str, Any]:
    """The report with who promised an answer.

    A promise to a question that named people by other numbers is not waited for: it is asked anew.
    """
    if moved:
        return questions.asked_again(report, answers.tickets) if answers.tickets else report
    tickets = {source: asdict(ticket) for source, ticket in answers.tickets.items()}
    return {**report, "tickets": {**report["tickets"], **tickets}}


def _ask(
    case: Case,
    number: int,
    asked: Mapping[str, frozenset[int] | None],
    departments: AsksDepartments,
    open_tickets: Mapping[str, Any],
    now: datetime,
    law: Law,
) -> RoundResult:
    """What the sources say of those they are asked about who signed; the others are *not verified*
    unasked.

    Sources of which `open_tickets` holds one are reminded of their promise.
    """
    tickets = {source: Ticket(**ticket) for source, ticket in open_tickets.items()}
    disputed = case.doc("report").get("disputed", ())
    signed, everybody = subjects_of(case, now, law), reports.people(case, now, law)
    by_code = law.parameters.catalogue.by_code
    found: list[Finding] = []
    promised: dict[str, Ticket] = {}
    booked: dict[str, datetime] = {}
    for people in dict.fromkeys(asked.values()):
        sources = [source for source, about in asked.items() if about == people]
        persons = [one for one in signed if people is None or one.member in people]
        if persons:
            turns = [one for one in sources if one in case.doc("report").get("booked", ())]
            answers = departments.ask(
                f"{case.id}-{number}", sources, persons, tickets, disputed, turns
            )
            found += answers.found
            promised |= answers.tickets
            booked |= answers.booked
        found += [
            one
            for person in everybody
            if person.not_asked_because and (people is None or person.number in people)
            for source in sources
            for one in unverified(by_code[source], [person.number], person.not_asked_because)
        ]
    return RoundResult(found, promised, booked)
