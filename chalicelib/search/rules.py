"""By what a case is found, and what somebody looks for by what they typed: pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.domain import digits, names
from chalicelib.domain.areas import is_within
from chalicelib.domain.errors import Refused
from chalicelib.search.pinyin.initials import initials

Kind = Literal["receipt", "four", "initials", "village"]
FOUR = re.compile(r"[0-9]{3}[0-9X]")
LETTERS = re.compile(r"[a-z]{1,12}")
RECEIPT = re.compile(r"[0-9]{13}")
PLACES = ("living_area", "registered_area", "emergency_area")


@dataclass(frozen=True)
class SearchTerm:
    """One thing by which cases are found: the last `four` of an identity number or a phone, the
    first letters of a name, a village, or the receipt number, which leads to one case."""

    kind: Kind
    value: str


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: a term, of which only those of a `name` count, if one was typed, or
    the areas of which one is to be chosen."""

    term: SearchTerm | None
    name: str = ""
    areas: tuple[str, ...] = ()


def terms(application: Mapping[str, Any]) -> dict[SearchTerm, list[str]]:
    """By what an application is found, each with the names of those whom it is about: every member
    by number and name, the phones of the applicant and of guardians, where they live."""
    found: dict[SearchTerm, list[str]] = {}
    people = application["members"]
    for one in people:
        for value in initials(one["name"]):
            _add(found, SearchTerm("initials", value), one["name"])
        if one.get("identity_number"):
            _add(found, SearchTerm("four", one["identity_number"][-4:]), one["name"])
    applicant = {"phone": application.get("phone"), "name": people[0]["name"]}
    for one in (applicant, *application.get("guardians", ())):
        if one.get("phone"):
            _add(found, SearchTerm("four", one["phone"][-4:]), one["name"])
    for place in filter(None, map(application.get, PLACES)):
        _add(found, SearchTerm("village", place), people[0]["name"])
    return found


def _add(found: dict[SearchTerm, list[str]], term: SearchTerm, name: str) -> None:
    others = found.setdefault(term, [])
    if name not in others:
        others.append(name)


def wanted(text: str, areas: Mapping[str, str], within: str) -> Wanted:
    """What somebody looks for who typed that; `areas` are the names of all areas, of which those
    `within` one are meant.

    Refused("search.unclear") for what cannot be looked for.
    """
    plain = digits.compact(text)
    for kind, form, value in (
        ("receipt", RECEIPT, plain),
        ("four", FOUR, plain.upper()),
        ("initials", LETTERS, plain.lower()),
    ):
        if form.fullmatch(value):
            return Wanted(SearchTerm(kind, value))  # type: ignore[arg-type]
    if plain.isascii():
        return Wanted(_village(plain, areas, within))
    return _by_name(plain, areas, within)


def _village(code: str, areas: Mapping[str, str], within: str) -> SearchTerm:
    if code not in areas or not is_within(code, within):
        raise Refused("search.unclear", pointer="/text")
    return SearchTerm("village", code)


def _by_name(text: str, areas: Mapping[str, str], within: str) -> Wanted:
    """A village by a part of its name; else a person by the whole name."""
    here = [
        code for code, name in areas.items()
        if text in name and is_within(code, within) and not code.endswith("000")
    ]  # fmt: skip
    if len(here) == 1:
        return Wanted(SearchTerm("village", here[0]))
    if here:
        return Wanted(None, areas=tuple(here))
    letters = initials(text)
    if not letters:
        raise Refused("search.unclear", pointer="/text")
    return Wanted(SearchTerm("initials", letters[0]), name=names.folded(text))
