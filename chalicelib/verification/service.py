"""Verification: five hours after submission every department is asked at once.

Each round is one event: the answers lie sealed beside the row, the report in it. Sources that
stay silent are asked again in a bounded number of later rounds, and are then *not verified*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.case import case as cases
from chalicelib.case import driver
from chalicelib.case.case import Case, Step
from chalicelib.case.due import Law
from chalicelib.case.states import State, Track
from chalicelib.domain.actors import system
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.identity import age_on
from chalicelib.platform import keys
from chalicelib.platform.departments import Found, Person
from chalicelib.platform.table import Write
from chalicelib.platform.workflow import Payload
from chalicelib.verification import rules

SYSTEM = system("verification")
SCHEMA = 1
ADULT = 18


class Departments(Protocol):
    """Whoever asks the departments: all named sources at once, within the deadline."""

    def ask(
        self, request_id: str, sources: Sequence[str], persons: Sequence[Person]
    ) -> list[Found]:
        """Every item of the sources for every person, each with its status."""
        ...


def verify(
    case_id: str, attempt: int, departments: Departments, now: datetime, law: Law
) -> Payload:
    """Ask whoever has not answered yet, if the case has come to it; answer where it stands."""
    case = cases.load(case_id)
    if case.record.attempt != attempt:
        return driver.superseded(case_id, attempt)
    if case.state is State.WAITING and case.stage_due <= now:
        step = Step(why=_legal_act(case), stage_due=now)
        case = cases.advance(case, "start_verification", SYSTEM, now, law, step)
    if case.state is State.VERIFYING and case.stage_due <= now:
        case = _round(case, departments, now, law)
    return driver.payload(case.record, now)


def _legal_act(case: Case) -> dict[str, Any]:
    """On what the query rests: the township's standing request and the signed consents."""
    consents = [
        {"member": c["member"], "text_version": c["text_version"], "signature": c["signature"]}
        for c in case.doc("application")["consents"]
    ]
    return {"requested_by": case.office, "article": "民发〔2021〕57号 第17条", "consents": consents}


def _round(case: Case, departments: Departments, now: datetime, law: Law) -> Case:
    report = case.doc("report")
    number = int(report.get("rounds", 0)) + 1
    persons = _persons(case)
    sources = _still_to_ask(case, report, law)
    answers = departments.ask(f"{case.id}-{number}", sources, persons) if persons else []
    fresh = [asdict(found) | {"round": number} for found in answers]
    items = rules.merged(report.get("items", []), fresh)
    report = {
        **report,
        "rounds": number,
        "items": items,
        "differences": _differences(case, items, law),
        "as_of": instant_text(now),
        "no_consent": _without_consent(case),
        "recheck": [],
    }
    event, stage_due = _outcome(case, report, now, law)
    step = Step(
        documents={"report": report},
        why={"round": number, "sources": sources, "silent": rules.silent_sources(items)},
        items=[_evidence(case, number, fresh)],
        stage_due=stage_due,
    )
    return cases.advance(case, event, SYSTEM, now, law, step)


def _still_to_ask(case: Case, report: dict[str, Any], law: Law) -> list[str]:
    if report.get("recheck"):
        return sorted(set(report["recheck"]))
    if "items" not in report:
        return [source.code for source in law.parameters.sources]
    return rules.silent_sources(report["items"])


def _outcome(
    case: Case, report: dict[str, Any], now: datetime, law: Law
) -> tuple[str, datetime | None]:
    """Another round, an explanation of what differs, or on to the people who decide."""
    silent = rules.silent_sources(report["items"])
    rounds = int(law.parameters.value("verification.rounds").amount)
    if silent and report["rounds"] < rounds:
        return "merge_answers", law.due("verification.round", now)
    told = "explained" in case.document.facts or case.document.track is Track.SAME_DAY
    if report["differences"] and not told:
        return "report_differs", None
    return "report_clear", None


def _differences(case: Case, items: list[dict[str, Any]], law: Law) -> list[dict[str, Any]]:
    tolerance = int(law.parameters.value("verification.tolerance").amount)
    return rules.differences(case.doc("application"), items, tolerance)


def _persons(case: Case) -> list[Person]:
    """The members who signed; nobody else is asked about."""
    application = case.doc("application")
    signed = {consent["member"] for consent in application["consents"]}
    return [
        Person(index, member["identity_number"], member["name"])
        for index, member in enumerate(application["members"])
        if index in signed or _minor(case, member)
    ]


def _minor(case: Case, member: dict[str, Any]) -> bool:
    """Guardians sign for minors with their own authorisation."""
    return age_on(member["identity_number"], day_of(case.submitted_at)) < ADULT


def _without_consent(case: Case) -> list[int]:
    asked = {person.member for person in _persons(case)}
    members = range(len(case.doc("application")["members"]))
    return [index for index in members if index not in asked]


def _evidence(case: Case, number: int, fresh: list[dict[str, Any]]) -> Write:
    place = keys.answer(case.id, number, "all")
    sealed = case.key.seal(place, "answers", SCHEMA, {"items": fresh})
    return Write(place, {"kind": "answers", "schema": SCHEMA, "doc": sealed})


def patience(law: Law) -> timedelta:
    """The hard deadline of one round."""
    return timedelta(seconds=int(law.parameters.value("verification.deadline").amount))
