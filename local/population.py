"""Invented families of Jilin City, and what the departments hold on their members.

Nobody here lives: every identity number is one that is given to nobody.
Areas are real. What the departments hold follows from what is true of a person; what the family
declares may leave something out. One seed gives one population.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from chalicelib.directory.routing import area_names
from chalicelib.domain.areas import Level, level_of
from local.invented.numbers import numbered

INCOME_ITEMS = {
    "wage": "wage_monthly",
    "pension": "pension_monthly",
    "basic_pension": "pension_monthly",
    "unemployment": "unemployment_monthly",
}
"""Under which item social security holds an income."""


@dataclass(frozen=True)
class Held:
    """What a department holds: fen, a count, or yes.

    `of` names another whose record it is, `unit` the one in which the department wrongly tells it.
    """

    value: int | bool | str
    record: str
    of: str = field(default="", repr=False)
    unit: str = ""


@dataclass(frozen=True)
class Resident:
    """A member of a family: what is declared of them, and what is held on them by item.

    `incomes` are monthly, by kind, in fen. A source in `silent` never answers about this person.
    """

    name: str = field(repr=False)
    identity_number: str = field(repr=False)
    born: date
    relation: str
    works: bool = False
    student: bool = False
    grave_illness: bool = False
    disability: tuple[str, int] | None = None
    incomes: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, Held] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Household:
    """A family as it applies: where it is registered and lives, what it declares, and why."""

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


def resident(
    name: str,
    born: str,
    order: int,
    relation: str = "applicant",
    *,
    deposits: int = 0,
    subsidy: int = 0,
    married: bool = False,
    company_of: str = "",
    **declared: Any,
) -> Resident:
    """Somebody born on `born`, number `order` of that day (odd: male), with what is held on them.

    `deposits` and the monthly disability `subsidy` are fen. `company_of` is the identity number of
    somebody of the same name, whose company the registry gives for this person's.
    """
    number = numbered(born, order)
    one = Resident(name, number, date.fromisoformat(born), relation, **declared)
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
        **{INCOME_ITEMS[k]: fen for k, fen in one.incomes.items() if k in INCOME_ITEMS},
    }
    held = {item: Held(value, _record(number, item)) for item, value in truth.items() if value}
    if company_of:
        held["companies"] = replace(held["companies"], of=company_of)
    return replace(one, held=held)


def _record(number: str, item: str) -> str:
    """A department's own number, which tells nothing of the person."""
    return hashlib.sha256(f"{number}/{item}".encode()).hexdigest()[:10].upper()


def register(households: Iterable[Household]) -> dict[str, Resident]:
    """Everybody in the households by identity number."""
    return {one.identity_number: one for family in households for one in family.residents}


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻"
GIVEN = "安柏昌辰德恩芳广海和吉嘉静凯兰礼明宁培琴荣善婷文喜雅英毓占志"
HARDSHIPS = ("家中有人长期患病", "失业在家", "年老无人照料", "务农收入不足", "子女上学负担重")
TODAY = date(2022, 12, 19)  # ages are spread around this day


def population(seed: int, households: int) -> list[Household]:
    """So many invented households of Jilin City; about one in ten leaves a deposit out."""
    chance = random.Random(f"population/{seed}")
    names = area_names()
    villages = [
        code for code in names if code.startswith("2202") and level_of(code) is Level.VILLAGE
    ]
    taken: set[str] = set()
    return [_household(chance, chance.choice(villages), names, taken) for _ in range(households)]


def _household(
    chance: random.Random, village: str, names: Mapping[str, str], taken: set[str]
) -> Household:
    surname = chance.choice(SURNAMES)
    married = chance.random() < 0.6
    family = [_adult(chance, surname, "applicant", married, taken)]
    if married:
        family.append(_adult(chance, chance.choice(SURNAMES), "spouse", married, taken))
    family += [_child(chance, surname, taken) for _ in range(chance.choice((0, 0, 1, 1, 2)))]
    held = sum(int(one.held["deposits"].value) for one in family if "deposits" in one.held)
    return Household(
        registered_area=village,
        living_area=village,
        setting="urban" if names[village].endswith("社区") else "rural",
        hardship=chance.choice(HARDSHIPS),
        residents=tuple(family),
        deposits_fen=0 if chance.random() < 0.1 else held,
        houses=chance.choice((0, 1, 1)),
    )


def _adult(
    chance: random.Random, surname: str, relation: str, married: bool, taken: set[str]
) -> Resident:
    born, order = _birth(chance, range(20, 85), taken)
    old = (TODAY - date.fromisoformat(born)).days > 60 * 365
    works = not old and chance.random() < 0.5
    incomes = {"wage": chance.randrange(80_000, 250_000, 1_000)} if works else {}
    if old and chance.random() < 0.8:
        incomes = {"pension": chance.randrange(60_000, 180_000, 1_000)}
    disability = ("physical", chance.randint(1, 4)) if chance.random() < 0.12 else None
    return resident(
        _name(chance, surname),
        born,
        order,
        relation,
        married=married,
        deposits=chance.choice((0, 0, chance.randrange(10_000, 3_000_000, 100))),
        subsidy=16_000 if disability and disability[1] <= 2 else 0,
        works=works,
        incomes=incomes,
        disability=disability,
        grave_illness=chance.random() < 0.08,
    )


def _child(chance: random.Random, surname: str, taken: set[str]) -> Resident:
    born, order = _birth(chance, range(0, 18), taken)
    student = TODAY.year - int(born[:4]) > 6
    return resident(_name(chance, surname), born, order, "child", student=student)


def _name(chance: random.Random, surname: str) -> str:
    return surname + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def _birth(chance: random.Random, ages: range, taken: set[str]) -> tuple[str, int]:
    """A day of birth and an order within it that nobody has yet."""
    while True:
        days = 365 * chance.choice(ages) + chance.randrange(365)
        born, order = (TODAY - timedelta(days=days)).isoformat(), chance.randrange(100, 1000)
        if numbered(born, order) not in taken:
            taken.add(numbered(born, order))
            return born, order
