"""Worklists: one thin item for every open task, on the list of each office that it lies with.

An item is at most 320 bytes: keys, the task, the case, who claimed it, and the applicant's masked
name sealed under the key of the office's county. Items follow the case in its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.case.documents import OpenTask
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.platform import keys, sealing, table
from chalicelib.platform.keys import Key
from chalicelib.platform.sealing import DataKey, Scope
from chalicelib.platform.table import Write

PAGE = 50
SCHEMA = 1


@dataclass(frozen=True)
class WorkItem:
    """A line of a worklist."""

    case_id: str
    task: str
    due: datetime
    scheme: str
    label: str
    claimed_by: str
    climbed: int
    overdue_since: str  # since when it is late, an instant as text
    decide_by: str  # the last day for the decision, where there is one
    counted_until: str  # the last day of the holiday notices, where a day lies beyond it
    cursor: str


def desk(office: str) -> Scope:
    """The scope under which an office's labels are sealed: its county, or itself above one."""
    county = county_of(office)
    return Scope("desk", county, keys.desk_key(county))


def changes(
    case_id: str,
    scheme: str,
    label: str,
    before: Iterable[OpenTask],
    after: Iterable[OpenTask],
    *,
    decide_by: str = "",
    counted_until: str = "",
    relabelled: bool = False,
) -> list[Write]:
    """The writes that take the worklists from the tasks `before` to those `after`.

    Where the case is `relabelled` every task is listed anew, under the label and the last day for
    the decision of now.
    """
    old, new = _lines(before), _lines(after)
    fresh = new if relabelled else new - old
    kept = {_place(case_id, *line) for line in fresh}
    writes = [Write(_place(case_id, *line)) for line in old - new]
    writes = [write for write in writes if write.place not in kept]
    desks: dict[Scope, DataKey] = {}
    for office, task in sorted(fresh, key=lambda line: (line[0], line[1].name)):
        scope = desk(office)
        if scope not in desks:
            desks[scope], made = sealing.found_or_new(scope)
            writes += made
        until = counted_until if decide_by > counted_until else task.counted_until
        told = {"case_id": case_id, "scheme": scheme, "decide_by": decide_by or None}
        told["counted_until"] = until or None
        writes.append(_put(told, label, office, task, desks[scope]))
    return writes


def page(office: str, after: str = "") -> list[WorkItem]:
    """Up to 50 tasks of an office in the order in which they are due (one Query)."""
    items = table.query("cases", keys.work(office, "", "", "").pk, after=after, limit=PAGE)
    if not items:
        return []
    key = sealing.key_of(desk(office))
    return [
        WorkItem(
            case_id=item["case_id"],
            task=item["task"],
            due=parse_instant(item.get("again") or item["sk"].partition("#")[0]),
            scheme=item["scheme"],
            label=key.open(Key("cases", item["pk"], item["sk"]), "work", SCHEMA, item["doc"])[
                "label"
            ],
            claimed_by=item.get("claimed_by", ""),
            climbed=item["climbed"],
            overdue_since=item.get("late", ""),
            decide_by=item.get("decide_by", ""),
            counted_until=item.get("counted_until", ""),
            cursor=item["sk"],
        )
        for item in items
    ]


def _lines(tasks: Iterable[OpenTask]) -> set[tuple[str, OpenTask]]:
    """Each task of staff with each office that it lies with."""
    return {(office, task) for task in tasks for office in task.offices}


def _place(case_id: str, office: str, task: OpenTask) -> Key:
    return keys.work(office, instant_text(task.due), case_id, task.name)


def _put(told: dict[str, Any], label: str, office: str, task: OpenTask, key: DataKey) -> Write:
    place = _place(told["case_id"], office, task)
    item = {
        **told,
        "task": task.name,
        "climbed": task.climbed,
        "claimed_by": task.claimed_by or None,
        "again": task.look_again and instant_text(task.look_again),
        "late": task.late_since and instant_text(task.late_since),
        "doc": key.seal(place, "work", SCHEMA, {"label": label}),
    }
    return Write(place, item)
