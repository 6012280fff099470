"""Who confirms a case: the county, or the township to which it delegated that power.

The texts let a county delegate the power by scheme (57号, art. 2; 43号, art. 28; 民发〔2024〕57号,
art. 3), and leave some cases to the county itself. Whether a township confirms is decided from the
delegation in force at the instant, when its task is opened and again when somebody acts on it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.case import case_tasks, total
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import Track
from chalicelib.directory import store
from chalicelib.directory.offices import delegations
from chalicelib.directory.offices.delegations import ConfirmationDelegation
from chalicelib.domain.actors import HANDLING
from chalicelib.domain.areas import AreaLevel, level_of
from chalicelib.domain.dates import day_of, end_of_day
from chalicelib.domain.errors import Refused
from chalicelib.policy import Value
from chalicelib.records import assignment
from chalicelib.records.act import Act
from chalicelib.records.law import Law
from chalicelib.records.tasks import OpenTask

TASK = "confirm"
DELEGABLE = "delegation.scheme"
WORKED = ("acceptance", "call_back", "visit", "opinion")
"""The documents of those who worked on a case: nobody of them confirms it at a township."""


def county_reason(case: CaseDocument) -> str:
    """Why the county itself decides a case, whatever it delegated; "" where it need not.

    "track": what the county alone may know of, and urgent aid, which is decided before. "benefit":
    what is received already (57号, art. 31 and 32 name the county). "visit": the county itself has
    to visit the family (art. 20). "objection": its new opinion goes to the county (art. 19).
    """
    visit = case.task("county_visit") or case.documents.get("county_visit")
    reasons = {
        "track": case.track is not Track.STANDARD,
        "benefit": "entitled" in case.facts,
        "visit": bool(visit),
        "objection": bool(case.documents.get("objection")),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def worked_on(case: CaseDocument) -> frozenset[str]:
    """Who of the staff accepted, phoned, visited, saw what somebody can do alone, recorded why a
    relative does not sign, or gave an opinion, or signed that a colleague may (four eyes)."""
    documents = case.documents
    said = (documents.get(name, {}) for name in WORKED)
    looks = [documents.get("visit", {}), *documents.get("self_care", {}).get("persons", ())]
    visitors = (one for look in looks for one in look.get("visitors", ()))
    excused = (one["by"] for one in documents.get("supporters", {}).get("excused", ()))
    signed_off = documents.get("signed_off", {}).items()
    earlier = (signatures for task, signatures in signed_off if task != TASK)
    signed = (one["by"] for signatures in earlier for one in signatures)
    by = (one["by"] for one in said if "by" in one)
    return frozenset({*by, *visitors, *excused, *signed, *case.acted})


def power(
    case: CaseDocument,
    office: str,
    scheme: str,
    now: datetime,
    law: Law,
    *,
    consistent: bool = True,
) -> ConfirmationDelegation | None:
    """By which delegation the township `office` may confirm the case now; None where it may not."""
    if county_reason(case) or basis(scheme, law) is None:
        return None
    return delegations.in_force(office, scheme, day_of(now), consistent=consistent)


def basis(scheme: str, law: Law) -> Value | None:
    """By which text the power to confirm a scheme may be delegated; None where none says so."""
    values = law.parameters.every(DELEGABLE)
    return next((value for value in values if value.amount == scheme), None)


def open_task(case: CaseDocument, office: str, scheme: str, now: datetime, law: Law) -> OpenTask:
    """The task to confirm a case that `office` handles, with whoever has the power now.

    A township's lasts no longer than its power. Where nobody is there who did not work on the
    case, the county decides.
    """
    # Where the county took the power back a moment ago, the event that opens this is followed, and
    # whoever confirms is asked again (`lapsed`, `admit`).
    delegated = power(case, office, scheme, now, law, consistent=False)
    if delegated is None or not _second(case, office, now):
        return case_tasks.open_task(TASK, office, now, law)
    return _while_held(case_tasks.open_task_at(TASK, office, now, law), delegated)


def recounted(task: OpenTask, scheme: str, now: datetime, law: Law) -> OpenTask:
    """A task of a case counted anew by a later holiday notice; a township's to confirm still lasts
    no longer than its power."""
    anew = assignment.recounted(task, law)
    own = task.name == TASK and at_township(task) and not task.escalations
    held = delegations.in_force(task.origin, scheme, day_of(now)) if own and anew != task else None
    return _while_held(anew, held) if held else anew


def _while_held(task: OpenTask, power: ConfirmationDelegation) -> OpenTask:
    ends = end_of_day(power.until) if power.until else task.due
    return replace(task, due=min(task.due, ends))


def at_township(task: OpenTask | None) -> bool:
    """Whether a task to confirm lies with a township, not with the county alone."""
    return task is not None and level_of(task.origin) > AreaLevel.COUNTY


def lapsed(case: CaseDocument, office: str, scheme: str, now: datetime, law: Law) -> str:
    """Why the county decides a case of which the township was to; "" where nothing changed.

    The reason is one of `county_reason`, "power" where no delegation is in force, or "second" where
    nobody is left at the township who did not work on the case.
    """
    task, clock = case.task(TASK), total.clock_of(case)
    if not at_township(task) and (clock is None or not clock.delegated or clock.ended):
        return ""
    reason = county_reason(case)
    if task is None or reason:
        return reason
    if power(case, office, scheme, now, law) is None:
        return "power"
    return "" if at_township(task) and _second(case, office, now) else "second"


def admit(case: CaseDocument, office: str, scheme: str, act: Act) -> None:
    """Let the actor act on the task to confirm, whose holder they are.

    At a township Refused("case.worked_on_it") for who worked on the case, and
    ("case.county_confirms") where the county decides it today.
    """
    if level_of(act.actor.office) <= AreaLevel.COUNTY:
        return
    if act.actor.id in worked_on(case):
        raise Refused("case.worked_on_it")
    if power(case, office, scheme, act.now, act.law) is None:
        raise Refused("case.county_confirms")


def _second(case: CaseDocument, office: str, now: datetime) -> bool:
    """Whether somebody handles cases at the office today who did not work on this one."""
    worked = worked_on(case)
    return any(
        one.posts & HANDLING and one.id not in worked
        for one in store.of_office(office, day_of(now))
    )
