"""What a family still owes its application, in words: who signs or is proved, and which papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from chalicelib.applications.signatures import signers
from chalicelib.case import missing, supporters
from chalicelib.case.case import Case
from chalicelib.case.states import AMENDED, UNDECIDED, State, Track
from chalicelib.directory.offices import routing
from chalicelib.domain import identity, names
from chalicelib.domain.dates import last_day
from chalicelib.records.law import Law
from chalicelib.words import listed, say
from chalicelib.words.days import day_words

BEFORE_DECISION = UNDECIDED - {State.DECLINED} | {State.PAYING_FIRST, State.POST_REVIEWING}
"""Where a signature still counts; after urgent aid was paid, too."""


def all_of(case: Case, law: Law) -> list[str]:
    """Everything that is still owed before an application is accepted, a sentence each."""
    return [*to_sign(case, law.day), *to_photograph(case, law)]


def to_photograph(case: Case, law: Law) -> list[str]:
    """The papers of which no photo came, with the day by which it helps, and how: at most one
    sentence. Nothing more once the application is accepted, or the office asked for them."""
    kinds = [] if _is_past_papers(case) else missing.papers(case, law)
    if not kinds:
        return []
    accept = case.document.task("accept")
    due = day_words(last_day(accept.due)) if accept else ""
    return [
        say(
            "must.paper_until" if due else "must.paper_soon",
            papers=listed(say(f"form.paper.{kind}") for kind in kinds),
            until=due,
            where=routing.organ_name(case.office),
        )
    ]


def _is_past_papers(case: Case) -> bool:
    return bool(case.accepted_at or case.document.task("correct") or case.state not in AMENDED)


def to_sign(
    case: Case,
    day: date,
    only: Collection[int] | None = None,
    *,
    asked: Collection[int] = (),
    whole: bool = True,
) -> list[str]:
    """Who must still sign or be proved, and where, in words; until the case is decided.

    With `only` as far as these people go, by their number; without the signatures of those who are
    `asked` for them already. Names are masked unless `whole`.
    """
    if case.state not in BEFORE_DECISION or case.document.track is Track.ELSEWHERE:
        return []
    application, office = case.doc("application"), routing.organ_name(case.office)
    where = say("must.at_county" if case.document.county_only else "must.at_office", office=office)
    people = dict(signers.numbered(application))
    left = [
        (what, people[number])
        for one in missing.unsigned(application, day, supporters.signers(case, day))
        for what, number in one.items()
        if (only is None or number in only) and not (what == "consent_of" and number in asked)
    ]
    return [
        say(
            f"must.{_how(what, person)}",
            name=person["name"] if whole else names.masked(person["name"]),
            where=where,
        )
        for what, person in left
    ]


def _how(what: str, person: Mapping[str, Any]) -> str:
    """The way that is open to somebody: only holders of a resident card can be filmed."""
    number = person.get("identity_number")
    filmed = number is not None and identity.on_resident_card(number)
    return what if filmed or what == "guardian_of" else f"{what}_card"
