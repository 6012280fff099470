"""Files that an act names: each uploaded by whoever acts, readable, and each signature one's own.

Whatever names files to a case is looked at here, before anything is kept: papers, photos, and
signatures, whoever signs. One file cannot be the signature of two people (个人信息保护法 第14条,
同意由个人自愿、明确作出; 民发〔2021〕57号 第16条, 调查人员和申请人签字).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.case.case import Case
from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Refused
from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM
from chalicelib.platform.aws import papers
from chalicelib.platform.runtime import clock

Document = Mapping[str, Any]
Faults = list[dict[str, str]]
Signer = int | str
"""Who signed: a number of the application, the id of a member of staff, or FAMILY."""
FAMILY = "family"
"""Somebody of the family, who is not told more closely."""
Signature = tuple[Signer, str]
"""Who signed, and the digest of the file."""

SIGNATURE_FAULTS = {"application.paper_not_uploaded": "form.signature"}
"""What a missing file is called where it is a signature; any other fault: it cannot be opened."""


@dataclass(frozen=True)
class FilesFound:
    """Files that were looked at: what is wrong with them, as errors with pointer and code, and
    until when each that can be read surely lies where it was uploaded, by digest."""

    faults: Faults
    until: Mapping[str, datetime]


def look(
    actor: Actor,
    *,
    photos: Mapping[str, Document] | None = None,
    signatures: Mapping[str, str] | None = None,
    known_files: Collection[str] = (),
) -> FilesFound:
    """Look at the files that an act names.

    `photos` are papers (kind, digest) and `signatures` digests, both by pointer. Those
    `known_files`, by digest, were looked at when they came.
    """
    signed = signatures or {}
    named = {pointer: {"kind": "signature", "digest": one} for pointer, one in signed.items()}
    every = {**(photos or {}), **named}
    fresh = {pointer: one for pointer, one in every.items() if one["digest"] not in known_files}
    digests = (one["digest"] for one in fresh.values())
    found = papers.look(actor.id, digests, clock.current().now())
    return FilesFound(
        faults=[
            _of_signature(pointer, code)
            if pointer in signed
            else {"pointer": pointer, "code": code, "paper": one["kind"]}
            for pointer, one in fresh.items()
            if (code := found[one["digest"]].fault)
        ],
        until={digest: one.until for digest, one in found.items() if not one.fault and one.until},
    )


def faults(
    actor: Actor,
    *,
    photos: Mapping[str, Document] | None = None,
    signatures: Mapping[str, str] | None = None,
    known_files: Collection[str] = (),
) -> Faults:
    """What is wrong with the files that an act names, as `look` finds it."""
    return look(actor, photos=photos, signatures=signatures, known_files=known_files).faults


def _of_signature(pointer: str, code: str) -> dict[str, str]:
    return {"pointer": pointer, "code": SIGNATURE_FAULTS.get(code, "form.signature_file")}


def checked(faults: Sequence[Mapping[str, Any]]) -> None:
    """Refused("request.invalid") with every fault, where there is one."""
    if faults:
        raise Refused("request.invalid", errors=faults)


def shared_signatures(signed: Mapping[str, Signature], before: Sequence[Signature] = ()) -> Faults:
    """The signatures, by pointer, that are another's: of these, or of those given `before`."""
    pairs = [*signed.items()]
    return [
        {"pointer": pointer, "code": "form.signature_of_two"}
        for at, (pointer, one) in enumerate(pairs)
        if any(_clash(one, other) for other in [*before, *(pair for _, pair in pairs[:at])])
    ]


def _clash(one: Signature, other: Signature) -> bool:
    """Whether two people share a file; FAMILY may be any number of the application."""
    people = {one[0], other[0]}
    vague = FAMILY in people and any(isinstance(who, int) for who in people)
    return one[1] == other[1] and len(people) == 2 and not vague


def all_signatures(case: Case, application: Document | None = None) -> list[Signature]:
    """Every signature that a case has, or has with this application."""
    document = case.doc("application") if application is None else application
    signers = numbers(document)
    authorised = [(signers[signer(one)], one["signature"]) for one in document["consents"]]
    return [*authorised, *_of_visits(case)]


def signer(consent: Document) -> int:
    """Who signed an authorisation, by the number in the application."""
    by = consent.get("signed_by")
    return int(consent["member"] if by is None else by)


def numbers(application: Document) -> dict[int, int]:
    """The first number of everybody in an application, by each that they have: a relative who owes
    support may be a guardian too."""
    first: dict[str, int] = {}
    groups = {"members": 0, "supporters": SUPPORTERS_FROM, "guardians": GUARDIANS_FROM}
    return {
        number: first.setdefault(one.get("identity_number") or str(number), number)
        for group, start in groups.items()
        for number, one in enumerate(application.get(group) or (), start)
    }


def _of_visits(case: Case) -> Iterator[Signature]:
    for visit in filter(None, (case.doc("visit"), case.doc("county_visit"))):
        yield from of_visit(visit).values()


def of_visit(visit: Document) -> dict[str, Signature]:
    """The signatures of what two people recorded together, by pointer."""
    pairs = zip(visit["visitors"], visit["visitor_signatures"], strict=True)
    signed: dict[str, Signature] = {
        f"/visitor_signatures/{at}": pair for at, pair in enumerate(pairs)
    }
    return {**signed, "/family_signature": (FAMILY, visit["family_signature"])}
