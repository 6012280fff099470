"""Reconsiderations in the tables: each a record of its own, sealed under the key of its case."""

from __future__ import annotations

from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.platform import identifiers, keys, sealing, table
from chalicelib.platform.record import Record
from chalicelib.reconsiderations.states import RECONSIDERATION, TASK, WAITING
from chalicelib.records import kind
from chalicelib.records.kind import Kind
from chalicelib.records.tasks import OpenTask

READ_SCHEMA = 1

KIND = Kind(
    name="reconsideration",
    part="reconsiderations",
    machine=RECONSIDERATION,
    key=lambda clear: sealing.key_of(cases.scope(str(clear["case_id"]))),
    tasks={TASK.name: TASK},
    office=lambda found: str(found.clear["office"]),
    label=lambda found: str(found.document["title"]),
    references=lambda found: {
        keys.reconsideration(found.clear["case_id"], found.id): {"reconsideration": found.id}
    },
)


def new(case: Case, decision: int) -> Record:
    """The reconsideration of the decision that event `decision` of a case tells, not asked yet."""
    id_ = identifiers.derived_id(KIND.name, case.id, str(decision))
    return Record(KIND.name, id_, clear={"case_id": case.id, "decision": decision})


def task(found: Record) -> OpenTask | None:
    """The open task to answer it; None once that was done."""
    return kind.task_of(KIND, found, TASK.name)


def of_case(case_id: str) -> list[Record]:
    """The reconsiderations of a case, the oldest decision first."""
    place = keys.reconsideration(case_id, "")
    items = table.query("cases", place.pk, prefix=place.sk)
    found = [kind.load(KIND, item["reconsideration"]) for item in items]
    return sorted(found, key=lambda one: int(one.clear["decision"]))


def open_of(case: Case) -> list[Record]:
    """Those of a case that wait for an answer."""
    asked = case.document.documents.get("reconsiderations", ())
    waiting = (kind.load(KIND, one["id"]) for one in asked if one["state"] == WAITING)
    return [one for one in waiting if one.state == WAITING]


def relatives_of(case: Case) -> set[str]:
    """Who of the staff entered a member of the case as their own close relative."""
    items = (
        item
        for hash_ in case.document.members
        for item in table.query("people", keys.relative(hash_, "").pk, prefix="RELATIVE#")
    )
    return {str(item["staff"]) for item in items if item["of"] == "staff"}


def note_reading(case: Case, actor: Actor, now: datetime) -> None:
    """Record among the looks at the case that a member of staff read what its family said."""
    place = keys.read(case.id, identifiers.uuid7(now))
    look = {"by": actor.id, "office": actor.office, "purpose": "appeal", "what": KIND.name}
    sealed = case.key.seal(place, "read", READ_SCHEMA, {**look, "at": instant_text(now)})
    table.put(place, {"kind": "read", "schema": READ_SCHEMA, "doc": sealed})
