"""Discrepancies: what a statement of the bank says that nobody can book, for a finance clerk.

One for each content of a file: it names the file and its lines, and waits until a clerk has asked
the bank, or until the bank has put the file right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.payments import keys, store
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND
from chalicelib.payments.formats.bankfile import LineFault
from chalicelib.payments.formats.documents import Discrepancy, Payment, Run
from chalicelib.payments.states import WAITING
from chalicelib.payments.store import RUN
from chalicelib.platform.runtime import log
from chalicelib.platform.store import identifiers, table
from chalicelib.platform.store.table import Write
from chalicelib.records import changing, kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law

MOST_FAULTS = 50
"""The number of faulty lines of a file that are stored; `count` says how many there are."""

DOUBTFUL = "payments.statement_doubtful"
Content = tuple[str, str]
"""A file of the bank and what changes with its content."""


def record_faults(
    run: Version[Run],
    files: Mapping[Content, Sequence[LineFault]],
    covers: Callable[[str], bool],
    now: datetime,
    law: Law,
) -> bool:
    """Let the faults of the files that were read wait for a clerk; whether any of the run does.

    What waits about a file that was looked for (`covers`), and whose content is not there any more,
    is cleared.
    """
    recorded = [_recorded(run, content, faults, now, law) for content, faults in files.items()]
    there = {one.id for one in recorded if one is not None}
    waiting = [one for one in recorded if one is not None and one.state == WAITING]
    for one in waiting:
        file, count = one.document.file, one.document.count
        log.error("statement not booked", code=DOUBTFUL, run=run.id, record=file, count=count)
    others = [one for one in _waiting_on(run) if one.id not in there]
    gone = [one for one in others if covers(one.document.file)]
    for one in gone:
        _cleared(one.id, now, law)
    return bool(waiting) or len(gone) < len(others)


def _recorded(
    run: Version[Run], content: Content, faults: Sequence[LineFault], now: datetime, law: Law
) -> Version[Discrepancy] | None:
    """The discrepancy of a content of a file, as it now is; None where it never had one."""
    id_ = identifiers.derived_id("discrepancy", run.id, *content)
    ordered = sorted(faults, key=lambda fault: (fault.row, fault.code))
    said = Discrepancy(content[0], len(ordered), tuple(ordered[:MOST_FAULTS]))
    clear = {"county": run.clear["county"], "period": run.clear["period"], "run": run.id}

    act = Act(store.SYSTEM, now, law)

    def decide(found: Version[Discrepancy]) -> Change[Discrepancy] | None:
        event = _event(found, said)
        if event in {"open", "reopen"}:
            return Change(event, clear=clear, document=said)
        return Change(event, document=said if event == "amend" else None) if event else None

    new = kind.unsaved(DISCREPANCY_KIND, id_, clear, said)
    recorded = changing.change(
        DISCREPANCY_KIND, kind.find(DISCREPANCY_KIND, id_) or new, act, decide
    )
    return recorded if recorded.seq else None


def _event(found: Version[Discrepancy], said: Discrepancy) -> str:
    """What happens to a discrepancy with what a file says now; "" where nothing does."""
    if not found.seq or found.state == "cleared":
        begins = "reopen" if found.seq else "open"
        return begins if said.count else ""
    if found.state != WAITING:
        return ""
    if not said.count:
        return "clear"
    return "" if found.document == said else "amend"


def _cleared(id_: str, now: datetime, law: Law) -> None:
    def decide(found: Version[Discrepancy]) -> Change[Discrepancy] | None:
        return Change("clear") if found.state == WAITING else None

    found = kind.load(DISCREPANCY_KIND, id_)
    changing.change(DISCREPANCY_KIND, found, Act(store.SYSTEM, now, law), decide)


def settle(discrepancy: Version[Discrepancy], reason: str, act: Act) -> Version[Discrepancy]:
    """Say what came of asking the bank; Refused("payments.not_now") for whoever comes second."""

    def settled(found: Version[Discrepancy]) -> Change[Discrepancy]:
        document = replace(found.document, decided_by=act.actor.id, reason=reason)
        items = [_by(found, act.actor)]
        return Change("settle", document=document, why={"reason": reason}, items=items)

    return changing.change(DISCREPANCY_KIND, discrepancy, act, settled)


def _by(discrepancy: Version[Discrepancy], actor: Actor) -> Write:
    place = keys.settled_discrepancy(discrepancy.clear["run"], discrepancy.id)
    return Write(place, {"by": actor.id, "about": sorted(_about(discrepancy))})


def settled_by(payments: Iterable[Version[Payment]]) -> set[str]:
    """Who settled what was, or may have been, about one of these payments."""
    return {
        item["by"]
        for payment in payments
        for item in table.query("cases", keys.settled_discrepancy(payment.clear["run"], "").pk)
        if {payment.id, ""} & {*item["about"]}
    }


def are_doubted(payments: Iterable[Version[Payment]]) -> bool:
    """Whether something that waits for a clerk is, or may be, about one of these payments."""
    return any(
        {payment.id, ""} & _about(one)
        for payment in payments
        for one in _waiting_on(kind.load(RUN, payment.clear["run"]))
    )


def _waiting_on(run: Version[Run]) -> Iterator[Version[Discrepancy]]:
    """What waits about a run."""
    place = keys.waiting_discrepancy(run.id, "")
    ids = [item["discrepancy"] for item in table.query("cases", place.pk, prefix=place.sk)]
    ids += kind.listed_by_release_1(DISCREPANCY_KIND, run.clear["county"])
    found = (kind.load(DISCREPANCY_KIND, id_) for id_ in dict.fromkeys(ids))
    return (one for one in found if one.clear["run"] == run.id and one.state == WAITING)


def _about(discrepancy: Version[Discrepancy]) -> set[str]:
    """The payments that it is about; "" where it may be about each of its run: a fault cannot be
    attributed to one line, or is not stored."""
    faults = discrepancy.document.faults
    unnamed = {""} if discrepancy.document.count > len(faults) else set()
    return {fault.reference for fault in faults} | unnamed
