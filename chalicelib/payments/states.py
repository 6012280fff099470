"""The transition tables of money: what can happen to an entitlement, a payment, a run, a release.

The tables are data and know no clock and no store. An event that a table does not allow changes
nothing and says why. Code and exhaustive search read the same `TRANSITIONS`.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.errors import Refused

NEW = ""

ENTITLEMENT = {
    ("open", NEW): "active",
    ("amend", "active"): "active",  # another account
    ("hold", "active"): "active",  # a share of whoever was told dead
    ("withhold", "active"): "active",  # a month of which nothing but held shares is left
    ("settle", "active"): "active",  # what was held is paid after all, or owed no more
    ("adjust", "active"): "active",  # another amount from a month on
    ("complete", "active"): "complete",  # one-off aid, credited in full
    ("end", "active"): "ended",  # its case has ended
}

PAYMENT = {
    ("claim", NEW): "claimed",
    ("cancel", "claimed"): "cancelled",  # never sent: held, or its case moved on
    ("send", "claimed"): "sending",  # from here on the bank may have it
    ("lose", "sending"): "unknown",  # the bank has not said for too long
    ("credit", "sending"): "credited",
    ("credit", "unknown"): "credited",
    ("return", "sending"): "returned",
    ("return", "unknown"): "returned",
}

RUN = {
    ("open", NEW): "gathering",  # entitlements may still join
    ("close", "gathering"): "building",  # payments are claimed
    ("freeze", "building"): "waiting_release",  # its lines can no longer change
    ("wait", "waiting_release"): "waiting_release",
    ("nothing", "waiting_release"): "reconciled",  # no line was due
    ("hold", "waiting_release"): "held",  # its lines are given up
    ("rebuild", "held"): "building",  # from what then is due
    ("release", "waiting_release"): "released",
    ("nothing", "released"): "reconciled",  # every case moved on before sending
    ("postpone", "waiting_release"): "building",  # a family alone, not to be paid now
    ("postpone", "released"): "building",
    ("send", "released"): "sent",
    ("wait", "sent"): "sent",
    ("lose", "sent"): "unknown",
    ("wait", "unknown"): "unknown",
    ("reconcile", "sent"): "reconciled",
    ("reconcile", "unknown"): "reconciled",
}

RELEASE = {
    ("open", NEW): "waiting",
    ("climb", "waiting"): "waiting",
    ("recount", "waiting"): "waiting",
    ("release", "waiting"): "released",
    ("hold", "waiting"): "held",
    ("carry_out", "released"): "carried_out",
    ("carry_out", "held"): "carried_out",
}

TRANSITIONS = {
    "entitlement": ENTITLEMENT,
    "payment": PAYMENT,
    "run": RUN,
    "release": RELEASE,
}

ENDS = {
    "entitlement": frozenset({"complete", "ended"}),
    "payment": frozenset({"credited", "returned", "cancelled"}),
    "run": frozenset({"reconciled"}),
    "release": frozenset({"carried_out"}),
}

CHECKED = frozenset({"run", "release"})
"""What always has an instant by which something must have happened, until it ends.

A payment is looked after by its run, an entitlement by the run that it joined.
"""

AT_BANK = frozenset({"sending", "unknown"})
DECIDED = frozenset({"released", "held"})


def follow(kind: str, state: str, event: str) -> str:
    """The state to which `event` leads; Refused("payments.not_now") when it may not happen."""
    after = TRANSITIONS[kind].get((event, state))
    if after is None:
        raise Refused("payments.not_now")
    return after


def events_from(kind: str, state: str) -> Iterator[tuple[str, str]]:
    """Every (event, state after) that may follow a state."""
    for (event, before), after in TRANSITIONS[kind].items():
        if before == state:
            yield event, after
