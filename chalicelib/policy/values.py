"""A value of the law. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Value:
    """One value of the law: how much, since when, by which document, and how sure we are.

    `citation` is document and article as a letter quotes them.
    """

    name: str
    start: date
    until: date | None
    unit: str
    amount: int | Decimal | str
    document: str
    article: str
    issued: str
    status: str
    citation: str
    where: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    def holds(self, where: Mapping[str, str]) -> bool:
        """Whether the value is meant for `where` (a list names several places)."""
        return all(
            where.get(name) in (meant if isinstance(meant, list) else [meant])
            for name, meant in self.where.items()
        )
