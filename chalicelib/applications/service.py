"""Intake: submission, acceptance, what is missing, withdrawal."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from chalicelib.applications import rules
from chalicelib.applications.contract import ApplicationWithdrawal, Receipt, Submission
from chalicelib.applications.counting import intake
from chalicelib.applications.signatures import collected, still_open, validation
from chalicelib.case import (
    benefit_next,
    contacts,
    helping,
    plausibility,
    transitions,
    uploads,
)
from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.case.access import case_of_earlier_request
from chalicelib.case.case import Case, Step
from chalicelib.case.documents import CaseDocument
from chalicelib.case.locks import APPLICANT
from chalicelib.case.states import State, Track
from chalicelib.directory.offices import routing
from chalicelib.domain import names
from chalicelib.domain.actors import Actor
from chalicelib.domain.areas import AreaLevel
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform.models.secret_json import revealed
from chalicelib.platform.store import batches, identifiers, record, sealing
from chalicelib.platform.store import keys as store_keys
from chalicelib.platform.store.compression import canonical
from chalicelib.platform.store.record import Record, VersionConflict
from chalicelib.platform.store.table import Write
from chalicelib.records.act import Act
from chalicelib.records.law import Law, due_note
from chalicelib.words import in_sequence


def submit(
    form: Submission,
    act: Act,
    address: str,
    beside: Sequence[Write] = (),
    known_files: Collection[str] = (),
) -> Case:
    """Write the application as a case, with receipt, lock and the first tasks, and what is written
    `beside` it in the same transaction. Those `known_files`, by digest, were looked at before.

    `address` is the network address from which it came; how many came from there and from the
    account that day is a sign for staff, and refuses nobody. What came before is not counted again.

    The same form submitted again is the same case. Raises Refused: "application.sent_before",
    "request.invalid" (as `form_faults`, `uploads.faults` and `validation.faults` say),
    "case.open_already", and as `helping.sent_in_under` and `routing.destination` do;
    ConditionFailed where one of the writes `beside` it does not hold.
    """
    case_id, application = identifiers.case_id(act.actor.id, form.form_id), revealed(form)
    with _read_ahead(case_id, application, act):
        before = cases.load_clear(
            case_id, consistent=False
        )  # one of a moment ago cannot be written again
        if before is not None:
            record.not_answered(before, act.request)
        _check(form, application, act, known_files)
        application = _received(application, act)
        if before is not None:
            return _sent_before(act.actor, case_id, application)
        try:
            return _submitted(case_id, form, application, act, address, beside)
        except VersionConflict:
            return _sent_before(act.actor, case_id, application)


def _read_ahead(
    case_id: str, application: Mapping[str, Any], act: Act
) -> AbstractContextManager[None]:
    """What a submission asks for, read at once: the case, its lock, what was counted and proved.

    The delegation that it names lies with the cases and is read as it is, so then they all are.
    """
    day, account = day_of(act.now), act.actor.id
    applicant = identifiers.people_hashes(application["members"], account)[APPLICANT]
    helper_id = application.get("helper_id", "")
    places = [
        cases.scope(case_id).place,
        case_keys.lock(application["scheme"], applicant),
        *([store_keys.row(helping.KIND, helper_id)] if helper_id else []),
        *intake.places(account, applicant, act.now),
        *collected.places_of_proofs(application, account, day),
    ]
    return batches.read_ahead(places, copies=() if helper_id else {"cases"})


def _check(
    form: Submission, application: Mapping[str, Any], act: Act, known_files: Collection[str]
) -> None:
    """Refused("request.invalid") with everything that is wrong with an application."""
    unsigned = validation.faults(form.consents, "/consents/{}", act.actor, act.law, known_files)
    uploads.checked(
        [
            *form_faults(application, act.law),
            *file_faults(application, act.actor, known_files),
            *unsigned,
            *validation.of_another_person(application["consents"], application),
        ]
    )


def _received(application: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """An application as it is kept: with the digest of what it said, dated signatures, and who was
    proved."""
    consents = collected.received(application["consents"], act.actor, act.now)
    proved = collected.proved_on(application, act.actor.id, day_of(act.now))
    return {**application, "sent": _digest(application), "consents": consents, "proved": proved}


def _submitted(
    case_id: str,
    form: Submission,
    application: dict[str, Any],
    act: Act,
    address: str,
    beside: Sequence[Write],
) -> Case:
    helper = _helper(application, act)
    new = _new_case(case_id, form, application, act.actor, act.now, helper.get("id", ""))
    applicant, helped = new.document.members[APPLICANT], helper.get("helped", 0)
    signs, counts = intake.counted(act.actor, address, applicant, act.now, act.law, helped)
    step = Step(
        documents={
            "application": application,
            **({"helper": helper} if helper else {}),
            "intake": signs,
        },
        items=[*beside, *counts, *helping.sent_in(helper, case_id)],
        idempotency_key=act.idempotency_key,
    )
    return transitions.submit(new, act, step)


def form_faults(application: Mapping[str, Any], law: Law) -> list[dict[str, str]]:
    """What cannot be true of an application on the law's day, or is not there: errors with pointer
    and code; its files and signatures are not looked at."""
    return [
        *plausibility.faults(application, law.day),
        *rules.guardian_faults(application, law.day),
        *unknown_areas(application),
        *rules.scheme_faults(application, law.parameters),
    ]


def receipt_of(case: Case, law: Law) -> Receipt:
    """The receipt of a case."""
    waiting = case.state is State.WAITING
    return Receipt(
        case_id=case.id,
        receipt=str(case.record.clear["receipt"]),
        state=case.record.state,
        office=case.office,
        office_name=routing.office_name(case.office),
        submitted_at=case.submitted_at,
        verification_from=case.stage_due if waiting else None,
        next=in_sequence([benefit_next.next_step(case, law), *still_open.all_of(case, law)]),
        due=case.stage_due,
        due_note=due_note(case.stage_counted_until),
        telephone=contacts.telephone(case, law),
    )


def _helper(application: dict[str, Any], act: Act) -> dict[str, Any]:
    """What the case keeps of the delegation that the form names, which leaves the application;
    empty where it names none. The applicant's signature counts from whoever is there today."""
    helper_id = application.pop("helper_id", "")
    if not helper_id:
        return {}
    applicant = application["members"][APPLICANT]
    found = helping.sent_in_under(helper_id, act.actor.id, applicant, act.now)
    uploads.checked(
        validation.absent(application["consents"], application["proved"], day_of(act.now))
    )
    return found


def _sent_before(actor: Actor, case_id: str, application: Mapping[str, Any]) -> Case:
    """The case that this form made already; Refused if it said something else then, and
    ("case.not_found") where the case was claimed on another phone since."""
    case = case_of_earlier_request(actor, case_id)
    if case.doc("application")["sent"] != application["sent"]:
        raise Refused("application.sent_before")
    return case


ADDED = frozenset({"papers", "consents"})
"""What a form may name beside what it says: papers and signatures of another day."""


def _digest(form: Mapping[str, Any]) -> str:
    """What the form said, which a correction does not change: SHA-256, in hexadecimal."""
    said = {name: part for name, part in form.items() if name not in ADDED}
    return hashlib.sha256(canonical(said)).hexdigest()


def _new_case(
    case_id: str,
    form: Submission,
    application: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    helper_id: str,
) -> Case:
    track = rules.track_of(form.scheme, form.kind, form.confidential)
    level = AreaLevel.COUNTY if form.confidential else AreaLevel.TOWNSHIP
    goes = routing.destination(application, form.scheme, level)
    if goes.elsewhere:
        track = Track.ELSEWHERE
    clear = {
        "scheme": form.scheme,
        "office": goes.office,
        "submitted_at": instant_text(now),
        "stage_due": instant_text(now),
        **({"helper": helper_id} if helper_id else {}),
    }
    members = tuple(identifiers.people_hashes(application["members"], actor.id))
    label = names.masked(application["members"][0]["name"])
    document = CaseDocument(track=track, owner=actor.id, label=label, members=members)
    key = sealing.new_key(cases.scope(case_id))
    return Case(Record("case", case_id, clear=clear), document, key)


def unknown_areas(application: Mapping[str, Any]) -> list[dict[str, str]]:
    """The places of registration of single members that are none: pointer and code."""
    return [
        {"pointer": f"/members/{at}/registered_area", "code": "area.unknown"}
        for at, one in enumerate(application["members"])
        if "registered_area" in one and one["registered_area"] not in routing.area_names()
    ]


def file_faults(
    form: Mapping[str, Any], actor: Actor, known_files: Collection[str] = ()
) -> list[dict[str, str]]:
    """What is wrong with the photos that a form names: papers, and who shows to be a guardian.

    Those `known_files` with the case already, by digest, were looked at when they came.
    """
    named = {f"/papers/{at}/digest": one for at, one in enumerate(form.get("papers") or ())}
    for at, one in enumerate(form.get("guardians") or ()):
        named[f"/guardians/{at}/certificate"] = {
            "kind": "guardianship",
            "digest": one["certificate"],
        }
    return uploads.faults(actor, photos=named, known_files=known_files)


def withdraw(case: Case, withdrawal: ApplicationWithdrawal, act: Act) -> Case:
    """End the case at the family's wish; nothing is asked of any department after it.

    Refused("application.granted_already") for urgent aid that was granted: it is reviewed.
    """
    why = withdrawal.model_dump()
    step = Step(
        documents={"ending": {**why, "at": instant_text(act.now)}},
        why=why,
        idempotency_key=act.idempotency_key,
    )
    try:
        return transitions.advance(case, "withdraw", act, step)
    except Refused as refusal:
        if refusal.code != "case.bars":
            raise
        office = routing.office_name(case.office)
        raise Refused("application.granted_already", office=office) from None
