"""The transition tables of money (records/machine.py): entitlements, payments, runs, releases,
discrepancies.
"""

from __future__ import annotations

from collections.abc import Collection

from chalicelib.records.machine import By, Machine, Standing, Transition


def _t(
    event: str, frm: str, to: str, by: By = By.SYSTEM, *, four_eyes: bool = False
) -> Transition[str, str]:
    """A row that leads from each of the states `frm` to `to`; the first one comes from nowhere."""
    return Transition(event, frozenset(frm.split()), to, by, four_eyes=four_eyes, first=not frm)


def _machine(*rows: Transition[str, str], ends: str) -> Machine[str, str]:
    return Machine("payments", rows, frozenset(ends.split()))


ENTITLEMENT = _machine(
    _t("open", "", "active"),
    _t("amend", "active", "active"),  # another account
    _t("withhold", "active", "active"),  # a month of which nothing but held shares is left
    _t("follow", "active", "active"),  # other amounts, held shares, what is made up for, an end
    _t("complete", "active", "complete"),  # one-off aid, credited in full
    # It came back after all, or its case had ended by mistake.
    _t("reopen", "complete ended", "active"),
    _t("end", "active", "ended"),  # no month is to come
    # What its months before the end come to, whose shares are held, and where it goes.
    _t("amend", "ended", "ended"),
    _t("withhold", "ended", "ended"),
    _t("follow", "ended", "ended"),
    ends="complete ended",
)

PAYMENT = _machine(
    _t("claim", "", "claimed"),
    _t("cancel", "claimed", "cancelled"),  # never sent: held, or its case moved on
    _t("send", "claimed", "sending"),  # from here on the bank may have it
    _t("lose", "sending", "unknown"),  # the bank has not said for too long
    _t("doubt", "sending unknown", "doubted"),  # what the bank says of it cannot be booked
    _t("credit", "sending unknown doubted", "credited"),
    # A bank sends money back days after it arrived, too.
    _t("return", "sending unknown doubted credited", "returned"),
    ends="credited returned cancelled",
)

RUN = _machine(
    _t("open", "", "gathering"),  # entitlements may still join
    _t("close", "gathering", "building"),  # payments are claimed
    _t("freeze", "building", "waiting_release"),  # its lines can no longer change
    _t("wait", "waiting_release", "waiting_release"),
    _t("nothing", "waiting_release", "reconciled"),  # no line was due
    _t("hold", "waiting_release", "held"),  # its lines are given up
    _t("rebuild", "held", "building"),  # from what then is due
    _t("release", "waiting_release", "released"),
    _t("nothing", "released", "reconciled"),  # every case moved on before sending
    _t("postpone", "waiting_release released", "building"),  # a family alone, not to be paid now
    _t("send", "released", "sent"),
    _t("wait", "sent", "sent"),
    _t("lose", "sent", "unknown"),
    _t("wait", "unknown", "unknown"),
    # For every line; money that comes back, however late, is still heard.
    _t("answer", "sent unknown reconciled", "answered"),
    _t("listen", "reconciled", "reconciled"),
    _t("wait", "answered", "answered"),
    _t("reconcile", "answered", "reconciled"),
    ends="reconciled",
)

RELEASE = _machine(
    _t("open", "", "waiting"),
    _t("climb", "waiting", "waiting"),
    _t("recount", "waiting", "waiting"),
    # By nobody who decided in one of its cases, gave an account, or settled what the bank said.
    _t("release", "waiting", "released", By.FINANCE, four_eyes=True),
    _t("hold", "waiting", "held", By.FINANCE, four_eyes=True),
    _t("carry_out", "released held", "carried_out"),
    ends="carried_out",
)

DISCREPANCY = _machine(
    _t("open", "", "waiting"),  # a statement says what cannot be booked
    _t("amend", "waiting", "waiting"),  # more of it, or less
    _t("climb", "waiting", "waiting"),
    _t("recount", "waiting", "waiting"),
    _t("settle", "waiting", "settled", By.FINANCE),  # a clerk asked the bank
    _t("clear", "waiting", "cleared"),  # the bank put its file right
    _t("reopen", "cleared", "waiting"),  # and then took that back
    ends="settled cleared",
)

MACHINES = {
    "discrepancy": DISCREPANCY,
    "entitlement": ENTITLEMENT,
    "payment": PAYMENT,
    "run": RUN,
    "release": RELEASE,
}

CHECKED = frozenset({"run", "release", "discrepancy"})
"""What always has an instant by which something must have happened, until it ends.

A payment is looked after by its run, an entitlement by the run that it joined.
"""

AT_BANK = frozenset({"sending", "unknown", "doubted"})
DECIDED = frozenset({"released", "held"})


def state_after(
    kind: str, state: str, event: str, actor: str = "", acted: Collection[str] = ()
) -> str:
    """The state to which `event` leads, where the table allows it to an `actor`; `acted` are the
    people of whom none may cause what needs a second one.

    Refused("payments.not_now") or ("payments.four_eyes").
    """
    standing = Standing("", state or None, acted=frozenset(acted))
    return MACHINES[kind].find(standing, event, actor).to or state
