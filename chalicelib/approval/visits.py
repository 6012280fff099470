"""What two people saw at the family's home, and record of it.

Visits of the township and of the county, and the six items of self-care (43号, art. 20 and 21).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.approval.contract import ByTwo, CareAssessment, Survey, Visit
from chalicelib.case import case as cases
from chalicelib.case import self_care
from chalicelib.case.case import Case, Step
from chalicelib.case.due import Law
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform.record import Once


def visit(case: Case, record: Survey, actor: Actor, now: datetime, law: Law, once: Once) -> Case:
    """Record the home visit, and who can do what alone; whoever records it was there."""
    return _seen(case, "visit", record, actor, now, law, once)


def county_visit(
    case: Case, record: Visit, actor: Actor, now: datetime, law: Law, once: Once
) -> Case:
    """Record the county's own visit (57号, art. 20); whoever records it was there."""
    return _seen(case, "county_visit", record, actor, now, law, once)


def assess_care(
    case: Case, record: CareAssessment, actor: Actor, now: datetime, law: Law, once: Once
) -> Case:
    """Record what members can do alone of the six items; whoever records it was there."""
    return _seen(case, "assess_care", record, actor, now, law, once)


def _seen(
    case: Case, event: str, record: ByTwo, actor: Actor, now: datetime, law: Law, once: Once
) -> Case:
    """The case with what was seen: the visit under its name, self-care by person."""
    if actor.id not in record.visitors:
        raise Refused("approval.visitor_records")
    at = instant_text(now)
    document = {**record.model_dump(mode="json"), "by": actor.id, "at": at}
    visited = {event: document} if isinstance(record, Visit) else {}
    assessed, how = document.get("self_care", []), {"visitors": record.visitors, "at": at}

    def decided(found: Case) -> tuple[str, Step]:
        documents: dict[str, Any] = {**visited}
        if assessed:
            held, people = found.doc("self_care"), found.document.members
            documents["self_care"] = self_care.recorded(held, assessed, people, how)
        return event, Step(documents=documents, why=document, once=once)

    return cases.change(case, decided, actor, now, law)
