"""Who may be asked about, and why nobody asks about the others.

A consent is signed (who, when, which text, the signature's file) and ends. Nobody is asked about
before being proved to be the person: by face on the phone on which was signed, or by a member of
staff who saw the card. Adults sign for themselves, remotely if they are away, and for the minors
of the household; a guardian signs for whoever cannot (民法典 第27、28、34条; 个人信息保护法
第13、29、31条; 民发〔2021〕57号 第9条). For a ward who is of age the paper that shows the
guardianship is handed in and the ward is proved as well, so that nobody makes himself another's
guardian. A relative outside the household signs alone. Who is missing, in prison or unwilling stays
*not verified*, and holds nobody up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.dates import day_of
from chalicelib.domain.household import GUARDIANS_FROM, SUPPORTERS_FROM
from chalicelib.domain.identity import age_of

ADULT = 18
NO_NUMBER = "answer.no_number"
NO_CONSENT = "answer.no_consent"
EXPIRED = "answer.consent_expired"
NOT_PROVED = "answer.not_proved"
NOT_ASKED = frozenset({NO_NUMBER, NO_CONSENT, EXPIRED, NOT_PROVED})
"""Why an item is not verified of whom nobody was asked about."""

Document = Mapping[str, Any]


@dataclass(frozen=True)
class PersonInReport:
    """Somebody whom the report is about: their number in it, and why nobody asks about them.

    Members of the household are numbered as in the application, relatives who owe support from
    SUPPORTERS_FROM on; `not_asked_because` is empty where a consent holds.
    """

    number: int
    person: Document
    not_asked_because: str = ""


def people_in_report(
    application: Document, now: datetime, validity: timedelta
) -> list[PersonInReport]:
    """Everybody whom the report is about, with whether a consent holds `now`.

    A consent ends `validity` after it was signed; one that an adult gave for a minor also when the
    minor comes of age.
    """
    signed = [
        one for one in application["consents"] if datetime.fromisoformat(one["signed_at"]) <= now
    ]
    valid = [one for one in signed if now < datetime.fromisoformat(one["signed_at"]) + validity]
    signers = _Signers(application, day_of(now))
    proved = [one for one in valid if signers.proved(one)]
    return [
        PersonInReport(
            number, person, _why_not_asked(number, person, (proved, valid, signed), signers)
        )
        for number, person in _people(application)
    ]


def _why_not_asked(
    number: int, person: Document, consents: Sequence[Sequence[Document]], signers: _Signers
) -> str:
    """Why nobody asks about a person: the first thing that is missing."""
    if not person.get("identity_number"):
        return NO_NUMBER  # no register can be asked about a name alone
    for reason, some in zip(("", NOT_PROVED, EXPIRED), consents, strict=True):
        if any(signers.cover(consent, number) for consent in some):
            return reason
    return NO_CONSENT


@dataclass(frozen=True)
class _Signers:
    """Who of an application may sign for whom, and who of them was proved."""

    application: Document
    today: date

    def cover(self, consent: Document, number: int) -> bool:
        """Whether a consent is for this one: by oneself, a guardian, or for a minor any adult."""
        signer = consent.get("signed_by")
        if signer is not None:
            return consent["member"] == number and self._guards(signer, number)
        if consent["member"] == number:
            signed = day_of(datetime.fromisoformat(consent["signed_at"]))
            return not self._minor(number, signed)
        return self._minor(number) and self._adult_member(consent["member"])

    def proved(self, consent: Document) -> bool:
        """Whether whoever signed was proved on that account, and a grown ward as well."""
        signer = consent.get("signed_by")
        account = consent.get("account")
        if signer is None:
            return is_proved(self.application, consent["member"], account)
        ward = consent["member"]
        known = self._minor(ward) or _known(self.application, ward)
        return known and is_proved(self.application, signer, account)

    def _minor(self, number: int, on: date | None = None) -> bool:
        """Whether a member is under age, today where no other day is named."""
        members = self.application["members"]
        return number < len(members) and age_of(members[number], on or self.today) < ADULT

    def _adult_member(self, number: int) -> bool:
        return number < len(self.application["members"]) and not self._minor(number)

    def _guards(self, signer: int, number: int) -> bool:
        if number >= len(self.application["members"]):
            return False
        if signer < GUARDIANS_FROM:
            shown = self._minor(number) or shows_guardianship(self.application)
            return shown and signer != number and self._adult_member(signer)
        guardians = self.application.get("guardians") or ()
        place = signer - GUARDIANS_FROM
        return place < len(guardians) and number in guardians[place]["members"]


def is_proved(application: Document, number: int | None, account: object) -> bool:
    """Whether somebody of an application was proved to be the person: by face on that account, or
    by a member of staff, whatever the account."""
    return any(
        one["number"] == number and (one["how"] != "face" or one["account"] == account)
        for one in application.get("proved") or ()
    )


def signed_without_proof(application: Document, number: int | None) -> bool:
    """Whether somebody who was proved signed, but only on accounts where nobody proved it."""
    accounts = {
        one["account"]
        for one in application["consents"]
        if one.get("signed_by", one["member"]) == number
    }
    counts = any(is_proved(application, number, account) for account in accounts)
    return bool(accounts) and _known(application, number) and not counts


def _known(application: Document, number: int | None) -> bool:
    """Whether somebody was proved at all, on whatever account."""
    return any(one["number"] == number for one in application.get("proved") or ())


def shows_guardianship(application: Document) -> bool:
    """Whether a paper is handed in that shows who is a guardian inside the household."""
    return any(one["kind"] == "guardianship" for one in application.get("papers", ()))


def missing_signatures(application: Document, people: Iterable[int]) -> list[dict[str, int]]:
    """Who of these people did not sign, and who was not proved, by their number."""
    people, consents = list(people), application["consents"]
    signed = {number for one in consents for number in (one["member"], one.get("signed_by"))}
    covered = {number for number in signed if not signed_without_proof(application, number)}
    return [
        *({"consent_of": number} for number in people if number not in covered),
        *({"proof_of": number} for number in people if not _known(application, number)),
    ]


def _people(application: Document) -> Iterator[tuple[int, Document]]:
    """The members of the household, and the relatives who are asked about."""
    yield from enumerate(application["members"])
    yield from relatives_asked(application)


def relatives_asked(application: Document) -> Iterator[tuple[int, Document]]:
    """In tekun the relatives who are named with their number; else nobody."""
    if application.get("scheme") == "tekun":
        for number, relative in enumerate(application.get("supporters") or (), SUPPORTERS_FROM):
            if relative.get("identity_number"):
                yield number, relative
