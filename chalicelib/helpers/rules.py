"""How long somebody may act for a person, and where a delegation stands on a day. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

from chalicelib.domain.dates import months_after

LONGEST = "helper.longest"
Relation = Literal["family", "village_worker", "neighbour", "other"]
Consented = Literal["own_phone", "helper_phone", "counter"]
"""Where the person consented: on a phone of their own, before the camera of the helper's phone, or
before a clerk who saw the card."""


def last_day(today: date, months: int) -> date:
    """The last day until which somebody may be asked for today."""
    return months_after(today, months)


def is_possible(until: date, today: date, months: int) -> bool:
    """Whether a delegation may last until that day."""
    return today <= until <= last_day(today, months)
