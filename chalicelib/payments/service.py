"""Money as the events and the reconciler see it: entitlements, released runs, the books."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.case import benefit, deaths
from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.domain import names
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import instant_text, month_of, parse_instant
from chalicelib.domain.errors import Broken
from chalicelib.payments import rules, store
from chalicelib.payments.disbursement import following, releases, runs
from chalicelib.payments.finance.kinds import RELEASE_KIND
from chalicelib.payments.formats.documents import Entitlement, PaidTo, Payment, Run, StoredRelease
from chalicelib.payments.parts import shares
from chalicelib.payments.rules import Balance
from chalicelib.payments.states import AT_BANK, DECIDED
from chalicelib.payments.store import ENTITLEMENT, PAYMENT, RUN
from chalicelib.platform.store import identifiers, record
from chalicelib.records import kind
from chalicelib.records.change import Change, Version
from chalicelib.records.law import URGENT, Law

if TYPE_CHECKING:
    from chalicelib.payments.contract import Unanswered


def open_entitlement(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """What a decision grants, standing for its first month; one-off aid is made ready at once.

    Nothing follows where a household was recognised: that pays nothing by itself.
    Broken("payments.no_amount") where it grants nothing, Broken("payments.entitlement_differs")
    where a later decision grants another amount: the one in force is neither changed nor doubled,
    and a person must see it.
    """
    case = cases.load(case_id)
    if "recognised_from" in case.doc("decision"):
        return
    id_ = _entitlement(case, now, law).id

    def follow() -> following.FollowedEntitlement:
        entitlement, newest = following.found(id_)  # it may have changed since the case was read
        return following.follow_case(_amended(entitlement, newest, now, law), newest, now, law)

    entitlement = _with_arrears_runs(record.retried(follow), now, law)
    part = entitlement.clear["part"]
    if rules.is_one_off(part):
        run = runs.of_one(entitlement, entitlement.clear["period"], entitlement.id, now, law)
        runs.prepare(run.id, now, law)
    elif entitlement.state == "active":
        runs.of_month(entitlement, entitlement.document.from_month, now, law)


def _entitlement(case: Case, now: datetime, law: Law) -> Version[Entitlement]:
    decision = case.doc("decision")
    id_ = entitlement_id(case.id)
    county = county_of(case.office)
    new = kind.unsaved(
        ENTITLEMENT,
        id_,
        {
            "county": county,
            "period": decision["from_month"],
            "case_id": case.id,
            "part": decision["part"],
            **({"times": case.times} if case.times == URGENT else {}),
        },
        Entitlement(
            amount_fen=rules.granted_fen(decision["amount_fen"]),
            from_month=decision["from_month"],
            people=tuple(benefit.counted(case.doc("assessment"), case.document.members)),
            **vars(_paid_to(case)),
            decided_at=decision["decided_at"],
            deciders=(decision["by"],),
        ),
    )
    entitlement = store.open_or_create(ENTITLEMENT, new, Change("open"), now, law)
    if entitlement.document.amount_fen != decision["amount_fen"]:
        raise Broken("payments.entitlement_differs")
    return entitlement


def entitlement_id(case_id: str) -> str:
    """The id of what a case grants; it follows from the case."""
    return identifiers.derived_id("entitlement", case_id)


def _paid_to(case: Case) -> PaidTo:
    """The account of a case, whose it is, and who of the staff confirmed it, if it was changed."""
    application = case.doc("application")
    account = application["account"]
    holder = application["members"][account["holder"]]
    return PaidTo(
        account=account["number"],
        bank=account["bank"],
        name=holder["name"],
        label=names.masked(holder["name"]),
        account_by=account.get("by", ""),
    )


def follow_account(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Pay to the account that the case has now whatever is not at the bank yet."""
    id_ = entitlement_id(case_id)
    if kind.find(ENTITLEMENT, id_) is not None:
        record.retried(lambda: _amended(*following.found(id_), now, law))


def _amended(
    entitlement: Version[Entitlement], case: Case, now: datetime, law: Law
) -> Version[Entitlement]:
    """The entitlement as it is paid to the account of its case."""
    if entitlement.state == "complete":
        return entitlement
    paid_to = vars(_paid_to(case))
    before = {name: getattr(entitlement.document, name) for name in paid_to}
    if before == paid_to:
        return entitlement
    why = {"before": before, "after": paid_to}
    said = replace(entitlement.document, **paid_to, account_since=instant_text(now))
    amends = Change("amend", document=said, why=why)
    return store.follows(ENTITLEMENT, entitlement, amends, now, law)


def follow_benefit(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Pay what the benefit comes to from a month on, nothing after its end; hold the share of
    whoever was reported dead, or pay it after all."""
    id_ = entitlement_id(case_id)
    if kind.find(ENTITLEMENT, id_) is not None:
        _with_arrears_runs(record.retried(lambda: following.follow(id_, now, law)), now, law)


def _with_arrears_runs(
    followed: following.FollowedEntitlement, now: datetime, law: Law
) -> Version[Entitlement]:
    """The entitlement, with the runs of what its case makes up for."""
    entitlement = _reopened(followed, now, law)
    for one in entitlement.document.arrears:
        name = f"{entitlement.id}:{one.part}"  # a run of its own, beside other families'
        runs.of_one(entitlement, one.period, name, now, law, part=one.part)
    return entitlement


def newest_arrears(case_id: str, people: Collection[str]) -> dict[str, int]:
    """What is owed since these people (look-up hashes) were settled last of what was held or not
    paid: fen by month, and in all under ""; empty where nothing is, or it is not known yet."""
    entitlement = kind.find(ENTITLEMENT, entitlement_id(case_id))
    return shares.newest_arrears(entitlement.document, people) if entitlement else {}


def _reopened(
    followed: following.FollowedEntitlement, now: datetime, law: Law
) -> Version[Entitlement]:
    """The entitlement; where its case had ended by mistake it stands again for the month after the
    last that is made up for, however late this is."""
    entitlement, case = followed.entitlement, followed.case
    again = [one for one in deaths.reported(case.document) if "lost" in one]
    if not again or benefit.over_from(case):
        return entitlement

    def begin() -> Version[Entitlement]:
        found = kind.load(ENTITLEMENT, entitlement.id)
        if found.state != "ended":
            return found
        return store.follows(ENTITLEMENT, found, Change("reopen"), now, law)

    entitlement = record.retried(begin)
    restored = parse_instant(max(one["restored_at"] for one in again))
    runs.of_month(entitlement, str(month_of(restored).next), now, law)
    return entitlement


def carry_out_release(release_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Do what a finance clerk decided; does nothing where it is done.

    What then goes to the bank is the reconciler's: it alone exchanges files with it.
    """

    def carry_out() -> None:
        release = kind.load(RELEASE_KIND, release_id)
        if release.state not in DECIDED:
            return
        if "payment" in release.clear:
            _pay_again(release, now, law)
        else:
            runs.follow_release(release, now, law)
        releases.carried_out(release, now, law)

    record.retried(carry_out)


def _pay_again(release: Version[StoredRelease], now: datetime, law: Law) -> None:
    """A run of its own for the attempt that follows a return, to the account now given.

    The approval releases the money as well, unless it gave another account or name: then another
    person must, so that nobody alone can lead money elsewhere.
    """
    returned = kind.load(PAYMENT, release.clear["payment"])
    entitlement = kind.load(ENTITLEMENT, returned.clear["entitlement"])
    approval: dict[str, str | int] = {
        "approved": returned.attempt,
        "approved_by": release.document.decided_by,
    }
    given = _given(release, returned)
    if given.gives:
        approval["given_at"] = instant_text(now)
    else:
        approval["release"] = release.id
    approval["part"] = returned.clear["part"]
    period = returned.clear["period"]
    runs.of_one(entitlement, period, returned.id, now, law, given, **approval)


def _given(release: Version[StoredRelease], returned: Version[Payment]) -> Run:
    """The account and the name that an approval gave, if it gave any.

    A name alone is that of the account that a clerk had given before, if so, else of the family's.
    """
    account, holder = release.document.account, release.document.holder
    if account:
        return Run(account.number, account.bank, holder)
    if not holder:
        return Run()
    return replace(kind.load(RUN, returned.clear["run"]).document, holder=holder)


def overdue_run(run_id: str, now: datetime, law: Law) -> None:
    """A run past its check goes on as far as it can."""
    runs.carry_on(run_id, now, law)


def overdue_release(release_id: str, now: datetime, law: Law) -> None:
    """A release past its check: what was decided is carried out, what was not goes up."""
    release = kind.load(RELEASE_KIND, release_id)
    if release.state in DECIDED:
        carry_out_release(release_id, release.seq, now, law)
    else:
        releases.carry_on_overdue(release_id, now, law)


def books(county: str, period: str) -> Balance:
    """What was ordered for a county's period, and what became of it (fen)."""
    lines = (line for run in store.runs(county, period) for line in store.lines(run))
    return rules.balance(lines)


def unanswered(county: str, period: str) -> list[Unanswered]:
    """What the bank has not answered for, by the file in which it was ordered."""
    from chalicelib.payments.contract import Unanswered

    found = []
    for id_ in store.runs(county, period):
        run = kind.load(RUN, id_)
        fen = [line.amount_fen for line in store.lines(id_) if line.state in AT_BANK]
        if fen and run.next_check and "sent_at" in run.clear:
            found.append(
                Unanswered(
                    count=len(fen),
                    sum_fen=sum(fen),
                    sent_at=run.clear["sent_at"],
                    next_check_at=instant_text(run.next_check),
                )
            )
    return found
