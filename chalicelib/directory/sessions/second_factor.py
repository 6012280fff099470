"""The second factor: an authenticator made, its code given, and its reset by two people.

Whoever owes a code has a session in which nothing else may be done. The right code opens another
one in its place, in one transaction with what makes the code worth nothing from then on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from chalicelib.directory.sessions import authenticators, one_time_codes, sign_ins
from chalicelib.directory.sessions.authenticators import MOST_WRONG, Authenticator
from chalicelib.directory.sessions.sign_ins import GIVEN
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.dates import SHANGHAI
from chalicelib.domain.errors import Refused
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.store import record, table
from chalicelib.platform.store.record import VersionConflict
from chalicelib.platform.store.table import ConditionFailed, Write

T = TypeVar("T")

MADE, WRONG, USED = "authenticator.made", "authenticator.wrong", "authenticator.used"
RESET_ASKED, RESET = "authenticator.reset_asked", "authenticator.reset"


def make(actor: Actor, now: datetime) -> bytes:
    """The secret of a new authenticator, which is told this once.

    Refused("authenticator.not_asked") to who owes no code, ("authenticator.known") where one has
    shown a right code before: only its reset leads to another.
    """
    _must_owe(actor)

    def making() -> bytes:
        made, secret = authenticators.made(actor.id, authenticators.find(actor.id))
        table.transact([made.write, sign_ins.noted_of(actor.id, MADE, now, by=actor.id)])
        return secret

    return _retried(making)


def prove(actor: Actor, code: str, address: str, now: datetime, before: Session) -> Session:
    """The session of who gave the code of their authenticator, in the place of the one before.

    Refused("authenticator.none") without one, ("authenticator.wrong") or, for a code that was
    given before, ("authenticator.used"); both count, and the last of too many is answered with
    ("authenticator.locked"), as is every code until then.
    """
    _must_owe(actor)

    def proving() -> Session:
        found = _existing(actor.id)
        _must_be_open(found, now)
        steps = [*one_time_codes.steps_of(found.secret, code, now)]
        new = [step for step in steps if step > found.step]
        if not new:
            _fail(found, USED if steps else WRONG, address, now)
        used = found.showed(max(new)).write
        return sign_ins.begin(actor, address, now, before, code=GIVEN, writes=[used])

    return _retried(proving)


def reset(staff_id: str, actor: Actor, now: datetime) -> bool:
    """Delete the authenticator of somebody who lost it, if another person asked for that before;
    whether it was deleted. Their sessions end, and it is on record who the two were.

    Refused("authenticator.none") where there is none, ("authenticator.four_eyes") to its holder
    and to who asked already, ("authenticator.leader") where neither of the two is a leader.
    """
    leads = Post.LEADER in actor.posts

    def resetting() -> bool:
        found = _existing(staff_id)
        waits = found.reset_waits_for_another(now)
        if actor.id == staff_id or (waits and actor.id == found.reset_by):
            raise Refused("authenticator.four_eyes")
        if not waits:
            asked = replace(found, reset_by=actor.id, reset_by_leader=leads, reset_at=now)
            table.transact(
                [asked.write, sign_ins.noted_of(staff_id, RESET_ASKED, now, by=actor.id)]
            )
            return False
        if not (leads or found.reset_by_leader):
            raise Refused("authenticator.leader")
        sign_ins.end(sign_ins.open_of(staff_id, Role.STAFF, now), actor, now)
        table.transact([found.removal, sign_ins.noted_of(staff_id, RESET, now, by=actor.id)])
        return True

    return _retried(resetting)


def _must_owe(actor: Actor) -> None:
    if not actor.owes_code:
        raise Refused("authenticator.not_asked")


def _existing(staff_id: str) -> Authenticator:
    found = authenticators.find(staff_id)
    if found is None:
        raise Refused("authenticator.none")
    return found


def _must_be_open(found: Authenticator, now: datetime) -> None:
    until = found.locked_until
    if until is not None and found.is_locked(now):
        at = until.astimezone(SHANGHAI).strftime("%H:%M")
        wait = math.ceil((until - now).total_seconds())
        raise Refused("authenticator.locked", most=MOST_WRONG, at=at, seconds=wait)


def _fail(found: Authenticator, outcome: str, address: str, now: datetime) -> None:
    """Count a code that opens nothing, before it is told."""
    after = found.failed(now)
    noted: Write = sign_ins.noted_of(found.holder, outcome, now, address=address)
    table.transact([after.write, noted])
    _must_be_open(after, now)
    raise Refused(outcome, pointer="/authenticator_code", left=MOST_WRONG - after.wrong)


def _retried(step: Callable[[], T]) -> T:
    """What `step` answers, again where the authenticator is another than it had read."""

    def trying() -> T:
        try:
            return step()
        except ConditionFailed:
            raise VersionConflict from None

    return record.retried(trying)
