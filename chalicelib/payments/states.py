"""The transition tables of money: entitlements, payments, runs, releases, discrepancies.

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
    ("withhold", "active"): "active",  # a month of which nothing but held shares is left
    ("follow", "active"): "active",  # other amounts, held shares, what is made up for, an end
    ("complete", "active"): "complete",  # one-off aid, credited in full
    ("reopen", "complete"): "active",  # it came back after all
    ("end", "active"): "ended",  # no month is to come
    ("reopen", "ended"): "active",  # its case had ended by mistake
    # What its months before the end come to, whose shares are held, and where it goes.
    **{(event, "ended"): "ended" for event in ("amend", "withhold", "follow")},
}

PAYMENT = {
    ("claim", NEW): "claimed",
    ("cancel", "claimed"): "cancelled",  # never sent: held, or its case moved on
    ("send", "claimed"): "sending",  # from here on the bank may have it
    ("lose", "sending"): "unknown",  # the bank has not said for too long
    ("doubt", "sending"): "doubted",  # what the bank says of it cannot be booked
    ("doubt", "unknown"): "doubted",
    ("credit", "sending"): "credited",
    ("credit", "unknown"): "credited",
    ("credit", "doubted"): "credited",
    ("return", "sending"): "returned",
    ("return", "unknown"): "returned",
    ("return", "doubted"): "returned",
    ("return", "credited"): "returned",  # a bank sends money back days after it arrived
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
    ("answer", "sent"): "answered",  # for every line; what comes back later is still heard
    ("answer", "reconciled"): "answered",  # money came back after all, however late
    ("listen", "reconciled"): "reconciled",
    ("answer", "unknown"): "answered",
    ("wait", "answered"): "answered",
    ("reconcile", "answered"): "reconciled",
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

DISCREPANCY = {
    ("open", NEW): "waiting",  # a statement says what cannot be booked
    ("amend", "waiting"): "waiting",  # more of it, or less
    ("climb", "waiting"): "waiting",
    ("recount", "waiting"): "waiting",
    ("settle", "waiting"): "settled",  # a clerk asked the bank
    ("clear", "waiting"): "cleared",  # the bank put its file right
    ("reopen", "cleared"): "waiting",  # and then took that back
}

TRANSITIONS = {
    "discrepancy": DISCREPANCY,
    "entitlement": ENTITLEMENT,
    "payment": PAYMENT,
    "run": RUN,
    "release": RELEASE,
}

ENDS = {  # nothing more is to come; only money that comes back undoes one
    "discrepancy": frozenset({"settled", "cleared"}),
    "entitlement": frozenset({"complete", "ended"}),
    "payment": frozenset({"credited", "returned", "cancelled"}),
    "run": frozenset({"reconciled"}),
    "release": frozenset({"carried_out"}),
}

CHECKED = frozenset({"run", "release", "discrepancy"})
"""What always has an instant by which something must have happened, until it ends.

A payment is looked after by its run, an entitlement by the run that it joined.
"""

AT_BANK = frozenset({"sending", "unknown", "doubted"})
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
