"""Reactions to committed events, and the parking of those that fail.

A reaction is idempotent by (record, seq). One that fails is parked as a `STUCK#` item with the
code of what failed, shown to operators and tried again by the reconciler, and the batch goes on.
So are all reactions to an event that comes late: whoever got it before may have died of one. An
event that this version does not know is parked whole: it may come from a later one, while that
replaces this one function by function, and what follows from it is known there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain import stored_names
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.events import keys
from chalicelib.platform.events.stream import RecordedEvent
from chalicelib.platform.runtime import log
from chalicelib.platform.store import table
from chalicelib.platform.store.keys import Key

CONSUMER = "spread"
LATE = timedelta(minutes=5)
MOST_FAILED = 60
UNKNOWN = "*"
"""The name under which all reactions to an event are parked that this version does not know."""

Reaction = Callable[[str, int, datetime, Any], None]
"""What follows from an event: (record id, seq, now, law)."""


@dataclass(frozen=True)
class Reactions:
    """What follows from which event: names of reactions by (record kind, event name).

    A reaction is parked under its name in `named`, so that one which is parked is found again
    wherever its function has moved and whatever it follows now. A name is never given to another.
    `events` are all that are known, by kind, also those that nothing follows.
    """

    named: Mapping[str, Reaction]
    table: Mapping[tuple[str, str], Sequence[str]]
    events: Mapping[str, Collection[str]]

    def following(self, kind: str, event: str) -> Sequence[str]:
        """The names of what follows from an event; Broken("reaction.unknown_event")."""
        if event not in self.events.get(kind, ()):
            raise Broken("reaction.unknown_event", kind=kind, event=event)
        return self.table.get((kind, event), ())


def react(reactions: Reactions, happened: RecordedEvent, now: datetime, law: Any) -> None:
    """Call every reaction to an event; park those that fail, or come late, or are not known."""
    try:
        names = reactions.following(happened.kind, happened.event)
    except Broken as fact:
        _park(UNKNOWN, happened, now, fact.code)
        return
    for name in names:
        if happened.at + LATE < now:
            _park(name, happened, now, "late")
            continue
        try:
            reactions.named[name](happened.id, happened.seq, now, law)
        except (Refused, Unavailable, Broken) as fact:
            _park(name, happened, now, fact.code)
        except Exception as unexpected:
            _park(name, happened, now, type(unexpected).__name__)


def retry_parked(reactions: Reactions, now: datetime, law: Any) -> int:
    """Try parked reactions again, those first that were not tried for longest; answers how many are
    still parked.

    A run ends with `MOST_FAILED`: where what all of them need is down, each may take seconds.
    One of a name or an event that nobody knows stays parked: it is not done, so it is never
    forgotten.
    """
    parked = table.query("cases", keys.stuck(CONSUMER, "", 0).pk)
    done = failed = 0
    for item in sorted(parked, key=lambda one: str(one.get("tried_at", ""))):
        if failed == MOST_FAILED:
            break
        place = Key("cases", item["pk"], item["sk"])
        try:
            for name in _parked(reactions, item):
                reactions.named[name](item["id"], item["seq"], now, law)
        except Exception as failure:
            failed += 1
            tried = {**item, "tried_at": instant_text(now)}
            table.put(place, tried, "attribute_exists(pk)")
            log.error("reaction still parked", record=item["id"], error=type(failure).__name__)
        else:
            table.delete(place)
            done += 1
    return len(parked) - done


def _parked(reactions: Reactions, item: Mapping[str, Any]) -> Sequence[str]:
    """The names of the reactions that an item parks: one, or all to an event that was unknown."""
    if item["reaction"] != UNKNOWN:
        return [str(item["reaction"])]
    return reactions.following(item["kind"], stored_names.event(item["event"]))


def _park(name: str, happened: RecordedEvent, now: datetime, code: str) -> None:
    id_, event, seq = happened.id, happened.event, happened.seq
    log.error("reaction parked", code=code, record=id_, event=event, seq=seq)
    item: dict[str, Any] = {
        "kind": happened.kind,
        "id": id_,
        "event": event,
        "seq": seq,
        "reaction": name,
        "code": code,
        "parked_at": instant_text(now),
    }
    table.put(keys.stuck(CONSUMER, f"{happened.kind}#{id_}#{name}", seq), item)
