"""The reconciler: carries on what somebody or something should have carried on by now.

On a tick it reads only what is past due in the sparse index, re-reads each row, and restarts,
escalates or reminds. A healthy system costs sixteen empty pages a table, at any size. What cannot
be carried on is looked at again at the next tick, after those that were not looked at yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform.runtime import log
from chalicelib.platform.store import keys, table, writing
from chalicelib.records.law import Law

PAGE = 100
PAGES = 20  # of a shard in one run: a run has ten minutes
POSTPONED_FOR = timedelta(minutes=10)  # less than from one tick to the next
RECOUNTED_IN_A_RUN = 400  # records a run whose days are counted anew: a run has ten minutes

Handler = Callable[[str, datetime, Law], None]
"""What carries on the record of an id."""


def sweep(handlers: Mapping[str, Handler], now: datetime, law: Law) -> int:
    """Hand every record past its check to the handler of its kind; answers how many."""
    return sum(
        _sweep(handlers, name, f"due#{shard}", now, law)
        for name in keys.HOLDING_RECORDS
        for shard in range(keys.DUE_SHARDS)
    )


def _sweep(
    handlers: Mapping[str, Handler], name: keys.Table, shard: str, now: datetime, law: Law
) -> int:
    found = 0
    pages = table.past_due(name, shard, instant_text(now), PAGE)
    for past in islice(pages, PAGES):
        for place in past:
            kind, id_ = keys.record_at(place.pk)
            _handle(handlers, kind, id_, now, law)
            _isolated(id_, partial(writing.postpone_check, place, now, now + POSTPONED_FOR))
        found += len(past)
    return found


def recount(handlers: Mapping[str, Handler], now: datetime, law: Law) -> int:
    """Hand records whose deadlines went beyond the earlier notices to the handler of their kind.

    Once a year a holiday notice is entered; so many a run are counted anew until none is left.
    """
    before = law.known_until
    listed = table.query(
        "cases", keys.provisional("", "", "").pk, before=before, limit=RECOUNTED_IN_A_RUN
    )
    for item in listed:
        _handle(handlers, item["kind"], item["id"], now, law)
    return len(listed)


def _handle(handlers: Mapping[str, Handler], kind: str, id_: str, now: datetime, law: Law) -> None:
    _isolated(id_, lambda: handlers[kind](id_, now, law))


def _isolated(id_: str, step: Callable[[], None]) -> None:
    """Run a step of one record; its failure is logged and does not stop the others."""
    try:
        step()
    except (Refused, Unavailable, Broken) as fact:
        log.error("past due and not carried on", code=fact.code, record=id_)
    except Exception as unexpected:
        log.error("past due and not carried on", error=type(unexpected).__name__, record=id_)
