"""Who signs, and who was proved to be the person: on this phone, on another, before staff.

A signature counts once its signer was proved (民发〔2021〕57号 第9条; 个人信息保护法 第29条): by
face on the account that signs, or by a member of staff who saw the card. Both stand in the
application: `consents` and `proved`, people named by their number in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.applications.signatures import collected, validation
from chalicelib.applications.signatures.signers import Document, matching_people
from chalicelib.applications.signatures.signing_contract import (
    ApplicationClaim,
    IdentityCheck,
    RemoteConsent,
    SignedText,
)
from chalicelib.case import case as cases
from chalicelib.case import helping, keys, proofs, questions, transitions
from chalicelib.case.access import case_of
from chalicelib.case.case import Case, Step
from chalicelib.case.locks import APPLICANT
from chalicelib.case.states import OPEN, State
from chalicelib.domain.actors import HANDLING
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM
from chalicelib.platform.models.secret_json import revealed
from chalicelib.platform.store import identifiers, table
from chalicelib.records.act import Act
from chalicelib.records.law import Law

ASKED = frozenset({State.VERIFYING, State.EXPLAINING, State.REVIEWING, State.POST_REVIEWING})
"""Where departments were asked already, and are asked again when somebody signs."""
NOT_ASKED_YET = frozenset({State.WAITING, State.DECIDING, State.PAYING_FIRST})
"""Where departments are asked later, with every signature that is there then."""


SignaturesAndProofs = tuple[list[dict[str, Any]], list[dict[str, Any]]]
"""What somebody brings to a case: signatures, and proofs of being the person."""


def sign(form: RemoteConsent, act: Act) -> Case:
    """Add the authorisation of somebody who is away; whoever it covers is asked about then.

    A signature that is there already changes nothing. Refused("case.not_found") unless receipt,
    number and name belong together; Refused("consent.not_proved") before the signer was proved on
    this account, ("consent.person_absent") on the phone of the signer's helper, past or present,
    where the signer was not filmed today.
    """
    case = case_of(form.receipt)
    matching_people(case, form)
    validation.checked(form, "", act.actor, act.law)
    fields = revealed(form)
    number = fields.get("identity_number", "")
    phone = _phone(number, fields["name"], act) if number else None
    if phone is None or phone.proof is None:
        raise Refused("consent.not_proved")
    proof = phone.proof
    if phone.helper_id and day_of(proof.at) != day_of(act.now):
        raise Refused("consent.person_absent")
    face = {"how": "face", "account": act.actor.id, "at": instant_text(proof.at)}

    def given(found: Case) -> SignaturesAndProofs:
        people = matching_people(found, form)
        validation.check_not_anothers(found, people, form.signature, "/signature")
        consents = collected.received(
            _signatures(people, form, fields.get("statement")), act.actor, act.now
        )
        return consents, [{"number": number, **face} for number, _ in people]

    return _added(case, "consent", given, act)


def check_identity(form: IdentityCheck, act: Act) -> Case:
    """Note that a member of staff saw a person with the card, and what the person signed there.

    Any office does: people are seen where they are. Refused as `sign` refuses, "case.not_found"
    for a case that its county alone may know of, "case.not_yours" for who handles no cases.
    """
    if not act.actor.posts & HANDLING:
        raise Refused("case.not_yours", event="identity_check")
    case = case_of(form.receipt)
    if case.document.county_only and act.actor.office != case.office:
        raise Refused("case.not_found")
    matching_people(case, form)
    if form.consent is not None:
        validation.checked(form.consent, "/consent", act.actor, act.law)
    seen = {
        "how": form.document_kind,
        "by": act.actor.id,
        "office": act.actor.office,
        "at": instant_text(act.now),
    }

    def given(found: Case) -> SignaturesAndProofs:
        people = matching_people(found, form)
        if form.consent is not None:
            validation.check_not_anothers(
                found, people, form.consent.signature, "/consent/signature"
            )
        signatures = _signatures(people, form.consent) if form.consent is not None else ()
        return collected.received(signatures, act.actor, act.now), [
            {"number": number, **seen} for number, _ in people
        ]

    return _added(case, "identity_check", given, act)


def claim(form: ApplicationClaim, act: Act) -> Case:
    """Let the applicant take the case over on a phone where the applicant was proved.

    For who has a new phone, or in whose name somebody else applied; a case that is over goes along
    with its letters. What was uploaded stays with the account that uploaded it. One that a helper
    sent in stays the helper's too, while the delegation lasts.
    Refused("case.not_found") as `sign` refuses, ("consent.claim_not_proved") before the applicant
    was proved on this account, and on the phone of a helper, past or present.
    """
    case = case_of(form.receipt)
    fields = revealed(form)
    phone = _phone(fields["identity_number"], fields["name"], act)

    def decide(found: Case) -> tuple[str, Step] | None:
        if APPLICANT not in [number for number, _ in matching_people(found, form)]:
            raise Refused("case.not_found")
        if not phone.is_known:
            raise Refused("consent.claim_not_proved")
        if found.document.owner == act.actor.id:
            return None
        return "claim_case", Step(
            documents={"uploaded": found.uploaders},
            owner=act.actor.id,
            items=helping.claimed(found, act.actor.id),
            idempotency_key=act.idempotency_key,
        )

    if decide(case) is not None and case.state in OPEN:
        case = _proved_there(case, act)
    return transitions.change(case, decide, act)


def _phone(number: str, name: str, act: Act) -> proofs.Phone:
    """What is known of the actor's account beside somebody of this number and name."""
    return proofs.phone(identifiers.identity_hash(number), proofs.name_hash(name), act.actor.id)


def _signatures(
    people: Iterable[tuple[int, Document]], signed: SignedText, statement: str | None = None
) -> Iterator[dict[str, Any]]:
    """What one signature is in the application: for oneself, and for everybody whom one guards.

    The `statement` is kept of a relative who owes support.
    """
    text = {name: getattr(signed, name) for name in SignedText.model_fields}
    for number, person in people:
        said = {"statement": statement} if statement and number >= SUPPORTERS_FROM else {}
        if number < GUARDIANS_FROM:
            yield {"member": number, **text, **said}
        else:
            yield from ({"member": ward, "signed_by": number, **text} for ward in person["members"])


def prove(number: str, act: Act) -> None:
    """Note a fresh proof by face in every case for which it counts.

    These are the open cases that this account submitted or signed for and that name the person.
    """

    for case in _cases_of(identifiers.identity_hash(number), act.actor.id):
        if case.state in OPEN and _signs_there(case, act.actor.id):
            _proved_there(case, act)


def _proved_there(case: Case, act: Act) -> Case:
    """The case with who of it was proved by face on this account."""

    def given(found: Case) -> SignaturesAndProofs:
        return [], collected.proved_on(
            found.doc("application"), act.actor.id, day_of(act.now)
        ) if found.state in OPEN else []

    return _added(case, "prove", given, replace(act, idempotency_key=None))


def _cases_of(person: str, account: str) -> list[Case]:
    ids = {item["sk"] for item in table.query("cases", keys.member(person, "").pk)}
    ids |= {item["case_id"] for item in table.query("cases", keys.owner(account, "").pk)}
    return cases.existing(ids)


def _signs_there(case: Case, account: str) -> bool:
    consents = case.doc("application")["consents"]
    return account == case.document.owner or any(one.get("account") == account for one in consents)


def _added(
    case: Case,
    event: str,
    given: Callable[[Case], SignaturesAndProofs],
    act: Act,
) -> Case:
    """The case with what is given to it as it is found: who is who may have changed meanwhile.

    Departments are asked again where they were asked, about those of whom nobody could ask before;
    where there are none, what was given is kept and nothing else happens.
    """

    def decide(found: Case) -> tuple[str, Step] | None:
        before = found.doc("application")
        consents, proved = given(found)
        signed = [
            one
            for one in consents
            if not collected.has_signature(before["consents"], one, act.now, act.law)
        ]
        seen = [one for one in proved if not collected.is_known(before, one)]
        if not signed and not seen:
            return None
        application = {
            **before,
            "consents": [*before["consents"], *signed],
            "proved": collected.added_proofs(before, seen),
        }
        why = {"consents": signed, "proved": seen}
        step = Step(
            documents={"application": application}, why=why, idempotency_key=act.idempotency_key
        )
        if found.state in NOT_ASKED_YET or (found.state not in ASKED and signed):
            return event, step  # after the opinion nobody signs any more: the table says so
        if found.state not in ASKED:
            return "keep_signature", step
        people = collected.newly_asked(found, application, act.now, act.law)
        if not people and found.state is not State.VERIFYING:
            return "keep_signature", step
        return event, _asking(step, found, people, act.now, act.law)

    return transitions.change(case, decide, act)


def _asking(step: Step, case: Case, people: Collection[int], now: datetime, law: Law) -> Step:
    """The step with which departments are asked again about these people."""
    everybody = law.parameters.catalogue.by_code
    report = questions.asked_again(case.doc("report"), everybody, people) if people else {}
    documents = {**step.documents, **({"report": report} if report else {})}
    stage_due = None if case.state is State.VERIFYING else now
    return replace(step, documents=documents, stage_due=stage_due)
