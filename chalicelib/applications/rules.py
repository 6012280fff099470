"""What an application needs before it can be accepted, and which course it takes.

Pure: what is required comes from the policy pack, never from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.case import plausible
from chalicelib.case.consents import lacking
from chalicelib.case.states import Track
from chalicelib.domain.digits import doubtful_card
from chalicelib.domain.household import GUARDIANS_FROM, is_away
from chalicelib.domain.identity import age_of, code_known
from chalicelib.policy import Parameters
from chalicelib.policy.specification import Scheme

ADULT = 18


def track_of(scheme: str, kind: str | None, confidential: bool) -> Track:
    """The course of an application: urgent aid pays first, a confidential one stays at the county.

    Confidential: people with HIV are checked and decided by the county alone, without appraisal
    or notice (《吉林省最低生活保障管理办法》, art. 18 and 21).
    """
    if confidential:
        return Track.COUNTY_ONLY
    if scheme == "temporary_aid" and kind == "urgent":
        return Track.SAME_DAY
    return Track.STANDARD


def missing(
    application: Mapping[str, Any],
    required: Sequence[str],
    today: date,
    relatives: Iterable[int] = (),
) -> list[dict[str, Any]]:
    """Everything that is still needed, told once (57号, art. 10): papers, then who signs.

    What shows a guardianship is needed where a member signed for another one who is of age; what
    departments tell is no paper of the family's.
    """
    needed = list(required)
    if any(_for_a_grown_one(consent, application, today) for consent in application["consents"]):
        needed.append("guardianship")
    handed = {paper["kind"] for paper in application["papers"]}
    papers = [{"paper": kind} for kind in dict.fromkeys(needed) if kind not in handed]
    return [*papers, *unsigned(application, today, relatives)]


def _for_a_grown_one(consent: Mapping[str, Any], application: Mapping[str, Any], day: date) -> bool:
    signer, members = consent.get("signed_by"), application["members"]
    of_the_household = signer is not None and max(signer, consent["member"]) < len(members)
    return of_the_household and age_of(members[consent["member"]], day) >= ADULT


def unsigned(
    application: Mapping[str, Any], today: date, relatives: Iterable[int] = ()
) -> list[dict[str, int]]:
    """Who must still sign or be proved, by their number in the application.

    Every adult who lives there signs the authorisation to verify (57号, art. 9) and is proved to be
    the person; so do the `relatives` who must, and every guardian who is named. A minor without an
    adult in the household needs a guardian.
    """
    guardians = dict(enumerate(application.get("guardians") or (), GUARDIANS_FROM))
    present = [
        (index, age_of(member, today) >= ADULT)
        for index, member in enumerate(application["members"])
        if not is_away(member, today)
    ]
    adults = [index for index, grown in present if grown]
    guarded = {ward for one in guardians.values() for ward in one["members"]}
    alone = [] if adults else [index for index, _ in present if index not in guarded]
    return [
        *lacking(application, [*adults, *relatives, *guardians]),
        *({"guardian_of": index} for index in alone),
    ]


def scheme_faults(application: Mapping[str, Any], parameters: Parameters) -> list[dict[str, str]]:
    """A scheme that is not in force on the day, as an error with pointer and code."""
    schemes = parameters.rules.of(Scheme)
    known = any(application["scheme"] in {one.name, one.shown_as} for one in schemes)
    return [] if known else [{"pointer": "/scheme", "code": "form.scheme_not_in_force"}]


def guardian_faults(application: Mapping[str, Any], today: date) -> list[dict[str, str]]:
    """Guardians who are not of age, as errors with pointer and code."""
    return [
        {"pointer": f"/guardians/{at}/identity_number", "code": "application.guardian_too_young"}
        for at, one in enumerate(application.get("guardians") or ())
        if age_of(one, today) < ADULT
    ]


def notes(application: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """What a clerk should look at: notes with code and, where they are about one, the member.

    "note.place_unknown", "note.no_number", "note.card_check", and as `plausible.unusual` says.
    None is a ground for a refusal.
    """
    members = application["members"]
    numbers = ((at, one.get("identity_number")) for at, one in enumerate(members))
    found: list[dict[str, Any]] = [
        {"code": "note.place_unknown", "member": at}
        for at, number in numbers
        if number and not code_known(number)
    ]
    found += [
        {"code": "note.no_number", "member": at}
        for at, one in enumerate(members)
        if not one.get("identity_number")
    ]
    if doubtful_card(application["account"]["number"]):
        found.append({"code": "note.card_check"})
    return [*found, *plausible.unusual(members, today)]
