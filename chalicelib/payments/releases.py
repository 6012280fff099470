"""Releases: what a finance clerk decides on money, each a record that the API may write.

One for each time a run was built, and one for each line that the bank returned. The decision is
an event of the release; a worker carries it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.case.due import Law
from chalicelib.domain.actors import Actor, Post
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.payments import store
from chalicelib.payments.rules import Line
from chalicelib.platform import identifiers, keys, table
from chalicelib.platform.record import Once, Record
from chalicelib.platform.table import Write

DUE = "deadline.release"


def of_run(run: Record, lines: Sequence[Line], now: datetime, law: Law) -> Record:
    """The release of a run as it was built; opened if there is none yet."""
    built = run.clear["built"]
    id_ = identifiers.derived_id("release", run.id, str(built))
    document = {
        "count": len(lines),
        "sum_fen": sum(line.amount_fen for line in lines),
        "deciders": sorted({line.decided_by for line in lines}),
    }
    return _opened(id_, run, document, now, law, built=built)


def of_return(run: Record, line: Record, now: datetime, law: Law) -> Record:
    """The approval that a returned line needs before it is paid again."""
    id_ = identifiers.derived_id("release", "return", line.id)
    document = {
        "count": 1,
        "sum_fen": line.clear["amount_fen"],
        "deciders": [line.document["decided_by"]],
        "reason": line.document.get("reason", ""),
    }
    return _opened(id_, run, document, now, law, payment=line.id)


def _opened(
    id_: str, run: Record, document: dict[str, Any], now: datetime, law: Law, **more: str | int
) -> Record:
    due = law.due(DUE, now)
    clear = {
        "county": run.clear["county"],
        "period": run.clear["period"],
        "run": run.id,
        "decide_by": instant_text(due),
        **more,
    }
    new = Record("release", id_, clear=clear, document=document)

    def open_() -> Record:
        return store.find("release", id_) or store.change(
            new,
            store.by_system("open", now, law),
            next_check=due,
            items=[Write(_listed(new), {"release": id_})],
        )

    return store.retried(open_)


def waiting(county: str) -> list[Record]:
    """The releases that wait for a county's finance clerk, the most urgent first."""
    place = keys.open_release(county, "", "")
    listed = [item["release"] for item in table.query("cases", place.pk)]
    return [store.load("release", id_) for id_ in listed]


def for_finance(actor: Actor, path: Any) -> Record:
    """The release, for a finance clerk of its county or whoever it climbed to; else not found."""
    release = store.find("release", path["release_id"])
    if release is None or release.clear["county"] != actor.office or not _may(release, actor):
        raise Refused("payments.not_found")
    return release


def _may(release: Record, actor: Actor) -> bool:
    posts = {Post.FINANCE} | ({Post.LEADER} if release.clear.get("climbed") else set())
    return bool(actor.posts & posts)


def decide(
    release: Record,
    decision: str,
    seen: tuple[int, int],
    why: dict[str, Any],
    actor: Actor,
    now: datetime,
    law: Law,
    once: Once,
) -> Record:
    """Release or hold what the clerk has `seen` (count, sum in fen).

    Raises Refused: "payments.four_eyes" for whoever decided one of the cases,
    "payments.not_as_seen", "payments.return_held" (a returned line is paid again or stays open).
    """
    document = release.document
    if actor.id in document["deciders"]:
        raise Refused("payments.four_eyes")
    if seen != (document["count"], document["sum_fen"]):
        raise Refused("payments.not_as_seen")
    if decision == "hold" and "payment" in release.clear:
        raise Refused("payments.return_held")
    return store.change(
        release,
        store.event(decision, actor, now, law, **why),
        next_check=now,
        items=[Write(_listed(release))],
        once=once,
        document={**document, "decided_by": actor.id, **why},
    )


def climb(release: Record, now: datetime, law: Law) -> None:
    """Nobody decided in time: the leader may as well, and the clock starts again."""
    due = law.due(DUE, now)
    climbed = release.clear.get("climbed", 0) + 1
    clear = {**release.clear, "decide_by": instant_text(due), "climbed": climbed}
    after = Record("release", release.id, clear=clear)
    store.change(
        release,
        store.by_system("climb", now, law),
        next_check=due,
        items=[Write(_listed(release)), Write(_listed(after), {"release": release.id})],
        clear=clear,
    )


def carried_out(release: Record, now: datetime, law: Law) -> None:
    """What was decided is done."""
    store.change(release, store.by_system("carry_out", now, law))


def due(release: Record) -> datetime:
    """The instant by which somebody must have decided."""
    return parse_instant(release.clear["decide_by"])


def _listed(release: Record) -> keys.Key:
    return keys.open_release(release.clear["county"], release.clear["decide_by"], release.id)
