"""Relatives outside the household who owe its members support: who is able, and how much is left.

Pure (43号, art. 8; 57号, art. 13(4); 民发〔2022〕83号 一（一）).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.assessment.household.membership import as_grave_as, kinds, number
from chalicelib.domain.household import MONTHS
from chalicelib.policy.pack import PlaceLaw

Supporter = Mapping[str, Any]


class SupportResult(NamedTuple):
    """The figures of those who owe support, how many are able, and whether all of it is known."""

    figures: dict[str, int]
    able: int
    known: bool


def support(supporters: Sequence[Supporter], exempts: bool, place: PlaceLaw) -> SupportResult:
    """What relatives outside the household come to.

    With `exempts` what siblings and elders give is left out: that is for the family of a grown
    person without work who is gravely disabled, and for no other.
    """
    answers = [is_unable(one, place) for one in supporters]
    able = [one for one, unable in zip(supporters, answers, strict=True) if unable is False]
    owing = [one for one in able if not (exempts and _exempt(one, place))]
    standard = int(place.number("dibao.standard"))
    left = [
        max(0, (one.get("income_fen") or 0) - standard * MONTHS * one["household_size"])
        // one["supports"]
        for one in owing
    ]
    known = all(one.get("income_fen") is not None for one in owing)
    figures = {"supporters": len(owing), "support_base": sum(left)}
    return SupportResult(figures, len(able), known and None not in answers)


def _exempt(one: Supporter, place: PlaceLaw) -> bool:
    parameters = place.parameters
    return one["relation"] in kinds("support.exempt_relation", parameters) or one["age"] >= number(
        "support.exempt_age", parameters
    )


def is_unable(supporter: Supporter, place: PlaceLaw) -> bool | None:
    """Whether a supporter cannot be asked for support (43号, art. 8); None where that is not known.

    What counts is the supporter's own income; the household's is used for it only where it is too
    little in all, or where the supporter lives alone. Only who is grown owes support (民法典
    第1067、1074、1075条).
    """
    recognised, age = supporter.get("recognised"), supporter["age"]
    if recognised == "tekun" or age < number("household.child_age", place.parameters):
        return True
    if recognised == "dibao" and age >= number("support.dibao_age", place.parameters):
        return True
    if not supporter["property_within_limits"]:
        return False
    if supporter.get("hindered") is not None:
        return True
    weak = is_weak(supporter, age, place)
    if weak is False:
        return False
    low = _has_little(supporter, place)
    return False if low is False else None if None in (weak, low) else True


def is_weak(person: Mapping[str, Any], age: int, place: PlaceLaw) -> bool | None:
    """Whether old or disabled enough to be asked for nothing where the own income is low."""
    if age >= number("support.elder_age", place.parameters):
        return True
    return as_grave_as("support.grade", person, place.parameters)


def _has_little(supporter: Supporter, place: PlaceLaw) -> bool | None:
    """Whether the supporter's own income is below last year's disposable income per head."""
    limit = int(place.number("place.disposable_income"))
    together, own = supporter.get("income_fen"), supporter.get("own_income_fen")
    in_all_too_little = together is not None and together < limit
    if own is None and (supporter["household_size"] == 1 or in_all_too_little):
        own = together
    return None if own is None else bool(own < limit)
