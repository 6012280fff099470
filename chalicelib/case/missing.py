"""What an application still needs: the papers that its scheme asks for, and who must sign.

What is required comes from the policy pack, never from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.case import supporters
from chalicelib.case.case import Case
from chalicelib.case.consents import ADULT, missing_signatures
from chalicelib.case.states import PLAIN, Track
from chalicelib.domain.dates import day_of
from chalicelib.domain.household import GUARDIANS_FROM, is_away, undeclared
from chalicelib.domain.identity import age_of
from chalicelib.records.law import Law
from chalicelib.words import say

SPENDING = frozenset({"temporary_aid", "rigid_expenditure"})
"""The schemes that assess what a family must spend."""


def still_missing(case: Case, law: Law, now: datetime) -> list[dict[str, Any]]:
    """Everything the application still needs before it can be accepted, or its urgent aid be found
    in order: papers, by their number who signs or is proved, and what was left out (`untold`)."""
    lacks = _needed(case, law, day_of(now))
    return [*lacks, *({"untold": topic} for topic in left_out(case))]


def _needed(case: Case, law: Law, day: date) -> list[dict[str, Any]]:
    if case.document.track is Track.ELSEWHERE:
        return []
    application = case.doc("application")
    spending = [one["kind"] for one in application.get("expenses") or ()]
    required = law.parameters.papers(case.scheme, spending)
    return needed(application, required, day, supporters.signers(case, day))


def papers(case: Case, law: Law) -> list[str]:
    """The kinds of papers that an application needs and that did not come."""
    lacks = _needed(case, law, law.day)
    return [one["paper"] for one in lacks if "paper" in one]


def left_out(case: Case) -> list[str]:
    """The topics of which the family said nothing, not even that there is nothing.

    Of spending only where a scheme looks at it, or somebody is gravely ill or disabled; urgent aid
    rests on none of them.
    """
    if case.document.track not in PLAIN:
        return []
    application = case.doc("application")
    spends = case.scheme in SPENDING or any(
        one.get("grave_illness") or one.get("disability") for one in application["members"]
    )
    return [one for one in undeclared(application) if one != "expenses" or spends]


def ask(topic: str) -> str:
    """How a family is asked for what it left out."""
    return say("form.untold", asked=say(f"estimate.ask_{topic}"))


def needed(
    application: Mapping[str, Any],
    required: Sequence[str],
    today: date,
    relatives: Iterable[int] = (),
) -> list[dict[str, Any]]:
    """Everything that is still needed, listed once (57号, art. 10): papers, then who signs.

    What shows a guardianship is needed where a member signed for another one who is of age; what
    departments answer is no paper of the family's.
    """
    kinds = list(required)
    if any(_for_a_grown_one(consent, application, today) for consent in application["consents"]):
        kinds.append("guardianship")
    handed = {paper["kind"] for paper in application["papers"]}
    papers = [{"paper": kind} for kind in dict.fromkeys(kinds) if kind not in handed]
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
        *missing_signatures(application, [*adults, *relatives, *guardians]),
        *({"guardian_of": index} for index in alone),
    ]
