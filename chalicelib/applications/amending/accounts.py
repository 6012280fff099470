"""Another account for the family's money: asked for at any time, also after the end of what was
granted, since money sent earlier may still come back; settled by a second person.

Until somebody of the office has looked at it, money goes where it went. Whoever confirmed it does
not release money to it (payments).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.applications.amending.amending_contract import AccountDecision
from chalicelib.applications.counting import intake
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.records.act import Act

Account = Mapping[str, Any]


def asked_for(case: Case, account: Account, act: Act) -> tuple[str, Step] | None:
    """The event of a family that asks for another account; nothing where it is that already.

    Refused("application.holder_unknown") where the holder is no member, and
    ("application.holder_proved") where a helper asks and nobody proved to be the holder.
    """
    _member(case, account)
    proved = {one["number"] for one in case.doc("application").get("proved", ())}
    if case.for_helper and account["holder"] not in proved:
        raise Refused("application.holder_proved", pointer="/account/holder")
    before = case.doc("application")["account"]
    pending = case.document.task("account") is not None
    standing = case.doc("account_change")["account"] if pending else before
    if _same(standing, account):
        return None
    change: dict[str, Any] = {"account": dict(account), "asked_at": instant_text(act.now)}
    change |= {"by_helper": True} if case.for_helper else {}
    why = {"before": before, "after": account}
    documents = {"account_change": change, "intake": intake.corrected(case.doc("intake"), act.law)}
    return "change_account", Step(documents=documents, why=why, idempotency_key=act.idempotency_key)


def decide(case: Case, decision: AccountDecision, act: Act) -> Case:
    """Confirm or refuse the other account that the family asked for, as it was seen.

    Refused("case.not_as_read") where the family has asked for yet another since.
    """

    def decided(found: Case) -> tuple[str, Step]:
        change, application = found.doc("account_change"), found.doc("application")
        event = f"{decision.decision}_account"
        if not change:
            return event, Step(version=decision.version)  # nobody asked for one: the table says so
        account = change["account"]
        said = {**decision.model_dump(), "by": act.actor.id, "at": instant_text(act.now)}
        documents: dict[str, Any] = {"account_change": {**change, **said}}
        why = {"before": application["account"], "after": account, **said}
        if decision.decision == "confirm":
            _member(found, account)
            documents["application"] = application | {"account": {**account, "by": act.actor.id}}
        step = Step(
            documents=documents,
            why=why,
            idempotency_key=act.idempotency_key,
            version=decision.version,
        )
        return event, step

    return transitions.change(case, decided, act)


def _member(case: Case, account: Account) -> None:
    if account["holder"] not in range(len(case.doc("application")["members"])):
        raise Refused("application.holder_unknown", pointer="/account/holder")


def _same(one: Account, other: Account) -> bool:
    return all(one[name] == other[name] for name in ("bank", "number", "holder"))
