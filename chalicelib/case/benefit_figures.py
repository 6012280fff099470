"""What fills the words about a benefit: what was reported and found, months, amounts, days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.case import benefit, contacts, deaths, granted_texts, self_care_change
from chalicelib.case.case import Case
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import Month, last_day, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.records.law import Deadline, Law
from chalicelib.words import listed, say
from chalicelib.words.days import day_words, month_words


def assess_by(case: Case) -> datetime | None:
    """By when self-care is assessed, where that is what was reported."""
    is_reported = last_change(case)["kind"] == "self_care"
    return self_care_change.assess_by(case.doc("change")) if is_reported else None


def meanwhile(case: Case) -> list[str]:
    """What holds until it is decided."""
    if not deaths.is_monthly(case.document):
        return ["meanwhile_recognised"]
    return ["meanwhile_held" if is_held(case) else "meanwhile_paid"]


def is_held(case: Case) -> bool:
    """Whether a part is held for a death of which the family was informed."""
    reported = deaths.reported(case.document)
    monthly = deaths.is_monthly(case.document)
    return monthly and any(one["family"] and one["stage"] != deaths.SETTLED for one in reported)


def how_ended(case: Case) -> str:
    """What an end comes to: of what was paid, of what was to be paid, or of a recognition."""
    if not deaths.is_monthly(case.document):
        return "recognised"
    return "paid" if benefit.is_paid_before(case, month_of_change(case)) else "unpaid"


def last_change(case: Case) -> Mapping[str, Any]:
    """What was reported last; a change of the kind `other` where nothing was."""
    change: Mapping[str, Any] = case.doc("change").get("told", [{"kind": "other"}])[-1]
    return change


def _kinds(case: Case) -> list[str]:
    """What kinds of change were reported since the benefit was examined last."""
    return [str(one["kind"]) for one in case.doc("change").get("told", ())]


def _people(case: Case) -> str:
    """Who came or left, as the family reported it last; "" where an officer reported it, or nobody
    did."""
    change, members = last_change(case), case.doc("application").get("members", ())
    if change.get("from") == "office" or not change.get("people"):
        return ""
    texts = [
        say(
            f"change.{one['how']}",
            name=one.get("name") or members[one["member"]]["name"],
            day=day_words(date.fromisoformat(one["on"])),
        )
        for one in change["people"]
    ]
    return say("change.people", people="；".join(texts))


def newcomers(case: Case) -> list[str]:
    """The names of those of whom somebody reported that they came into the family."""
    people = (
        one for change in case.doc("change").get("told", ()) for one in change.get("people", ())
    )
    return [str(one["name"]) for one in people if "name" in one]


def finding(case: Case) -> Mapping[str, Any]:
    """What the township found when it examined the benefit; empty before."""
    found: Mapping[str, Any] = case.doc("change").get("finding", {})
    return found


def month_of_change(case: Case) -> str:
    """The month from which what was decided last holds; empty before anything was."""
    changes = case.doc("benefit").get("changes") or [{"from_month": ""}]
    return str(changes[-1]["from_month"])


def levels_of_care(case: Case) -> list[str]:
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


def named_day(name: str, case: Case, law: Law) -> Deadline:
    """The day by which the township has examined it, or the county decides."""
    own, county = case.document.task("recheck"), case.document.task("benefit_decision")
    task = own if own and name != "end_proposed" else county
    if task:
        return Deadline(task.due, task.opened_at, task.counted_until)
    until = finding(case).get("until")
    since = parse_instant(until) if until else case.stage_due
    return law.counted("deadline.benefit_decision", since)


def figures(case: Case, law: Law) -> dict[str, str]:
    """Whatever the words about a benefit name, by the name in their text."""
    found, care = finding(case), assess_by(case)
    until, first = found.get("until"), str(case.doc("decision").get("from_month", ""))
    periodic = str(case.doc("change").get("periodic", ""))
    offers = ("temporary_aid",) if case.scheme != "tekun" else ("dibao", "temporary_aid")
    filled = {
        "scheme": say(f"scheme.{case.scheme}"),
        "kind": say(f"change.{last_change(case)['kind']}") + _people(case),
        "office": routing.contact_name(case.office),
        "due": day_words(last_day(care)) if care else _day(named_day("", case, law)),
        "decide_by": _day(named_day("end_proposed", case, law)),
        "hotline": contacts.hotline(law),
        **granted_texts.money(case, law),
        "ground": say(f"change.end_{found['ground']}") if found.get("ground") else "",
        "article": str(found.get("article", "")),
        "reason": str(found.get("reason", "")).strip(),
        "review": str(case.doc("benefit").get("review", {}).get("reason", "")).strip(),
        "kinds": listed(dict.fromkeys(say(f"change.{kind}") for kind in _kinds(case))),
        "members": str(len(benefit.people(case))),
        "before": Fen(benefit.amount_before_fen(case)).yuan,
        "until": day_words(last_day(parse_instant(until))) if until else "",
        "review_by": day_words(date.fromisoformat(periodic)) if periodic else "",
        "from_month": _words(month_of_change(case)),
        "first_month": _words(first),
        "grace_from": _words(benefit.grace_over(case)),
        "amount": Fen(benefit.amount_fen(case)).yuan,
        "care": "；".join(levels_of_care(case)),
        "schemes": listed(say(f"scheme.{one}") for one in offers),
    }
    return filled | {"meanwhile": "".join(_say(meanwhile(case)))}


def _say(codes: Sequence[str]) -> list[str]:
    return [say(f"letter.{code}") for code in codes]


def _day(counted: Deadline) -> str:
    return day_words(last_day(counted.due))


def _words(month: str) -> str:
    return month_words(Month.parse(month)) if month else ""
