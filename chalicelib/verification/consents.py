"""Who may be asked about, and why nobody asks about the others.

A consent is signed (who, when, which text, the signature's hash) and ends. Adults sign for
themselves, remotely if they are away, and for the minors of the household; a guardian signs for
whoever cannot (民法典 第34条; 个人信息保护法 第13、29、31条; 民发〔2021〕57号 第9条). Who is
missing, in prison or unwilling stays *not verified*, and holds nobody up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.domain.identity import age_of

ADULT = 18
NO_CONSENT = "answer.no_consent"
EXPIRED = "answer.consent_expired"
NO_NUMBER = "answer.no_number"
UNCONSENTED = frozenset({NO_CONSENT, EXPIRED, NO_NUMBER})
"""Why an item is not verified of whom nobody was asked about."""

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Concerned:
    """Somebody whom the report is about: their number in it, and why nobody asks about them.

    Members of the household are numbered as in the application, relatives who owe support from
    SUPPORTERS_FROM on; `unasked` is empty where a consent holds.
    """

    number: int
    person: Document
    unasked: str = ""


def concerned(
    application: Document, submitted: date, now: datetime, validity: timedelta
) -> list[Concerned]:
    """Everybody whom the report is about, with whether a consent holds `now`.

    `submitted` is the day on which somebody is of age or not; a consent ends `validity` after it
    was signed.
    """
    signed = [
        one for one in application["consents"] if datetime.fromisoformat(one["signed_at"]) <= now
    ]
    holding = [one for one in signed if now < datetime.fromisoformat(one["signed_at"]) + validity]
    members = application["members"]
    adults = {number for number, member in enumerate(members) if age_of(member, submitted) >= ADULT}
    found = []
    for number, person in _people(application):
        minor = number < len(members) and number not in adults
        covered = _covers(holding, number, minor, adults)
        reason = (
            "" if covered else EXPIRED if _covers(signed, number, minor, adults) else NO_CONSENT
        )
        if not person.get("identity_number"):
            reason = NO_NUMBER  # no register can be asked about a name alone
        found.append(Concerned(number, person, reason))
    return found


def _people(application: Document) -> Iterator[tuple[int, Document]]:
    """The members of the household, and in tekun the relatives who are named with their number."""
    yield from enumerate(application["members"])
    if application.get("scheme") == "tekun":
        for number, relative in enumerate(application.get("supporters") or (), SUPPORTERS_FROM):
            if relative.get("identity_number"):
                yield number, relative


def _covers(consents: Sequence[Document], number: int, minor: bool, adults: set[int]) -> bool:
    """Whether somebody signed for this one: oneself, a guardian, or for a minor any adult."""
    for consent in consents:
        signer = consent.get("signed_by")
        by_guardian = signer in adults and signer != number
        if consent["member"] == number and (by_guardian or (signer is None and not minor)):
            return True
        if minor and signer is None and consent["member"] in adults:
            return True
    return False
