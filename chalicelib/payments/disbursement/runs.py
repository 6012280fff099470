"""Runs: the payments that go to the bank together, from gathering them to the last answer.

A benefit's run is of a county and a month; one-off aid and each repetition after a return have a
run of their own. A run is looked after by the reconciler: every step may run twice, beside another
worker, and moves the run on or says when to look again. A run of thousands of lines takes one
transaction a line; a worker that dies among them goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count
from types import MappingProxyType
from typing import Any

from chalicelib.domain.dates import Month, instant_text
from chalicelib.payments import rules, store
from chalicelib.payments.bank import discrepancies, exchange
from chalicelib.payments.disbursement import answers, following, payment, releases
from chalicelib.payments.disbursement.following import FollowedEntitlement
from chalicelib.payments.formats.documents import Entitlement, Payment, Run, StoredRelease
from chalicelib.payments.rules import PaymentLine
from chalicelib.payments.states import DECIDED
from chalicelib.payments.store import ENTITLEMENT, RUN
from chalicelib.platform.store import identifiers, keys, record, writing
from chalicelib.records import kind
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law

FAMILY_ACCOUNT = Run()
"""Nothing was given: it goes to the family's account."""
GIVEN = ("approved_by", "given_at")  # by whom, and when, the account of a run of one was given
STEPS = 8  # more than any run takes at once


def of_month(entitlement: Version[Entitlement], period: str, now: datetime, law: Law) -> None:
    """Let an entitlement stand for a month: in the county's run, or the next if that is built.

    It stands there before the newest version of the run is read, so that one which gathers then
    will find it. A later run takes whoever came too late, and claims nothing of whoever did not.
    """
    county, before = entitlement.clear["county"], ""
    for number in count(1):
        name = f"month-{number}"
        run_id = _id(county, period, name)
        if store.join(county, period, entitlement.id, run_id, before):
            run = open_run(county, period, name, now, law, newest=True)
            if run.state == "gathering" or _was_entered(entitlement, period):
                return
        before = run_id


def _was_entered(entitlement: Version[Entitlement], period: str) -> bool:
    """Whether some run claimed what an entitlement owes for a month."""
    return store.held(entitlement.id, period, entitlement.clear["part"]) is not None


def _id(county: str, period: str, name: str) -> str:
    return identifiers.derived_id("run", county, period, name)


def of_one(
    entitlement: Version[Entitlement],
    period: str,
    name: str,
    now: datetime,
    law: Law,
    given: Run = FAMILY_ACCOUNT,
    **approval: str | int,
) -> Version[Run]:
    """A run for one entitlement alone: one-off aid, or what is paid again after its return.

    `approval` is who approved (`approved_by`) that the attempt after `approved` is made, and the
    `release` with which that person released the money as well; `given` is what they gave instead
    of the entitlement's account.
    """
    county, single = entitlement.clear["county"], {"entitlement": entitlement.id, **approval}
    single |= {name: entitlement.clear[name] for name in ("times",) if name in entitlement.clear}
    return open_run(county, period, name, now, law, given, single)


def open_run(
    county: str,
    period: str,
    name: str,
    now: datetime,
    law: Law,
    given: Run = FAMILY_ACCOUNT,
    single: Mapping[str, str | int] = MappingProxyType({}),
    *,
    newest: bool = False,
) -> Version[Run]:
    """The run of that name, opened if there is none yet; `newest` as `store.opened`.

    `alone` is what its clear part says of the one entitlement that it pays.
    """
    id_ = _id(county, period, name)
    clear = {"county": county, "period": period, **single}
    new = kind.unsaved(RUN, id_, clear, given)
    check = now if single else rules.run_check(period, now)
    opens = Change[Run]("open", items=[store.book_item(new)], check=check)
    return store.open_or_create(RUN, new, opens, now, law, newest=newest)


def prepare(run_id: str, now: datetime, law: Law) -> None:
    """Build a run at once, as far as a finance clerk's release; the rest is the reconciler's."""
    _carry(run_id, {"gathering", "building", "waiting_release"}, now, law)


def carry_on(run_id: str, now: datetime, law: Law) -> None:
    """Take a run as far as it goes now; does nothing before its next check."""
    _carry(run_id, _STEPS, now, law)


def _carry(run_id: str, states: Collection[str], now: datetime, law: Law) -> None:
    def step() -> bool:
        run = kind.load(RUN, run_id)
        check = run.next_check
        due = check is not None and check <= now and run.state in states
        if due:
            _STEPS[run.state](run, now, law)
        return due

    for _ in range(STEPS):
        if not record.retried(step):
            return


def _close(run: Version[Run], now: datetime, law: Law) -> None:
    _change(run, "close", now, law)


def _build(run: Version[Run], now: datetime, law: Law) -> None:
    """Claim what is owed, let the benefits stand for the next month, and freeze the lines.

    Whoever had a line in it before it was held is its own still, though they may stand in a later
    run, which found nothing to claim then.
    """
    single, lines = run.clear.get("entitlement"), store.lines(run.id)
    claimed = {line.entitlement for line in lines if line.state == "claimed"}
    listed = {line.entitlement for line in lines}
    for entitlement_id in [single] if single else sorted({*store.gathered(run), *listed}):
        if entitlement_id not in claimed:
            _enter(run, following.follow(entitlement_id, now, law), now, law)
    _change(run, "freeze", now, law, built=run.clear.get("built", 0) + 1)


def _enter(run: Version[Run], followed: FollowedEntitlement, now: datetime, law: Law) -> None:
    """Enter an entitlement in a run; the next month comes first, so that a claim is the last."""
    if _is_over(run, followed, now, law):
        return
    if "entitlement" not in run.clear:
        of_month(followed.entitlement, str(Month.parse(run.clear["period"]).next), now, law)
    part = _part(run, followed.entitlement)
    payment.claim(run, followed, part, run.clear.get("approved", 0), now, law)


def _part(run: Version[Run], entitlement: Version[Entitlement]) -> str:
    """The part that a run pays: the entitlement's own, unless the run names another."""
    return str(run.clear.get("part", entitlement.clear["part"]))


def _is_over(run: Version[Run], followed: FollowedEntitlement, now: datetime, law: Law) -> bool:
    """Whether nothing of the run's part is owed, now or ever; then the entitlement ends as well."""
    entitlement = followed.entitlement
    over = followed.is_over(_part(run, entitlement), run.clear["period"])
    if over and entitlement.state == "active":
        store.follows(ENTITLEMENT, entitlement, Change("end"), now, law)
    return over


def _await_release(run: Version[Run], now: datetime, law: Law) -> None:
    """Ask a finance clerk to release the lines, unless they were released with their approval."""
    lines = [line for line in store.lines(run.id) if line.state == "claimed"]
    if not lines:
        _end_without_lines(run, now, law)
    elif run.clear.get("release") and not _given_by_approver(run, lines):
        _change(run, "release", now, law, released_by=run.clear["approved_by"])
    else:
        release = releases.of_run(run, lines, now, law)
        writing.postpone_check(keys.row("run", run.id), now, rules.next_morning(now))
        if release.state in DECIDED:
            follow_release(release, now, law)


def _given_by_approver(run: Version[Run], lines: Iterable[PaymentLine]) -> bool:
    """Whether whoever approved the run also confirmed the account to which its money goes."""
    return run.clear["approved_by"] in {line.account_by for line in lines}


def follow_release(release: Version[StoredRelease], now: datetime, law: Law) -> None:
    """Let a finance clerk's decision on a run, as it was built, be the run's own."""
    run = kind.load(RUN, release.clear["run"])
    if run.state == "waiting_release" and release.clear["built"] == run.clear["built"]:
        decided: dict[str, str] = {"released_by": release.document.decided_by}
        if release.state == "released":
            _change(run, "release", now, law, held="", **decided)  # whoever held it did so before
        else:
            _change(run, "hold", now, law, held=release.id, **decided)


def _give_up_lines(run: Version[Run], now: datetime, law: Law) -> None:
    """A held run is built anew the next morning, from what then is due."""
    for line in store.lines(run.id):
        if line.state == "claimed":
            payment.cancel(store.as_listed(line), now, law)
    store.follows(RUN, run, Change("rebuild", check=rules.next_morning(now)), now, law)


def _send(run: Version[Run], now: datetime, law: Law) -> None:
    """Give the bank one file with every line whose case may still be paid.

    Lines are marked first: from then on the bank may have them. The file follows from the marked
    lines alone, so writing it again writes the same; where the tables were restored to a moment
    before it was sent, it counts as sent when it was. Where a statement that nobody can book may
    say that an earlier attempt arrived, it is released anew by another person, once that is
    settled.
    """
    if discrepancies.are_doubted(payment.attempts_before(run)):
        _change(run, "postpone", now, law, release="", doubted=True)
        return
    given: dict[str, Version[Payment]] = {}
    sent_at = exchange.sent_before(_never_sent(run)) or instant_text(now)
    for line in store.lines(run.id):
        if line.state == "claimed":
            after = _send_line(run, store.as_listed(line), sent_at, now, law)
            given[after.id] = after
    if not exchange.put_orders(run, sent_at, given):
        _end_without_lines(run, now, law)
        return
    sent = {"sent_at": sent_at}
    store.follows(RUN, run, Change("send", clear=sent, check=now + answers.ASK_AGAIN), now, law)


def _never_sent(run: Version[Run]) -> Iterator[str]:
    """A run that is about to be sent, and those of its month that were not: a family may have stood
    in another of them before tables were restored, and in one that they know nothing of."""
    yield run.id
    if "entitlement" in run.clear:
        return
    for number in count(1):
        id_ = _id(run.clear["county"], run.clear["period"], f"month-{number}")
        other = record.load("run", id_)
        if id_ != run.id and (other is None or "sent_at" not in other.clear):
            yield id_
        if other is None:
            return


def _send_line(
    run: Version[Run], line: Version[Payment], sent_at: str, now: datetime, law: Law
) -> Version[Payment]:
    """Mark a line as given to the bank; one whose account or amount changed is released anew, and
    one in whose case whoever released it has decided since its lines were frozen.

    Its run of its own comes first, so that a worker that dies between leaves the line to somebody.
    """
    followed = following.follow(line.clear["entitlement"], now, law)
    entitlement = followed.entitlement
    accounts = [(row.document.account, row.document.holder) for row in (line, entitlement)]
    changed = not run.document.gives and accounts[0] != accounts[1]
    same_person = run.clear.get("released_by") in entitlement.document.deciders
    if changed or same_person or not payment.is_as_owed(line, entitlement):
        given = {name: run.clear[name] for name in GIVEN if run.document.gives}
        period, part = line.clear["period"], line.clear["part"]
        of_one(entitlement, period, line.id, now, law, run.document, part=part, **given)
        return payment.cancel(line, now, law)
    return payment.send(line, followed, sent_at, now, law)


def _end_without_lines(run: Version[Run], now: datetime, law: Law) -> None:
    """End a run without lines; for one family it is tried again while something is owed.

    So one-off aid that meets a case that is examined is paid once it is received again.
    """
    single = run.clear.get("entitlement")
    if single and _is_still_to_pay(run, following.follow(single, now, law), now, law):
        postponed = Change[Run]("postpone", check=rules.next_morning(now))
        store.follows(RUN, run, postponed, now, law)
    else:
        held = releases.last_held(run)
        items = releases.removed_from_lists(held, now) if held else []
        store.follows(RUN, run, Change("nothing", items=items), now, law)


def _is_still_to_pay(
    run: Version[Run], followed: FollowedEntitlement, now: datetime, law: Law
) -> bool:
    """Whether the part of a run of one may be paid another day, and by no other run."""
    entitlement = followed.entitlement
    over = _is_over(run, followed, now, law)
    return not over and payment.is_still_to_pay(run, entitlement, _part(run, entitlement))


def _change(run: Version[Run], event: str, now: datetime, law: Law, **noted: Any) -> None:
    store.follows(RUN, run, Change(event, clear=noted, check=now), now, law)


_STEPS: dict[str, Callable[[Version[Run], datetime, Law], None]] = {
    "gathering": _close,
    "building": _build,
    "waiting_release": _await_release,
    "held": _give_up_lines,
    "released": _send,
    "sent": answers.check_statements,
    "unknown": answers.check_statements,
    "answered": answers.check_statements,
    "reconciled": answers.check_statements,  # where anything was sent: a return may come whenever
}
