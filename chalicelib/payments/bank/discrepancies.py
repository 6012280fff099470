"""Discrepancies: what a statement of the bank says that nobody can book, for a finance clerk.

One for each content of a file: it names the file and its lines, and waits until a clerk has asked
the bank, or until the bank has put the file right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.payments import store
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND
from chalicelib.payments.formats.bankfile import Fault
from chalicelib.payments.states import WAITING
from chalicelib.platform import identifiers, keys, log, table
from chalicelib.platform.record import Record
from chalicelib.platform.table import Write
from chalicelib.records import kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change
from chalicelib.records.law import Law

MOST_FAULTS = 50
"""So many lines of a file are kept by name; how many there are is told beside."""

DOUBTFUL = "payments.statement_doubtful"
Content = tuple[str, str]
"""A file of the bank and what changes with its content."""


def keep(
    run: Record,
    files: Mapping[Content, Sequence[Fault]],
    covers: Callable[[str], bool],
    now: datetime,
    law: Law,
) -> bool:
    """Let the faults of the files that were read wait for a clerk; whether any of the run does.

    What waits about a file that was looked for (`covers`), and whose content is not there any more,
    is cleared.
    """
    kept = [_kept(run, content, faults, now, law) for content, faults in files.items()]
    there = {one.id for one in kept if one is not None}
    waiting = [one for one in kept if one is not None and one.state == WAITING]
    for one in waiting:
        file, count = one.document["file"], one.document["count"]
        log.error("statement not booked", code=DOUBTFUL, run=run.id, record=file, count=count)
    others = [one for one in _waiting_on(run) if one.id not in there]
    gone = [one for one in others if covers(one.document["file"])]
    for one in gone:
        _cleared(one.id, now, law)
    return bool(waiting) or len(gone) < len(others)


def _kept(
    run: Record, content: Content, faults: Sequence[Fault], now: datetime, law: Law
) -> Record | None:
    """The discrepancy of a content of a file, as it now is; None where it never had one."""
    id_ = identifiers.derived_id("discrepancy", run.id, *content)
    ordered = sorted(faults, key=lambda fault: (fault.row, fault.code))
    document = {
        "file": content[0],
        "count": len(ordered),
        "faults": [[one.row, one.code, one.reference] for one in ordered[:MOST_FAULTS]],
    }
    clear = {"county": run.clear["county"], "period": run.clear["period"], "run": run.id}

    act = Act(store.SYSTEM, now, law)

    def decide(found: Record) -> Change | None:
        event = _event(found, document)
        if event in {"open", "reopen"}:
            return Change(event, clear=clear, document=document)
        return Change(event, document=document if event == "amend" else {}) if event else None

    new = Record("discrepancy", id_, clear=clear)
    kept = kind.change(DISCREPANCY_KIND, store.find("discrepancy", id_) or new, act, decide)
    return kept if kept.seq else None


def _event(found: Record, document: Mapping[str, Any]) -> str:
    """What happens to a discrepancy with what a file says now; "" where nothing does."""
    if not found.seq or found.state == "cleared":
        begins = "reopen" if found.seq else "open"
        return begins if document["count"] else ""
    if found.state != WAITING:
        return ""
    if not document["count"]:
        return "clear"
    return "" if {name: found.document[name] for name in document} == document else "amend"


def _cleared(id_: str, now: datetime, law: Law) -> None:
    def decide(found: Record) -> Change | None:
        return Change("clear") if found.state == WAITING else None

    kind.change(
        DISCREPANCY_KIND, store.load("discrepancy", id_), Act(store.SYSTEM, now, law), decide
    )


def settle(discrepancy: Record, reason: str, act: Act) -> Record:
    """Say what came of asking the bank; Refused("payments.not_now") for whoever comes second."""

    why = {"reason": reason}

    def settled(found: Record) -> Change:
        told = {"decided_by": act.actor.id, **why}
        return Change("settle", document=told, why=why, items=[_by(found, act.actor)])

    return kind.change(DISCREPANCY_KIND, discrepancy, act, settled)


def _by(discrepancy: Record, actor: Actor) -> Write:
    place = keys.settled_discrepancy(discrepancy.clear["run"], discrepancy.id)
    return Write(place, {"by": actor.id, "about": sorted(_about(discrepancy))})


def settlers(payments: Iterable[Record]) -> set[str]:
    """Who settled what was, or may have been, about one of these payments."""
    return {
        item["by"]
        for payment in payments
        for item in table.query("cases", keys.settled_discrepancy(payment.clear["run"], "").pk)
        if {payment.id, ""} & {*item["about"]}
    }


def are_doubted(payments: Iterable[Record]) -> bool:
    """Whether something that waits for a clerk is, or may be, about one of these payments."""
    return any(
        {payment.id, ""} & _about(one)
        for payment in payments
        for one in _waiting_on(store.load("run", payment.clear["run"]))
    )


def _waiting_on(run: Record) -> Iterator[Record]:
    """What waits about a run."""
    place = keys.waiting_discrepancy(run.id, "")
    ids = [item["discrepancy"] for item in table.query("cases", place.pk, prefix=place.sk)]
    ids += kind.listed_by_release_1(DISCREPANCY_KIND, run.clear["county"])
    found = (store.load("discrepancy", id_) for id_ in dict.fromkeys(ids))
    return (one for one in found if one.clear["run"] == run.id and one.state == WAITING)


def _about(discrepancy: Record) -> set[str]:
    """The payments that it is about; "" where it may be about each of its run: a fault cannot be
    told to be about one line, or is not kept by name."""
    faults = discrepancy.document["faults"]
    unnamed = {""} if discrepancy.document["count"] > len(faults) else set()
    return {about for _, _, about in faults} | unnamed
