"""Payments that a family expects: which office handles them, and when they arrive.

Read from the clear parts of the records of money, which hold nothing about a person, and from what
the family sees of its payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.case import benefit, deaths
from chalicelib.case.case import Case
from chalicelib.case.due import credited, credited_after, paying
from chalicelib.case.states import ENDS
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import (
    day_of,
    instant_text,
    month_of,
    month_of_day,
    months_before,
    parse_instant,
)
from chalicelib.domain.errors import Refused
from chalicelib.payments import rules, states, store
from chalicelib.payments.disbursement import payment
from chalicelib.payments.finance import kinds
from chalicelib.payments.rules import Attempt
from chalicelib.platform.store import identifiers, record
from chalicelib.platform.store.record import Record
from chalicelib.records import kind
from chalicelib.records.law import Deadline, Law

WITH_BANK = frozenset({"released", "sent", "unknown", "answered"})
"""The states of a run of which a finance clerk released the money."""

SETTLED = frozenset({"credited", "cancelled"})
"""The states of a payment of which nothing is under way."""


@dataclass(frozen=True)
class ExpectedPayment:
    """An expected payment: its month, its stage, who handles it and by when.

    `stage` is "planned" (its run is not built yet), "waiting" (for a finance clerk), "late" (no
    clerk decided in time: the county's leader may as well), "held" (by a clerk, until it is built
    anew), "returned" (by the bank, for a clerk) or "at_bank". `due` is that of whoever has it,
    `credit` when it has arrived; `late_since` when it had to be decided at first, as text. `leader`
    is the office whose leader may decide as well, "" where none may.
    """

    stage: str
    county: str
    period: str
    due: Deadline
    credit: Deadline
    late_since: str = ""
    leader: str = ""


def expected_of(case: Case, now: datetime, law: Law) -> list[ExpectedPayment]:
    """The payments that a case expects, the earliest month first: those in progress, else the next
    one; none where nothing is to be paid in the state of the case."""
    decision = case.doc("decision")
    part = str(decision.get("part", ""))
    if not decision.get("amount_fen") or not _may_be_paid(case, part):
        return []
    found = record.load("entitlement", identifiers.derived_id("entitlement", case.id))
    newest = _newest(case, part, found, now)
    under_way: list[tuple[str, Attempt | None]] = [
        (period, held) for (period, _), held in newest.items() if held.state not in SETTLED
    ]
    over = case.state in ENDS and not rules.is_one_off(part)
    if not over and (found is None or found.state not in states.ENTITLEMENT.ends):
        months = [(period, newest.get((period, part))) for period in _periods(case, part, now)]
        under_way += _to_come(months, bool(under_way))
    return [
        _expected(case, found.id if found else "", period, held, now, law)
        for period, held in sorted(under_way, key=_month)
    ]


def _newest(
    case: Case, part: str, entitlement: Record | None, now: datetime
) -> dict[tuple[str, str], Attempt]:
    """The newest attempt by period and part: of what was sent, of the months that may still be
    open, and of what is made up for."""
    seen = {
        (one["period"], one["part"]): Attempt(one["attempt"], one["state"], one["reference"])
        for one in payment.seen_by_family(case)
    }
    if entitlement is None:
        return seen
    near = [(period, part) for period in _periods(case, part, now)]
    near += store.arrears_periods(entitlement) if deaths.reported(case.document) else []
    held = {place: store.held(entitlement.id, *place) for place in near}
    return {**seen, **{place: one for place, one in held.items() if one}}


def _month(one: tuple[str, Attempt | None]) -> str:
    return one[0]


def _to_come(
    months: Sequence[tuple[str, Attempt | None]], others: bool
) -> list[tuple[str, Attempt | None]]:
    """The months that a clerk holds, and the next one where nothing else is in progress."""
    held = [(period, one) for period, one in months if one and one.state == "cancelled"]
    planned = [(period, one) for period, one in months if one is None]
    return [*held, *(planned[:1] if not (held or others) else ())]


def _may_be_paid(case: Case, part: str) -> bool:
    return "entitled" in case.document.facts and case.record.state in rules.payable_states(part)


def _periods(case: Case, part: str, now: datetime) -> Iterator[str]:
    """The months that may still be open, the earliest first; of one-off aid its own."""
    first = str(case.doc("decision")["from_month"])
    if rules.is_one_off(part):
        yield first
        return
    this, over = month_of(now), benefit.over_from(case)
    before = month_of_day(months_before(day_of(now), 1))
    near = [str(month) for month in (before, this, this.next) if str(month) >= first]
    for period in near or [first]:
        if not over or period < over:
            yield period


def _expected(
    case: Case, entitlement: str, period: str, held: Attempt | None, now: datetime, law: Law
) -> ExpectedPayment:
    """The expected payment of a month, by the run that handles it now."""
    back = _release("return", held.payment) if held and held.state == "returned" else None
    if back and back.state == states.WAITING:
        return _waiting(case, period, back, law)
    run = _run_of(case, period, entitlement, held)
    waits = _release(run.id, str(run.clear.get("built", 0))) if run else None
    if waits and waits.state == states.WAITING:
        return _waiting(case, period, waits, law)
    if waits and "again_at" in waits.clear:
        by = paying(parse_instant(waits.clear["again_at"]), law, case.times)
        return ExpectedPayment("held", county_of(case.office), period, by.release, by.credit)
    if run and (run.state in WITH_BANK or (waits and run.state != "building")):
        sent = parse_instant(run.clear["sent_at"]) if "sent_at" in run.clear else now
        arrives = credited(sent, law, case.times)
        return ExpectedPayment("at_bank", county_of(case.office), period, arrives, arrives)
    by = paying(_built(case, period, run, now), law, case.times)
    return ExpectedPayment("planned", county_of(case.office), period, by.release, by.credit)


def _built(case: Case, period: str, run: Record | None, now: datetime) -> datetime:
    """When the run is built: a month's on its first day, another one at once."""
    if run is not None and run.next_check is not None and run.next_check > now:
        return run.next_check
    granted = parse_instant(case.doc("decision")["decided_at"])
    once = rules.is_one_off(str(case.doc("decision")["part"]))
    return max(now, granted) if once else rules.run_check(period, max(now, granted))


def _run_of(case: Case, period: str, entitlement: str, held: Attempt | None) -> Record | None:
    """The run that pays, or paid last, what is owed for a month; None before there is one."""
    county = county_of(case.office)
    if held is not None:
        again = record.load("run", identifiers.derived_id("run", county, period, held.payment))
        return again or _row("run", _row("payment", held.payment).clear["run"])
    if not entitlement:
        return None
    if rules.is_one_off(str(case.doc("decision")["part"])):
        return record.load("run", identifiers.derived_id("run", county, period, entitlement))
    joined = store.joined(county, period, entitlement)
    return _row("run", joined) if joined else None


def _row(kind: str, id_: str) -> Record:
    """The clear part of a record of money that another one names."""
    found = record.load(kind, id_)
    if found is None:
        raise Refused("payments.not_found")
    return found


def _release(*named: str) -> Record | None:
    return record.load("release", identifiers.derived_id("release", *named))


def _waiting(case: Case, period: str, release: Record, law: Law) -> ExpectedPayment:
    """What waits for a finance clerk, or for the leader as well where none decided in time."""
    task = kind.tasks_of(kinds.RELEASE_KIND, release)[0]
    counted = Deadline(task.check, task.since or task.opened_at, task.counted_until)
    late = instant_text(task.late_since) if task.late_since else ""
    stage = "returned" if "payment" in release.clear else "late" if late else "waiting"
    credit = credited_after(counted, law, case.times)
    for_leader = task.escalations or Post.LEADER in task.kind.posts
    leader = task.office if for_leader else ""
    return ExpectedPayment(stage, task.origin, period, counted, credit, late, leader)
