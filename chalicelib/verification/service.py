"""Verification: five hours after submission every department is asked at once.

Each round is one event: the answers lie sealed beside the row, the report in it. Sources that
stay silent are asked again in a bounded number of later rounds, and are then *not verified*; what
the family disputes, or the township wants verified again, begins a new series of rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from chalicelib.case import case as cases
from chalicelib.case import driver
from chalicelib.case import report as reports
from chalicelib.case.case import Case, Step
from chalicelib.case.due import Law
from chalicelib.case.found import merged
from chalicelib.case.states import State, Track
from chalicelib.domain.actors import system
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.domain.identity import age_on
from chalicelib.platform.departments import Person, Ticket, Told, unverified
from chalicelib.platform.workflow import Payload
from chalicelib.verification import rules

SYSTEM = system("verification")
ADULT = 18


class Departments(Protocol):
    """Whoever asks the departments: all named sources at once, within the deadline."""

    def ask(
        self,
        request_id: str,
        sources: Sequence[str],
        persons: Sequence[Person],
        tickets: Mapping[str, Ticket] | None = None,
    ) -> Told:
        """Every item of the sources for every person, each with its status, and who promised."""
        ...


def verify(
    case_id: str, attempt: int, departments: Departments, now: datetime, law: Law
) -> Payload:
    """Ask whoever has not answered yet, if the case has come to it; answer where it stands."""
    case = cases.load(case_id)
    if case.record.attempt != attempt:
        return driver.superseded(case_id, attempt)
    try:
        after = _carried_on(case, departments, now, law)
    except (Refused, Unavailable):
        after = cases.load(case_id)
        if after.record.seq == case.record.seq:
            raise
        # somebody was faster: the family withdrew, or this step ran twice
    return driver.payload(after.record, now)


def _carried_on(case: Case, departments: Departments, now: datetime, law: Law) -> Case:
    if case.state is State.WAITING and case.stage_due <= now:
        step = Step(why=_legal_act(case), stage_due=now)
        case = cases.advance(case, "start_verification", SYSTEM, now, law, step)
    if case.state is State.VERIFYING and case.stage_due <= now:
        case = _round(case, departments, now, law)
    return case


def _legal_act(case: Case) -> dict[str, Any]:
    """On what the query rests: the township's standing request and the signed consents."""
    consents = [
        {"member": c["member"], "text_version": c["text_version"], "signature": c["signature"]}
        for c in case.doc("application")["consents"]
    ]
    return {"requested_by": case.office, "article": "民发〔2021〕57号 第17条", "consents": consents}


def _round(case: Case, departments: Departments, now: datetime, law: Law) -> Case:
    before = case.doc("report")
    number = int(before.get("rounds", 0)) + 1
    sources = _to_ask(before, law)
    told = _ask(case, number, sources, departments, law)
    fresh = [asdict(one) | {"round": number} for one in told.found]
    silent = rules.silent_sources(fresh)
    report = _report(case, number, fresh, now, law)
    report["tickets"] = {source: asdict(ticket) for source, ticket in told.tickets.items()}
    event, stage_due = _outcome(case, report, now, law)
    step = Step(
        documents={"report": report},
        why={"round": number, "sources": sources, "silent": silent},
        items=[reports.evidence(case, number, fresh)],
        stage_due=stage_due,
    )
    return cases.advance(case, event, SYSTEM, now, law, step)


def _ask(
    case: Case, number: int, sources: Sequence[str], departments: Departments, law: Law
) -> Told:
    """What the sources say of whoever signed; whoever did not is *not verified* unasked."""
    asked, unasked = _members(case)
    held = case.doc("report").get("tickets", {})
    tickets = {source: Ticket(**ticket) for source, ticket in held.items()}
    told = Told([], {})
    if asked:
        told = departments.ask(f"{case.id}-{number}", sources, asked, tickets)
    by_code = law.parameters.catalogue.by_code
    silent = [one for s in sources for one in unverified(by_code[s], unasked, rules.NO_CONSENT)]
    return Told([*told.found, *silent], told.tickets)


def _report(
    case: Case, number: int, fresh: list[dict[str, Any]], now: datetime, law: Law
) -> dict[str, Any]:
    """What the row keeps of the report after a round, and who is still waited for."""
    items = merged(reports.items(case), fresh)
    before, silent = case.doc("report"), rules.silent_sources(fresh)
    tries = int(before["tries"]) + 1 if before.get("waiting_for") else 1
    rounds = int(law.parameters.value("verification.rounds").amount)
    tolerance = int(law.parameters.value("verification.tolerance").amount)
    return {
        "rounds": number,
        "tries": tries,
        "digest": reports.digest(items),
        "coverage": rules.coverage(items),
        "open": rules.open_items(items),
        "stale": rules.stale(items, law.parameters.catalogue, now),
        "differences": rules.differences(
            case.doc("application"), items, law.parameters.catalogue, tolerance
        ),
        "as_of": instant_text(now),
        "no_consent": _members(case)[1],
        "waiting_for": silent if tries < rounds else [],
        "recheck": [],
    }


def _to_ask(report: Mapping[str, Any], law: Law) -> list[str]:
    """Whoever was silent, else what the family disputes, else everybody."""
    everybody = list(law.parameters.catalogue.by_code)
    return report.get("waiting_for") or report.get("recheck") or everybody


def _outcome(
    case: Case, report: Mapping[str, Any], now: datetime, law: Law
) -> tuple[str, datetime | None]:
    """Another round, an explanation of what differs, or on to the people who decide."""
    if report["waiting_for"]:
        return "merge_answers", law.due("verification.round", now)
    told = "explained" in case.document.facts or case.document.track is Track.SAME_DAY
    if report["differences"] and not told:
        return "report_differs", None
    return "report_clear", None


def _members(case: Case) -> tuple[list[Person], list[int]]:
    """Who may be asked about, and who of the household may not.

    Adults sign for themselves and for the minors among them; nobody asks about anybody else.
    """
    application = case.doc("application")
    signed = {consent["member"] for consent in application["consents"]}
    submitted = day_of(case.submitted_at)
    minors = {
        index
        for index, member in enumerate(application["members"])
        if age_on(member["identity_number"], submitted) < ADULT
    }
    covered = signed | minors if signed - minors else signed
    asked, unasked = [], []
    for index, member in enumerate(application["members"]):
        if index in covered:
            asked.append(Person(index, member["identity_number"], member["name"]))
        elif not member.get("absent"):
            unasked.append(index)
    return asked, unasked
