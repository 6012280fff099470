"""`jiuzhu households`: invented households in the shape of a trial calculation, one a line."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from local.population.invented.households import CITY, population
from local.population.residents import Household, Relative, Resident

MEDICAL_FEN = range(100_000, 6_000_000, 1_000)
"""What a year of grave illness costs a family."""

BORN_BY = 1942
"""Who was born then or before is eighty, and may have the allowance of the very old."""

AWAY = ("prison", "compulsory_rehabilitation", "missing", "clergy", "conscript")


def drawn(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """So many of the invented families, without their names; one seed gives one file.

    One in ten does not say whether relatives owe it support, so that its assessment stays open.
    """
    chance = random.Random(f"households/{seed}")
    return (_request(family, chance) for family in population(seed, count))


def _request(family: Household, chance: random.Random) -> dict[str, Any]:
    ill = sum(one.grave_illness for one in family.residents)
    spent = [{"kind": "medical", "amount_fen": chance.choice(MEDICAL_FEN)} for _ in range(ill)]
    nothing = dict.fromkeys(("securities_fen", "businesses"), 0)
    request: dict[str, Any] = {
        "area": _area(family),
        "setting": None if chance.random() < 0.02 else family.setting,
        "members": [_member(one, chance) for one in family.residents],
        "incomes": list(_incomes(family, chance)),
        "property": {
            **nothing,
            **_vehicles(chance),
            "deposits_fen": family.deposits_fen,
            "houses": family.houses,
        },
        "expenses": spent,
    }
    if chance.random() < 0.1:
        return request
    return {**request, "supporters": [_supporter(one, chance) for one in family.supporters or ()]}


def _area(family: Household) -> str:
    """Where it is registered; a family from elsewhere is assessed where it lives."""
    return family.registered_area if family.registered_area.startswith(CITY) else family.living_area


def _incomes(family: Household, chance: random.Random) -> Iterator[dict[str, Any]]:
    """What they have; of one in fifty nobody knows how much; the allowance of the very old."""
    for index, one in enumerate(family.residents):
        for kind, fen in one.incomes.items():
            known = {} if chance.random() < 0.02 else {"amount_fen": fen}
            yield {"member": index, "kind": kind, **known}
        if one.born.year <= BORN_BY and chance.random() < 0.5:
            yield {"member": index, "kind": "old_age_allowance", "amount_fen": 10_000}


def _vehicles(chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.9:
        return {"vehicles": 0}
    kind = chance.choice(("car", "motorcycle", "mobility_aid", "farm"))
    value = {"value_fen": chance.randrange(100_000, 8_000_000, 10_000)}
    return {"vehicles": 1, "vehicle_details": [{"kind": kind, **chance.choice(({}, value))}]}


def _supporter(one: Relative, chance: random.Random) -> dict[str, Any]:
    """One who owes support; of every second the own income is known."""
    own = {"own_income_fen": one.income_fen // one.household_size}
    return {
        "relation": one.relation,
        "age": one.age,
        "income_fen": one.income_fen,
        "household_size": one.household_size,
        **(own if chance.random() < 0.5 else {}),
    }


def _member(one: Resident, chance: random.Random) -> dict[str, Any]:
    """A member; now and then away, living elsewhere, or with a certificate of an unknown grade."""
    kind, grade = one.disability or (None, None)
    grade = None if chance.random() < 0.1 else grade
    elsewhere = {"registered_area": one.registered_area} if one.registered_area else {}
    return {
        "relation": one.relation,
        "born": one.born.isoformat(),
        "works": one.works,
        "student": one.student,
        "grave_illness": one.grave_illness,
        "self_care_failed": 0,
        **elsewhere,
        **_where(one, chance),
        **({"disability": {"kind": kind, "grade": grade}} if kind else {}),
    }


def _where(one: Resident, chance: random.Random) -> dict[str, Any]:
    if one.relation == "applicant" or chance.random() < 0.95:
        return {}
    absent = {
        "absent": chance.choice(AWAY),
        "absent_since": chance.choice(("2019-06-01", "2022-06-01")),
    }
    return chance.choice(({"lives_elsewhere": True}, absent if one.born.year < 2000 else {}))
