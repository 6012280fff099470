"""The facts of a household that the rules judge: declared, found, and what a person exempted.

What a department verified counts ahead of what was declared where it is more; silence, and an
answer about somebody else, leave the declaration standing and are named in every condition that
rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.household import FOUND_INCOME, MONTHS, yearly_fen
from chalicelib.domain.identity import age_on, full_years
from chalicelib.policy import Parameters

TOPICS = {"deposits_fen": "deposits", "securities_fen": "deposits"}
"""What a figure of the property is asked for as, where it is not its own name."""

OPEN = frozenset({"not_verified", "mismatch"})
"""What leaves an item open: nobody answered, or the answer was about somebody else."""


@dataclass(frozen=True)
class Income:
    """A yearly income of a kind (fen)."""

    kind: str
    yearly_fen: int


@dataclass(frozen=True)
class Person:
    """A member who counts, as far as the rules look."""

    age: int
    works: bool
    student: bool
    disability_grade: int | None
    disability_kind: str
    grave_illness: bool


@dataclass(frozen=True)
class Facts:
    """What the rules are given; amounts in fen. `unknown` are the topics that nobody told."""

    day: date
    county: str
    setting: str
    persons: tuple[Person, ...]
    incomes: tuple[Income, ...]
    deposits_fen: int
    exempted_fen: int
    vehicles: int
    houses: int
    businesses: int
    spending_fen: int
    unverified: tuple[str, ...]
    emergency: str
    unknown: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """How many members count."""
        return len(self.persons)


def facts_from(
    application: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]],
    exemptions: Sequence[Mapping[str, Any]],
    day: date,
    parameters: Parameters,
) -> Facts:
    """The facts of an application, its household report and a person's exemptions, on `day`.

    `parameters` say who belongs to the household; their day is the law's, `day` the family's.
    """
    counted = [
        index
        for index, member in enumerate(application["members"])
        if counts(member, day, parameters)
    ]
    members = [application["members"][index] for index in counted]
    declared = application["property"]
    return Facts(
        day=day,
        county=application["registered_area"][:6],
        setting=application["setting"],
        persons=tuple(_person(member, day) for member in members),
        incomes=tuple(_incomes(application, items, counted)),
        deposits_fen=max(
            (declared["deposits_fen"] or 0) + (declared["securities_fen"] or 0),
            _found(items, "deposits"),
        ),
        exempted_fen=sum(e["amount_fen"] for e in exemptions if e["item"] == "deposits"),
        vehicles=declared["vehicles"] or 0,
        houses=declared["houses"] or 0,
        businesses=max(declared["businesses"] or 0, _found(items, "companies")),
        spending_fen=sum(expense["amount_fen"] for expense in application["expenses"] or ()),
        unverified=tuple(sorted({i["item"] for i in items if i["status"] in OPEN})),
        emergency=application.get("kind") or "",
        unknown=frozenset(_untold(application)),
    )


def _untold(application: Mapping[str, Any]) -> Iterator[str]:
    """The topics that a trial calculation leaves out; a signed application leaves out none."""
    for topic in ("incomes", "expenses"):
        if application[topic] is None:
            yield topic
    for name, value in application["property"].items():
        if value is None:
            yield TOPICS.get(name, name)


def counts(member: Mapping[str, Any], day: date, parameters: Parameters) -> bool:
    """Whether somebody is a member of the household living together (57号, art. 7).

    Whoever is away in a way that the pack names does not count; a spouse and a minor child always
    do; others than children and parents must have lived together for the years that it names.
    """
    if member.get("absent") in {
        value.amount for value in parameters.every("household.not_counted")
    }:
        return False
    minor = _age(member, day) < _years("household.child_age", parameters)
    if member["relation"] in {"applicant", "spouse"} or minor:
        return True
    since = member.get("living_together_since")
    if member["relation"] in {"child", "parent"} or since is None:
        return member["relation"] in {"child", "parent"}
    together = date.fromisoformat(since)
    years = _years("household.coliving_years", parameters)
    return (together.year + years, together.month, together.day) <= (day.year, day.month, day.day)


def _age(member: Mapping[str, Any], day: date) -> int:
    """Full years: a trial calculation gives the day of birth, an application the number."""
    born = member.get("born")
    return (
        full_years(date.fromisoformat(born), day)
        if born
        else age_on(member["identity_number"], day)
    )


def _years(name: str, parameters: Parameters) -> int:
    return int(parameters.value(name).amount)


def _person(member: Mapping[str, Any], day: date) -> Person:
    disability = member.get("disability") or {}
    return Person(
        age=_age(member, day),
        works=member["works"],
        student=member["student"],
        disability_grade=disability.get("grade"),
        disability_kind=disability.get("kind", ""),
        grave_illness=member["grave_illness"],
    )


def _incomes(
    application: Mapping[str, Any], items: Sequence[Mapping[str, Any]], counted: Sequence[int]
) -> list[Income]:
    """Declared incomes, and beside them what was found beyond them."""
    incomes = [
        Income(income["kind"], yearly_fen(income))
        for income in application["incomes"] or ()
        if income["member"] in counted
    ]
    for item in items:
        kinds = FOUND_INCOME.get(item["item"])
        if kinds is None or item["status"] != "verified" or item["member"] not in counted:
            continue
        declared = sum(
            yearly_fen(income)
            for income in application["incomes"] or ()
            if income["member"] == item["member"] and income["kind"] in kinds
        )
        beyond = int(item["value"]) * MONTHS - declared
        if beyond > 0:
            incomes.append(Income(kinds[0], beyond))
    return incomes


def _found(items: Sequence[Mapping[str, Any]], name: str) -> int:
    return sum(
        int(item["value"])
        for item in items
        if item["item"] == name and item["status"] == "verified"
    )
