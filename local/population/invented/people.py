"""Invented people: when they were born, by what they are known, what they earn and suffer from."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from chalicelib.domain import identity
from local.population import numbers
from local.population.invented import names
from local.population.residents import Household, Resident, with_records

TODAY = date(2022, 12, 19)
"""The day on which people have the age that was drawn."""
WORKING = range(18, 60)
SCHOOL = range(6, 25)
GROWN = 18
PENSION_AGE = 60
NEWBORN_DAYS = 45
"""So old a child may be and have no number yet."""

Incomes = Mapping[str, tuple[float, range]]
EARNED: Incomes = {
    "wage": (0.45, range(80_000, 250_000, 1_000)),
    "business": (0.08, range(20_000, 200_000, 1_000)),
    "other": (0.12, range(10_000, 90_000, 1_000)),
    "unemployment": (0.05, range(90_000, 150_000, 1_000)),
    "maintenance": (0.04, range(20_000, 80_000, 1_000)),
}
"""What share of grown people has an income of a kind, and how much of it a month (fen)."""
OF_OLD_AGE: Incomes = {
    "pension": (0.5, range(60_000, 180_000, 1_000)),
    "basic_pension": (0.4, range(11_000, 20_000, 100)),
    "property": (0.1, range(10_000, 60_000, 1_000)),
    "family_planning_award": (0.05, range(8_000, 9_000, 100)),
}
OF_DISABLED: Incomes = {"disability_subsidy": (0.5, range(8_000, 17_000, 100))}


@dataclass
class Invention:
    """Chance, and whoever was drawn with it: nobody is drawn twice."""

    chance: random.Random
    taken: set[str] = field(default_factory=set)

    def member(self, family: str, age: int, relation: str, *, married: bool = False) -> Resident:
        """A member of the family called `family`, with what is true of such people."""
        chance, born = self.chance, self._born(age)
        kind = self._kind(born, age, relation)
        name, number = self._known(kind, family, born)
        disability = ("physical", chance.randint(1, 4)) if chance.random() < 0.1 else None
        student = age in SCHOOL and (age < GROWN or (relation == "child" and chance.random() < 0.8))
        grown = age >= GROWN and not student
        incomes = _incomes(chance, age, bool(disability)) if grown else {}
        saved = chance.choice((0, 0, chance.randrange(10_000, 3_000_000, 100)))
        return with_records(
            name,
            number,
            born,
            relation,
            no_number=None if number else kind,
            married=married,
            deposits=saved if grown else 0,
            subsidy=16_000 if disability and disability[1] <= 2 else 0,
            works=bool(incomes.keys() & {"wage", "business"}),
            student=student,
            grave_illness=chance.random() < 0.08,
            disability=disability,
            incomes=incomes,
        )

    def relative(self, family: str, age: int) -> tuple[str, str]:
        """Name and number of somebody who lives elsewhere."""
        name, number = self._known("card", family, self._born(age))
        return name, number or ""

    def _born(self, age: int) -> date:
        """A birthday of that age; of the youngest some are only just born."""
        days = self.chance.randrange(365)
        if age == 0 and self.chance.random() < 0.5:
            days %= NEWBORN_DAYS
        return TODAY.replace(year=TODAY.year - age) - timedelta(days=days)

    def _kind(self, born: date, age: int, relation: str) -> str:
        """By what somebody is known: mostly a card, or the reason why there is no number."""
        drawn = self.chance.random()
        if (TODAY - born).days < NEWBORN_DAYS and drawn < 0.6:
            return "newborn"
        if relation == "spouse" and age in WORKING and drawn < 0.04:
            return "foreign" if drawn < 0.01 else "foreign card"
        if drawn < 0.008:
            return "permit"
        return "unregistered" if drawn < 0.012 else "card"

    def _known(self, kind: str, family: str, born: date) -> tuple[str, str | None]:
        """Name and number, which nobody else has."""
        chance, country = self.chance, ""
        if kind.startswith("foreign"):
            country = chance.choice([*names.FOREIGN])
            name = chance.choice(names.FOREIGN[country])
        elif kind == "permit":
            name = chance.choice(names.TRADITIONAL)
        else:
            name = names.named(chance, family)
        if kind in identity.KINDS:
            return name, None
        number = numbers.drawn(chance, kind, born, country)
        while number in self.taken:
            number = numbers.drawn(chance, kind, born, country)
        self.taken.add(number)
        return name, number


def as_young(household: Household, day: date) -> Household:
    """The household with its newborns as old on `day` as they are on TODAY."""
    residents = [
        replace(one, born=one.born + (day - TODAY)) if one.no_number == "newborn" else one
        for one in household.residents
    ]
    return replace(household, residents=tuple(residents))


def _incomes(chance: random.Random, age: int, disabled: bool) -> dict[str, int]:
    """What a grown person gets a month: nothing, or incomes of one or several kinds."""
    kinds = {**(OF_OLD_AGE if age >= PENSION_AGE else EARNED), **(OF_DISABLED if disabled else {})}
    return {
        kind: chance.choice(amounts)
        for kind, (share, amounts) in kinds.items()
        if chance.random() < share
    }
