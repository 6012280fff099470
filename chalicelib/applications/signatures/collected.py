"""The signatures and proofs of an application, and about whom departments can be asked by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.applications.signatures.signers import Document, numbered
from chalicelib.case import proofs
from chalicelib.case import report as reports
from chalicelib.case.case import Case
from chalicelib.case.consents import ADULT
from chalicelib.case.locks import APPLICANT
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.identity import age_of
from chalicelib.platform.store.keys import Key
from chalicelib.records.law import Law


def received(consents: Iterable[Document], actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Signatures as they are kept: dated by our clock, under the account that gave them."""
    return [
        {**{name: value for name, value in one.items() if name != "signed_at"}}
        | {"signed_at": instant_text(now), "account": actor.id}
        | ({"phone_time": one["signed_at"]} if "signed_at" in one else {})
        for one in consents
    ]


def proved_on(application: Document, account: str, day: date) -> list[dict[str, Any]]:
    """Who of an application was proved by face on this account, once and for all.

    Of members who are under age on `day` only the applicant is: nobody asks it of the others, and
    whoever comes of age is proved then.
    """
    proved = {
        known: proofs.proved(*known, account)
        for known in {_known_as(one) for _, one in _asked(application, day)}
    }
    return [
        {"number": number, "how": "face", "account": account, "at": instant_text(proof.at)}
        for number, one in _asked(application, day)
        if (proof := proved[_known_as(one)])
    ]


def places_of_proofs(application: Document, account: str, day: date) -> list[Key]:
    """Where the proofs lie that `proved_on` looks for."""
    return [proofs.place_of(one["identity_number"], account) for _, one in _asked(application, day)]


def _asked(application: Document, day: date) -> Iterator[tuple[int, Document]]:
    """Of whom it is asked whether they were proved by face."""
    for number, person in numbered(application):
        minor = number < len(application["members"]) and age_of(person, day) < ADULT
        if person.get("identity_number") and (not minor or number == APPLICANT):
            yield number, person


def _known_as(person: Document) -> tuple[str, str]:
    return person["identity_number"], person["name"]


def newly_asked(
    case: Case,
    application: Document,
    now: datetime,
    law: Law,
    same: Mapping[int, int] | None = None,
) -> frozenset[int]:
    """Of whom nobody could ask before, and can with this application, by their number in it.

    `same` are the numbers of the same people in it, by their earlier ones; left out: none changed.
    """
    known = {one.number for one in reports.people(case, now, law) if not one.not_asked_because}
    moved = known if same is None else {same[number] for number in known if number in same}
    free = {
        one.number
        for one in reports.people(case, now, law, application)
        if not one.not_asked_because
    }
    return frozenset(free - moved)


def has_signature(consents: Iterable[Document], consent: Document, now: datetime, law: Law) -> bool:
    """Whether this signature is there already, and not expired; another photo is no other one,
    another statement is."""
    alike = ("member", "signed_by", "text_version", "text_digest", "account", "statement")
    validity = timedelta(days=int(law.parameters.value("consent.validity").amount))
    return any(
        all(one.get(name) == consent.get(name) for name in alike)
        and now < parse_instant(one["signed_at"]) + validity
        for one in consents
    )


def added_proofs(application: Document, fresh: Iterable[Document]) -> list[Document]:
    """The proofs of an application with fresh ones, each once."""
    known = application.get("proved", ())
    return [*known, *(one for one in fresh if not is_known(application, one))]


def is_known(application: Document, proof: Document) -> bool:
    """Whether this proof is there already; of those by staff one is enough, whatever they saw."""
    return any(
        one["number"] == proof["number"] and one.get("account") == proof.get("account")
        for one in application.get("proved", ())
    )
