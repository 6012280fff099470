"""What the family owns: of what it declared and what departments found the larger.

Pure (57号, art. 14). Vehicles of the kinds, and up to the value, that the pack exempts as
necessary for life are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.assessment.household.membership import kinds, number
from chalicelib.policy import Parameters

DESCRIBED = "vehicle_details"
COUNTED = ("houses", "businesses")


def owned(
    declared: Mapping[str, Any],
    found: Mapping[str, int],
    opinion: Mapping[str, Any],
    parameters: Parameters,
) -> tuple[dict[str, int], bool]:
    """Deposits (fen) less what a person exempted, and counts; whether all of vehicles is known."""
    exempted = sum(
        e["amount_fen"] for e in opinion.get("exemptions", ()) if e["item"] == "deposits"
    )
    held = sum(declared.get(name) or 0 for name in ("deposits_fen", "securities_fen"))
    described = declared.get(DESCRIBED) or ()
    answers = [is_exempt(one, parameters) for one in described]
    vehicles = max(declared.get("vehicles") or 0, len(described), found.get("vehicles", 0))
    figures = {
        "deposits": max(0, max(held, found.get("deposits", 0)) - exempted),
        "vehicles": vehicles - sum(answer is not False for answer in answers),
        **{name: max(declared.get(name) or 0, found.get(name, 0)) for name in COUNTED},
    }
    return figures, None not in answers


def is_exempt(vehicle: Mapping[str, Any], parameters: Parameters) -> bool | None:
    """Whether a vehicle is no property; None where its value decides and is not known."""
    if vehicle["kind"] in kinds("dibao.vehicle_exempt", parameters):
        return True
    limit = number("dibao.vehicle_value", parameters)
    if limit == 0:
        return False
    value = vehicle["value_fen"]
    return None if value is None else bool(value <= limit)
