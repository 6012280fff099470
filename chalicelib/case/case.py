"""The case: loading it, and `change`, the one way anything happens to it.

`change` lets its caller decide from the version found, asks the transition table, computes what
follows (tasks, deadlines, worklists, locks) and commits it all with the event in one transaction.
If the case moved on meanwhile, all of it is done again from where the case stands now; so of two
people who decide at once one is Refused, and nothing that came between is written over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.case import confirming, due, holding, locks, periodic, reading, telling, total
from chalicelib.case.documents import DOCUMENTS, CaseDocument, from_json, to_json
from chalicelib.case.states import CASE, DUE, ENDS, STAGE_TASKS, State, Track, Transition
from chalicelib.directory import routing
from chalicelib.domain.actors import HANDLING, Actor, Role
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform import keys, record, table
from chalicelib.platform.once import Once
from chalicelib.platform.record import Record
from chalicelib.platform.sealing import DataKey, Scope
from chalicelib.platform.table import ConditionFailed, Write
from chalicelib.platform.trail import Event
from chalicelib.records import assignment, signing_off, worklist
from chalicelib.records.act import Act
from chalicelib.records.kind import TRIES, decided_anew
from chalicelib.records.law import URGENT, Counted, Law
from chalicelib.records.machine import By, Lock
from chalicelib.records.tasks import OpenTask
from chalicelib.records.worklist import Done, Told

ROOM_FOR_STAFF = 60_000
"""How much of a row (bytes) is kept for what staff decide and for what time brings: whatever a
family or the village tells, somebody can still decide upon it, and the family withdraw."""


@dataclass(frozen=True)
class Case:
    """One version of a case: its record and what its row seals."""

    record: Record
    document: CaseDocument
    key: DataKey = field(repr=False)

    @property
    def id(self) -> str:
        """The case id; it follows from the account and its form id."""
        return self.record.id

    @property
    def state(self) -> State | None:
        """Where the case stands; None before it was submitted."""
        return State(self.record.state) if self.record.state else None

    @property
    def scheme(self) -> str:
        """The scheme applied for."""
        return str(self.record.clear["scheme"])

    @property
    def times(self) -> str:
        """By whose times the law counts: the scheme's, or those of urgent aid (`Law.of`)."""
        return URGENT if self.document.track is Track.SAME_DAY else self.scheme

    @property
    def office(self) -> str:
        """The office (area code) that handles the case."""
        return str(self.record.clear["office"])

    @property
    def submitted_at(self) -> datetime:
        """The instant from which the five hours run."""
        return parse_instant(self.record.clear["submitted_at"])

    @property
    def accepted_at(self) -> datetime | None:
        """The instant from which every statutory clock runs, once accepted."""
        text = self.record.clear.get("accepted_at")
        return parse_instant(text) if text else None

    @property
    def stage_due(self) -> datetime:
        """The instant until which the case may stand where it stands."""
        return parse_instant(self.record.clear["stage_due"])

    @property
    def stage_since(self) -> datetime | None:
        """The instant from which `stage_due` was counted, where it is provisional."""
        text = self.record.clear.get("stage_since")
        return parse_instant(text) if text else None

    @property
    def counted_until(self) -> str:
        """The last day of the holiday notices by which a deadline was counted that lies beyond."""
        return str(self.record.clear.get("counted_until", ""))

    @property
    def stage_counted_until(self) -> str:
        """As `counted_until`, where `stage_due` itself is provisional."""
        staged = (t for t in self.document.tasks if t.name in STAGE_TASKS)
        until = (task.counted_until for task in staged if task.check == self.stage_due)
        return self.counted_until if self.stage_since else next(until, "")

    @property
    def uploads(self) -> dict[str, set[str]]:
        """The digests of every file that was handed in, by the account that uploaded it.

        That is the account that signed, or the one that had the case when the file was named.
        """
        application, earlier = self.doc("application"), self.doc("uploaded")
        named = [
            *(one["digest"] for one in application["papers"]),
            *(one["certificate"] for one in application.get("guardians", ())),
            *(one for told in self.explanations for one in told.get("evidence", ())),
        ]
        uploads: dict[str, set[str]] = {}
        for digest in named:
            uploads.setdefault(earlier.get(digest, self.document.owner), set()).add(digest)
        for consent in application["consents"]:
            uploads.setdefault(consent["account"], set()).add(consent["signature"])
        for account, digests in self._recorded():
            uploads.setdefault(account, set()).update(digests)
        return uploads

    def _recorded(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Photos and signatures of what two of the staff recorded, with who uploaded them."""
        for visit in filter(None, (self.doc("visit"), self.doc("county_visit"))):
            signed = [*visit["visitor_signatures"], visit["family_signature"]]
            yield visit["by"], [*visit["photos"], *signed]
        for one in self.doc("self_care").get("persons", ()):
            yield one["by"], one["signatures"]

    @property
    def files(self) -> frozenset[str]:
        """The digests of every file that was handed in."""
        return frozenset().union(*self.uploads.values())

    @property
    def explanations(self) -> list[dict[str, Any]]:
        """What the family said to what was found, the earliest first."""
        newest = self.doc("explanation")
        return [*newest.get("earlier", ()), newest] if newest else []

    def doc(self, name: str) -> dict[str, Any]:
        """The document of that name; empty if the case has none yet."""
        return dict(self.document.documents.get(name, {}))

    @property
    def decide_by(self) -> str:
        """The last day for the decision, as far as it was known; empty where there is none."""
        return str(self.record.clear.get("decide_by", ""))


@dataclass(frozen=True)
class Household:
    """Who the people of a case are: their look-up hashes, the applicant's first, and its label."""

    members: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Step:
    """What comes with an event: documents, items of the capability, a claim, another due time.

    `office` handles the case from now on, where it is not the office of before; `household` is
    given where its people are not those of before, `owner` where another account has the case;
    `named` are the colleagues whom the act names, or one of whom it has to come from;
    `task_due` is when the tasks that it opens are due, where their time does not run from now;
    `version` where staff decide: that of the case as they read it.
    """

    documents: Mapping[str, Any] = field(default_factory=dict, repr=False)
    why: Mapping[str, Any] = field(default_factory=dict, repr=False)
    items: Sequence[Write] = ()
    once: Once | None = None
    stage_due: datetime | None = None
    office: str = ""
    household: Household | None = None
    owner: str = ""
    version: int | None = None
    named: Sequence[str] = ()
    task_due: datetime | None = None
    task: str = ""  # the task that is claimed or handed over
    hand_to: str = ""


def scope(case_id: str) -> Scope:
    """The scope of a case's data key, which its row holds."""
    return Scope("case", case_id, keys.row("case", case_id))


def load(case_id: str) -> Case:
    """The newest version of a case; Refused("case.not_found") if there is none."""
    found = record.opened("case", scope(case_id))
    if found is None:
        raise Refused("case.not_found")
    row, key = found
    return Case(row, from_json(row.document, row.parts, str(row.clear["office"])), key)


def look(case_id: str) -> Record | None:
    """The clear part of a case (state, attempt, clocks), without opening its document."""
    return record.load("case", case_id)


def submit(new: Case, act: Act, step: Step) -> Case:
    """Write a case that does not exist yet, with its data key, lock and indexes.

    Raises record.Repeated, Changed (the same form was submitted before) or
    Refused("case.open_already") when the applicant has an open case of the scheme that nobody
    else can have begun.
    """
    receipt = str(new.record.clear["receipt"])
    reference = {"case_id": new.id}
    listed = [Write(keys.member(hash_, new.id), reference) for hash_ in new.document.members]
    if new.document.track is Track.ELSEWHERE:
        listed = []  # the family applies at the right place meanwhile
    claims = [
        *listed,
        table.absent(keys.receipt(receipt), reference),
        Write(keys.owner(new.document.owner, new.id), reference),
    ]
    row = _allowed(new, "submit", act, step)
    for _ in range(TRIES):
        try:
            return _commit(new, row, act, replace(step, items=[*claims, *step.items]))
        except ConditionFailed:
            continue  # the lock changed hands in between: look again who holds it
    raise Unavailable("table.busy")


def advance(case: Case, event: str, act: Act, step: Step) -> Case:
    """Let `event` happen to the case, or say why it may not.

    Raises Refused with the transition table's reason, "case.not_yours" when the actor is not the
    one who may, or "case.not_as_read" when what it rests on is not what was read;
    record.Repeated for an idempotency key that has its answer.
    """
    return change(case, lambda _found: (event, step), act)


Decide = Callable[[Case], tuple[str, Step] | None]
"""What is to happen to a case as it was found: an event with what comes with it, or nothing."""


def change(case: Case, decide: Decide, act: Act) -> Case:
    """Let happen to the case what `decide` makes of the version found; as `advance` refuses.

    After a conflict the case is loaded anew and `decide` asked again, so that nothing which came
    in between is written over.
    """

    def commit(found: Case, decided: tuple[str, Step]) -> Case:
        event, step = decided
        return _commit(found, _allowed(found, event, act, step), act, step)

    return decided_anew(case, decide, commit, lambda found: load(found.id))


def _allowed(case: Case, event: str, act: Act, step: Step) -> Transition:
    row = CASE.find(case.document.standing(case.state), event, act.actor.id, *step.named)
    if not _WHO[row.by](case, row, act.actor, step):
        raise Refused("case.not_yours", event=event)
    if confirming.TASK in {row.task, step.task}:
        confirming.admit(case.document, case.office, case.scheme, act)
    changed = case.document.changed
    if step.version is not None and (
        step.version > case.record.seq or reading.is_stale(event, changed, step.version)
    ):
        raise Refused("case.not_as_read")
    _signed_off(case, row, act, step)
    return row


def _signed_off(case: Case, row: Transition, act: Act, step: Step) -> None:
    """Refused("case.sign_off_first") where others of the office must still sign before this."""
    amounts = (
        told.get("amount_fen") or 0
        for told in (case.doc("assessment"), step.documents.get("decision", {}))
    )
    most = signing_off.needed(act.law, row.task, case.scheme, max(amounts))
    if not most:
        return
    changed = case.document.changed
    signed = signing_off.from_json(case.doc("signed_off").get(row.task, ()))
    more = signing_off.missing(
        most, row.event, act.actor.id, signed, partial(reading.is_stale, row.event, changed)
    )
    if more:
        raise Refused("case.sign_off_first", more=more)


def _is_applicant(case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return actor.role is Role.CITIZEN and actor.id == case.document.owner


def _is_holder(case: Case, row: Transition, actor: Actor, step: Step) -> bool:
    return assignment.holds(case.document.task(row.task or step.task), actor)


def _is_county(case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return (
        actor.role is Role.STAFF
        and actor.office == holding.county(case.office)
        and bool(actor.posts & HANDLING)
    )


def _is_officer(_case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return actor.role is Role.STAFF and bool(actor.posts & HANDLING)


def _is_teller(case: Case, row: Transition, actor: Actor, step: Step) -> bool:
    return _is_applicant(case, row, actor, step) or _is_officer(case, row, actor, step)


def _is_named(_case: Case, _row: Transition, actor: Actor, step: Step) -> bool:
    return actor.role is Role.STAFF and actor.id in step.named


def _is_signer(case: Case, row: Transition, actor: Actor, step: Step) -> bool:
    return _is_citizen(case, row, actor, step) or _is_officer(case, row, actor, step)


def _is_citizen(_case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return actor.role is Role.CITIZEN


def _is_system(_case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return actor.role is Role.SYSTEM


_WHO: dict[By, Callable[[Case, Transition, Actor, Step], bool]] = {
    By.APPLICANT: _is_applicant,
    By.HOLDER: _is_holder,
    By.COUNTY: _is_county,
    By.OFFICER: _is_officer,
    By.TELLER: _is_teller,
    By.NAMED: _is_named,
    By.SIGNER: _is_signer,
    By.PUBLIC: _is_citizen,
    By.SYSTEM: _is_system,
}


def _commit(case: Case, row: Transition, act: Act, step: Step) -> Case:
    law = act.law.of(case.times)
    document = _document_after(case, row, replace(act, law=law), step)
    state = row.to or case.state
    if state is None:
        raise Broken("case.no_state", event=row.event)
    document = _timed(case, row, document, state, act.now, law)
    clock = total.of(document, act.now, law.parameters, law.calendar)
    clear = _clear_after(case, row, state, act.now, step)
    clear = _deadlines_after(clear, case, state, document, clock, act.now, law, step)
    stage_due = parse_instant(clear["stage_due"])
    after = replace(
        case.record,
        state=state.value,
        attempt=case.record.attempt + row.starts,
        clear=clear,
        document=to_json(document),
        parts=document.documents,
        next_check=due.next_check(
            state,
            stage_due,
            document.tasks,
            act.now,
            total.next_check(clock, document.facts),
            periodic.begins(state, document, law),
        ),
    )
    event = Event(row.event, act.actor.id, act.now, law.parameters.fingerprint, {**step.why})
    tasks = worklist.changes(
        _on_lists(case, case.document, case.record.clear),
        case.document.tasks,
        _on_lists(case, document, clear),
        document.tasks,
        _done(case, row, act),
    )
    items = [*step.items, *tasks, *_indexes_freed(case, document, state)]
    items += [*_indexes_moved(case, document, state), *_owner_moved(case, document)]
    items += [
        *_locked(case, row, document, state),
        *record.relisted_provisional(case.record, after),
    ]
    goes_on = act.actor.role is Role.CITIZEN and state not in ENDS
    room = ROOM_FOR_STAFF if goes_on else 0
    written = record.commit(case.record, after, event, case.key, items, step.once, room)
    return Case(written, document, case.key)


def _document_after(case: Case, row: Transition, act: Act, step: Step) -> CaseDocument:
    if step.documents.keys() - DOCUMENTS:
        raise Broken("case.unknown_document")
    standing = CASE.follow(case.document.standing(case.state), row, act.actor.id, step.named)
    tasks = [task for task in case.document.tasks if task.name in standing.tasks]
    tasks = [assignment.recounted(task, act.law) for task in tasks]
    tasks = _handed_on(case, tasks, row.event, act, step)
    household = step.household or Household(case.document.members, case.document.label)
    after = replace(
        case.document,
        owner=step.owner or case.document.owner,
        label=household.label,
        members=household.members,
        track=standing.track,
        facts=standing.facts,
        acted=tuple(sorted(standing.acted)),
        decided=tuple(
            sorted({*case.document.decided, *CASE.deciders(row, act.actor.id, step.named)})
        ),
        tasks=tuple(tasks),
        documents={**case.document.documents, **step.documents},
        changed=reading.followed(
            case.document.changed, case.document.documents, step.documents, case.record.seq + 1
        ),
    )
    fresh = (name for name in row.opens if after.task(name) is None)
    opened = tuple(_opened(case, name, after, step.task_due, act.now, act.law) for name in fresh)
    anew = partial(holding.care_anew, law=act.law)
    return telling.timed(replace(after, tasks=after.tasks + opened), anew)


def _opened(
    case: Case, name: str, after: CaseDocument, due: datetime | None, now: datetime, law: Law
) -> OpenTask:
    if name == confirming.TASK:
        return confirming.opened(after, case.office, case.scheme, now, law)
    return holding.opened(name, case.office, now, law, due)


def _timed(
    case: Case, row: Transition, document: CaseDocument, state: State, now: datetime, law: Law
) -> CaseDocument:
    """The document with the total time of its decision as it stands after this."""
    scheme, parameters = case.scheme, law.parameters
    before = {} if case.state in ENDS else case.doc("clock")  # a case that begins again has its own
    clock = total.followed(before, document, state, scheme, now, parameters)
    if row.event == "accept" and confirming.power(document, case.office, scheme, now, law):
        clock = total.delegated(clock, scheme, parameters)
    if row.event == "send_back":
        clock = total.sent_back(clock, now)
    if row.event == "to_county":
        clock = total.of_county(clock, scheme, parameters)
    if not clock:
        return document
    since = total.surveyed_since(clock, now, law.calendar)
    tasks = tuple(
        assignment.begun(task, since, now, law) if since and task.name in total.SURVEYED else task
        for task in document.tasks
    )
    return replace(document, tasks=tasks, documents={**document.documents, "clock": clock})


def _handed_on(
    case: Case,
    tasks: list[OpenTask],
    event: str,
    act: Act,
    step: Step,
) -> list[OpenTask]:
    """The tasks after one was claimed or handed over, the overdue climbed, or some moved on."""
    if step.office:
        return [holding.moved(task, step.office, act.now, act.law) for task in tasks]
    if event == "to_county" and confirming.at_township(case.document.task(confirming.TASK)):
        theirs = holding.opened(confirming.TASK, case.office, act.now, act.law)
        return [theirs if task.name == confirming.TASK else task for task in tasks]
    if event in {"climb", "remind", "total_over"}:
        staffs = [task for task in tasks if task.office]
        late = staffs if event == "total_over" else assignment.overdue(tasks, act.now)
        return [
            _let_lie(case, task, event, act.now, act.law) if task in late else task
            for task in tasks
        ]
    if event in {"claim", "hand_over"}:
        to = step.hand_to or act.actor.id
        return [replace(task, claimed_by=to) if task.name == step.task else task for task in tasks]
    return tasks


def _let_lie(case: Case, task: OpenTask, event: str, now: datetime, law: Law) -> OpenTask:
    """A task after it went up, or after those at the top were reminded of it."""
    superior = assignment.above(task, case.document.alone)
    if event != "remind":
        return assignment.climbed(task, superior, now, law) if superior else task
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
    told = {
        "stage_due": instant_text(stage.due),
        "stage_since": instant_text(stage.since) if stage.until else "",
        "decide_by": clock.by.isoformat() if clock else "",
        "counted_until": law.known_until if counted else "",
    }
    return {name: value for name, value in {**clear, **told}.items() if value != ""}


def _on_lists(case: Case, document: CaseDocument, clear: Mapping[str, Any]) -> Told:
    """What stands on worklists of the case itself, beside its tasks."""
    days = (str(clear.get(name, "")) for name in ("decide_by", "counted_until"))
    return Told("case", case.id, document.label, case.scheme, *days)


def _done(case: Case, row: Transition, act: Act) -> list[Done]:
    """The task that a member of staff carried out with an event."""
    task = case.document.task(row.task)
    return [Done(task, act.actor.id, act.now)] if task and act.actor.role is Role.STAFF else []


def _stage_clock(
    case: Case, state: State, document: CaseDocument, now: datetime, law: Law, step: Step
) -> Counted:
    """By when the stage must be over; counted anew where that lay beyond the holiday notices."""
    stays = state == case.state and step.stage_due in {None, case.stage_due}
    if stays and case.stage_since:
        return law.as_begun(case.stage_since).counted(DUE[state], case.stage_since)
    if step.stage_due is not None:
        return Counted(step.stage_due, now)
    if state is State.WAITING:
        submitted = parse_instant(case.record.clear["submitted_at"])
        return Counted(max(now, law.due("verification.wait", submitted)), submitted)
    if state in DUE:
        return Counted(case.stage_due, now) if stays else law.counted(DUE[state], now)
    staged = [task for task in document.tasks if task.name in STAGE_TASKS]
    staged = staged or [task for task in document.tasks if not task.office]  # the family has it
    return Counted(min((task.check for task in staged), default=now), now)


def _indexes_freed(case: Case, document: CaseDocument, state: State) -> list[Write]:
    """The open-case indexes of its members are given back when a case ends."""
    if state not in ENDS or case.state is None or document.track is Track.ELSEWHERE:
        return []
    return [Write(keys.member(hash_, case.id)) for hash_ in document.members]


def _locked(case: Case, row: Transition, document: CaseDocument, state: State) -> list[Write]:
    """What happens to the lock of the applicant with this row: freed, taken, or held.

    Where the applicant's number was put right, the lock of the wrong one is given back. Raises
    Refused("case.open_already") at a submission, Refused("case.other_open") where the case would
    be granted, while another case keeps the lock against it.
    """
    if state in ENDS:
        return locks.lock_of(case).freed_by(case.id) if case.state else []
    if not row.lock:
        return []
    after = replace(case, document=document)
    moved = document.members[:1] != case.document.members[:1]
    freed = locks.lock_of(case).freed_by(case.id) if moved else []
    return [*freed, *_lock_taken(after, row, begins=row.first or moved)]


def _lock_taken(case: Case, row: Transition, *, begins: bool) -> list[Write]:
    lock, needed = locks.lock_of(case), row.lock is Lock.NEEDED
    granted = needed or "entitled" in case.document.facts
    if lock.holder == case.id:
        return [lock.granted_by(case.id) if granted else lock.held_by(case.id)]
    holder = load(lock.holder) if lock.holder else None
    if begins and holder and locks.again(holder, case):
        raise Refused("case.open_already", office=routing.office_name(holder.office))
    gives_way = holder is None or locks.gives_way(holder, case, needed=needed)
    if gives_way and not lock.granted:
        return [lock.taken_by(case.id, granted=granted)]
    if needed and holder:
        raise _kept_by(holder)
    return []


def _kept_by(holder: Case) -> Refused:
    """Why nothing is granted beside the case that holds the lock; one of the county alone is named
    to nobody, and stands on the county's own list as a possible duplicate."""
    if holder.document.alone:
        return Refused("case.ask_county", office=routing.office_name(holder.office))
    return Refused("case.other_open", receipt=str(holder.record.clear["receipt"]))


def _indexes_moved(case: Case, document: CaseDocument, state: State) -> list[Write]:
    """The open-case indexes of other people in the case than before, and of all where it begins
    again."""
    before, after = {*case.document.members}, {*document.members}
    if case.state in ENDS and state not in ENDS:
        before = set()  # they were given back at the end
    if case.state is None or before == after:
        return []
    reference = {"case_id": case.id}
    left = [Write(keys.member(hash_, case.id)) for hash_ in sorted(before - after)]
    return left + [
        Write(keys.member(hash_, case.id), reference) for hash_ in sorted(after - before)
    ]


def _owner_moved(case: Case, document: CaseDocument) -> list[Write]:
    """The list of an account's own cases, where another account has the case from now on."""
    if case.document.owner == document.owner:
        return []
    before, after = (keys.owner(one.owner, case.id) for one in (case.document, document))
    return [Write(before), Write(after, {"case_id": case.id})]


def patience_over(case: Case, now: datetime) -> bool:
    """Whether the workflow should have carried the case on by now."""
    return case.stage_due + due.MACHINE_PATIENCE <= now
