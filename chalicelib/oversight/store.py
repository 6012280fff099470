"""Signs in the tables: each a record, sealed under the key of its county's lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.directory.people.desk_key import desk_scope
from chalicelib.domain.dates import instant_text
from chalicelib.oversight import keys
from chalicelib.oversight.rules import SignKind
from chalicelib.oversight.states import SIGN, TASK
from chalicelib.platform.store import sealing, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.records import kind
from chalicelib.records.change import Version
from chalicelib.records.document import Document
from chalicelib.records.kind import Kind
from chalicelib.records.machine import Standing
from chalicelib.records.tasks import OpenTask
from chalicelib.words import say

STORED_FOR = timedelta(days=40)
"""How long it is stored which cases somebody opened on a day; the looks themselves stay."""


@dataclass(frozen=True)
class StoredAnswer:
    """What came of asking, why, who said so and when."""

    outcome: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class Sign(Document):
    """Of what kind a look was, by whom, on which day, in which cases, and what came of it."""

    kind: SignKind
    staff: str
    day: str
    cases: tuple[str, ...]
    answered: StoredAnswer | None = None


def _standing(found: Version[Sign]) -> Standing[str, str]:
    """Whoever it is about does not answer it."""
    return Standing("", found.state or None, acted=frozenset({str(found.clear["about"])}))


KIND = Kind(
    name="sign",
    part="oversight",
    machine=SIGN,
    shape=Sign,
    key=lambda clear: sealing.find_or_create_key(desk_scope(str(clear["office"]))),
    tasks={TASK.name: TASK},
    office=lambda found: str(found.clear["office"]),
    label=lambda found: say(f"sign.{found.document.kind}"),
    standing=_standing,
)


def task(found: Version[Sign]) -> OpenTask | None:
    """The open task to answer a sign; None once it was answered."""
    return kind.task_of(KIND, found.record, TASK.name)


def opened_on(day: date, staff_id: str, case_id: str) -> tuple[int, bool]:
    """How many cases somebody opened on a day, and whether this one is among them."""
    count, place = opened_at(day, staff_id, case_id)
    return int((table.get(count) or {}).get("cases", 0)), table.get(place) is not None


def open_case(day: date, staff_id: str, case_id: str, before: int, now: datetime) -> bool:
    """Store that somebody opened one more case on a day, on which they opened so many `before`;
    False where they opened another meanwhile."""
    count, place = opened_at(day, staff_id, case_id)
    expires = int((now + STORED_FOR).timestamp())
    opened = {"kind": "revealed", "at": instant_text(now), "expires": expires}
    counted = {"cases": before + 1, "expires": expires}
    as_read = "cases = :before" if before else "attribute_not_exists(pk)"
    values = {":before": before} if before else None
    try:
        table.transact([Write(count, counted, as_read, values=values), table.absent(place, opened)])
    except ConditionFailed:
        return False
    return True


def opened_at(day: date, staff_id: str, case_id: str) -> tuple[Key, Key]:
    """Where it lies how many cases somebody opened on a day, and that this one is among them."""
    text = day.isoformat()
    return keys.opened(text, staff_id), keys.revealed(text, staff_id, case_id)
