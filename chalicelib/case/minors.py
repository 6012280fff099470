"""Who was received in tekun as a minor, and keeps it though able to work (43号, art. 24). Pure.

Until grown, and beyond that while at school up to the secondary. What a family declared of a
child's school when it applied holds until the office finds otherwise (`at_school`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.identity import age_of
from chalicelib.policy import Parameters

ENTITLED_UNTIL = "tekun.kept_until"
BEYOND = "beyond_first_degree"


def stays_entitled(
    member: Mapping[str, Any], since: date, day: date, parameters: Parameters
) -> bool:
    """Whether somebody who is received `since` that day keeps it on `day` whatever they can do."""
    until = int(parameters.value(ENTITLED_UNTIL).amount)
    if age_of(member, since) >= until:
        return False
    return age_of(member, day) < until or _at_school(member)


def _at_school(member: Mapping[str, Any]) -> bool:
    declared = member.get("student") and member.get("studies") != BEYOND
    return bool(member.get("at_school", declared))
