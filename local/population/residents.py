"""Families as the sandbox knows them, and what the departments hold on their members.

Nobody here lives: every identity number is one that is given to nobody. What the departments hold
follows from what is true of a person; what the family declares may leave something out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from local.population.numbers import numbered

INCOME_ITEMS = {
    "wage": "wage_monthly",
    "pension": "pension_monthly",
    "basic_pension": "pension_monthly",
    "unemployment": "unemployment_monthly",
}
"""Under which item social security holds an income."""


ADULT = 18


@dataclass(frozen=True)
class Held:
    """What a department holds: fen, a count, or yes.

    `of` names another whose record it is, `unit` the unit in which the department wrongly reports
    it.
    """

    value: int | bool | str
    record: str
    of: str = field(default="", repr=False)
    unit: str = ""


@dataclass(frozen=True)
class Resident:
    """A member of a family: what is declared of them, and what is held on them by item.

    Who has no number says why in `no_number`; no department knows of them. `registered_area` is
    empty where it is the household's. `incomes` are monthly, by kind, in fen. A source in `silent`
    never answers about this person.
    """

    name: str = field(repr=False)
    identity_number: str | None = field(repr=False)
    born: date
    relation: str
    no_number: str | None = None
    registered_area: str = ""
    works: bool = False
    student: bool = False
    grave_illness: bool = False
    disability: tuple[str, int] | None = None
    incomes: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, Held] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Relative:
    """One who owes the family support and lives elsewhere; `income_fen` is of a year."""

    relation: str
    age: int
    income_fen: int
    household_size: int = 1
    name: str = field(default="", repr=False)
    identity_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class Phone:
    """How a family's phone, and whoever types on it, differ from what one hopes for.

    `clock_year` is the year in which its clock stands where that is wrong. Who `pads` leaves
    blanks, groups and wide digits. With `heic` it takes photos as HEIC until the API refuses them.
    """

    clock_year: int | None = None
    pads: bool = False
    heic: bool = False


@dataclass(frozen=True)
class Household:
    """A family as it applies: where it is registered and lives, what it declares, and why.

    `supporters` is None where it does not say whether anybody owes it support.
    """

    registered_area: str
    living_area: str
    setting: str
    hardship: str
    residents: tuple[Resident, ...]
    scheme: str = "dibao"
    kind: str | None = None
    cause: str | None = None
    deposits_fen: int = 0
    houses: int = 0
    supporters: tuple[Relative, ...] | None = None
    phone: Phone = Phone()


def resident(
    name: str, born: str, order: int, relation: str = "applicant", **known: Any
) -> Resident:
    """Somebody born on `born`, number `order` of that day (odd: male), as `with_records`."""
    return with_records(name, numbered(born, order), date.fromisoformat(born), relation, **known)


def with_records(
    name: str,
    number: str | None,
    born: date,
    relation: str,
    *,
    deposits: int = 0,
    subsidy: int = 0,
    married: bool = False,
    company_of: str = "",
    **declared: Any,
) -> Resident:
    """Somebody with what is held on them, which is nothing without a number.

    `deposits` and the monthly disability `subsidy` are fen. `company_of` is the identity number of
    somebody of the same name, whose company the registry gives for this person's.
    """
    one = Resident(name, number, born, relation, **declared)
    if number is None:
        return one
    truth: dict[str, int | bool] = {
        "registered": True,
        "married": married,
        "disability_grade": one.disability[1] if one.disability else 0,
        "disability_subsidy_monthly": subsidy,
        "deposits": deposits,
        "companies": int(bool(company_of)),
        "taxed_wage_year": 12 * one.incomes.get("wage", 0),
        "fund_base_monthly": one.incomes.get("wage", 0),
        "enrolled": one.student,
        "medically_insured": True,
    }
    for kind, item in INCOME_ITEMS.items():
        truth[item] = truth.get(item, 0) + one.incomes.get(kind, 0)
    held = {item: Held(value, _record(number, item)) for item, value in truth.items() if value}
    if company_of:
        held["companies"] = replace(held["companies"], of=company_of)
    return replace(one, held=held)


def _record(number: str, item: str) -> str:
    """A department's own number, which says nothing about the person."""
    return hashlib.sha256(f"{number}/{item}".encode()).hexdigest()[:10].upper()


def register(households: Iterable[Household]) -> dict[str, Resident]:
    """Everybody in the households who has an identity number, by it."""
    people = (one for family in households for one in family.residents)
    return {one.identity_number: one for one in people if one.identity_number}
