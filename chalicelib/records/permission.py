"""Who may cause an event of a record, as its table says (`By`).

A table says what kind of person that is. Whose record it is among citizens, the check of the route
says, since each kind keeps that in its own way; of a task it is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chalicelib.domain.actors import HANDLING, Actor, Role
from chalicelib.records import assignment
from chalicelib.records.machine import By, Transition
from chalicelib.records.tasks import OpenTask

Who = Callable[[Actor, Sequence[OpenTask]], bool]


def may_cause(row: Transition[str, str], open_: Sequence[OpenTask], actor: Actor) -> bool:
    """Whether the actor may cause what `row` says of a record with these open tasks; of a row that
    carries out none, each of them counts."""
    return _WHO[row.by](actor, [task for task in open_ if row.task in {"", task.name}])


def _holds(actor: Actor, tasks: Sequence[OpenTask]) -> bool:
    return any(assignment.holds(task, actor) for task in tasks)


def _is_officer(actor: Actor, _tasks: Sequence[OpenTask]) -> bool:
    return actor.role is Role.STAFF and bool(actor.posts & HANDLING)


def _is_citizen(actor: Actor, _tasks: Sequence[OpenTask]) -> bool:
    return actor.role is Role.CITIZEN


def _is_either(actor: Actor, tasks: Sequence[OpenTask]) -> bool:
    return _is_citizen(actor, tasks) or _is_officer(actor, tasks)


def _is_system(actor: Actor, _tasks: Sequence[OpenTask]) -> bool:
    return actor.role is Role.SYSTEM


_WHO: Mapping[By, Who] = {
    By.APPLICANT: _is_citizen,
    By.HOLDER: _holds,
    By.COUNTY: _is_officer,
    By.OFFICER: _is_officer,
    By.FINANCE: _holds,
    By.FAMILY_OR_STAFF: _is_either,
    By.NAMED: _holds,
    By.SIGNER: _is_either,
    By.PUBLIC: _is_citizen,
    By.PUBLIC_OR_STAFF: _is_either,
    By.SYSTEM: _is_system,
}
