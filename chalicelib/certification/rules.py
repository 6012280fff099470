"""What can be told of a death at all. Pure."""

from __future__ import annotations

from datetime import date

from chalicelib.domain.identity import birth_date


def fault_of(number: str | None, died_on: date, today: date) -> str:
    """What is wrong with a day of death, if anything: it lies ahead, or before the birth."""
    if died_on > today:
        return "death.ahead"
    if number and died_on < birth_date(number):
        return "death.before_birth"
    return ""
