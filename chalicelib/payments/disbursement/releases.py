"""Releases: what a finance clerk decides on money, each a record that the API may write.

One for each time a run was built, and one for each line that the bank returned. The decision is
an event of the release; a worker carries it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.payments import rules, store
from chalicelib.payments.bank import discrepancies
from chalicelib.payments.disbursement import payment
from chalicelib.payments.finance import kinds
from chalicelib.payments.finance.kinds import RELEASE_KIND
from chalicelib.payments.formats.documents import (
    DecisionDetails,
    HeldBy,
    Payment,
    Run,
    StoredRelease,
)
from chalicelib.payments.rules import PaymentLine
from chalicelib.payments.states import WAITING
from chalicelib.payments.store import PAYMENT, RUN
from chalicelib.platform.store import identifiers
from chalicelib.platform.store.table import Write
from chalicelib.records import changing, document, kind, late, worklist
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.law import Law
from chalicelib.records.overdue import carry_on
from chalicelib.records.tasks import OpenTask
from chalicelib.records.worklist import Listing


def of_run(
    run: Version[Run], lines: Sequence[PaymentLine], now: datetime, law: Law
) -> Version[StoredRelease]:
    """The release of a run as it was built; opened if there is none yet.

    Nobody decides who decided in one of the cases, or gave or confirmed an account. Where the
    approver gave one, or the bank contradicted itself after the approval, somebody else decides;
    the county's leader may as well: a county may have but one finance clerk. Where both have acted
    already, the leader of the office above may.
    """
    built = run.clear["built"]
    id_ = identifiers.derived_id("release", run.id, str(built))
    approvers = {run.clear["approved_by"]} if "approved_by" in run.clear else set()
    acted = {who for line in lines for who in (*line.deciders, line.account_by) if who}
    held = last_held(run)
    second = "bank_contradicts" if run.clear.get("doubted") else "account_given"
    content = StoredRelease(
        count=len(lines),
        sum_fen=sum(line.amount_fen for line in lines),
        deciders=tuple(sorted(acted | approvers)),
        because=second if approvers else "",
        held=held_by(held) if held else None,
    )
    items = removed_from_lists(held, now) if held else []
    opens = Change[StoredRelease]("open_second" if approvers else "open", items=items)
    return _opened(id_, run, content, opens, now, law, built=built)


def _barred(release: Version[StoredRelease], attempts: Sequence[Version[Payment]]) -> set[str]:
    """Who may not decide a release after these attempts."""
    return {*release.document.deciders, *discrepancies.settled_by(attempts)}


def last_held(run: Version[Run]) -> Version[StoredRelease] | None:
    """The release of a run that was held last, which stays on the list until another follows."""
    held = run.clear.get("held")
    return kind.load(RELEASE_KIND, held) if held else None


def removed_from_lists(held: Version[StoredRelease], now: datetime) -> list[Write]:
    """The writes that take a release that was held from its lists."""
    listing = Listing(RELEASE_KIND.name, held.id, RELEASE_KIND.label(held))
    open_ = kind.tasks_of(RELEASE_KIND, held.record)
    done = late.changes(listing, late.of_tasks(open_), (), now)
    return [*worklist.changes(listing, open_, listing, ()), *done]


def held_by(release: Version[StoredRelease]) -> HeldBy:
    """Which clerk held a release, and why."""
    return HeldBy(release.document.decided_by, release.document.reason)


def of_return(
    run: Version[Run], line: Version[Payment], now: datetime, law: Law
) -> Version[StoredRelease]:
    """The approval that a returned line needs before it is paid again.

    Where no finance clerk is left who settled nothing that the bank said of it, the county's leader
    may give it as well, or the one above.
    """
    id_ = identifiers.derived_id("release", "return", line.id)
    content = StoredRelease(
        count=1,
        sum_fen=line.clear["amount_fen"],
        deciders=tuple(sorted({*line.document.deciders, line.document.account_by} - {""})),
        because=line.document.reason,
    )
    return _opened(id_, run, content, Change("open"), now, law, payment=line.id)


def _opened(
    id_: str,
    run: Version[Run],
    content: StoredRelease,
    opens: Change[StoredRelease],
    now: datetime,
    law: Law,
    **more: object,
) -> Version[StoredRelease]:
    about = {"county": run.clear["county"], "period": run.clear["period"], "run": run.id}
    about |= {name: run.clear[name] for name in ("times",) if name in run.clear}
    new = kind.unsaved(RELEASE_KIND, id_, {**about, **more}, content)
    before = kind.find(RELEASE_KIND, id_) or new
    act = Act(store.SYSTEM, now, law)
    opened = changing.change(RELEASE_KIND, before, act, lambda found: None if found.seq else opens)
    return changing.change(RELEASE_KIND, opened, act, lambda found: _escalated_at_once(found, act))


def _escalated_at_once(release: Version[StoredRelease], act: Act) -> Change[StoredRelease] | None:
    """A task that nobody of its office may do is escalated at once."""
    if release.state != WAITING:
        return None
    (task,) = kind.tasks_of(RELEASE_KIND, release.record)
    here = kind.in_times(RELEASE_KIND, release, act)
    escalated = kinds.escalate_to_available(
        release.record, task, here, _barred(release, _attempts(release))
    )
    return Change("escalate", tasks={task.name: escalated}) if escalated != task else None


def _escalated(
    release: Version[StoredRelease], task: OpenTask, act: Act
) -> Change[StoredRelease] | None:
    """Nobody decided in time: the task is escalated to the next office where somebody may do it."""
    higher = kinds.escalated(task, act)
    if higher is None:
        return None
    escalated = kinds.escalate_to_available(
        release.record, higher, act, _barred(release, _attempts(release))
    )
    return Change("escalate", tasks={task.name: escalated})


carry_on_overdue = carry_on(replace(RELEASE_KIND, escalate=_escalated))


def decide(
    release: Version[StoredRelease],
    decision: str,
    seen: tuple[int, int],
    said: DecisionDetails,
    act: Act,
) -> Version[StoredRelease]:
    """Release or hold what the clerk has `seen` (count, sum in fen).

    What is held stays on the list, with who holds it and why, until the run was built anew.

    Raises Refused: "payments.four_eyes" for whoever decided in one of the cases, gave another
    account or settled what the bank said of an earlier attempt, "payments.not_as_seen",
    "payments.return_held" (a returned line is paid again or stays open),
    "payments.account_of_run" (an account or a name is given for a returned line alone),
    "payments.settle_first" (a statement contradicts, or may, that it came back),
    "payments.not_now" for whoever comes second.
    """
    known, attempts = release.document, _attempts(release)
    if seen != (known.count, known.sum_fen):
        raise Refused("payments.not_as_seen")
    if decision == "hold" and "payment" in release.clear:
        raise Refused("payments.return_held")
    if (said.account or said.holder) and "payment" not in release.clear:
        raise Refused("payments.account_of_run")
    if decision == "release" and discrepancies.are_doubted(attempts):
        raise Refused("payments.settle_first")
    acted = _barred(release, attempts)  # after it: what was settled is written
    morning = rules.next_morning(act.now)

    def decided(found: Version[StoredRelease]) -> Change[StoredRelease]:
        content = replace(found.document, decided_by=act.actor.id, **vars(said))
        why = document.to_json(said)
        change = Change(decision, document=content, why=why, acted=acted, check=act.now)
        if decision != "hold":
            return change
        tasks = {
            task.name: replace(task, look_again=morning)
            for task in kind.tasks_of(RELEASE_KIND, found.record)
        }
        return replace(change, clear={"again_at": instant_text(morning)}, tasks=tasks)

    return changing.change(RELEASE_KIND, release, act, decided)


def _attempts(release: Version[StoredRelease]) -> list[Version[Payment]]:
    """The attempts that were made already at what is to be paid."""
    if "payment" in release.clear:
        return payment.attempts_until(kind.load(PAYMENT, release.clear["payment"]))
    return payment.attempts_before(kind.load(RUN, release.clear["run"]))


def carried_out(release: Version[StoredRelease], now: datetime, law: Law) -> None:
    """What was decided is done; VersionConflict where that happened meanwhile."""
    changing.commit(RELEASE_KIND, release, Change("carry_out"), Act(store.SYSTEM, now, law))
