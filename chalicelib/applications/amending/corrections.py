"""The family hands in what is missing and puts right what it wrote: until the decision.

Each correction is one event with what was declared before and after. Whoever or whatever changed is
asked about again, and nobody else; what was said about the case before is said anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from chalicelib.applications import rules
from chalicelib.applications.amending import accounts, amendments
from chalicelib.applications.amending.amending_contract import Correction
from chalicelib.applications.amending.amendments import Amendment
from chalicelib.applications.contract import Account, Submission
from chalicelib.applications.counting import intake
from chalicelib.applications.service import file_faults, unknown_areas
from chalicelib.applications.signatures import collected, signing, validation
from chalicelib.case import case as cases
from chalicelib.case import contacts, helping, plausibility, questions, transitions, uploads
from chalicelib.case.case import Case, CaseMembers, Step
from chalicelib.case.states import ENDS, State, Track
from chalicelib.directory.offices import routing
from chalicelib.directory.offices.routing import Destination
from chalicelib.domain import names
from chalicelib.domain.areas import AreaLevel
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.platform.models.fields import faults
from chalicelib.platform.models.secret_json import revealed
from chalicelib.platform.store import identifiers
from chalicelib.records.act import Act
from chalicelib.records.law import Law

Document = Mapping[str, Any]

APPLICANT = 0
MOST_QUESTIONS = 40
"""So many corrections may wait for a round to ask about them; each round takes all of them."""

MOST_MOVES = 40
"""So often the people of a household may be changed: what was found of them moves each time."""

SIGNED = "consent"
"""The event of a signature, whoever hands it in."""


def correct(case: Case, correction: Correction, act: Act) -> Case:
    """Put a correction into the application, as it was found, and ask again what it must.

    What is there already changes nothing. Raises Refused: "request.invalid" as a submission does,
    "application.other_office", "application.holder_left" or "application.holder_unknown" with the
    field, "application.applicant_paid" where urgent aid was paid to another, "case.open_already",
    "application.corrected_enough" while as much waits to be asked as a round takes,
    "helper.other_person" where the applicant of a helper's case would be another,
    "application.moved_enough" once the people were changed as often as anybody follows,
    "application.decided" once the case is decided and "application.ended" once it is over.
    """
    fields = revealed(correction)
    unsigned = validation.faults(correction.consents or (), "/consents/{}", act.actor, act.law)
    uploads.checked([*file_faults(fields, act.actor, case.files), *unsigned])

    def decide(version: Case) -> tuple[str, Step] | None:
        found = replace(version, for_helper=case.for_helper)
        if "account" in fields:
            return accounts.asked_for(found, fields["account"], act)
        return _amended(found, fields, act)

    try:
        return transitions.change(case, decide, act)
    except Refused as refusal:
        raise _explained(refusal, case.id) from None


def _explained(refusal: Refused, case_id: str) -> Refused:
    """What the table refuses, said to a family that wants something put right."""
    here = {"case.not_now", "case.bars", "case.needs"}
    if refusal.code not in here or refusal.figures.get("event") == SIGNED:
        return refusal
    case = cases.load(case_id)
    office = routing.contact_name(case.office)
    if case.state is State.PASSED_ON:
        return Refused("application.passed_on", **contacts.figures(case))
    if case.state is State.PASSING:
        return Refused("application.passing", office=office)
    return Refused(
        "application.ended" if case.state in ENDS else "application.decided", office=office
    )


def _amended(case: Case, fields: Document, act: Act) -> tuple[str, Step] | None:
    """The event of a correction, with what comes with it; nothing where nothing changes."""
    signed = {
        **fields,
        "consents": collected.received(fields.get("consents", ()), act.actor, act.now),
    }

    def has_signature(consents: Sequence[Document], one: Document) -> bool:
        return collected.has_signature(consents, one, act.now, act.law)

    amendment = amendments.amend(
        case.doc("application"), signed, act.law.parameters.catalogue, has_signature
    )
    _checked(case, amendment, fields, act.now)
    before = uploads.all_signatures(case, amendment.application)
    consents = fields.get("consents", ())
    uploads.checked(validation.of_another_person(consents, amendment.application, before))
    if not amendment.after and "note" not in fields:
        return None
    why = {"before": amendment.before, "after": amendment.after}
    why |= {name: fields[name] for name in ("note",) if name in fields}
    fresh = collected.proved_on(amendment.application, act.actor.id, day_of(act.now))
    proved = collected.added_proofs(amendment.application, fresh)
    application = {**amendment.application, "proved": proved}
    newly = collected.newly_asked(case, application, act.now, act.law, amendment.same_people)
    amendment = replace(amendment, application=application, people=amendment.people | newly)
    documents: dict[str, Any] = {"application": application}
    documents["intake"] = intake.corrected(case.doc("intake"), act.law)
    household = _household(case, amendment)
    if "entitled" in case.document.facts and not _same_applicant(case, amendment):
        raise Refused("application.applicant_paid", office=routing.contact_name(case.office))
    _check_helper(case, household, consents, fresh, act.now)
    if case.doc("acceptance").get("missing"):
        documents["acceptance"] = _missing_of(case.doc("acceptance"), amendment)
    if change := _account_asked_for(case, amendment):
        documents["account_change"] = change
    step = Step(
        documents=documents, why=why, idempotency_key=act.idempotency_key, household=household
    )
    asks = amendment.changes_assessment or (amendment.people and case.state in signing.ASKED)
    if not asks:
        return _event_without_questions(case, amendment), step
    if case.state not in signing.NOT_ASKED_YET:
        documents["report"] = _asked_again(case, amendment, act.law)
        at_once = None if case.state is State.VERIFYING else act.now
        step = replace(step, documents=documents, stage_due=at_once)
    signed_only = not amendment.changes_assessment and case.document.task("correct") is None
    return SIGNED if signed_only else "redeclare", step


def _check_helper(
    case: Case,
    household: CaseMembers | None,
    consents: Sequence[Document],
    proved: Sequence[Document],
    now: datetime,
) -> None:
    """Refused where the case of a helper's person would be another's, or where a helper hands in
    the signature of a person who is not there."""
    helper = case.doc(helping.KIND)
    if helper and household and household.members[APPLICANT] != helper["person"]:
        raise Refused("helper.other_person", pointer="/members/0")
    if case.for_helper:
        uploads.checked(validation.absent(consents, proved, day_of(now)))


def _event_without_questions(case: Case, amendment: Amendment) -> str:
    """The event of a correction for which nobody is asked."""
    if amendment.after.keys() == {"phone"}:
        return "change_phone"
    return "correct" if case.document.task("correct") else "amend"


def _checked(case: Case, amendment: Amendment, fields: Document, now: datetime) -> None:
    """The application after it holds together as one that is sent in, at the same office."""
    form = {name: amendment.application[name] for name in Submission.model_fields
            if name in amendment.application}  # fmt: skip
    form |= {name: fields.get(name, []) for name in ("papers", "consents")}
    form["account"] = {name: form["account"][name] for name in Account.model_fields}
    try:
        Submission.model_validate_json(json.dumps(form), strict=True)
    except ValidationError as invalid:
        uploads.checked(faults(invalid))
    # Where nothing of these was declared anew, they were checked when they came.
    if not (amendments.ASSESSED_FIELDS | {"guardians"}).isdisjoint(fields):
        impossible = plausibility.faults(amendment.application, day_of(now))
        impossible += unknown_areas(amendment.application)
        uploads.checked([*impossible, *rules.guardian_faults(amendment.application, day_of(now))])
    moved = [name for name in routing.PLACES if name in amendment.after]
    if moved and _office(case, case.doc("application")) != _office(case, amendment.application):
        office = routing.contact_name(case.office)
        raise Refused("application.other_office", pointer=f"/{moved[0]}", office=office)


def _office(case: Case, application: Document) -> Destination:
    level = AreaLevel.COUNTY if case.document.track is Track.COUNTY_ONLY else AreaLevel.TOWNSHIP
    return routing.destination(application, case.scheme, level)


def _asked_again(case: Case, amendment: Amendment, law: Law) -> dict[str, Any]:
    """The case's report, so that its next round asks about whoever and whatever changed."""
    report = case.doc("report")
    if len(report.get("recheck", ())) >= MOST_QUESTIONS:
        raise Refused("application.corrected_enough", most=MOST_QUESTIONS)
    known = amendments.people_of(case.doc("application"))
    if any(amendment.same_people.get(number) != number for number in known):
        if len(report.get("moves", ())) >= MOST_MOVES:
            raise Refused("application.moved_enough", most=MOST_MOVES,
                          office=routing.office_name(case.office))  # fmt: skip
        report = questions.with_new_numbers(report, amendment.same_people)
    if amendment.people:
        everybody = law.parameters.catalogue.by_code
        report = questions.asked_again(report, everybody, amendment.people)
    return questions.asked_again(report, amendment.sources) if amendment.sources else report


def _missing_of(acceptance: Document, amendment: Amendment) -> Document:
    """What was missing, its people by their new numbers; what was missing of who left is not."""
    missing = [
        one if one.get("consent_of") is None else {**one, "consent_of": amendment.matched[number]}
        for one in acceptance["missing"]
        if (number := one.get("consent_of")) is None or number in amendment.matched
    ]
    return {**acceptance, "missing": missing}


def _account_asked_for(case: Case, amendment: Amendment) -> Document | None:
    """The account that waits to be looked at, its holder by the number of now; None if no other."""
    change = case.doc("account_change")
    if case.document.task("account") is None or not change:
        return None
    holder = amendment.matched.get(change["account"]["holder"])
    return {**change, "account": {**change["account"], "holder": holder}}


def _same_applicant(case: Case, amendment: Amendment) -> bool:
    """Whether the applicant is who it was, or who had no number before and the same name."""
    if amendment.same_people.get(APPLICANT) == APPLICANT:
        return True
    before, after = (one["members"][APPLICANT] for one in (case.doc("application"),
                                                           amendment.application))  # fmt: skip
    return not before.get("identity_number") and names.same(before["name"], after["name"])


def _household(case: Case, amendment: Amendment) -> CaseMembers | None:
    """The people of the case by their look-up hashes, where they are not who they were.

    Who has no number keeps the hash that they were given.
    """
    if "members" not in amendment.after:
        return None
    members, earlier = amendment.application["members"], _inverted(amendment.same_people.items())
    known_hashes = {
        number: case.document.members[earlier[number]]
        for number, member in enumerate(members)
        if not member.get("identity_number") and number in earlier
    }
    hashes = identifiers.people_hashes(members, case.document.owner, known_hashes)
    return CaseMembers(tuple(hashes), names.masked(members[0]["name"]))


def _inverted(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    return {new: old for old, new in pairs}
