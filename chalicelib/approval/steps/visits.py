"""Visits: what two people saw at the family's home, which both of them say (57号, art. 16).

Whoever records a visit names who was there; each of them works there today and counts as having
acted. A colleague who is named says so in the own session, or denies it; until then nothing is
proposed or decided upon the visit, and it may be recorded anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.approval.steps.visit_contract import (
    CareAssessment,
    Countersignature,
    JointVisit,
    Survey,
    Visit,
)
from chalicelib.case import joint_visits, relatives, self_care, transitions, uploads
from chalicelib.case.case import Case, Step
from chalicelib.case.joint_visits import DENIALS, TASKS
from chalicelib.directory import store
from chalicelib.domain.actors import HANDLING, Actor
from chalicelib.domain.areas import is_within
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.records.act import Act


def visit(case: Case, record: Survey, act: Act) -> Case:
    """Record the home visit, and who can do what alone; whoever records it was there.

    Refused("approval.visitor_records") for anybody else, ("request.invalid") for a visitor who
    does not work there, ("approval.own_relative") for a relative of the family's,
    ("case.task_first") while a colleague has something else to confirm.
    """
    document = _said(record, act.actor, act.now)
    return _recorded(case, "visit", record, {"visit": document}, act)


def county_visit(case: Case, record: Visit, act: Act) -> Case:
    """Record the county's own visit (57号, art. 20); refused as `visit` is."""
    document = _said(record, act.actor, act.now)
    return _recorded(case, "county_visit", record, {"county_visit": document}, act)


def assess_care(case: Case, record: CareAssessment, act: Act) -> Case:
    """Record what members can do alone of the six items (43号, art. 20 and 21), as `visit`."""
    return _recorded(case, "assess_care", record, {}, act)


def _said(record: JointVisit, actor: Actor, now: datetime) -> dict[str, Any]:
    return {**record.model_dump(mode="json"), "by": actor.id, "at": instant_text(now)}


def _recorded(
    case: Case,
    event: str,
    record: JointVisit,
    documents: dict[str, Any],
    act: Act,
) -> Case:
    if act.actor.id not in record.visitors:
        raise Refused("approval.visitor_records")
    _work_there(record.visitors, act.actor)
    _uploaded(case, record, act.actor)
    document = _said(record, act.actor, act.now)
    assessed = document.get("self_care", [])
    signed = uploads.of_visit(document)
    how = {"visitors": record.visitors, "at": document["at"]}
    waits = {"event": event, "by": act.actor.id, **how}

    def decided(found: Case) -> tuple[str, Step]:
        _no_relatives_of(found, record.visitors)
        uploads.checked(uploads.shared_signatures(signed, uploads.all_signatures(found)))
        name, held = TASKS[event], found.doc(TASKS[event])
        if found.document.task(name) and held.get("event") != event:
            raise Refused("case.task_first", task=name)
        stored = {"by": act.actor.id, "signatures": [file for _, file in signed.values()]}
        care = _care(found, assessed, {**how, **stored, "seq": found.record.seq + 1})
        step = Step(
            why=document,
            idempotency_key=act.idempotency_key,
            named=record.visitors,
            version=_version(record),
        )
        return event, replace(step, documents={**documents, **care, name: waits})

    return transitions.change(case, decided, act)


def _uploaded(case: Case, record: JointVisit, actor: Actor) -> None:
    """Refused("request.invalid") for photos and signatures that whoever records did not upload."""
    photos = record.photos if isinstance(record, Visit) else []
    named = {
        f"/photos/{at}": {"kind": "visit_photo", "digest": one} for at, one in enumerate(photos)
    }
    signed = uploads.of_visit(record.model_dump())
    files = {pointer: file for pointer, (_, file) in signed.items()}
    stored = case.uploads.get(actor.id, ())
    uploads.checked(uploads.faults(actor, photos=named, signatures=files, known_files=stored))


def _version(record: JointVisit) -> int | None:
    """The version upon which members were named by their number; None where none was."""
    return record.version if isinstance(record, Survey | CareAssessment) else None


def _no_relatives_of(case: Case, visitors: Sequence[str]) -> None:
    """Refused("approval.own_relative") where a visitor is a relative of somebody of the family."""
    if relatives.staff_of(case.document) & {*visitors}:
        raise Refused("approval.own_relative")


def _care(case: Case, assessed: Sequence[Any], how: dict[str, Any]) -> dict[str, Any]:
    if not assessed:
        return {}
    held, people = case.doc("self_care"), case.document.members
    return {"self_care": self_care.recorded(held, assessed, people, how)}


def _work_there(visitors: Sequence[str], actor: Actor) -> None:
    """Refused where somebody who is named handles no cases at the office or at one above it."""
    strangers = [at for at, one in enumerate(visitors) if not _colleague(one, actor)]
    if strangers:
        errors = [
            {"pointer": f"/visitors/{at}", "code": "approval.unknown_visitor"} for at in strangers
        ]
        raise Refused("request.invalid", errors=errors)


def _colleague(id_: str, actor: Actor) -> bool:
    one = actor if id_ == actor.id else store.actor_of(id_)
    return one is not None and bool(one.posts & HANDLING) and is_within(actor.office, one.office)


def countersign(case: Case, form: Countersignature, act: Act) -> Case:
    """Say that one was at a visit that a colleague recorded, or deny it: then it does not count.

    Refused("case.not_yours") for whoever is not named, or recorded it.
    """

    def decided(found: Case) -> tuple[str, Step]:
        name, waits = _waiting(found, act.actor)
        said = {
            **form.model_dump(exclude_none=True, exclude={"version"}),
            "by": act.actor.id,
            "at": instant_text(act.now),
        }
        documents: dict[str, Any] = {name: {**waits, "said": said}}
        step = Step(
            why=said,
            idempotency_key=act.idempotency_key,
            named=[act.actor.id],
            version=form.version,
        )
        if form.agrees:
            return name, replace(step, documents=documents)
        documents["self_care"] = self_care.without(found.doc("self_care"), waits)
        return DENIALS[waits["event"]], replace(step, documents=documents)

    return transitions.change(case, decided, act)


def _waiting(case: Case, actor: Actor) -> tuple[str, dict[str, Any]]:
    """What waits for this colleague; Refused("case.not_yours") where nothing does."""
    found = joint_visits.waiting(case, actor)
    if found is None:
        raise Refused("case.not_yours", event="countersign")
    return found
