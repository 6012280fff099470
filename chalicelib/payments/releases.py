"""Releases: what a finance clerk decides on money, each a record that the API may write.

One for each time a run was built, and one for each line that the bank returned. The decision is
an event of the release; a worker carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.case.due import Counted, Law
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
    """The release of a run as it was built; opened if there is none yet.

    Nobody decides who decided one of the cases or gave or confirmed an account. Where the approver
    gave one the county's leader may decide as well: a county may have but one finance clerk.
    """
    built = run.clear["built"]
    id_ = identifiers.derived_id("release", run.id, str(built))
    approvers = {run.clear["approved_by"]} if "approved_by" in run.clear else set()
    acted = {who for line in lines for who in (line.decided_by, line.account_by) if who}
    document = {
        "count": len(lines),
        "sum_fen": sum(line.amount_fen for line in lines),
        "deciders": sorted(acted | approvers),
    }
    if approvers:
        document["because"] = "account_given"
    return _opened(id_, run, document, now, law, built=built, for_leader=bool(approvers))


def of_return(run: Record, line: Record, now: datetime, law: Law) -> Record:
    """The approval that a returned line needs before it is paid again."""
    id_ = identifiers.derived_id("release", "return", line.id)
    document = {
        "count": 1,
        "sum_fen": line.clear["amount_fen"],
        "deciders": sorted({line.document["decided_by"], line.document["account_by"]} - {""}),
        "because": line.document["reason"],
    }
    return _opened(id_, run, document, now, law, payment=line.id)


def _opened(
    id_: str, run: Record, document: dict[str, Any], now: datetime, law: Law, **more: object
) -> Record:
    counted = law.counted(DUE, now)
    clear = {
        "county": run.clear["county"],
        "period": run.clear["period"],
        "run": run.id,
        **_decide_by(counted),
        **more,
    }
    new = Record("release", id_, clear=clear, document=document)

    def open_() -> Record:
        return store.find("release", id_) or store.change(
            new,
            store.by_system("open", now, law),
            next_check=counted.due,
            items=[Write(_listed(new), {"release": id_})],
        )

    return store.retried(open_)


def _decide_by(counted: Counted) -> dict[str, str]:
    """By when to decide, with what it was counted from."""
    instants = {"decide_by": instant_text(counted.due), "since": instant_text(counted.since)}
    return {**instants, "counted_until": counted.until}


def waiting(actor: Actor) -> list[Record]:
    """The releases that wait for somebody like the actor, the most urgent first."""
    place = keys.open_release(actor.office, "", "")
    listed = [store.load("release", item["release"]) for item in table.query("cases", place.pk)]
    return [release for release in listed if _may(release, actor)]


def for_finance(actor: Actor, path: Mapping[str, str]) -> Record:
    """The release, for a finance clerk of its county or whoever it climbed to; else not found."""
    release = store.find("release", path["release_id"])
    if release is None or not _may(release, actor):
        raise Refused("payments.not_found")
    return release


def _may(release: Record, actor: Actor) -> bool:
    posts = {Post.FINANCE} | ({Post.LEADER} if release.clear.get("for_leader") else set())
    return release.clear["county"] == actor.office and bool(actor.posts & posts)


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

    Raises Refused: "payments.four_eyes" for whoever decided one of the cases or gave another
    account, "payments.not_as_seen", "payments.return_held" (a returned line is paid again or
    stays open), "payments.account_of_run" (an account is given for a returned line alone),
    "payments.not_now" for whoever comes second.
    """
    document = release.document
    if actor.id in document["deciders"]:
        raise Refused("payments.four_eyes")
    if seen != (document["count"], document["sum_fen"]):
        raise Refused("payments.not_as_seen")
    if decision == "hold" and "payment" in release.clear:
        raise Refused("payments.return_held")
    if "account" in why and "payment" not in release.clear:
        raise Refused("payments.account_of_run")

    def decided() -> Record:
        current = store.load("release", release.id)
        return store.change(
            current,
            store.event(decision, actor, now, law, **why),
            next_check=now,
            items=[Write(_listed(current))],
            once=once,
            document={**current.document, "decided_by": actor.id, **why},
        )

    return store.retried(decided)


def climb(release: Record, now: datetime, law: Law) -> None:
    """Nobody decided in time: the leader may as well, and the clock starts again."""
    _moved(release, "climb", law.counted(DUE, now), now, law, for_leader=True)


def recount(release_id: str, now: datetime, law: Law) -> None:
    """Count anew by when to decide, by the holiday notice that came since."""

    def counted_anew() -> None:
        release = store.load("release", release_id)
        until = release.clear.get("counted_until", "")
        if release.state != "waiting" or not until or until >= law.known_until:
            return
        since = parse_instant(release.clear["since"])
        _moved(release, "recount", law.as_begun(since).counted(DUE, since), now, law)

    store.retried(counted_anew)


def _moved(
    release: Record, event: str, counted: Counted, now: datetime, law: Law, **more: object
) -> None:
    """Let something happen by which the release is to be decided by another day."""
    clear = {**release.clear, **_decide_by(counted), **more}
    after = Record("release", release.id, clear=clear)
    left = [] if _listed(after) == _listed(release) else [Write(_listed(release))]
    store.change(
        release,
        store.by_system(event, now, law),
        next_check=counted.due,
        items=[*left, Write(_listed(after), {"release": release.id})],
        clear=clear,
    )


def carried_out(release: Record, now: datetime, law: Law) -> None:
    """What was decided is done."""
    store.change(release, store.by_system("carry_out", now, law))


def _listed(release: Record) -> keys.Key:
    return keys.open_release(release.clear["county"], release.clear["decide_by"], release.id)
