"""Who may see a case, or an attempt at a proof: the checks that routes name.

Not found and not yours look the same. Staff see a case through the office that handles it, an
office above that one, or a task of it that they hold; a case of the county alone is seen by the
county only, by nobody above or below. Who only pays sees no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.case import case as cases
from chalicelib.case import helping, keys, proofs
from chalicelib.case.case import Case
from chalicelib.case.helping import Reader
from chalicelib.case.proofs import ProofAttempt
from chalicelib.domain import digits
from chalicelib.domain.actors import HANDLING, Actor, Role
from chalicelib.domain.areas import is_within
from chalicelib.domain.errors import Refused
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import table


def own_case(actor: Actor, path: Mapping[str, str]) -> Case:
    """The citizen's own case, or one for whose person the citizen is a helper now;
    Refused("case.not_found") for anybody else's."""
    return _own(cases.load(path["case_id"]), actor, helping.FOLLOW)


def _own(case: Case, actor: Actor, what: str) -> Case:
    if actor.role is not Role.CITIZEN:
        raise Refused("case.not_found")
    reader = helping.reader(case, actor.id, clock.current().now(), what)
    if reader is None:
        raise Refused("case.not_found")
    return replace(case, for_helper=reader is Reader.HELPER)


def office_case(actor: Actor, path: Mapping[str, str]) -> Case:
    """A case that the member of staff may see; Refused("case.not_found") for any other.

    One that only the county may know of asks for a fresh sign-in: Refused("session.not_fresh").
    """
    case = cases.load(path["case_id"])
    if actor.role is not Role.STAFF or not staff_sees(case, actor):
        raise Refused("case.not_found")
    if case.document.county_only:
        actor.must_be_fresh()
    return case


def visible_case(actor: Actor, path: Mapping[str, str]) -> Case:
    """The citizen's own case, or one that the member of staff may see."""
    return own_case(actor, path) if actor.role is Role.CITIZEN else office_case(actor, path)


def case_of_earlier_request(actor: Actor, case_id: str) -> Case:
    """The case that an earlier request of this actor changed, to answer the request again.

    Refused("case.not_found") for a citizen whose case was claimed on another phone since, and for
    a helper whose delegation is over.
    """
    case = cases.load(case_id)
    return _own(case, actor, "") if actor.role is Role.CITIZEN else case


def own_attempt(actor: Actor, path: Mapping[str, str]) -> ProofAttempt:
    """The account's own attempt at a proof; Refused("proof.not_found") for anybody else's."""
    attempt = proofs.attempt(actor.id, path["proof_id"])
    if attempt is None:
        raise Refused("proof.not_found")
    return attempt


def case_of(receipt: str) -> Case:
    """The case of a receipt number; Refused("case.not_found")."""
    known = table.get(keys.receipt(digits.receipt(receipt)))
    if known is None:
        raise Refused("case.not_found")
    return cases.load(known["case_id"])


def staff_sees(case: Case, actor: Actor) -> bool:
    """Whether a case lies within the office's area, or one of its open tasks lies with it."""
    if not actor.posts & HANDLING:
        return False
    if case.document.county_only:
        return actor.office == case.office
    with_task = {task.office for task in case.document.tasks}
    return is_within(case.office, actor.office) or actor.office in with_task
