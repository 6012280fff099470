"""Reconsiderations in the tables: each a record of its own, sealed under the key of its case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform import identifiers, keys, record, sealing, table
from chalicelib.platform.once import Once
from chalicelib.platform.record import Changed, Record
from chalicelib.platform.table import ConditionFailed, Write
from chalicelib.platform.trail import Event
from chalicelib.reconsiderations.states import WAITING, state_after
from chalicelib.records.act import Act

KIND = "reconsideration"
READ_SCHEMA = 1


def new(case: Case, decision: int) -> Record:
    """The reconsideration of the decision that event `decision` of a case tells, not asked yet."""
    id_ = identifiers.derived_id(KIND, case.id, str(decision))
    return Record(KIND, id_, clear={"case_id": case.id, "decision": decision})


def find(id_: str) -> Record | None:
    """The newest version of a reconsideration, with its document; None if there is none."""
    item = table.get(keys.row(KIND, id_))
    if item is None:
        return None
    return record.from_item(item, sealing.key_of(cases.scope(item["case_id"])))


def load(id_: str) -> Record:
    """As `find`; Refused("reconsideration.not_found") if there is none."""
    found = find(id_)
    if found is None:
        raise Refused("reconsideration.not_found")
    return found


def change(
    before: Record,
    event: str,
    act: Act,
    *,
    took_part: Iterable[str] = (),
    once: Once | None = None,
    why: dict[str, Any] | None = None,
    checks: Sequence[Write] = (),
    **changes: Any,
) -> Record:
    """Let something happen to a reconsideration, if its table allows it and `checks` hold, and keep
    its lists.

    Raises what `states.state_after` and `record.commit` raise, and Changed where a check does not
    hold.
    """
    state = state_after(before.state, event, took_part, act.actor.id)
    changed = replace(before, state=state, **changes)
    if state != WAITING:
        changed = replace(changed, next_check=None)
    happened = Event(event, act.actor.id, act.now, act.law.parameters.fingerprint, why or {})
    items = [*checks, *_listed(before, changed), *record.relisted_provisional(before, changed)]
    key = sealing.key_of(cases.scope(changed.clear["case_id"]))
    try:
        return record.commit(before, changed, happened, key, items, once)
    except ConditionFailed:
        raise Changed from None


def _listed(before: Record, after: Record) -> Sequence[Write]:
    """The list of its case, and those of whoever was drawn as long as it waits."""
    reference = {KIND: after.id}
    old, fresh = _waiting(before), _waiting(after)
    writes = [Write(place) for place in old if place not in fresh]
    writes += [Write(place, reference) for place in fresh if place not in old]
    if before.seq:
        return writes
    return [*writes, Write(keys.reconsideration(after.clear["case_id"], after.id), reference)]


def _waiting(found: Record) -> list[keys.Key]:
    if found.state != WAITING:
        return []
    by = found.clear["answer_by"]
    return [keys.drawn_reconsideration(staff, by, found.id) for staff in found.clear["drawn"]]


def of_case(case_id: str) -> list[Record]:
    """The reconsiderations of a case, the oldest decision first."""
    place = keys.reconsideration(case_id, "")
    found = _loaded(table.query("cases", place.pk, prefix=place.sk))
    return sorted(found, key=lambda one: int(one.clear["decision"]))


def open_of(case: Case) -> list[Record]:
    """Those of a case that wait for an answer."""
    asked = case.document.documents.get("reconsiderations", ())
    waiting = (load(one["id"]) for one in asked if one["state"] == WAITING)
    return [one for one in waiting if one.state == WAITING]


def waiting(staff_id: str) -> list[Record]:
    """Those that wait for a member of staff, the most urgent first."""
    return _loaded(table.query("cases", keys.drawn_reconsideration(staff_id, "", "").pk))


def _loaded(items: Iterable[dict[str, Any]]) -> list[Record]:
    return [load(item[KIND]) for item in items]


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
    look = {"by": actor.id, "office": actor.office, "purpose": "appeal", "what": KIND}
    sealed = case.key.seal(place, "read", READ_SCHEMA, {**look, "at": instant_text(now)})
    table.put(place, {"kind": "read", "schema": READ_SCHEMA, "doc": sealed})
