"""Intake: submission, acceptance, what is missing, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.applications import rules
from chalicelib.applications.contract import (
    Acceptance,
    Correction,
    Signing,
    Submission,
    Withdrawal,
)
from chalicelib.case import case as cases
from chalicelib.case import plausible, questions
from chalicelib.case.case import Case, Step
from chalicelib.case.documents import CaseDocument
from chalicelib.case.due import Law
from chalicelib.case.states import State, Track
from chalicelib.directory import routing
from chalicelib.domain import digits, names
from chalicelib.domain.actors import Actor
from chalicelib.domain.areas import Level
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.platform import identifiers, keys, log, papers, record, sealing, table
from chalicelib.platform.record import Changed, Once, Record
from chalicelib.platform.secret_json import revealed


def submit(form: Submission, actor: Actor, now: datetime, law: Law, once: Once) -> Case:
    """Write the application as a case, with receipt, lock and the first tasks.

    The same form submitted again is the same case. Raises Refused: "application.sent_before",
    "request.invalid" (as `plausible.faults` and `papers.faults` say), "case.open_already", and as
    `routing.destination` does.
    """
    record.repeated(once)
    application = revealed(form)
    impossible = plausible.faults(application, day_of(now))
    _faultless([*impossible, *_unreadable(application["papers"], actor)])
    case_id = identifiers.case_id(actor.id, form.form_id)
    new = _new_case(case_id, form, application, actor, now)
    step = Step(documents={"application": application}, once=once)
    try:
        return cases.submit(new, actor, now, law, step)
    except Changed:
        return _sent_before(case_id, application)


def _sent_before(case_id: str, application: Mapping[str, Any]) -> Case:
    """The case that this form made already; Refused if it said something else then."""
    case = cases.load(case_id)
    first = case.doc("application")
    if any(first.get(name) != said for name, said in application.items() if name not in ADDED):
        raise Refused("application.sent_before")
    return case


ADDED = frozenset({"papers", "consents"})
"""What a correction may have added to a form since; whatever else it said stays."""


def _new_case(
    case_id: str, form: Submission, application: Mapping[str, Any], actor: Actor, now: datetime
) -> Case:
    track = rules.track_of(form.scheme, form.kind, form.confidential)
    level = Level.COUNTY if form.confidential else Level.TOWNSHIP
    goes = routing.destination(form.registered_area, form.living_area, form.scheme, level)
    if goes.elsewhere:
        track = Track.ELSEWHERE
    clear = {
        "scheme": form.scheme,
        "office": goes.office,
        "receipt": identifiers.new_receipt(),
        "submitted_at": instant_text(now),
        "stage_due": instant_text(now),
    }
    members = tuple(
        identifiers.person_hash(member, f"{case_id}\0{at}")
        for at, member in enumerate(application["members"])
    )
    label = names.masked(application["members"][0]["name"])
    document = CaseDocument(track=track, owner=actor.id, label=label, members=members)
    key = sealing.new_key(cases.scope(case_id))
    return Case(Record("case", case_id, clear=clear), document, key)


def still_missing(case: Case, law: Law, now: datetime) -> list[dict[str, Any]]:
    """Everything the application still needs before it can be accepted here."""
    if case.document.track is Track.ELSEWHERE:
        return []
    required = law.parameters.papers(case.scheme)
    return rules.missing(case.doc("application"), required, day_of(now))


def accept(
    case: Case, answer: Acceptance, actor: Actor, now: datetime, law: Law, once: Once
) -> Case:
    """The township's answer: accepted, everything that is missing told once, or not acceptable."""
    document = {**answer.model_dump(mode="json", exclude_none=True), "at": instant_text(now)}
    step = Step(documents={"acceptance": document}, why=document, once=once)
    return cases.advance(case, answer.decision, actor, now, law, step)


def correct(
    case: Case, correction: Correction, actor: Actor, now: datetime, law: Law, once: Once
) -> Case:
    """Add what was missing to the application; nothing else of it reopens."""
    handed = revealed(correction)
    _faultless(_unreadable(handed.get("papers", []), actor))
    application = case.doc("application")
    application["papers"] = [*application["papers"], *handed.get("papers", [])]
    application["consents"] = [*application["consents"], *handed.get("consents", [])]
    step = Step(documents={"application": application}, why=handed, once=once)
    return cases.advance(case, "correct", actor, now, law, step)


def sign(form: Signing, actor: Actor, now: datetime, law: Law, once: Once) -> Case:
    """Add the authorisation of somebody who is away; whoever it covers is asked about then.

    Refused("case.not_found") unless receipt, identity number and name belong together.
    """
    told = revealed(form)
    case = _case_of(told["receipt"])
    application = case.doc("application")
    consent = {
        "member": _number_of(application, told),
        "text_version": form.text_version,
        "signed_at": instant_text(now),
        "signature": form.signature,
        "account": actor.id,
    }
    application["consents"] = [*application["consents"], consent]
    documents: dict[str, Any] = {"application": application}
    if case.state not in {State.WAITING, None}:
        everybody = law.parameters.catalogue.by_code
        documents["report"] = questions.asked_again(case.doc("report"), everybody)
    stage_due = now if case.state in {State.EXPLAINING, State.REVIEWING} else None
    step = Step(documents=documents, why=consent, once=once, stage_due=stage_due)
    return cases.advance(case, "consent", actor, now, law, step)


def _case_of(receipt: str) -> Case:
    known = table.get(keys.receipt(digits.receipt(receipt)))
    if known is None:
        raise Refused("case.not_found")
    return cases.load(known["case_id"])


def _number_of(application: Mapping[str, Any], told: Mapping[str, Any]) -> int:
    """The report's number of whoever has this identity number and name."""
    people = [*enumerate(application["members"])]
    people += enumerate(application.get("supporters") or (), SUPPORTERS_FROM)
    for number, person in people:
        known = person.get("identity_number") == told["identity_number"]
        if known and names.same(person["name"], told["name"]):
            return number
    raise Refused("case.not_found")


def _unreadable(named: Sequence[Mapping[str, str]], actor: Actor) -> list[dict[str, str]]:
    return papers.faults(actor.id, {f"/papers/{at}/digest": one for at, one in enumerate(named)})


def _faultless(faults: Sequence[Mapping[str, str]]) -> None:
    if faults:
        raise Refused("request.invalid", errors=faults)


def bind_papers(case_id: str, _seq: int, _now: datetime, _law: Law) -> None:
    """Keep every file that the family named with its case."""
    case = cases.load(case_id)
    for _ in papers.bind(case.document.owner, sorted(case.files), case.id):
        log.error("a file is not what its digest says", code="paper.altered", case_id=case.id)


def withdraw(
    case: Case, withdrawal: Withdrawal, actor: Actor, now: datetime, law: Law, once: Once
) -> Case:
    """End the case at the family's wish; nothing is asked of any department after it."""
    why = withdrawal.model_dump()
    step = Step(documents={"ending": {**why, "at": instant_text(now)}}, why=why, once=once)
    return cases.advance(case, "withdraw", actor, now, law, step)
