"""Households in which a department holds something else than they declare, and which differences
must be reported.

A contradiction lies below, at or above what the policy tolerates; only above may a difference be
reported. A death, records of other people and amounts in other units never are one, and nothing is
reported of people about whom departments cannot be asked: who has no number, or no adult who signs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chalicelib.domain.identity import full_years
from local.population.invented.people import TODAY
from local.population.numbers import numbered
from local.population.residents import ADULT, Held, Household

MARGINS = {"below": -1, "at": 0, "above": 1}
STRANGER = numbered("1960-01-01", 998)
MUCH = 50_000_000  # fen: what nobody could overlook if it counted


@dataclass(frozen=True)
class Injected:
    """A household and the figures of which a difference must be reported: these and no others."""

    household: Household
    kind: str
    expected_differences: frozenset[str]


def injected(household: Household, kind: str, margin: str, tolerance_fen: int) -> Injected:
    """The household with a contradiction of a kind of `KINDS`, and a margin of `MARGINS`."""
    item, held, figure = KINDS[kind](household, MARGINS[margin], tolerance_fen)
    applicant, *others = household.residents
    changed = replace(applicant, held={**applicant.held, item: held})
    whole = replace(household, residents=(changed, *others))
    seen = figure and margin == "above" and asked_about(household)
    expected = frozenset({figure} if seen else ())
    return Injected(whole, f"{kind} {margin}", expected)


def asked_about(household: Household) -> bool:
    """Whether departments are asked about the applicant, to whom contradictions are injected."""
    signs = any(full_years(one.born, TODAY) >= ADULT for one in household.residents)
    return signs and household.residents[0].identity_number is not None


def drawn(households: list[Household], chance: random.Random, tolerance_fen: int) -> list[Injected]:
    """The households, now with every deposit declared, every other one with a contradiction."""
    honest = [
        replace(one, deposits_fen=sum(_deposits(member.held) for member in one.residents))
        for one in households
    ]
    return [
        injected(one, chance.choice([*KINDS]), chance.choice([*MARGINS]), tolerance_fen)
        if number % 2
        else Injected(one, "clean", frozenset())
        for number, one in enumerate(honest)
    ]


Planting = Callable[[Household, int, int], tuple[str, Held, str]]


def _deposit(household: Household, margin: int, tolerance: int) -> tuple[str, Held, str]:
    others = sum(_deposits(one.held) for one in household.residents[1:])
    found = household.deposits_fen - others + tolerance + margin
    return "deposits", Held(max(0, found), "P1"), "deposits"


def _pension(household: Household, margin: int, tolerance: int) -> tuple[str, Held, str]:
    incomes = household.residents[0].incomes
    declared = incomes.get("pension", 0) + incomes.get("basic_pension", 0)
    return "pension_monthly", Held(declared + tolerance + margin, "P2"), "pension"


def _taxed(household: Household, margin: int, tolerance: int) -> tuple[str, Held, str]:
    declared = household.residents[0].incomes.get("wage", 0)
    return "taxed_wage_year", Held(12 * (declared + tolerance) + margin, "P3"), "wage"


def _house(household: Household, margin: int, _tolerance: int) -> tuple[str, Held, str]:
    return "houses", Held(max(0, household.houses + margin), "P4"), "houses"


def _vehicle(_household: Household, margin: int, _tolerance: int) -> tuple[str, Held, str]:
    return "vehicles", Held(max(0, margin), "P5"), "vehicles"


def _deceased(_household: Household, margin: int, _tolerance: int) -> tuple[str, Held, str]:
    return "deceased", Held(margin > 0, "P6"), ""


def _of_another(_household: Household, _margin: int, _tolerance: int) -> tuple[str, Held, str]:
    return "savings_bonds", Held(MUCH, "P7", of=STRANGER), ""


def _other_unit(_household: Household, _margin: int, _tolerance: int) -> tuple[str, Held, str]:
    return "shares_value", Held(MUCH, "P8", unit="wan_yuan"), ""


KINDS: Mapping[str, Planting] = {
    "deposit": _deposit,
    "pension": _pension,
    "taxed wage": _taxed,
    "house": _house,
    "vehicle": _vehicle,
    "deceased": _deceased,
    "another person": _of_another,
    "another unit": _other_unit,
}


def _deposits(held: Mapping[str, Held]) -> int:
    return int(held["deposits"].value) if "deposits" in held else 0
