"""A benefit while it is received: what it comes to, for whom, and on what grounds it ends. Pure.

What is decided changes a benefit from the month after the decision (43号, art. 23 and 26; 57号,
art. 31); an end is the amount of nothing from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.case import deaths
from chalicelib.case.case import Case
from chalicelib.case.states import ENDS, State, Track
from chalicelib.domain.dates import Month, day_of, month_of, parse_instant, start_of_day
from chalicelib.policy import Parameters, Value
from chalicelib.records.law import Law

MEANS = frozenset({"income", "property"})
"""The grounds of an end that follow from what a household has, which the rules calculate."""
PAID_ONCE = frozenset({"temporary_aid"})
"""The schemes that pay once what they grant."""
GROUND, BASIS, POSTED = "benefit.end_ground", "benefit.basis", "notice.end_posted"


def amount_fen(case: Case) -> int:
    """What the benefit comes to a month as it was decided last (fen); 0 where nothing is paid."""
    changes = case.doc("benefit").get("changes") or [case.doc("decision")]
    return int(changes[-1].get("amount_fen") or 0)


def amount_before_fen(case: Case) -> int:
    """What the benefit came to a month before it was changed last (fen)."""
    decided = [case.doc("decision"), *case.doc("benefit").get("changes", ())]
    return int(decided[-2].get("amount_fen") or 0) if len(decided) > 1 else amount_fen(case)


def lines(case: Case) -> Sequence[Mapping[str, Any]]:
    """How what the benefit comes to now comes about: the lines of what was decided last."""
    changed = bool(case.doc("benefit").get("changes"))
    for name in ("reckoned", "rest") if changed else ("assessment",):
        one = case.doc(name)
        if one.get("outcome") == "eligible" and one["amount_fen"] == amount_fen(case):
            lines: Sequence[Mapping[str, Any]] = one["lines"]
            return lines
    return ()


def counted(assessment: Mapping[str, Any], members: Sequence[str]) -> list[str]:
    """For whom a benefit is by an assessment, by look-up hash: whom it finds eligible alone, or
    whoever it counts."""
    persons = assessment.get("persons", ())
    alone = [one["member"] for one in persons if one["outcome"] == "eligible"]
    numbers = alone or assessment.get("counted", range(len(members)))
    return [members[number] for number in numbers]


def granted_to(case: Case) -> list[str]:
    """For whom the benefit was decided last (look-up hashes)."""
    changes = case.doc("benefit").get("changes")
    return [
        *(
            changes[-1]["people"]
            if changes
            else counted(case.doc("assessment"), case.document.members)
        )
    ]


@dataclass(frozen=True)
class Received:
    """What a benefit comes to a month (fen), and for whom (look-up hashes)."""

    amount_fen: int
    people: tuple[str, ...]


def received(case: Case) -> Received:
    """The benefit as it was decided last; one of which the end is decided as it was before, which
    it is until then."""
    changes = [one for one in case.doc("benefit").get("changes", ()) if one["amount_fen"]]
    granted = counted(case.doc("assessment"), case.document.members)
    amount, to = case.doc("decision").get("amount_fen") or 0, granted
    if changes:
        amount, to = changes[-1]["amount_fen"], changes[-1]["people"]
    gone = deaths.days_of_death(case.document)
    return Received(int(amount), tuple(one for one in to if one not in gone))


def people(case: Case) -> list[str]:
    """Who is in the benefit as it was decided last, and did not die since (look-up hashes)."""
    gone = deaths.days_of_death(case.document)
    return [one for one in granted_to(case) if one not in gone]


def since(case: Case) -> date:
    """The day by which the family was assessed when the benefit was granted."""
    return day_of(case.accepted_at or case.submitted_at)


def calculated_from(case: Case, law: Law) -> dict[str, Any]:
    """What a benefit is calculated from: where it is another at the decision, an amount that was
    calculated before is none that may be decided."""
    return {
        "report": case.doc("report").get("digest", ""),
        "policy": law.parameters.fingerprint,
        "seen": case.document.changed.get("self_care", 0),
    }


def changed(case: Case, now: datetime, amount: int, people: Sequence[str]) -> dict[str, Any]:
    """The benefit with another amount (fen), for these people, from the month after `now`."""
    benefit = case.doc("benefit")
    change = {"from_month": str(month_of(now).next), "amount_fen": amount, "people": [*people]}
    return {**benefit, "changes": [*benefit.get("changes", ()), change]}


def in_grace(case: Case, now: datetime, calculated: Mapping[str, Any]) -> dict[str, Any]:
    """The benefit that goes on until a grace is over, as it was `calculated`: another amount from
    the month after `now` where it differs, and the month from which on nothing is owed."""
    same = calculated["amount_fen"] == amount_fen(case) and {*calculated["people"]} == {
        *people(case)
    }
    held = case.doc("benefit")
    anew = held if same else changed(case, now, calculated["amount_fen"], calculated["people"])
    return {**anew, "grace": {"over_from": calculated["grace"]}}


def grace_over(case: Case) -> str:
    """The month from which on nothing is owed after the grace that runs; "" while none does."""
    grace = case.doc("benefit").get("grace", {}) if "grace" in case.document.facts else {}
    return str(grace.get("over_from", ""))


def last_of_grace(over_from: str) -> datetime:
    """When the last month of a grace begins: then the family is informed that the benefit ends."""
    return start_of_day((Month.parse(over_from).first_day - timedelta(days=1)).replace(day=1))


def restored(case: Case, now: datetime) -> dict[str, Any]:
    """The benefit as it was before its end was decided, from the month after `now`."""
    earlier, gone = case.doc("benefit")["changes"][:-1], deaths.days_of_death(case.document)
    granted = counted(case.doc("assessment"), case.document.members)
    people = earlier[-1]["people"] if earlier else granted
    return changed(case, now, amount_before_fen(case), [one for one in people if one not in gone])


def over_from(case: Case) -> str:
    """The month from which on nothing of the benefit is owed, once its end is decided or there.

    That is the month after its end, or the one that was decided before; "" while it is received.
    """
    if case.state is not State.LEAVING and case.state not in ENDS:
        return ""
    changes = case.doc("benefit").get("changes", ())
    over = [str(one["from_month"]) for one in changes[-1:] if not one["amount_fen"]]
    if case.state in ENDS:
        over.append(str(month_of(parse_instant(case.record.clear["ended_at"])).next))
    return min(over)


def ground(name: str, scheme: str, parameters: Parameters) -> Value | None:
    """The text by which a benefit of the scheme ends on that ground; None where there is none."""
    every = parameters.every(GROUND)
    return next((v for v in every if v.amount == name and v.holds({"scheme": scheme})), None)


def basis(what: str, scheme: str, parameters: Parameters) -> Value | None:
    """The text by which a benefit of the scheme changes ("change"), or stays as it is ("keep"), or
    by which an objection to its end is looked into ("objected")."""
    every = parameters.every(BASIS)
    return next((v for v in every if v.amount == what and v.holds({"scheme": scheme})), None)


def is_posted(case: Case, parameters: Parameters) -> bool:
    """Whether a proposed end is put before the village (43号, art. 26)."""
    posted = case.scheme in {value.amount for value in parameters.every(POSTED)}
    return posted and case.document.track is Track.STANDARD


def is_paid_before(case: Case, month: str) -> bool:
    """Whether a benefit by the month began before that month."""
    decision = case.doc("decision")
    regular = bool(decision.get("amount_fen")) and decision.get("part") == "regular"
    return regular and str(decision["from_month"]) < month
