"""What a family lives on and where, as it declares it and as departments find it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.identity import age_of

MONTHS = 12
SUPPORTERS_FROM = 100
"""The report's number of the first relative who owes support; below are the household's members."""
GUARDIANS_FROM = 200
"""The number of the first guardian outside the household, who signs and is not asked about."""


PROPERTY = {
    "deposits_fen": "deposits",
    "securities_fen": "deposits",
    "vehicles": "vehicles",
    "houses": "houses",
    "businesses": "businesses",
}
"""What a family is asked of its property, each with the topic under which it is asked."""


def undeclared(application: Mapping[str, Any]) -> list[str]:
    """The topics of incomes, expenses and property that were left out, so that it is not known
    whether there is anything. Vehicles that are described count as declared."""
    owns = application.get("property") or {}
    left_out = [topic for topic in ("incomes", "expenses") if application.get(topic) is None]
    for name, topic in PROPERTY.items():
        described = name == "vehicles" and owns.get("vehicle_details")
        if owns.get(name) is None and not described:
            left_out.append(topic)
    return list(dict.fromkeys(left_out))


def lives_in(application: Mapping[str, Any]) -> str:
    """The area where the family lives; until it says so, that of its emergency."""
    return str(application.get("living_area") or application["emergency_area"])


def registered_in(application: Mapping[str, Any]) -> str:
    """The area where the family is registered; until it says so, where it lives."""
    return str(application.get("registered_area") or lives_in(application))


def is_apart(application: Mapping[str, Any]) -> bool:
    """Whether the family, or one of it, is registered in another place than where it lives."""
    registered = registered_in(application)
    return lives_in(application) != registered or any(
        one.get("lives_elsewhere") or one.get("registered_area") not in {None, registered}
        for one in application["members"]
    )


def yearly_fen(income: Mapping[str, Any], name: str = "amount_fen") -> int:
    """A declared income, or the costs named, by the year (fen); what came once as it came.

    An income whose amount is not known is nothing yet.
    """
    amount = int(income.get(name) or 0)
    return amount * MONTHS if income["period"] == "month" else amount


def net_yearly_fen(income: Mapping[str, Any]) -> int:
    """A declared income by the year less its costs (fen; 57号, art. 13).

    It may be below zero: costs take from what the family has together, not from one income alone.
    """
    return yearly_fen(income) - yearly_fen(income, "costs_fen")


def monthly_fen(income: Mapping[str, Any]) -> int:
    """A declared income by the month, a year's divided down to the fen."""
    return yearly_fen(income) // MONTHS


def with_ages_from_numbers(application: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The application, with the ages on `day` of relatives outside the household by their identity
    numbers, where these are known."""
    relatives = [
        {**one, "age": age_of(one, day)} if one.get("identity_number") else one
        for one in application.get("supporters") or ()
    ]
    return {**application, **({"supporters": relatives} if relatives else {})}


def is_away(member: Mapping[str, Any], day: date) -> bool:
    """Whether an absence was declared that covers `day`, the first and the last day included."""
    since, until = member.get("absent_since"), member.get("absent_until")
    return (
        bool(member.get("absent"))
        and (since is None or date.fromisoformat(since) <= day)
        and (until is None or day <= date.fromisoformat(until))
    )
