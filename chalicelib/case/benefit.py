"""A benefit while it is received: what it comes to, on what grounds it ends, and its letters.

What is decided changes a benefit from the month after the decision (43号, art. 23 and 26; 57号,
art. 31); an end is the amount of nothing from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.case import deaths, passing, telling
from chalicelib.case.case import Case
from chalicelib.case.due import Law
from chalicelib.case.states import Track
from chalicelib.directory import routing
from chalicelib.domain.dates import Month, day_of, day_words, last_day, month_of, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.policy import Parameters, Value
from chalicelib.words import say

GROUND, POSTED = "benefit.end_ground", "notice.end_posted"
LETTERS = frozenset({"change_told", "end_proposed", "benefit_changed", "benefit_ended"})
"""The letters of which this module writes the lines."""


def amount_fen(case: Case) -> int:
    """What the benefit comes to a month as it was decided last (fen); 0 where nothing is paid."""
    changes = case.doc("benefit").get("changes") or [case.doc("decision")]
    return int(changes[-1].get("amount_fen") or 0)


def counted(assessment: Mapping[str, Any], members: Sequence[str]) -> list[str]:
    """For whom a benefit is by an assessment, by look-up hash: whom it finds eligible alone, or
    whoever it counts."""
    persons = assessment.get("persons", ())
    alone = [one["member"] for one in persons if one["outcome"] == "eligible"]
    numbers = alone or assessment.get("counted", range(len(members)))
    return [members[number] for number in numbers]


def people(case: Case) -> list[str]:
    """Who is in the benefit as it was decided last, and did not die since (look-up hashes)."""
    changes, gone = case.doc("benefit").get("changes"), deaths.gone(case.document)
    granted = counted(case.doc("assessment"), case.document.members)
    return [one for one in (changes[-1]["people"] if changes else granted) if one not in gone]


def since(case: Case) -> date:
    """The day by which the family was judged when the benefit was granted."""
    return day_of(case.accepted_at or case.submitted_at)


def rests_on(case: Case, law: Law) -> dict[str, Any]:
    """What a benefit is reckoned from: where it is another at the decision, an amount that was
    reckoned before is none that may be decided."""
    changed = case.document.changed
    return {
        "report": case.doc("report").get("digest", ""),
        "policy": law.parameters.fingerprint,
        "seen": max(changed.get(name, 0) for name in ("self_care", "circumstances")),
    }


def changed(case: Case, now: datetime, amount: int, people: Sequence[str]) -> dict[str, Any]:
    """The benefit with another amount (fen), for these people, from the month after `now`."""
    benefit = case.doc("benefit")
    change = {"from_month": str(month_of(now).next), "amount_fen": amount, "people": [*people]}
    return {**benefit, "changes": [*benefit.get("changes", ()), change]}


def ground(name: str, scheme: str, parameters: Parameters) -> Value | None:
    """The text by which a benefit of the scheme ends on that ground; None where there is none."""
    every = parameters.every(GROUND)
    return next((v for v in every if v.amount == name and v.holds({"scheme": scheme})), None)


def is_posted(case: Case, parameters: Parameters) -> bool:
    """Whether a proposed end is put before the village (43号, art. 26)."""
    posted = case.scheme in {value.amount for value in parameters.every(POSTED)}
    return posted and case.document.track is Track.STANDARD


# What letters say.


def lines(name: str, case: Case, law: Law) -> list[str]:
    """What a letter about a benefit says after its first line."""
    if name not in LETTERS:
        return []
    figures = _figures(case, law)
    return [say(f"letter.{code}", **figures) for code in _CODES[name](case)]


def _of_told(case: Case) -> list[str]:
    if _care_by(case):
        by = "change_told_care"
    else:
        by = "change_told_check" if case.document.task("recheck") else "change_told_beside"
    return ["change_told_kind", by, "change_told_meanwhile"]


def _care_by(case: Case) -> datetime | None:
    """By when self-care is assessed, where that is what was told."""
    told = _told(case)["kind"] == "self_care"
    return telling.care_by(case.doc("change")) if told else None


def _of_proposal(case: Case) -> list[str]:
    posted = ["end_proposed_posted"] if _found(case).get("until") else []
    return ["end_ground", *posted, "end_proposed_next"]


def _of_change(case: Case) -> list[str]:
    care = ["benefit_changed_care"] if _levels(case) else []
    return [*care, "benefit_changed_reason"]


def _of_end(case: Case) -> list[str]:
    paid = ["benefit_ended_paid"] if case.doc("decision").get("amount_fen") else []
    return ["end_ground", *paid, "benefit_ended_offers"]


_CODES = {
    "change_told": _of_told,
    "end_proposed": _of_proposal,
    "benefit_changed": _of_change,
    "benefit_ended": _of_end,
}


def _told(case: Case) -> Mapping[str, Any]:
    told: Mapping[str, Any] = case.doc("change").get("told", [{"kind": "other"}])[-1]
    return told


def _found(case: Case) -> Mapping[str, Any]:
    found: Mapping[str, Any] = case.doc("change").get("finding", {})
    return found


def _levels(case: Case) -> list[str]:
    """How much care each needs who was assessed."""
    members = case.doc("application")["members"]
    return [
        say(
            "letter.care_of",
            name=members[one["member"]]["name"],
            level=say(f"care.level_{one['level']}"),
        )
        for one in case.doc("reckoned").get("self_care", ())
    ]


def _figures(case: Case, law: Law) -> dict[str, str]:
    found, task = _found(case), case.document.task("recheck")
    due = _care_by(case) or (task and task.due)
    until = found.get("until")
    offers = ("temporary_aid",) if case.scheme != "tekun" else ("dibao", "temporary_aid")
    changes = case.doc("benefit").get("changes") or [{"from_month": ""}]
    month = changes[-1]["from_month"]
    return {
        "scheme": say(f"scheme.{case.scheme}"),
        "kind": say(f"change.{_told(case)['kind']}"),
        "office": routing.office_name(case.office),
        "due": day_words(last_day(due)) if due else "",
        "hotline": passing.hotline(law),
        "ground": say(f"change.end_{found['ground']}") if found.get("ground") else "",
        "article": str(found.get("article", "")),
        "reason": str(found.get("reason", "")).strip().rstrip("。．.；;"),
        "until": day_words(last_day(parse_instant(until))) if until else "",
        "from_month": Month.parse(month).words if month else "",
        "amount": Fen(amount_fen(case)).yuan,
        "care": "；".join(_levels(case)),
        "schemes": "、".join(say(f"scheme.{one}") for one in offers),
    }
