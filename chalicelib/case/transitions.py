"""The one way anything happens to a case: `change`.

It lets its caller decide from the version found, asks the transition table, computes what follows
(tasks, deadlines, worklists, locks) and commits it all with the event in one transaction. If the
case moved on meanwhile, all of it is done again from where the case stands now; so of two people
who decide at once one is Refused, and nothing that came between is written over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from chalicelib.case import effects, helping, indexes, keys, permission
from chalicelib.case.case import Case, Step, load
from chalicelib.case.states import ENDS, Track, Transition
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Unavailable
from chalicelib.platform.store import batches, identifiers, table, writing
from chalicelib.platform.store.table import ConditionFailed, Write
from chalicelib.platform.store.trail import Event
from chalicelib.records.act import Act
from chalicelib.records.change import TRIES, decide_and_commit

ROOM_FOR_STAFF = 60_000
"""How much of a row (bytes) is kept for what staff decide and for what time brings: whatever a
family or the village tells, somebody can still decide upon it, and the family withdraw."""


def submit(new: Case, act: Act, step: Step) -> Case:
    """Write a case that does not exist yet, with its data key, lock and indexes.

    Raises record.RepeatedRequest, VersionConflict (the same form was submitted before),
    Refused("case.open_already") when the applicant has an open case of the scheme that nobody
    else can have begun, or ConditionFailed when one of the step's own items does not hold.
    """
    row = permission.allowed(new, "submit", act, step)
    numbers, own = identifiers.receipts(new.id), len(step.items)
    receipt = next(numbers)
    for number in range(TRIES):
        try:
            return _commit(*_received(new, step, receipt), row, act, again=number > 0)
        except ConditionFailed as cancelled:
            if min(cancelled.failed) < own:
                raise
            if own in cancelled.failed:  # another case has the number
                receipt = next(numbers)
            continue  # else the lock changed hands in between: look again who holds it
    raise Unavailable("table.busy")


def _received(new: Case, step: Step, receipt: str) -> tuple[Case, Step]:
    """A case with its receipt number, and the step with the write by which no other case has it."""
    clear = {**new.record.clear, "receipt": receipt}
    held = table.absent(keys.receipt(receipt), {"case_id": new.id})
    return (
        replace(new, record=replace(new.record, clear=clear)),
        replace(step, items=[*step.items, held]),
    )


def _refer(new: Case) -> None:
    """Put what a case is found by, before it is written: a reference that leads to no case is
    passed over, and put again it is the same."""
    found_by = [keys.owner(new.document.owner, new.id)]
    if new.document.track is not Track.ELSEWHERE:  # the family applies at the right place meanwhile
        found_by += [keys.member(hash_, new.id) for hash_ in new.document.members]
    batches.write({place: {"case_id": new.id} for place in found_by})


def advance(case: Case, event: str, act: Act, step: Step) -> Case:
    """Let `event` happen to the case, or say why it may not.

    Raises Refused with the transition table's reason, "case.not_yours" when the actor is not the
    one who may, or "case.not_as_read" when what it rests on is not what was read;
    record.RepeatedRequest for an idempotency key that has its answer.
    """
    return change(case, lambda _found: (event, step), act)


Decide = Callable[[Case], tuple[str, Step] | None]
"""What is to happen to a case as it was found: an event with what comes with it, or nothing."""


def change(case: Case, decide: Decide, act: Act) -> Case:
    """Let happen to the case what `decide` makes of the version found; as `advance` refuses.

    After a conflict the case is loaded anew and `decide` asked again, so that nothing which came
    in between is written over.
    """

    tries = count()

    def commit(found: Case, decided: tuple[str, Step]) -> Case:
        event, step = decided
        row = permission.allowed(found, event, act, step)
        return _commit(found, step, row, act, again=next(tries) > 0)

    return decide_and_commit(case, decide, commit, lambda found: load(found.id))


def _taken_over(case: Case, actor: Actor, step: Step) -> Step:
    """The step by which a case that a helper sent in goes over to the account that changes it: the
    person's or another helper's. What was uploaded stays with the account that uploaded it."""
    if not case.document.documents.get(helping.KIND) or case.document.owner == actor.id:
        return step
    documents = {"uploaded": case.uploaders, **step.documents}
    return replace(step, owner=actor.id, documents=documents)


def _while_in_force(case: Case, after: Case, act: Act, *, again: bool) -> list[Write]:
    """The condition that a helper's delegation is active in the very transaction."""
    changed = replace(after, record=case.record)
    if again:
        helping.check_in_force(changed, act.actor.id, act.now)
    return helping.in_force(changed, act.actor.id, act.now)


def _commit(case: Case, step: Step, row: Transition, act: Act, *, again: bool) -> Case:
    by_family = permission.by_family(row, act.actor)
    if by_family:
        step = _taken_over(case, act.actor, step)
    effect = effects.effect_of(case, row, act, step)
    after = Case(effect.record, effect.document, case.key)
    law = act.law.of(case.times)
    event = Event(row.event, act.actor.id, act.now, law.parameters.fingerprint, {**step.why})
    items = [*step.items, *indexes.writes(case, row, after, act.now, again=again)]
    if by_family:
        items += _while_in_force(case, after, act, again=again)
    if row.first:
        _refer(after)
    goes_on = act.actor.role is Role.CITIZEN and after.state not in ENDS
    room = ROOM_FOR_STAFF if goes_on else 0
    written = writing.commit(
        case.record, after.record, event, case.key, items, step.idempotency_key, room
    )
    after = replace(after, record=written)
    indexes.note_done(case, row, after, act)
    return after
