"""`jiuzhu households`: invented households in the shape of a trial calculation, one a line."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from local.invented.households import CITY, population
from local.population import Household, Relative, Resident

MEDICAL_FEN = range(100_000, 6_000_000, 1_000)
"""What a year of grave illness costs a family."""


def drawn(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """So many of the invented families, without their names; one seed gives one file.

    One in ten does not say whether relatives owe it support, and is not judged to the end.
    """
    chance = random.Random(f"households/{seed}")
    return (_trial(family, chance) for family in population(seed, count))


def _trial(family: Household, chance: random.Random) -> dict[str, Any]:
    ill = sum(one.grave_illness for one in family.residents)
    spent = [{"kind": "medical", "amount_fen": chance.choice(MEDICAL_FEN)} for _ in range(ill)]
    nothing = dict.fromkeys(("securities_fen", "vehicles", "businesses"), 0)
    told: dict[str, Any] = {
        "area": _area(family),
        "setting": family.setting,
        "members": [_member(one) for one in family.residents],
        "incomes": [
            {"member": index, "kind": kind, "amount_fen": fen}
            for index, one in enumerate(family.residents)
            for kind, fen in one.incomes.items()
        ],
        "property": {**nothing, "deposits_fen": family.deposits_fen, "houses": family.houses},
        "expenses": spent,
    }
    if chance.random() < 0.1:
        return told
    return {**told, "supporters": [_supporter(one) for one in family.supporters or ()]}


def _area(family: Household) -> str:
    """Where it is registered; a family from elsewhere is tried out where it lives."""
    return family.registered_area if family.registered_area.startswith(CITY) else family.living_area


def _supporter(one: Relative) -> dict[str, Any]:
    return {
        "relation": one.relation,
        "age": one.age,
        "income_fen": one.income_fen,
        "household_size": one.household_size,
    }


def _member(one: Resident) -> dict[str, Any]:
    kind, grade = one.disability or (None, None)
    return {
        "relation": one.relation,
        "born": one.born.isoformat(),
        "works": one.works,
        "student": one.student,
        "grave_illness": one.grave_illness,
        "self_care_failed": 0,
        **({"disability": {"kind": kind, "grade": grade}} if kind else {}),
    }
