"""What each member gets by the year, declared and found, and which of it counts for whom.

Pure. What is left out of the household's income is the pack's `income.excluded` (57号, art. 13),
what is left out of a person's in tekun its `tekun.excluded` (43号, art. 6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import floor
from typing import Any, NamedTuple

from chalicelib.assessment.household.membership import kinds, number
from chalicelib.domain.dates import months_before
from chalicelib.domain.household import net_yearly_fen, yearly_fen
from chalicelib.policy import Catalogue, Parameters
from chalicelib.policy.pack import PlaceLaw

FACT_OF_INCOME = {
    "property": "rents",
    "other_transfer": "transfers",
    "old_age_allowance": "transfers",
    "medical_insurance": "transfers",
    "other": "other_income",
}
"""The fact that a kind of income adds to, where it is not its own name."""
INCOMES = ("wage", "business", "rents", "pension", "basic_pension", "maintenance", "unemployment",
           "transfers", "other_income", "excluded_income")  # fmt: skip
PENSION = "basic_pension"


class Yearly(NamedTuple):
    """What a member gets of one kind: net by the year (fen), below zero where costs are more."""

    member: int
    kind: str
    fen: int


def incomes_of(
    application: Mapping[str, Any],
    found: Mapping[tuple[str, int], int],
    day: date,
    place: PlaceLaw,
) -> list[Yearly]:
    """All incomes of those listed, with what was found beyond the declared (57号, art. 13)."""
    declared = application.get("incomes") or ()
    incomes = [
        Yearly(income["member"], income["kind"], net_yearly_fen(income))
        for income in declared
        if _in_period(income, day, place)
    ]
    return incomes + list(_found_beyond(declared, found, place.parameters.catalogue))


def _in_period(income: Mapping[str, Any], day: date, place: PlaceLaw) -> bool:
    """What came once counts if it came in the months before the month of application."""
    if income["period"] != "once":
        return True
    until = day.replace(day=1)
    since = months_before(until, number("reference.months", place.parameters))
    return since <= date.fromisoformat(income["received"]) < until


def _found_beyond(
    incomes: Sequence[Mapping[str, Any]],
    found: Mapping[tuple[str, int], int],
    catalogue: Catalogue,
) -> Iterator[Yearly]:
    """What was found of each kind of income beyond what was declared."""
    of_figure = {one.code: one.declared for one in catalogue.figures if one.meaning == "income"}
    for (figure, member), value in found.items():
        if figure not in of_figure:
            continue
        declared = sum(
            yearly_fen(income)
            for income in incomes
            if income["member"] == member and income["kind"] in of_figure[figure]
        )
        yield Yearly(member, of_figure[figure][0], max(0, value - declared))


def of_household(
    incomes: Sequence[Yearly], members: Sequence[int], place: PlaceLaw
) -> dict[str, int]:
    """Net incomes of the members by fact (fen a year)."""
    excluded = kinds("income.excluded", place.parameters)
    figures = dict.fromkeys(INCOMES, 0)
    for one in incomes:
        if one.member in members:
            figures[_fact_of(one.kind, excluded)] += one.fen
    return figures


def _fact_of(kind: str, excluded: frozenset[str]) -> str:
    return "excluded_income" if kind in excluded else FACT_OF_INCOME.get(kind, kind)


def never_counted(place: PlaceLaw) -> frozenset[str]:
    """The kinds of income that count in no scheme, however much they come to."""
    left_out = (kinds(name, place.parameters) for name in ("income.excluded", "tekun.excluded"))
    return frozenset.intersection(*left_out)


def assumed_kinds(incomes: Sequence[Yearly], parameters: Parameters) -> Iterator[str]:
    """The lists of what is left out that rest, for one of these incomes, on no public source."""
    for name in ("income.excluded", "tekun.excluded"):
        assumed = {str(one.amount) for one in parameters.every(name) if one.status == "assumed"}
        if assumed & {one.kind for one in incomes}:
            yield name


def own_income(incomes: Sequence[Yearly], member: int, place: PlaceLaw, excluded: str) -> int:
    """A person's own income, never below zero (fen a year), less the kinds that `excluded` names.

    As in the household's, what a job costs is taken off wages, and the basic pension counts where
    the pack says so.
    """
    left_out = set(kinds(excluded, place.parameters))
    if not place.number("income.count_basic_pension"):
        left_out.add(PENSION)
    mine = [one for one in incomes if one.member == member and one.kind not in left_out]
    wages = max(0, sum(one.fen for one in mine if one.kind == "wage"))
    costs = floor(place.number("income.job_cost_ratio") * wages)
    return max(0, sum(one.fen for one in mine) - costs)
