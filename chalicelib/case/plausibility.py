"""What cannot be true of a household is asked back; what is unusual is a note for the clerk. Pure.

A household is plain: `members` with their relation to the first, the applicant, and a day of birth
(`identity.born`), `incomes`, and relatives outside it (`supporters`); an application has
`guardians`. Children may be those of the spouse, and parents the spouse's, so their age is held
against both; that of a relative outside, who is declared by age, against everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from chalicelib.domain.identity import FIRST_YEAR, age_of, born, full_years, is_male
from chalicelib.domain.names import folded

MOST = {"spouse": (1, "form.second_spouse"), "parent": (4, "form.fifth_parent")}
"""How many of a kinship there can be; parents are the applicant's and the spouse's."""
LEAST_MARRIED = 16
"""Below this age nobody is taken for married, whatever the law of another place allows."""
MARRIAGE_AGE = {True: 22, False: 20, None: 20}
"""From when men and women may marry (民法典, art. 1047)."""
GENERATIONS = {"child": 1, "grandchild": 2, "parent": -1, "grandparent": -2}
"""How far below the applicant, or the ward, a kinship is."""
AGES_DIFFER = 2
"""By how many years an age that is declared may miss the number's: a birthday passes, and many
people count a year or two more (虚岁). Where a number is given, its age counts."""
YEARS_BETWEEN = 12
"""Fewer years between one generation and the next are unusual."""

Household = Mapping[str, Any]
Members = Sequence[Mapping[str, Any]]

VERY_OLD = 110
"""Years of age that a handful of people in the country have: a number may be mistyped."""


def faults(household: Household, day: date) -> list[dict[str, str]]:
    """Everything that cannot be true on `day`: errors with pointer and code.

    "form.born_later", "form.born_too_early", "form.later", "form.before_birth",
    "form.same_person_twice", "form.guardian_in_family", "form.no_newborn",
    "form.too_young_to_marry", "form.child_not_younger", "form.parent_not_older",
    "form.second_spouse", "form.fifth_parent", "form.age_of_number", "form.guardian_kinship",
    "form.not_married", "form.absence_backwards", "form.more_vehicles".
    """
    found = [*_days(household, day), *_receipts(household, day), *_absences(household)]
    found += [*_kinships(household["members"], day), *_twice(household)]
    found += [*_newborns(household, day), *_relatives(household, day), *_guardians(household)]
    found += [*_marriages(household["members"]), *_vehicles(household)]
    return [{"pointer": pointer, "code": code} for pointer, code in found]


def unusual(members: Members, day: date) -> list[dict[str, Any]]:
    """What a clerk should ask about: notes with code and the number of the member.

    "note.under_marriage_age", "note.few_years_between", "note.no_kinship", "note.very_old",
    "note.digits_in_name".
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
        if age_of(one, day) >= VERY_OLD:
            notes.append({"code": "note.very_old", "member": at})
        if any(char.isdecimal() for char in one.get("name", "")):
            notes.append({"code": "note.digits_in_name", "member": at})
    return notes


Found = Iterator[tuple[str, str]]


def _people(household: Household) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everybody whose day of birth is declared, with the pointer to them."""
    for name in ("members", "supporters", "guardians"):
        for at, one in enumerate(household.get(name) or ()):
            if one.get("identity_number") or one.get("born"):
                yield f"/{name}/{at}", one


def _days(household: Household, day: date) -> Found:
    for pointer, one in _people(household):
        field = "identity_number" if one.get("identity_number") else "born"
        if born(one) > day:
            yield f"{pointer}/{field}", "form.born_later"
        if born(one).year < FIRST_YEAR:
            yield f"{pointer}/{field}", "form.born_too_early"
        for name in ("living_together_since", "employed_since", "absent_since"):
            began = _day(one.get(name))
            if began and began > day:
                yield f"{pointer}/{name}", "form.later"
            elif began and began < born(one):
                yield f"{pointer}/{name}", "form.before_birth"


def _receipts(household: Household, day: date) -> Found:
    for at, income in enumerate(household.get("incomes") or ()):
        received = _day(income.get("received"))
        if received and received > day:
            yield f"/incomes/{at}/received", "form.later"


def _absences(household: Household) -> Found:
    """Nobody is back before leaving."""
    for pointer, one in _people(household):
        since, until = _day(one.get("absent_since")), _day(one.get("absent_until"))
        if since and until and until < since:
            yield f"{pointer}/absent_until", "form.absence_backwards"


def _vehicles(household: Household) -> Found:
    """No more vehicles are described than there are."""
    owns = household.get("property") or {}
    count, described = owns.get("vehicles"), owns.get("vehicle_details") or ()
    if count is not None and len(described) > count:
        yield "/property/vehicle_details", "form.more_vehicles"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _twice(household: Household) -> Found:
    """Who is named twice in the family, or twice as a guardian; a guardian may owe support too."""
    family: list[Mapping[str, Any]] = []
    guardians: list[Mapping[str, Any]] = []
    for pointer, one in _people(household):
        guards = pointer.startswith("/guardians")
        seen = guardians if guards else family
        if field := _among(one, seen):
            yield f"{pointer}/{field}", "form.same_person_twice"
        elif guards and (field := _among(one, household["members"])):
            yield f"{pointer}/{field}", "form.guardian_in_family"
        seen.append(one)


def _among(one: Mapping[str, Any], others: Members) -> str:
    """The field by which somebody is seen to be one of these; empty where nobody is."""
    return next(filter(None, (_alike(one, other) for other in others)), "")


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The field by which two are seen to be one person; empty where they may be two.

    Where one of them has no number, or none yet, name and day of birth tell.
    """
    numbers = {person.get("identity_number") for person in (one, other)}
    if None not in numbers:
        return "identity_number" if len(numbers) == 1 else ""
    named = one.get("name") and other.get("name")
    alike = named and folded(one["name"]) == folded(other["name"]) and born(one) == born(other)
    return "name" if alike else ""


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


def _relatives(household: Household, day: date) -> Found:
    """Relatives outside the household whose age is not that of their number, or of the kinship."""
    ages = [age_of(one, day) for one in household["members"]]
    for at, one in enumerate(household.get("supporters") or ()):
        age = age_of(one, day) if one.get("identity_number") else one["age"]
        generation = GENERATIONS.get(one["relation"], 0)
        if age >= 0 and abs(age - one["age"]) > AGES_DIFFER:
            yield f"/supporters/{at}/age", "form.age_of_number"
        if day.year - one["age"] < FIRST_YEAR:
            yield f"/supporters/{at}/age", "form.born_too_early"
        if generation > 0 and age > max(ages):
            yield f"/supporters/{at}/relation", "form.child_not_younger"
        if generation < 0 and age < min(ages):
            yield f"/supporters/{at}/relation", "form.parent_not_older"
        if one["relation"] == "spouse" and age < LEAST_MARRIED:
            yield f"/supporters/{at}/relation", "form.too_young_to_marry"


def _guardians(household: Household) -> Found:
    """Guardians who are no older, or no younger, than a ward, as their kinship has it."""
    for at, one in enumerate(household.get("guardians") or ()):
        wards = [born(household["members"][ward]) for ward in one["members"]]
        generation = GENERATIONS.get(one["kinship"], 0)
        older = generation < 0 and born(one) >= min(wards)
        younger = generation > 0 and born(one) <= max(wards)
        if older or younger:
            yield f"/guardians/{at}/kinship", "form.guardian_kinship"


def _marriages(members: Members) -> Found:
    """Who lists a spouse, or is one, is married."""
    if any(one["relation"] == "spouse" for one in members):
        for at, one in enumerate(members):
            if _one_of_couple(one) and one.get("marital") not in {None, "married"}:
                yield f"/members/{at}/marital", "form.not_married"


def _one_of_couple(one: Mapping[str, Any]) -> bool:
    return one["relation"] in {"applicant", "spouse"}


def _few_years(one: Mapping[str, Any], members: Members) -> bool:
    """Whether fewer years than usual lie between this member and the nearer generation."""
    generation = GENERATIONS.get(one["relation"], 0)
    births = [born(other) for other in members if _one_of_couple(other)]
    if generation > 0:
        return full_years(min(births), born(one)) < generation * YEARS_BETWEEN
    return generation < 0 and full_years(born(one), max(births)) < YEARS_BETWEEN
