"""The power to confirm, as counties delegate it to their townships: by scheme, and dated.

An entry is a county's word to one of its townships about one scheme, from a day on and until its
last day, if one is named. Who has the power on a day follows from the entries and that day alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.directory import keys
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.platform.store import table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write


@dataclass(frozen=True)
class ConfirmationDelegation:
    """That the township `office` confirms cases of a scheme; the county is the one it lies in."""

    office: str
    scheme: str
    since: date
    until: date | None  # the last day
    by: str  # the leader at the county who entered it
    at: datetime

    def holds_on(self, day: date) -> bool:
        """Whether the township has the power on `day`."""
        return self.since <= day <= self.last

    @property
    def last(self) -> date:
        """The last day, the end of time where none is named."""
        return self.until or date.max


def save(delegations: Iterable[ConfirmationDelegation]) -> None:
    """Write entries; one of the same township, scheme and first day takes the place of another."""
    table.transact([Write(_place(one), _item(one)) for one in delegations])


def of_office(
    office: str, scheme: str = "", *, consistent: bool = True
) -> list[ConfirmationDelegation]:
    """Every entry for a township, or those for a scheme, by scheme and first day."""
    prefix = f"{scheme}#" if scheme else ""
    place = keys.delegation(office, "", "")
    items = table.query("directory", place.pk, prefix=prefix, consistent=consistent)
    return [_delegation(item) for item in items]


def in_force(
    office: str, scheme: str, day: date, *, consistent: bool = True
) -> ConfirmationDelegation | None:
    """By which entry a township has the power on `day`: of several the one that lasts longest."""
    entries = of_office(office, scheme, consistent=consistent)
    valid = (one for one in entries if one.holds_on(day))
    return max(valid, key=lambda one: one.last, default=None)


def _place(one: ConfirmationDelegation) -> Key:
    return keys.delegation(one.office, one.scheme, one.since.isoformat())


def _item(one: ConfirmationDelegation) -> dict[str, Any]:
    return {
        "office": one.office,
        "scheme": one.scheme,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "by": one.by,
        "at": instant_text(one.at),
    }


def _delegation(item: dict[str, Any]) -> ConfirmationDelegation:
    until = item.get("until")
    return ConfirmationDelegation(
        item["office"],
        item["scheme"],
        date.fromisoformat(item["since"]),
        date.fromisoformat(until) if until else None,
        item["by"],
        parse_instant(item["at"]),
    )
