"""Who may cause an event of a case, upon what they read, and who must sign it first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from chalicelib.case import case_tasks, confirming, helping, relatives, signatures, versions
from chalicelib.case.case import Case, Step
from chalicelib.case.states import Transition
from chalicelib.case.table import CASE
from chalicelib.domain.actors import HANDLING, Actor, Role
from chalicelib.domain.errors import Refused
from chalicelib.records import assignment, signing_off
from chalicelib.records.act import Act
from chalicelib.records.machine import By


def allowed(case: Case, event: str, act: Act, step: Step) -> Transition:
    """The row of the table by which the actor may let `event` happen to the version found.

    Refused with the table's reason, "case.own_helper" for the member of staff who is the family's
    helper, "case.own_relative" for who is a close relative of the family's (also as the one to
    whom a task is handed), "case.person_alone" for what no helper does, "case.not_yours",
    "case.not_as_read" where something on which it rests came after the version that was read, or
    "case.sign_off_first".
    """
    row = CASE.find(case.document.standing(case.state), event, act.actor.id, *step.named)
    if act.actor.id == case.doc(helping.KIND).get("staff"):
        raise Refused("case.own_helper")
    if {act.actor.id, step.hand_to} & relatives.staff_of(case.document):
        raise Refused("case.own_relative")
    if not (_WHO[row.by](case, row, act.actor, step) or _acts_for_family(case, row, act)):
        raise Refused("case.not_yours", event=event)
    if event in helping.PERSON_ALONE and _as_helper(case, act):
        raise Refused("case.person_alone")
    if confirming.TASK in {row.task, step.task}:
        confirming.admit(case.document, case.office, case.scheme, act)
    changed = case.document.changed
    if step.version is not None and (
        step.version > case.record.seq or versions.is_stale(event, changed, step.version)
    ):
        raise Refused("case.not_as_read")
    _signed_off(case, row, act, step)
    return row


_AMOUNTS = ("assessment", "reckoned", "rest")
"""The documents that say what a decision comes to, beside the decision itself."""


def _signed_off(case: Case, row: Transition, act: Act, step: Step) -> None:
    """Refused("case.sign_off_first") where others of the office must still sign before this."""
    amounts = (
        document.get("amount_fen") or 0
        for document in (*map(case.doc, _AMOUNTS), step.documents.get("decision", {}))
    )
    most = signing_off.needed(act.law, row.task, case.scheme, max(amounts))
    if not most:
        return
    acted = case.document.acted if row.four_eyes else ()  # since they signed, too
    signed = [one for one in signatures.given_for(case.document, row) if one.by not in acted]
    stale = partial(versions.is_stale, row.event, case.document.changed)
    more = signing_off.missing(most, row.event, act.actor.id, signed, stale)
    if more:
        raise Refused("case.sign_off_first", more=more)


def by_family(row: Transition, actor: Actor) -> bool:
    """Whether a citizen acts as the family whose case it is."""
    return row.by in {By.APPLICANT, By.FAMILY_OR_STAFF} and actor.role is Role.CITIZEN


def _acts_for_family(case: Case, row: Transition, act: Act) -> bool:
    """Whether a case that a helper sent in is changed on a phone of the person's own, or by a
    helper; the account that has it needs no look at that."""
    return by_family(row, act.actor) and _reader(case, act) is not None


def _as_helper(case: Case, act: Act) -> bool:
    return bool(case.doc(helping.KIND)) and _reader(case, act) is helping.Reader.HELPER


def _reader(case: Case, act: Act) -> helping.Reader | None:
    return helping.reader(case, act.actor.id, act.now)


def _is_applicant(case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return actor.role is Role.CITIZEN and actor.id == case.document.owner


def _is_holder(case: Case, row: Transition, actor: Actor, step: Step) -> bool:
    return assignment.holds(case.document.task(row.task or step.task), actor)


def _is_county(case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return (
        actor.role is Role.STAFF
        and actor.office == case_tasks.county_office(case.office)
        and bool(actor.posts & HANDLING)
    )


def _is_officer(_case: Case, _row: Transition, actor: Actor, _step: Step) -> bool:
    return actor.role is Role.STAFF and bool(actor.posts & HANDLING)


def _is_family_or_staff(case: Case, row: Transition, actor: Actor, step: Step) -> bool:
    return _is_applicant(case, row, actor, step) or _is_officer(case, row, actor, step)


def _is_named(_case: Case, _row: Transition, actor: Actor, step: Step) -> bool:
    return actor.role is Role.STAFF and actor.id in step.named


def _is_citizen_or_officer(case: Case, row: Transition, actor: Actor, step: Step) -> bool:
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
    By.FAMILY_OR_STAFF: _is_family_or_staff,
    By.NAMED: _is_named,
    By.SIGNER: _is_citizen_or_officer,
    By.PUBLIC: _is_citizen,
    By.PUBLIC_OR_STAFF: _is_citizen_or_officer,
    By.SYSTEM: _is_system,
}
