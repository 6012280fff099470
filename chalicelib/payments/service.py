"""Money as the events and the reconciler see it: entitlements, released runs, the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.case.due import Law
from chalicelib.domain.areas import county_of
from chalicelib.payments import releases, rules, runs, store
from chalicelib.payments.rules import Balance
from chalicelib.platform import identifiers
from chalicelib.platform.record import Record


def open_entitlement(case_id: str, _seq: int, now: datetime, law: Law) -> None:
    """What a decision grants, standing for its first month; one-off aid is made ready at once."""
    case = cases.load(case_id)
    entitlement = _entitlement(case, now, law)
    part = entitlement.clear["part"]
    if rules.is_one_off(part):
        run = runs.of_one(entitlement, entitlement.id, now, law)
        runs.carry_on(run.id, now, law)
    elif entitlement.state == "active":
        runs.of_month(entitlement, entitlement.document["from_month"], now, law)


def _entitlement(case: Case, now: datetime, law: Law) -> Record:
    decision, application = case.doc("decision"), case.doc("application")
    id_ = identifiers.derived_id("entitlement", case.id)
    holder = application["members"][application["account"]["holder"]]
    new = Record(
        "entitlement",
        id_,
        clear={
            "county": county_of(case.office),
            "period": decision["from_month"],
            "case_id": case.id,
            "part": decision["part"],
        },
        document={
            "amount_fen": decision["amount_fen"],
            "from_month": decision["from_month"],
            "account": application["account"]["number"],
            "bank": application["account"]["bank"],
            "name": holder["name"],
            "label": case.document.label,
            "decided_at": decision["decided_at"],
            "decided_by": decision["by"],
        },
    )

    def open_() -> Record:
        found = store.find("entitlement", id_)
        return found or store.change(new, store.by_system("open", now, law))

    return store.retried(open_)


def carry_out_release(release_id: str, _seq: int, now: datetime, law: Law) -> None:
    """Do what a finance clerk decided; does nothing where it is done."""
    release = store.load("release", release_id)
    if release.state not in {"released", "held"}:
        return
    run_id = release.clear["run"]
    if "payment" in release.clear:
        run_id = _pay_again(release, now, law).id
    else:
        store.retried(lambda: runs.follow_release(release, now, law))
    runs.carry_on(run_id, now, law)
    releases.carried_out(store.load("release", release_id), now, law)


def _pay_again(release: Record, now: datetime, law: Law) -> Record:
    """A run of its own for the attempt that follows a return, to the account now given."""
    returned = store.load("payment", release.clear["payment"])
    account = release.document.get("account")

    def amended() -> Record:
        entitlement = store.load("entitlement", returned.clear["entitlement"])
        known = entitlement.document
        if not account or known["account"] == account["number"]:
            return entitlement
        document = {**known, "account": account["number"], "bank": account["bank"]}
        event = store.by_system("amend", now, law)
        return store.change(entitlement, event, document=document)

    entitlement = store.retried(amended)
    period = {**entitlement.clear, "period": returned.clear["period"]}
    return runs.of_one(
        replace(entitlement, clear=period),
        returned.id,
        now,
        law,
        approved=returned.attempt,
        release=release.id,
    )


def overdue_run(run_id: str, now: datetime, law: Law) -> None:
    """A run past its check goes on as far as it can."""
    runs.carry_on(run_id, now, law)


def overdue_release(release_id: str, now: datetime, law: Law) -> None:
    """A release past its check: what was decided is carried out, what was not climbs."""
    release = store.load("release", release_id)
    if release.next_check is None or release.next_check > now:
        return
    if release.state == "waiting":
        releases.climb(release, now, law)
    else:
        carry_out_release(release_id, release.seq, now, law)


def books(county: str, period: str) -> Balance:
    """What was ordered for a county's period, and what became of it (fen)."""
    lines = (line for run in store.runs(county, period) for line in store.lines(run))
    return rules.balance(lines)
