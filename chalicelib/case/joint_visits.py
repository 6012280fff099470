"""What waits until a colleague who was named says that they were at a visit, or denies it."""

from __future__ import annotations

from typing import Any

from chalicelib.case.case import Case
from chalicelib.domain.actors import Actor

TASKS = {
    "visit": "countersign",
    "assess_care": "countersign",
    "county_visit": "county_countersign",
}
"""The task of the colleague for each kind of visit, and the document of what waits for it."""
DENIALS = {
    "visit": "deny_visit",
    "assess_care": "deny_care",
    "county_visit": "deny_county_visit",
}


def waiting(case: Case, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """What waits for this colleague: the document's name, and what it says of the visit."""
    for name in dict.fromkeys(TASKS.values()):
        waits = case.doc(name)
        named = actor.id in waits.get("visitors", ()) and actor.id != waits["by"]
        if case.document.task(name) and named:
            return name, waits
    return None


def events(case: Case, actor: Actor) -> frozenset[str]:
    """What this colleague may say of the visit that waits for them: none where none does."""
    found = waiting(case, actor)
    return frozenset({found[0], DENIALS[found[1]["event"]]}) if found else frozenset()
