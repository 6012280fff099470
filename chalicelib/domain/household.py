"""What a family lives on, as it declares it and as departments find it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MONTHS = 12

FOUND_INCOME = {
    "pension_monthly": ("pension", "basic_pension"),
    "wage_monthly": ("wage",),
    "unemployment_monthly": ("unemployment",),
}
"""Income by the month that departments find, and the declared kinds that it answers to."""


def yearly_fen(income: Mapping[str, Any]) -> int:
    """A declared income by the year (fen)."""
    amount = int(income["amount_fen"])
    return amount if income["period"] == "year" else amount * MONTHS


def monthly_fen(income: Mapping[str, Any]) -> int:
    """A declared income by the month, a year's divided down to the fen."""
    return yearly_fen(income) // MONTHS
