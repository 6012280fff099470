"""A benefit while it is received, in words for the family: its letters, and what comes next.

What is said of money follows from what is paid: by the month, once, or nothing at all, where a
household is recognised. What was to begin only after its end was never paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.case import (
    benefit,
    calculation_texts,
    contacts,
    deaths,
    granted_texts,
    grounds,
    self_care_change,
)
from chalicelib.case.case import Case
from chalicelib.case.states import State
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import Month, last_day, month_of_day, parse_instant
from chalicelib.domain.money import Fen
from chalicelib.records.law import Deadline, Law, due_note
from chalicelib.words import listed, say
from chalicelib.words.days import day_words, month_words

LETTERS = frozenset(
    {
        *("change_told", "end_proposed", "end_objected", "benefit_changed", "benefit_ended"),
        *("kept", "paid_first", "grace_granted", "grace_over", "review_begun"),
    }
)
"""The letters of which this module writes the lines."""


def variant(name: str, case: Case) -> str:
    """The first line of a letter: who reported a change, and whether anything is paid."""
    if name == "change_told" and _last_change(case).get("from") == "office":
        return "change_told_by_office"
    unpaid = name in {"kept", "review_begun"} and not deaths.is_monthly(case.document)
    return f"{name}_recognised" if unpaid else name


def lines(name: str, case: Case, law: Law) -> list[str]:
    """What a letter about a benefit says after its first line."""
    if name not in LETTERS:
        return []
    figures = _figures(case, law)
    said = [say(f"letter.{code}", **figures) for code in _CODES[name](case)]
    if name in _ENDS:
        said[1:1] = calculation_texts.reasons_of_end(case)  # after its ground
    said += _basis_lines(name, case, law)
    named = _named_day(name, case, law).until
    note = due_note(self_care_change.due_note(case.doc("change")) if _assess_by(case) else named)
    return [*said, note] if note and name in _NAME_A_DAY else said


def _basis_lines(name: str, case: Case, law: Law) -> list[str]:
    """How an amount that changes or stays comes about, and the article that says what is done."""
    if name not in _BASIS:
        return []
    text = benefit.basis(_BASIS[name], case.scheme, law.parameters)
    articles = [say("letter.basis", article=text.citation)] if text else []
    has_sum = name not in _INFORM and deaths.is_monthly(case.document)
    return [*(grounds.sum_of(benefit.lines(case)) if has_sum else ()), *articles]


def _of_reported_change(case: Case) -> list[str]:
    if _assess_by(case):
        by = "change_told_care"
    elif case.document.task("recheck"):
        by = "change_told_check"
    elif case.document.task("benefit_decision"):
        by = "change_told_county"
    else:
        by = "change_told_noticed" if case.state is State.NOTICING_END else "change_told_reckoned"
    of_people = ["change_told_household"] if _last_change(case)["kind"] == "household" else []
    return ["change_told_kind", by, *of_people, *_meanwhile(case), "change_told_answer"]


def _assess_by(case: Case) -> datetime | None:
    """By when self-care is assessed, where that is what was reported."""
    is_reported = _last_change(case)["kind"] == "self_care"
    return self_care_change.assess_by(case.doc("change")) if is_reported else None


def _of_proposal(case: Case) -> list[str]:
    posted = ["end_proposed_posted"] if _finding(case).get("until") else []
    return ["end_ground", *posted, "end_proposed_by", *_meanwhile(case), "end_proposed_next"]


def _of_review(case: Case) -> list[str]:
    return [
        *("review_begun_when", "change_told_check"),
        *(*_meanwhile(case), "review_begun_tell", "change_told_answer"),
    ]


def _of_objection(case: Case) -> list[str]:
    return ["end_objected_next", *_meanwhile(case), "end_objected_heard"]


def _of_change(case: Case) -> list[str]:
    why = "benefit_changed_why" if case.doc("change").get("told") else "benefit_found"
    care = ["benefit_changed_care"] if _levels(case) else []
    begun = benefit.is_paid_before(case, _month(case))
    return [why, *care, "benefit_changed_paid" if begun else "benefit_changed_first"]


def _of_end(case: Case) -> list[str]:
    return ["end_ground", f"benefit_ended_{_how_ended(case)}", "benefit_ended_offers"]


def _of_grace(_case: Case) -> list[str]:
    return ["grace_why", "grace_paid", "grace_then", "grace_lost"]


def _of_grace_over(_case: Case) -> list[str]:
    return ["grace_over_why", "benefit_ended_paid", "benefit_ended_offers"]


def _meanwhile(case: Case) -> list[str]:
    """What holds until it is decided."""
    if not deaths.is_monthly(case.document):
        return ["meanwhile_recognised"]
    return ["meanwhile_held" if _is_held(case) else "meanwhile_paid"]


def _of_unchanged(case: Case) -> list[str]:
    why = "kept_why" if case.doc("change").get("told") else "kept_found"
    amount = ["kept_amount"] if deaths.is_monthly(case.document) else []
    return [why, *amount, *(["kept_held"] if _is_held(case) else [])]


def _is_held(case: Case) -> bool:
    """Whether a part is held for a death of which the family was informed."""
    reported = deaths.reported(case.document)
    monthly = deaths.is_monthly(case.document)
    return monthly and any(one["family"] and one["stage"] != deaths.SETTLED for one in reported)


def _how_ended(case: Case) -> str:
    """What an end comes to: of what was paid, of what was to be paid, or of a recognition."""
    if not deaths.is_monthly(case.document):
        return "recognised"
    return "paid" if benefit.is_paid_before(case, _month(case)) else "unpaid"


def _of_urgent_aid(_case: Case) -> list[str]:
    return ["paid_first_by", "paid_first_late"]


_CODES = {
    "paid_first": _of_urgent_aid,
    "change_told": _of_reported_change,
    "review_begun": _of_review,
    "end_proposed": _of_proposal,
    "benefit_changed": _of_change,
    "benefit_ended": _of_end,
    "grace_granted": _of_grace,
    "grace_over": _of_grace_over,
    "kept": _of_unchanged,
    "end_objected": _of_objection,
}
_ENDS = frozenset({"end_proposed", "benefit_ended"})
_NAME_A_DAY = frozenset({"change_told", "review_begun", "end_proposed", "end_objected"})
_BASIS = {
    "benefit_changed": "change",
    "grace_granted": "grace",
    "kept": "keep",
    "review_begun": "review",
    "end_objected": "objected",
}
_INFORM = frozenset({"review_begun", "end_objected"})
"""The letters that say by which text of the pack something is done; and those of them that say
nothing of how an amount comes about."""


# What comes next.

REVIEWED = frozenset({"receiving", "receiving_recognised"})
"""What is next of a benefit or a recognition that is reviewed on a day."""


def next_step(case: Case, law: Law) -> str:
    """What comes next for an application or a benefit, in words, with office and day."""
    code = _next_code(case, month_of_day(law.day))
    if not code:
        return contacts.next_step(case)
    again = granted_texts.review(case, law) if code in REVIEWED else ""
    return say(f"next.{code}", **_figures(case, law), again=again)


def provisional(case: Case, law: Law) -> str:
    """By which notices a day is counted that `next_step` names and no task has; "" for none."""
    posted = case.state is State.NOTICING_END
    return _named_day("end_proposed", case, law).until if posted else ""


def _next_code(case: Case, now_month: Month) -> str:
    if case.state is State.RECEIVING:
        return _receiving(case)
    if case.state is State.RECHECKING:
        return _rechecking(case)
    if case.state in {State.GRACE, State.NOTICING_END}:
        return str(case.state)
    if case.state is State.LEAVING:
        ended = _how_ended(case)
        if ended != "paid":
            return f"leaving_{ended}"
        return "leaving_over" if str(now_month) >= _month(case) else "leaving"
    return "ended_benefit" if case.state is State.ENDED and deaths.is_ended(case) else ""


def _receiving(case: Case) -> str:
    if deaths.is_monthly(case.document):
        return "receiving"
    once = case.doc("decision").get("amount_fen")
    return "receiving_once" if once else "receiving_recognised"


def _rechecking(case: Case) -> str:
    if case.document.task("recheck"):
        return "rechecking_periodic" if case.doc("change").get("periodic") else "rechecking"
    county = case.document.task("benefit_decision")
    return "rechecking_county" if county else "rechecking_reckoned"


# Figures.


def _last_change(case: Case) -> Mapping[str, Any]:
    change: Mapping[str, Any] = case.doc("change").get("told", [{"kind": "other"}])[-1]
    return change


def _kinds(case: Case) -> list[str]:
    """What kinds of change were reported since the benefit was examined last."""
    return [str(one["kind"]) for one in case.doc("change").get("told", ())]


def _people(case: Case) -> str:
    """Who came or left, as the family reported it last; "" where an officer reported it, or nobody
    did."""
    change, members = _last_change(case), case.doc("application").get("members", ())
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


def _finding(case: Case) -> Mapping[str, Any]:
    found: Mapping[str, Any] = case.doc("change").get("finding", {})
    return found


def _month(case: Case) -> str:
    """The month from which what was decided last holds; empty before anything was."""
    changes = case.doc("benefit").get("changes") or [{"from_month": ""}]
    return str(changes[-1]["from_month"])


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


def _named_day(name: str, case: Case, law: Law) -> Deadline:
    """The day by which the township has examined it, or the county decides."""
    own, county = case.document.task("recheck"), case.document.task("benefit_decision")
    task = own if own and name != "end_proposed" else county
    if task:
        return Deadline(task.due, task.opened_at, task.counted_until)
    until = _finding(case).get("until")
    since = parse_instant(until) if until else case.stage_due
    return law.counted("deadline.benefit_decision", since)


def _figures(case: Case, law: Law) -> dict[str, str]:
    found, care = _finding(case), _assess_by(case)
    until, first = found.get("until"), str(case.doc("decision").get("from_month", ""))
    periodic = str(case.doc("change").get("periodic", ""))
    offers = ("temporary_aid",) if case.scheme != "tekun" else ("dibao", "temporary_aid")
    figures = {
        "scheme": say(f"scheme.{case.scheme}"),
        "kind": say(f"change.{_last_change(case)['kind']}") + _people(case),
        "office": routing.contact_name(case.office),
        "due": day_words(last_day(care)) if care else _day(_named_day("", case, law)),
        "decide_by": _day(_named_day("end_proposed", case, law)),
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
        "from_month": _words(_month(case)),
        "first_month": _words(first),
        "grace_from": _words(benefit.grace_over(case)),
        "amount": Fen(benefit.amount_fen(case)).yuan,
        "care": "；".join(_levels(case)),
        "schemes": listed(say(f"scheme.{one}") for one in offers),
    }
    return figures | {"meanwhile": "".join(_say(_meanwhile(case)))}


def _say(codes: Sequence[str]) -> list[str]:
    return [say(f"letter.{code}") for code in codes]


def _day(counted: Deadline) -> str:
    return day_words(last_day(counted.due))


def _words(month: str) -> str:
    return month_words(Month.parse(month)) if month else ""
