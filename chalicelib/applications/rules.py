"""Which course an application takes, what is wrong with it, and what a clerk should look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.case import plausibility
from chalicelib.case.states import Track
from chalicelib.domain.digits import doubtful_card
from chalicelib.domain.household import net_yearly_fen
from chalicelib.domain.identity import age_of, code_known
from chalicelib.policy import Parameters
from chalicelib.policy.rules.specification import Scheme

ADULT = 18


def track_of(scheme: str, kind: str | None, confidential: bool) -> Track:
    """The course of an application: urgent aid pays first, a confidential one stays at the county.

    Confidential: people with HIV are checked and decided by the county alone, without appraisal
    or notice (《吉林省最低生活保障管理办法》, art. 18 and 21).
    """
    if confidential:
        return Track.COUNTY_ONLY
    if scheme == "temporary_aid" and kind == "urgent":
        return Track.SAME_DAY
    return Track.STANDARD


def scheme_faults(application: Mapping[str, Any], parameters: Parameters) -> list[dict[str, str]]:
    """A scheme that is not in force on the day, as an error with pointer and code."""
    schemes = parameters.rules.of(Scheme)
    known = any(application["scheme"] in {one.name, one.shown_as} for one in schemes)
    return [] if known else [{"pointer": "/scheme", "code": "form.scheme_not_in_force"}]


def guardian_faults(application: Mapping[str, Any], today: date) -> list[dict[str, str]]:
    """Guardians who are not of age, as errors with pointer and code."""
    return [
        {"pointer": f"/guardians/{at}/identity_number", "code": "application.guardian_too_young"}
        for at, one in enumerate(application.get("guardians") or ())
        if age_of(one, today) < ADULT
    ]


def notes(application: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """What a clerk should look at: notes with code and, where they are about one, the member.

    "note.place_unknown", "note.no_number", "note.card_check", "note.costs_above" and as
    `plausible.unusual` says. None is a ground for a refusal.
    """
    members = application["members"]
    numbers = ((at, one.get("identity_number")) for at, one in enumerate(members))
    found: list[dict[str, Any]] = [
        {"code": "note.place_unknown", "member": at}
        for at, number in numbers
        if number and not code_known(number)
    ]
    found += [
        {"code": "note.no_number", "member": at}
        for at, one in enumerate(members)
        if not one.get("identity_number")
    ]
    found += [
        {"code": "note.costs_above", "member": member} for member in _costs_above(application)
    ]
    if doubtful_card(application["account"]["number"]):
        found.append({"code": "note.card_check"})
    return [*found, *plausibility.unusual(members, today)]


def _costs_above(application: Mapping[str, Any]) -> list[int]:
    """Whose income is declared to cost more than it brings: no department tells of costs, and they
    take from what the family has together (57号, art. 13), so that a person looks at them."""
    incomes = application.get("incomes") or ()
    return sorted({one["member"] for one in incomes if net_yearly_fen(one) < 0})
