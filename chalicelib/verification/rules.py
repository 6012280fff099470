"""The household report: declared against found, item by item, and what of it must be explained.

Pure. An item is *verified* (with a value), *nothing_held*, *not_verified* (nobody answered, or not
in time, or nobody was asked) or *mismatch* (the answer was about somebody else). Neither of the
last two is a clean answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.domain.household import FOUND_INCOME, monthly_fen

Item = Mapping[str, Any]

NO_CONSENT = "answer.no_consent"
"""Why an item is not verified of whom nobody was asked about."""


def merged(known: Iterable[Item], fresh: Iterable[Item]) -> list[dict[str, Any]]:
    """The items after another round: a fresh answer replaces silence, silence replaces nothing."""
    found = {_place(item): dict(item) for item in known}
    for item in fresh:
        silent = item["status"] == "not_verified"
        if not silent or _place(item) not in found:
            found[_place(item)] = dict(item)
    return [found[place] for place in sorted(found)]


def silent_sources(items: Iterable[Item]) -> list[str]:
    """The sources that were asked and left at least one item not verified."""
    return sorted(
        {
            item["source"]
            for item in items
            if item["status"] == "not_verified" and item["reason"] != NO_CONSENT
        }
    )


def differences(
    application: Mapping[str, Any], items: Sequence[Item], tolerance_fen: int
) -> list[dict[str, Any]]:
    """What was found beyond what was declared, each with both figures (fen).

    Property is compared for the family, income for each member and kind; what stays within
    `tolerance_fen` is no difference.
    """
    return [
        *_more_deposits(application, items, tolerance_fen),
        *_more_income(application, items, tolerance_fen),
        *_businesses(application, items),
    ]


def _more_deposits(
    application: Mapping[str, Any], items: Sequence[Item], tolerance_fen: int
) -> list[dict[str, Any]]:
    found = _sum(items, "deposits")
    declared = application["property"]["deposits_fen"]
    if found - declared <= tolerance_fen:
        return []
    return [_difference("bank", "deposits", None, declared, found)]


def _more_income(
    application: Mapping[str, Any], items: Sequence[Item], tolerance_fen: int
) -> list[dict[str, Any]]:
    more = []
    for item in items:
        kinds = FOUND_INCOME.get(item["item"])
        if kinds is None or item["status"] != "verified":
            continue
        declared = sum(
            monthly_fen(income)
            for income in application["incomes"]
            if income["member"] == item["member"] and income["kind"] in kinds
        )
        if item["value"] - declared > tolerance_fen:
            more.append(
                _difference(item["source"], item["item"], item["member"], declared, item["value"])
            )
    return more


def _businesses(application: Mapping[str, Any], items: Sequence[Item]) -> list[dict[str, Any]]:
    found = _sum(items, "companies")
    declared = application["property"]["businesses"]
    if found <= declared:
        return []
    return [_difference("business_registry", "companies", None, declared, found)]


def _sum(items: Sequence[Item], name: str) -> int:
    return sum(
        int(item["value"])
        for item in items
        if item["item"] == name and item["status"] == "verified"
    )


def _difference(
    source: str, item: str, member: int | None, declared: int, found: int
) -> dict[str, Any]:
    return {
        "source": source,
        "item": item,
        "member": member,
        "declared": declared,
        "found": found,
    }


def _place(item: Item) -> tuple[str, str, int]:
    return item["source"], item["item"], int(item["member"])
