"""The forms of deaths and changes while a benefit is received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from chalicelib.case import benefit, deaths, step_pages
from chalicelib.case.case import Case
from chalicelib.case.deaths import FOUND, REPORTED, SETTLED
from chalicelib.case.household import IncomeKind
from chalicelib.case.step_pages import Choices, Drawn, OfCall
from chalicelib.certification.benefits import reports, reviews
from chalicelib.certification.persons import restorations
from chalicelib.domain import names
from chalicelib.domain.money import Fen
from chalicelib.platform.http import Call
from chalicelib.platform.pages import GoesWith, Pages
from chalicelib.words import say

pages = Pages("certification")

ENDS_OF_BENEFIT = ("propose_end", "propose_end_of_means", "propose_posted_end")


def _deaths(case: Case, *stages: str) -> Mapping[int, Mapping[str, Any]]:
    """The reported deaths at these stages, by their numbers."""
    known = enumerate(deaths.reported(case.document))
    return {number: one for number, one in known if one["stage"] in stages}


def _of_deaths(*stages: str) -> OfCall:
    """The choice among the deaths at these stages."""

    def choices(call: Call) -> Choices:
        found = _deaths(call.subject, *stages).items()
        return {"death": [(str(at), names.masked(one["name"])) for at, one in found]}

    return choices


def _mistakable(call: Call) -> Choices:
    """The choice among the settled deaths that whoever asks may say were a mistake."""
    known = deaths.reported(call.subject.document)
    numbers = restorations.mistakable(call.subject, call.actor)
    return {"death": [(str(at), names.masked(known[at]["name"])) for at in numbers]}


def _facts(*stages: str) -> OfCall:
    """What is known of the deaths at these stages."""

    def values(call: Call) -> Mapping[str, Any]:
        return {"facts": [_said(one) for one in _deaths(call.subject, *stages).values()]}

    return values


def _said(death: Mapping[str, Any]) -> tuple[str, str]:
    """Who it is, and what was reported and found."""
    reported = say("desk.death.reported", day=death.get("told_day", death["died_on"]))
    if not death.get("finding"):
        return names.masked(death["name"]), reported
    finding = say(f"desk.choice.finding.{death['finding']}")
    found = say("desk.death.found", finding=finding, day=death["died_on"], by=death["found_by"])
    return names.masked(death["name"]), f"{reported}；{found}：{death['grounds']}"


def _each_death(call: Call) -> Mapping[str, str]:
    """A finding for every death that waits: the township says something of each."""
    waiting = _deaths(call.subject, REPORTED)
    return {f"deaths.{at}.death": str(number) for at, number in enumerate(waiting)}


def _each_question(call: Call) -> Mapping[str, str]:
    """An answer for every question about a day."""
    found = _deaths(call.subject, FOUND).items()
    asked = [(number, one) for number, death in found for one in death.get("asked", ())]
    start: dict[str, str] = {}
    for at, (number, question) in enumerate(asked):
        start |= {f"answers.{at}.death": str(number), f"answers.{at}.question": question}
    return start


def _of_review(call: Call) -> Choices:
    """What a review may name: the household's members, and kinds of income."""
    kinds = [(one, say(f"form.income.{one}")) for one in get_args(IncomeKind)]
    return {"member": step_pages.members(call.subject), "found.incomes.*.kind": kinds}


def _of_benefit(call: Call) -> Mapping[str, Any]:
    """What the benefit comes to, what was reported of it, and what the township proposes."""
    case: Case = call.subject
    change, reckoned = case.doc("change"), case.doc("reckoned")
    facts = [
        (say("desk.benefit.now"), say("desk.case.amount", yuan=Fen(benefit.amount_fen(case)).yuan))
    ]
    facts += [
        (say("desk.benefit.told"), f"{say('change.' + one['kind'])}：{one['words']}")
        for one in change.get("told", ())
    ]
    proposed = change.get("finding") or {}
    if proposed:
        decision = say(f"desk.benefit_review.decision_{proposed['decision']}")
        facts.append((say("desk.benefit.proposed"), f"{decision}：{proposed['reason']}"))
    if reckoned.get("amount_fen") is not None:
        yuan = Fen(int(reckoned["amount_fen"])).yuan
        facts.append((say("desk.benefit.reckoned"), say("desk.case.amount", yuan=yuan)))
    return {"facts": facts}


step_pages.step(
    pages,
    "death-check",
    ("check_deaths",),
    Drawn(
        choices=_of_deaths(REPORTED),
        start=_each_death,
        values=_facts(REPORTED),
    ),
)
step_pages.step(
    pages,
    "death-decision",
    ("confirm_death", "review_rest", "refute_death", "check_again"),
    Drawn(
        choices=_of_deaths(FOUND),
        causes={
            "confirm": ("confirm_death", "review_rest", "refute_death"),
            "check_again": ("check_again",),
        },
        start=_each_question,
        values=_facts(FOUND),
        goes_with={"answers": GoesWith("decision", ("confirm",), needed=False)},
    ),
)
step_pages.step(
    pages,
    "death-correction",
    ("restore_person", "restore_and_review", "reopen_benefit", "reopen_and_review"),
    Drawn(choices=_mistakable, values=_facts(SETTLED)),
    cannot=restorations.cannot,
)
step_pages.step(
    pages,
    "reported-change",
    ("tell_change",),
    Drawn(
        choices=lambda call: {"member": step_pages.members(call.subject)},
        entries={"people": 2},
        goes_with={"people": GoesWith("kind", ("household",))},
        values=_of_benefit,
    ),
    cannot=reports.cannot_be_told,
)
step_pages.step(
    pages,
    "benefit-review",
    ("keep", "propose_change", *ENDS_OF_BENEFIT),
    Drawn(
        choices=_of_review,
        entries={"found.incomes": 2},
        values=_of_benefit,
        goes_with={
            "ground": GoesWith("decision", ("propose_end",)),
            "although": GoesWith("decision", ("propose_end",), needed=False),
            "found": GoesWith("decision", ("propose_change", "propose_end"), needed=False),
        },
        weighs=True,
        causes={"propose_end": ENDS_OF_BENEFIT},
    ),
    cannot=reviews.cannot_be_examined,
)
step_pages.step(
    pages,
    "benefit-decision",
    ("change_benefit", "enter_grace", "end_benefit", "review_again"),
    Drawn(
        values=_of_benefit,
        causes={
            "confirm": ("change_benefit", "enter_grace", "end_benefit"),
            "check_again": ("review_again",),
        },
        weighs=True,
    ),
    cannot=reviews.cannot_be_decided,
)
