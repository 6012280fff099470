"""Invented families of Jilin City: every kind of household, the rare ones now and then.

Areas are real. One seed gives one population.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from chalicelib.directory.offices.routing import area_names
from chalicelib.domain.areas import AreaLevel, level_of
from local.population.invented import names
from local.population.invented.people import GROWN, WORKING, Invention
from local.population.residents import Household, Phone, Relative, Resident

CITY = "2202"
HARDSHIPS = ("家中有人长期患病", "失业在家", "年老无人照料", "务农收入不足", "子女上学负担重")
OLDEST = 104
OLD = {range(60, 75): 60, range(75, 90): 30, range(90, 100): 7, range(100, OLDEST + 1): 3}
"""How old those are who live alone or as a couple without work, by weight."""
OF_THE_FAMILY = frozenset({"applicant", "child", "grandchild", "sibling"})
"""Who bears the family's name; others may have one of their own."""

PADDING, TAKING_HEIC, WRONG_CLOCK = 0.15, 0.08, 0.03
"""What share types blanks where none belong, takes photos as HEIC, has a clock of another year."""
YEARS = (1970, 2019, 2031)
"""In which years such clocks stand."""

TWO_GENERATIONS = 40
Ages = list[tuple[str, int]]
"""People as relation to the applicant and age, the applicant first."""


def population(seed: int, households: int) -> list[Household]:
    """So many invented households of Jilin City; about one in ten leaves a deposit out."""
    drawing = Invention(random.Random(f"population/{seed}"))
    return [_household(drawing) for _ in range(households)]


def _household(drawing: Invention) -> Household:
    chance = drawing.chance
    (kind,) = chance.choices([*KINDS], [*KINDS.values()])
    living, registered = _places(chance)
    surname, (here, elsewhere) = names.surname(chance), kind(chance)
    married = any(relation == "spouse" for relation, _ in here)
    family = [_member(drawing, surname, *one, married=married) for one in here]
    held = sum(int(one.held["deposits"].value) for one in family if "deposits" in one.held)
    return Household(
        registered_area=registered,
        living_area=living,
        setting="urban" if area_names()[registered].endswith("社区") else "rural",
        hardship=chance.choice(HARDSHIPS),
        residents=tuple(family),
        deposits_fen=0 if chance.random() < 0.1 else held,
        houses=chance.choice((0, 1, 1)),
        supporters=tuple(_relative(drawing, surname, *one) for one in elsewhere),
        phone=_phone(chance),
    )


def _phone(chance: random.Random) -> Phone:
    pads, heic, wrong = (chance.random() < share for share in (PADDING, TAKING_HEIC, WRONG_CLOCK))
    return Phone(chance.choice(YEARS) if wrong else None, pads, heic)


@lru_cache(maxsize=1)
def _villages() -> tuple[list[str], list[str]]:
    """The villages and communities of the city, and those of the province outside it."""
    found = [code for code in area_names() if level_of(code) is AreaLevel.VILLAGE]
    inside = [code for code in found if code.startswith(CITY)]
    return inside, [code for code in found if not code.startswith(CITY)]


def _places(chance: random.Random) -> tuple[str, str]:
    """Where a family lives, and where it is registered: mostly there, now and then far away."""
    inside, outside = _villages()
    living, drawn = chance.choice(inside), chance.random()
    if drawn < 0.02:
        return living, chance.choice(outside)
    return living, chance.choice(inside) if drawn < 0.15 else living


def _member(
    drawing: Invention, surname: str, relation: str, age: int, *, married: bool
) -> Resident:
    chance = drawing.chance
    own = relation in OF_THE_FAMILY or chance.random() < 0.3
    family = surname if own else names.surname(chance)
    wedded = married and relation in {"applicant", "spouse"}
    one = drawing.member(family, age, relation, married=wedded)
    if relation == "applicant" or chance.random() > 0.05:
        return one
    return replace(one, registered_area=chance.choice(chance.choice(_villages())))


def _relative(drawing: Invention, surname: str, relation: str, age: int) -> Relative:
    """One who owes support; every other is named."""
    chance = drawing.chance
    named = drawing.relative(surname, age) if chance.random() < 0.5 else ("", "")
    income = chance.choice((0, chance.randrange(600_000, 9_000_000, 10_000)))
    return Relative(relation, age, income, chance.randint(1, 4), *named)


def _old(chance: random.Random) -> int:
    (ages,) = chance.choices([*OLD], [*OLD.values()])
    return chance.choice(ages)


def _near(chance: random.Random, age: int) -> int:
    """The age of somebody's spouse."""
    return min(max(age + chance.randrange(-6, 7), 20), OLDEST)


def _children(chance: random.Random, parent: int) -> Ages:
    """One to three children of a parent of that age, the oldest students of 24."""
    ages = range(max(0, parent - 42), min(24, parent - 20) + 1)
    return [("child", chance.choice(ages)) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]


def _parent(chance: random.Random, child: int) -> int:
    return min(child + chance.randrange(20, 36), OLDEST)


def _alone(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.choice(WORKING)
    return [("applicant", age)], [("parent", _parent(chance, age)) for _ in range(age % 3)]


def _old_alone(chance: random.Random) -> tuple[Ages, Ages]:
    age = _old(chance)
    elsewhere = [("child", age - 25), ("child", age - 28), ("grandchild", max(age - 50, GROWN))]
    return [("applicant", age)], elsewhere[: chance.randrange(4)]


def _couple(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.choice((chance.randrange(22, 60), _old(chance)))
    return [("applicant", age), ("spouse", _near(chance, age))], []


def _parents(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.randrange(23, 58)
    return [("applicant", age), ("spouse", _near(chance, age)), *_children(chance, age)], []


def _single_parent(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.randrange(23, 58)
    separated = [("spouse", _near(chance, age))] if chance.random() < 0.1 else []
    return [("applicant", age), *_children(chance, age)], separated


def _three_generations(chance: random.Random) -> tuple[Ages, Ages]:
    family, _ = _parents(chance)
    return [*family, ("parent", _parent(chance, family[0][1]))], []


def _with_parent(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.randrange(30, 66)
    return [("applicant", age), ("parent", _parent(chance, age))], [("sibling", age)]


def _grandparents(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.randrange(56, 86)
    couple = [("applicant", age), ("spouse", _near(chance, age))][: chance.randint(1, 2)]
    grandchild = chance.randrange(max(0, age - 70), GROWN)
    return [*couple, ("grandchild", grandchild)], [("child", age - 24)]


def _siblings(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.randrange(GROWN, 50)
    return [("applicant", age), ("sibling", max(6, age - chance.randrange(1, 12)))], []


def _orphan(chance: random.Random) -> tuple[Ages, Ages]:
    age = chance.randrange(6, GROWN)
    return [("applicant", age)], [("grandparent", age + chance.randrange(45, 70))]


def _with_another(chance: random.Random) -> tuple[Ages, Ages]:
    """A couple with a friend; whoever is old enough to be is a grandparent."""
    family, _ = _couple(chance)
    age = chance.randrange(OLDEST)
    relation = "grandparent" if age >= family[0][1] + TWO_GENERATIONS else "other"
    return [*family, (relation, age)], []


KINDS: dict[Callable[[random.Random], tuple[Ages, Ages]], int] = {
    _alone: 19,
    _old_alone: 15,
    _couple: 18,
    _parents: 18,
    _single_parent: 10,
    _three_generations: 6,
    _with_parent: 5,
    _grandparents: 4,
    _siblings: 2,
    _orphan: 1,
    _with_another: 2,
}
"""Who lives together, and who owes support elsewhere; by weight."""
