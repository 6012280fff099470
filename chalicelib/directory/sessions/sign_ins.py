"""Who is signed in: the sessions that are open, and the record of who signed in, and who could not.

An open session is an item beside its holder, so that the API finds whoever asks by one call, and
a session that was ended is over at once. Whoever has as many as may be open and signs in again
ends the oldest. Of the address from which somebody came only a keyed hash is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.directory import keys, store
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import sessions
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.runtime import clock
from chalicelib.platform.store import identifiers, table
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.table import Write

MOST_OPEN = 10
STORED_FOR = timedelta(days=365)
"""How long a sign-in stays on record: as the logs (网络安全法, art. 21: six months at least)."""
NEWEST = 50
"""How many sign-ins are shown."""

SIGNED_IN, ENDED = "session.begun", "session.closed"
GIVEN, OWED, NOT_ASKED = "given", "owed", "not_asked"
"""How it is with the second factor of an open session."""


@dataclass(frozen=True)
class SignIn:
    """What is on record: when, how it went (SIGNED_IN, ENDED, or the code of a refusal), of which
    session, and who ended it."""

    at: datetime
    outcome: str
    session: str
    by: str


def actor_behind(session: Session) -> Actor | None:
    """Who acts in a session, with the office and posts of this moment; None if they left.

    Refused("session.signed_out") where the session was ended.
    """
    now = clock.current().now()
    fresh = now - session.began < sessions.FRESH
    if session.role is Role.CITIZEN:
        if table.get(place_of(session)) is None:
            raise Refused("session.signed_out")
        return Actor(session.holder, Role.CITIZEN, fresh=fresh)
    items = {item["sk"]: item for item in table.query("directory", keys.staff(session.holder).pk)}
    if place_of(session).sk not in items:
        raise Refused("session.signed_out")
    staff = store.found(items.get(keys.staff(session.holder).sk))
    if staff is None or not staff.works_on(day_of(now)):
        return None
    store.remember(staff.id, staff)
    owes = _owes_code(items[place_of(session).sk], staff.office, now)
    return Actor(
        staff.id,
        Role.STAFF,
        staff.office,
        staff.posts,
        fresh=fresh,
        owes_code=owes,
        acts_for=store.deputised(staff, items.values(), day_of(now)),
    )


def _owes_code(opened: Mapping[str, Any], office: str, now: datetime) -> bool:
    """Whether the second factor is still owed in an open session.

    Who was moved since signing in without a code is asked for one as their office of today is.
    """
    code = opened.get("code", GIVEN)
    if code == NOT_ASKED and opened["office"] != office:
        from chalicelib.directory.sessions import authenticators  # and the law, for who was moved

        return authenticators.asked_of(office, now)
    return bool(code == OWED)


def begin(
    actor: Actor,
    address: str,
    now: datetime,
    before: Session | None = None,
    *,
    code: str = NOT_ASKED,
    writes: Sequence[Write] = (),
) -> Session:
    """Open a session of somebody who proved who they are, and put that on record.

    The session `before`, from the same phone or browser, ends if it is theirs. `code` says whether
    the second factor was GIVEN, is OWED or NOT_ASKED; `writes` are made with it or not at all.
    """
    session = sessions.begun(actor.id, actor.role, now)
    opened = open_of(actor.id, actor.role, now)
    replaced = [one for one in opened if one == before]
    oldest = [one for one in opened if one != before][: 1 - MOST_OPEN]
    item = {
        "began": instant_text(session.began),
        "address": _hashed(address),
        "expires": int(session.ends.timestamp()),
        "code": code,
        "office": actor.office,
    }
    noted = noted_of(actor.id, SIGNED_IN, now, session.id, address=address)
    ended = _ending([*replaced, *oldest], actor, now)
    table.transact([*writes, Write(place_of(session), item), noted, *ended])
    return session


@contextmanager
def refusals_noted(who: str, address: str, now: datetime) -> Iterator[None]:
    """Put on record that `who` could not sign in; under the address if nobody knows who it was."""
    try:
        yield
    except Refused as refused:
        table.transact([noted_of(who or _hashed(address), refused.code, now, address=address)])
        raise


def open_of(holder: str, role: Role, now: datetime) -> list[Session]:
    """The sessions that somebody has open, the oldest first."""
    place = keys.session(role, holder, "")
    found = [
        Session(item["sk"].removeprefix(place.sk), holder, role, parse_instant(item["began"]))
        for item in table.query(place.table, place.pk, prefix=place.sk)
    ]
    return [session for session in found if session.ends > now]


def end(ended: Sequence[Session], by: Actor, now: datetime) -> int:
    """End sessions at once; how many they were. That is on record, with who did it."""
    for first in range(0, len(ended), MOST_OPEN):
        table.transact(_ending(ended[first : first + MOST_OPEN], by, now))
    return len(ended)


def history(holder: str, now: datetime) -> list[SignIn]:
    """What is on record of somebody, the newest first, and not what is kept no longer."""
    place = keys.sign_in(holder, "")
    items = table.query("people", place.pk, newest=NEWEST)
    found = [
        SignIn(parse_instant(one["at"]), one["outcome"], one["session"], one["by"]) for one in items
    ]
    return [one for one in found if now < one.at + STORED_FOR]


def _ending(ended: Sequence[Session], by: Actor, now: datetime) -> list[Write]:
    notes = [noted_of(one.holder, ENDED, now, one.id, by=by.id) for one in ended]
    return [*(Write(place_of(one)) for one in ended), *notes]


def noted_of(
    who: str, outcome: str, now: datetime, session: str = "", *, address: str = "", by: str = ""
) -> Write:
    """Put on record how a sign-in of `who` went, or what was done to it and by whom."""
    item: dict[str, Any] = {
        "at": instant_text(now),
        "outcome": outcome,
        "session": session,
        "by": by,
        "address": _hashed(address),
        "expires": int((now + STORED_FOR).timestamp()),
    }
    return Write(keys.sign_in(who, identifiers.uuid7(now)), item)


def _hashed(address: str) -> str:
    return identifiers.keyed_hash("address", address)


def place_of(session: Session) -> Key:
    """Where an open session lies."""
    return keys.session(session.role, session.holder, session.id)
