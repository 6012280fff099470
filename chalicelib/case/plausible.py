"""What cannot be true of a household is asked back; what is unusual is a note for the clerk. Pure.

A household is plain: `members` with their relation to the first, the applicant, and a day of birth
(`identity.born`), `incomes`, and in an application relatives outside it (`supporters`). Children
may be those of the spouse, and parents the spouse's, so their age is held against both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from chalicelib.domain.identity import age_of, born, full_years, is_male
from chalicelib.domain.names import folded

MOST = {"spouse": (1, "form.second_spouse"), "parent": (4, "form.fifth_parent")}
"""How many of a kinship there can be; parents are the applicant's and the spouse's."""
LEAST_MARRIED = 16
"""Below this age nobody is taken for married, whatever the law of another place allows."""
MARRIAGE_AGE = {True: 22, False: 20, None: 20}
"""From when men and women may marry (民法典, art. 1047)."""
GENERATIONS = {"child": 1, "grandchild": 2, "parent": -1}
"""How far below the applicant a kinship is."""
YEARS_BETWEEN = 12
"""Fewer years between one generation and the next are unusual."""

Household = Mapping[str, Any]
Members = Sequence[Mapping[str, Any]]


def faults(household: Household, day: date) -> list[dict[str, str]]:
    """Everything that cannot be true on `day`: errors with pointer and code.

    "form.born_later", "form.later", "form.before_birth", "form.same_person_twice",
    "form.no_newborn", "form.too_young_to_marry", "form.child_not_younger", "form.parent_not_older",
    "form.second_spouse", "form.fifth_parent".
    """
    found = [*_days(household, day), *_kinships(household["members"], day), *_twice(household)]
    found += _newborns(household, day)
    return [{"pointer": pointer, "code": code} for pointer, code in found]


def unusual(members: Members, day: date) -> list[dict[str, Any]]:
    """What a clerk should ask about: notes with code and the number of the member.

    "note.under_marriage_age", "note.few_years_between", "note.no_kinship".
    """
    married = any(one["relation"] == "spouse" for one in members)
    notes = []
    for at, one in enumerate(members):
        if _one_of_couple(one) and married and age_of(one, day) < MARRIAGE_AGE[is_male(one)]:
            notes.append({"code": "note.under_marriage_age", "member": at})
        if _few_years(one, members):
            notes.append({"code": "note.few_years_between", "member": at})
        if one["relation"] == "other":
            notes.append({"code": "note.no_kinship", "member": at})
    return notes


Found = Iterator[tuple[str, str]]


def _people(household: Household) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everybody whose day of birth is told, with the pointer to them."""
    for name in ("members", "supporters"):
        for at, one in enumerate(household.get(name) or ()):
            if one.get("identity_number") or one.get("born"):
                yield f"/{name}/{at}", one


def _days(household: Household, day: date) -> Found:
    for pointer, one in _people(household):
        if born(one) > day:
            field = "identity_number" if one.get("identity_number") else "born"
            yield f"{pointer}/{field}", "form.born_later"
        for name in ("living_together_since", "employed_since"):
            began = _day(one.get(name))
            if began and began > day:
                yield f"{pointer}/{name}", "form.later"
            elif began and began < born(one):
                yield f"{pointer}/{name}", "form.before_birth"
    for at, income in enumerate(household.get("incomes") or ()):
        received = _day(income.get("received"))
        if received and received > day:
            yield f"/incomes/{at}/received", "form.later"


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _twice(household: Household) -> Found:
    seen: set[object] = set()
    for pointer, one in _people(household):
        number, name = one.get("identity_number"), one.get("name")
        known = number or (name and (folded(name), born(one)))
        if known and known in seen:
            field = "identity_number" if number else "name"
            yield f"{pointer}/{field}", "form.same_person_twice"
        seen.add(known)


def _newborns(household: Household, day: date) -> Found:
    """Who was born a year ago or more is no newborn, whom nobody could ask about yet."""
    for pointer, one in _people(household):
        if one.get("no_number") == "newborn" and age_of(one, day) > 0:
            yield f"{pointer}/no_number", "form.no_newborn"


def _kinships(members: Members, day: date) -> Found:
    couple = [one for one in members if _one_of_couple(one)]
    births = [born(one) for one in couple]
    for at, one in enumerate(members):
        if len(couple) > 1 and _one_of_couple(one) and age_of(one, day) < LEAST_MARRIED:
            yield f"/members/{at}/relation", "form.too_young_to_marry"
        generation = GENERATIONS.get(one["relation"], 0)
        if generation > 0 and born(one) <= min(births):
            yield f"/members/{at}/relation", "form.child_not_younger"
        if generation < 0 and born(one) >= max(births):
            yield f"/members/{at}/relation", "form.parent_not_older"
    for relation, (most, code) in MOST.items():
        of_it = (at for at, one in enumerate(members) if one["relation"] == relation)
        for at in islice(of_it, most, None):
            yield f"/members/{at}/relation", code


def _one_of_couple(one: Mapping[str, Any]) -> bool:
    return one["relation"] in {"applicant", "spouse"}


def _few_years(one: Mapping[str, Any], members: Members) -> bool:
    """Whether fewer years than usual lie between this member and the nearer generation."""
    generation = GENERATIONS.get(one["relation"], 0)
    births = [born(other) for other in members if _one_of_couple(other)]
    if generation > 0:
        return full_years(min(births), born(one)) < generation * YEARS_BETWEEN
    return generation < 0 and full_years(born(one), max(births)) < YEARS_BETWEEN
