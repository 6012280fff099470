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
from chalicelib.case.states import RESTS, State
from chalicelib.domain.errors import Refused, Unavailable
from chalicelib.platform.departments import Person, Ticket, Told, unverified
from chalicelib.platform.workflow import Payload
from chalicelib.verification import rounds, rules
from chalicelib.verification.rounds import SYSTEM


class Departments(Protocol):
    """Whoever asks the departments: all named sources at once, within the deadline."""

    def ask(
        self,
        request_id: str,
        sources: Sequence[str],
        persons: Sequence[Person],
        tickets: Mapping[str, Ticket] | None = None,
        disputed: Sequence[str] = (),
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
        case = _told_who_did_not_sign(case, now, law)
        case = _round(case, departments, now, law)
    return case


def review(case_id: str, departments: Departments, now: datetime, law: Law) -> Payload:
    """Ask everybody once more about a family that receives aid, without its doing anything.

    The consents must still hold; about whom they do not nobody asks. What is found beyond what
    was known opens a task, and changes nothing by itself. A case that is not at rest is left alone.
    """
    case = cases.load(case_id)
    if case.state in RESTS:
        number = int(case.doc("report").get("rounds", 0)) + 1
        everybody = list(law.parameters.catalogue.by_code)
        told = _ask(case, number, everybody, departments, {}, now, law)
        fresh = [asdict(one) | {"round": number} for one in told.found]
        items = rounds.promised(case, told.tickets)
        case = rounds.added(case, fresh, {"review": everybody}, items, now, law, told.tickets)
    return driver.payload(case.record, now)


def _legal_act(case: Case) -> dict[str, Any]:
    """On what the query rests: the township's standing request and the signed consents."""
    consents = [
        {name: consent.get(name) for name in ("member", "signed_by", "text_version", "signature")}
        for consent in case.doc("application")["consents"]
    ]
    return {"requested_by": case.office, "article": "民发〔2021〕57号 第17条", "consents": consents}


def _told_who_did_not_sign(case: Case, now: datetime, law: Law) -> Case:
    """A task for the township where nobody may ask about somebody; it holds nothing up."""
    missing = {one.number: one.unasked for one in rounds.people(case, now, law) if one.unasked}
    if not missing or "consent_seen" in case.document.facts:
        return case
    why = {"members": sorted(missing)}
    step = Step(why=why, stage_due=case.stage_due)
    return cases.advance(case, "consent_missing", SYSTEM, now, law, step)


def _round(case: Case, departments: Departments, now: datetime, law: Law) -> Case:
    before = case.doc("report")
    number = int(before.get("rounds", 0)) + 1
    sources = _to_ask(before, law)
    told = _ask(case, number, sources, departments, before.get("tickets", {}), now, law)
    fresh = [asdict(one) | {"round": number} for one in told.found]
    silent = rules.silent_sources(fresh)
    tries = int(before["tries"]) + 1 if before.get("waiting_for") else 1
    most = int(law.parameters.value("verification.rounds").amount)
    report = rounds.report_after(case, fresh, silent if tries < most else [], now, law)
    tickets = {source: asdict(ticket) for source, ticket in told.tickets.items()}
    report |= {"tries": tries, "tickets": {**report["tickets"], **tickets}}
    event, stage_due = rounds.outcome(case, report, now, law)
    why: dict[str, Any] = {"sources": sources, "silent": silent}
    if before.get("disputed"):
        corrected = rules.corrected(reports.items(case), fresh)
        why |= {"disputed": before["disputed"], "corrected": corrected}
    if report["waiting_for"]:
        report["disputed"] = before.get("disputed", [])
    items = rounds.promised(case, told.tickets)
    return rounds.kept(case, event, fresh, report, why, now, law, items=items, stage_due=stage_due)


def _ask(
    case: Case,
    number: int,
    sources: Sequence[str],
    departments: Departments,
    held: Mapping[str, Any],
    now: datetime,
    law: Law,
) -> Told:
    """What the sources say of whoever signed; whoever did not is *not verified* unasked.

    Sources whose tickets are `held` are reminded of their promise.
    """
    asked = rounds.asked_about(case, now, law)
    told = Told([], {})
    if asked:
        tickets = {source: Ticket(**ticket) for source, ticket in held.items()}
        disputed = case.doc("report").get("disputed", ())
        told = departments.ask(f"{case.id}-{number}", sources, asked, tickets, disputed)
    by_code = law.parameters.catalogue.by_code
    unasked = [
        found
        for one in rounds.people(case, now, law)
        if one.unasked
        for source in sources
        for found in unverified(by_code[source], [one.number], one.unasked)
    ]
    return Told([*told.found, *unasked], told.tickets)


def _to_ask(report: Mapping[str, Any], law: Law) -> list[str]:
    """Whoever was silent, else what the family disputes, else everybody."""
    everybody = list(law.parameters.catalogue.by_code)
    return report.get("waiting_for") or report.get("recheck") or everybody
