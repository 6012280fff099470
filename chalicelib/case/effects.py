"""What an event does to a case: its documents, its tasks, and its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.case import (
    case_tasks,
    confirming,
    due,
    joint_visits,
    letter_kinds,
    periodic,
    relatives,
    self_care_change,
    signatures,
    total,
    versions,
)
from chalicelib.case.case import Case, CaseMembers, Step
from chalicelib.case.documents import DOCUMENTS, CaseDocument, to_json
from chalicelib.case.states import DUE, ENDS, STAGE_TASKS, State, Transition
from chalicelib.case.table import CASE
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Broken
from chalicelib.platform.store.record import Record
from chalicelib.records import assignment
from chalicelib.records.act import Act
from chalicelib.records.law import Deadline, Law
from chalicelib.records.tasks import OpenTask

RELATED = frozenset({"note_relative", "note_staff"})
"""The events by which it is known that somebody of the staff is a relative of the family's."""


@dataclass(frozen=True)
class Effect:
    """A case after an event: its record as it is to be written, and what its row seals."""

    record: Record
    document: CaseDocument


def effect_of(case: Case, row: Transition, act: Act, step: Step) -> Effect:
    """The case after a row of its table."""
    law = act.law.of(case.times)
    document = _document_after(case, row, replace(act, law=law), step)
    state = row.to or case.state
    if state is None:
        raise Broken("case.no_state", event=row.event)
    document = _timed(case, row, document, state, act.now, law)
    clock = total.total_of(document, act.now, law.parameters, law.calendar)
    clear = _clear_after(case, row, state, act.now, step) | _letters_after(case, row, step)
    clear = _deadlines_after(clear, case, state, document, clock, act.now, law, step)
    after = replace(
        case.record,
        state=state.value,
        attempt=case.record.attempt + row.starts,
        clear=clear,
        document=to_json(document),
        schema=CaseDocument.schema(),
        parts=document.documents,
        next_check=due.next_check(
            state,
            parse_instant(clear["stage_due"]),
            document.tasks,
            act.now,
            total.next_check(clock, document.facts),
            periodic.begins(state, document, law),
        ),
    )
    return Effect(after, document)


def _document_after(case: Case, row: Transition, act: Act, step: Step) -> CaseDocument:
    if step.documents.keys() - DOCUMENTS:
        raise Broken("case.unknown_document")
    people = [*step.named, *(one.by for one in signatures.given_for(case.document, row))]
    standing = CASE.follow(case.document.standing(case.state), row, act.actor.id, people)
    tasks = [task for task in case.document.tasks if task.name in standing.tasks]
    tasks = [confirming.recounted(task, case.scheme, act.now, act.law) for task in tasks]
    tasks = _handed_on(case, tasks, row.event, act, step)
    household = step.household or CaseMembers(case.document.members, case.document.label)
    after = replace(
        case.document,
        owner=step.owner or case.document.owner,
        label=household.label,
        members=household.members,
        track=standing.track,
        facts=standing.facts,
        acted=tuple(sorted(standing.acted)),
        decided=tuple(sorted({*case.document.decided, *CASE.deciders(row, act.actor.id, people)})),
        tasks=tuple(tasks),
        documents={**case.document.documents, **step.documents},
        changed=versions.last_changes(
            case.document.changed, case.document.documents, step.documents, case.record.seq + 1
        ),
    )
    fresh = (name for name in row.opens if after.task(name) is None)
    opened = tuple(_opened(case, name, after, act, step) for name in fresh)
    anew = partial(case_tasks.care_anew, law=act.law)
    return self_care_change.with_due_days(replace(after, tasks=after.tasks + opened), anew)


def _opened(case: Case, name: str, after: CaseDocument, act: Act, step: Step) -> OpenTask:
    """A task as it begins: with those of whom it is asked, and where not everybody who could do it
    is a relative of the family's."""
    if name == confirming.TASK:
        return confirming.open_task(after, case.office, case.scheme, act.now, act.law)
    task = case_tasks.open_task(name, case.office, act.now, act.law, step.task_due)
    if name in joint_visits.TASKS.values():
        task = replace(task, named=tuple(one for one in step.named if one != act.actor.id))
    return _elsewhere(case, task, (), act) if relatives.staff_of(after) else task


def _timed(
    case: Case, row: Transition, document: CaseDocument, state: State, now: datetime, law: Law
) -> CaseDocument:
    """The document with the total time of its decision as it stands after this."""
    scheme, parameters = case.scheme, law.parameters
    ended = case.state in ENDS  # a case that begins again has a clock of its own
    before = None if ended else total.clock_of(case.document)
    clock = total.clock_after(before, document, state, scheme, now, parameters)
    if clock is None:
        return document
    # Of a power that changed a moment ago: whether it is still held is asked when it is used.
    if row.event == "accept" and confirming.power(
        document, case.office, scheme, now, law, consistent=False
    ):
        clock = total.delegated(clock, scheme, parameters)
    if row.event == "send_back":
        clock = total.sent_back(clock, now)
    if row.event == "to_county":
        clock = total.of_county(clock, scheme, parameters)
    since = total.surveyed_since(clock, now, law.calendar)
    tasks = tuple(
        assignment.begun(task, since, now, law) if since and task.name in total.SURVEYED else task
        for task in document.tasks
    )
    documents = {**document.documents, "clock": total.stored(clock)}
    return replace(document, tasks=tasks, documents=documents)


def _handed_on(
    case: Case,
    tasks: list[OpenTask],
    event: str,
    act: Act,
    step: Step,
) -> list[OpenTask]:
    """The tasks after one was claimed or handed over, the overdue were escalated, or some moved
    on."""
    if step.office:
        return [case_tasks.handed_on(task, step.office, act.now, act.law) for task in tasks]
    if event in RELATED:
        return [_elsewhere(case, task, step.named, act) for task in tasks]
    if event == "to_county" and confirming.at_township(case.document.task(confirming.TASK)):
        theirs = case_tasks.open_task(confirming.TASK, case.office, act.now, act.law)
        return [theirs if task.name == confirming.TASK else task for task in tasks]
    if event in {"escalate", "remind", "total_over"}:
        staffs = [task for task in tasks if task.office]
        late = staffs if event == "total_over" else assignment.overdue(tasks, act.now)
        return [
            _after_overdue(case, task, event, act.now, act.law) if task in late else task
            for task in tasks
        ]
    if event in {"claim", "hand_over"}:
        to = step.hand_to or act.actor.id
        return [replace(task, claimed_by=to) if task.name == step.task else task for task in tasks]
    return tasks


def _elsewhere(case: Case, task: OpenTask, barred: Sequence[str], act: Act) -> OpenTask:
    """A task after a relative of the family's is known among the staff: it is free where they
    claimed it, and goes up where nobody else of its offices could do it."""
    free = replace(task, claimed_by="") if task.claimed_by in barred else task
    others = {*barred, *relatives.staff_of(case.document)}
    if not task.office or assignment.has_candidates(free, others):
        return free
    superior = assignment.above(free, case.document.county_only)
    return assignment.escalated(free, superior, act.now, act.law) if superior else free


def _after_overdue(case: Case, task: OpenTask, event: str, now: datetime, law: Law) -> OpenTask:
    """A task after it was escalated, or after those at the top were reminded of it."""
    superior = assignment.above(task, case.document.county_only)
    if event != "remind":
        return assignment.escalated(task, superior, now, law) if superior else task
    return task if superior else assignment.reminded(task, now, law)


def _clear_after(
    case: Case, row: Transition, state: State, now: datetime, step: Step
) -> dict[str, Any]:
    clear = dict(case.record.clear)
    if step.office:
        clear["office"] = step.office
    if row.event == "accept":
        clear["accepted_at"] = instant_text(now)
    if state in ENDS and case.state not in ENDS:
        clear["ended_at"] = instant_text(now)
    if state not in ENDS:
        clear.pop("ended_at", None)
    return clear


def _letters_after(case: Case, row: Transition, step: Step) -> dict[str, int]:
    """How many letters the case's events have called for; of a case of release 1 nobody counts."""
    before = 0 if row.first else case.record.clear.get("letters")
    called_for = bool(letter_kinds.letter_of({"event": row.event, "why": step.why}))
    return {} if before is None else {"letters": before + called_for}


def _deadlines_after(
    clear: Mapping[str, Any],
    case: Case,
    state: State,
    document: CaseDocument,
    clock: total.Total | None,
    now: datetime,
    law: Law,
    step: Step,
) -> dict[str, Any]:
    """The clear attributes with by when the stage and the decision must be over."""
    stage = _stage_clock(case, state, document, now, law, step)
    decided = law.calendar.provisional(clock.by) if clock else False
    counted = stage.until or decided or any(task.counted_until for task in document.tasks)
    deadlines = {
        "stage_due": instant_text(stage.due),
        "stage_since": instant_text(stage.since) if stage.until else "",
        "decide_by": clock.by.isoformat() if clock else "",
        "counted_until": law.known_until if counted else "",
    }
    return {name: value for name, value in {**clear, **deadlines}.items() if value != ""}


def _stage_clock(
    case: Case, state: State, document: CaseDocument, now: datetime, law: Law, step: Step
) -> Deadline:
    """By when the stage must be over; counted anew where that lay beyond the holiday notices."""
    stays = state == case.state and step.stage_due in {None, case.stage_due}
    if stays and case.stage_since:
        return law.as_begun(case.stage_since).counted(DUE[state], case.stage_since)
    if step.stage_due is not None:
        return Deadline(step.stage_due, now)
    if state is State.WAITING:
        submitted = parse_instant(case.record.clear["submitted_at"])
        return Deadline(max(now, law.due("verification.wait", submitted)), submitted)
    if state in DUE:
        return Deadline(case.stage_due, now) if stays else law.counted(DUE[state], now)
    staged = [task for task in document.tasks if task.name in STAGE_TASKS]
    staged = staged or [task for task in document.tasks if not task.office]  # the family has it
    return Deadline(min((task.check for task in staged), default=now), now)
