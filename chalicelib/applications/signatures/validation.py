"""Whether a signature can be taken: its text, its file, whose it is, and who was there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from chalicelib.applications.signatures import consent_texts
from chalicelib.applications.signatures.signers import Document
from chalicelib.applications.signatures.signing_contract import SignedText
from chalicelib.case import uploads
from chalicelib.case.case import Case
from chalicelib.case.locks import APPLICANT
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import day_of, parse_instant
from chalicelib.records.law import Law


def faults(
    signed: Sequence[SignedText],
    pointer: str,
    actor: Actor,
    law: Law,
    known_files: Collection[str] = (),
) -> list[dict[str, str]]:
    """Every signature that names no text or no readable file of ours: pointer and code.

    Those `known_files`, by digest, were looked at before.
    """
    errors = [
        {"pointer": f"{pointer.format(at)}/{field}", "code": f"form.{field}"}
        for at, one in enumerate(signed)
        for field in consent_texts.faults(one, law)
    ]
    files = {f"{pointer.format(at)}/signature": one.signature for at, one in enumerate(signed)}
    return errors + uploads.faults(actor, signatures=files, known_files=known_files)


def of_another_person(
    consents: Sequence[Document], application: Document, before: Sequence[uploads.Signature] = ()
) -> list[dict[str, str]]:
    """The authorisations whose signature is another person's, as errors with pointer and code."""
    signers = uploads.numbers(application)
    signed: dict[str, uploads.Signature] = {
        f"/consents/{at}/signature": (signers[uploads.signer(one)], one["signature"])
        for at, one in enumerate(consents)
    }
    return uploads.shared_signatures(signed, before)


def absent(
    consents: Sequence[Document], proved: Sequence[Document], day: date
) -> list[dict[str, str]]:
    """The applicant's signatures on a helper's phone on which the applicant was not filmed on that
    day: pointer and code. Nobody signs there for somebody who is not."""
    here = any(
        one["number"] == APPLICANT and day_of(parse_instant(one["at"])) == day for one in proved
    )
    return [
        {"pointer": f"/consents/{at}", "code": "form.person_absent"}
        for at, one in enumerate(consents)
        if uploads.signer(one) == APPLICANT and not here
    ]


def checked(signed: SignedText, pointer: str, actor: Actor, law: Law) -> None:
    """Refused("request.invalid") where a signature names no text or no file of ours."""
    uploads.checked(faults([signed], pointer, actor, law))


def check_not_anothers(
    case: Case, people: Sequence[tuple[int, Document]], file: str, pointer: str
) -> None:
    """Refused("request.invalid") where the file was another's signature in this case before."""
    signers = uploads.numbers(case.doc("application"))
    signed = {pointer: (signers[people[0][0]], file)}
    uploads.checked(uploads.shared_signatures(signed, uploads.all_signatures(case)))
