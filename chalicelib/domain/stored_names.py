"""Names that release 1 stored and that are others today: what it stored is read by today's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EVENTS = {"climb": "escalate"}
"""Events, by the name in the trail. Its items keep it: the chain of hashes covers their name."""

FIELDS = {"climbed": "escalations"}
"""Fields of an open task, and of its line on a worklist, by the name in the stored JSON."""

FACTS = {"told": "informed", "told_once": "informed_once"}
"""Facts of a case, by the name in the sealed document."""


def event(stored: str) -> str:
    """The name of an event today."""
    return EVENTS.get(stored, stored)


def fact(stored: str) -> str:
    """The name of a fact of a case today."""
    return FACTS.get(stored, stored)


def fields(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an open task or of its line, by their names of today."""
    return {FIELDS.get(name, name): value for name, value in stored.items()}
