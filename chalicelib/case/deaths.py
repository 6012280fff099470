"""Deaths that sources reported of the people of a case, as every capability reads them.

A death is reported, looked into (found dead or alive), and settled by a second person
(民发〔2022〕83号, 一（三）). From the report on the person's share is held; who was found dead
counts no more once that is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.case.case import Case
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import Track
from chalicelib.domain.dates import day_of, start_of_day
from chalicelib.domain.identity import age_of
from chalicelib.records.law import Law
from chalicelib.words import say

REPORTED, FOUND, SETTLED = "told", "found", "settled"
DEAD, ALIVE = "dead", "alive"

Death = Mapping[str, Any]
"""Of which `person` (look-up hash) and `name`, when they `died_on`, which `source` reported it and
when, by when to `decide_by`, at which `stage` it is, and what was found (`finding`), why, by whom;
`family` says whether the family was informed of it at once."""


def reported(case: CaseDocument) -> list[dict[str, Any]]:
    """Every reported death, in the order of the reports; its place there is its number."""
    return [dict(one) for one in case.documents.get("deaths", ())]


def at_stage(case: CaseDocument, stage: str) -> dict[int, dict[str, Any]]:
    """The deaths that are at a stage, by their number."""
    return {number: one for number, one in enumerate(reported(case)) if one["stage"] == stage}


def is_refuted(death: Death) -> bool:
    """Whether it was settled that the person lives."""
    return bool(death["stage"] == SETTLED and death["finding"] == ALIVE)


def days_of_death(case: CaseDocument, *, found: bool = False) -> dict[str, str]:
    """Who died, and on which day, by look-up hash; with `found` also who was found dead and of
    whom it is not settled."""
    stages = {SETTLED, FOUND} if found else {SETTLED}
    return {
        one["person"]: one["died_on"]
        for one in reported(case)
        if one["stage"] in stages and one["finding"] == DEAD
    }


def reported_dead(case: CaseDocument) -> frozenset[str]:
    """Whoever was reported dead, and not found alive."""
    return frozenset(one["person"] for one in reported(case) if not is_refuted(one))


def all_reported_dead(case: CaseDocument) -> bool:
    """Whether everybody in the case is reported dead: nothing is granted to nobody."""
    return {*case.members} <= reported_dead(case)


def living(case: CaseDocument) -> list[int]:
    """The numbers of the members of whom it is not settled that they died."""
    dead = days_of_death(case)
    return [number for number, hash_ in enumerate(case.members) if hash_ not in dead]


def ends_without_members(case: Case) -> bool:
    """Whether a case is over since nobody is left; urgent aid is reviewed all the same."""
    reviewed = case.document.track is Track.SAME_DAY and "entitled" in case.document.facts
    return not living(case.document) and not reviewed


def people_of(case: CaseDocument, numbers: Iterable[int]) -> list[str]:
    """Of whom the deaths of these numbers are (look-up hashes)."""
    known = reported(case)
    return [known[number]["person"] for number in numbers]


def with_days_of_death(case: CaseDocument, *, found: bool = False) -> dict[str, Any]:
    """The application, each member who died with the day (`died_on`)."""
    application, dead = case.documents["application"], days_of_death(case, found=found)
    members = [
        {**one, "died_on": dead[hash_]} if hash_ in dead else one
        for one, hash_ in zip(application["members"], case.members, strict=True)
    ]
    return {**application, "members": members}


def decide_by(died_on: date, now: datetime, law: Law) -> datetime:
    """By when a death that is reported `now` must be decided: three months after it, and where it
    was reported late not before the office could look into it."""
    review = law.due("deadline.death_review", start_of_day(died_on))
    return max(review, law.due("deadline.death_late", now))


def addressee(case: Case, today: date, law: Law) -> str:
    """Whose name stands on a letter: the applicant, or after a death the eldest of the rest.

    To a minor it is written by way of the guardian (民法典 第23条); where nobody is left it is the
    family of the applicant.
    """
    members = case.doc("application")["members"]
    dead, day = reported_dead(case.document), day_of(case.submitted_at)
    rest = [
        one for one, hash_ in zip(members, case.document.members, strict=True) if hash_ not in dead
    ]
    if not rest:
        return say("letter.family_of", name=str(members[0]["name"]))
    first = rest[0] is members[0]
    one = members[0] if first else max(rest, key=lambda one: age_of(one, day))
    minor = age_of(one, today) < int(law.parameters.value("household.child_age").amount)
    return say("letter.guardian_of", name=str(one["name"])) if minor else str(one["name"])


def accounts(case: Case) -> list[str]:
    """The accounts on which the family is informed: the applicant's; after their death those on
    which the others signed, and where there are none still the one that has the case."""
    owner, dead = case.document.owner, reported_dead(case.document)
    if case.document.members[0] not in dead:
        return [owner]
    members = case.document.members
    signed = {
        str(one["account"])
        for one in case.doc("application").get("consents", ())
        if one["member"] < len(members) and members[one["member"]] not in dead
    }
    return sorted(signed - {owner}) or [owner]


def is_monthly(case: CaseDocument) -> bool:
    """Whether a benefit is granted that is paid every month."""
    decision = case.documents.get("decision", {})
    return "entitled" in case.facts and decision.get("part") == "regular"


def awaits_calculation(case: Case) -> bool:
    """Whether what is left after the deaths that were found is still to be calculated: for these
    deaths, and for the benefit of the rest where one is received by now."""
    rest, pending = case.doc("rest"), sorted(at_stage(case.document, FOUND))
    if rest.get("deaths") != pending:
        return True
    left = {*case.document.members} - days_of_death(case.document, found=True).keys()
    return bool(left) and is_monthly(case.document) and "outcome" not in rest


def is_ended(case: Case) -> bool:
    """Whether the end of a benefit was decided: from a month on nothing more is received."""
    changes = case.doc("benefit").get("changes") or [{"amount_fen": None}]
    return bool(changes[-1]["amount_fen"] == 0)
