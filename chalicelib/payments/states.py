"""The transition tables of money (records/machine.py): entitlements, payments, runs, releases,
discrepancies.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.actors import Post
from chalicelib.records.machine import By, Machine, OfficeLevel, Standing, Task, Transition

_FINANCE = frozenset({Post.FINANCE})
RELEASE_TASK = Task("release", OfficeLevel.COUNTY, "deadline.release", _FINANCE)
SECOND_RELEASE = Task(
    "second_release", OfficeLevel.COUNTY, "deadline.release", _FINANCE | {Post.LEADER}
)
"""Money that one finance clerk had a part in already: the leader may release it as well, since a
county may have but one."""
STATEMENT_TASK = Task("settle_statement", OfficeLevel.COUNTY, "deadline.discrepancy", _FINANCE)
TASKS = {
    "release": {task.name: task for task in (RELEASE_TASK, SECOND_RELEASE)},
    "discrepancy": {STATEMENT_TASK.name: STATEMENT_TASK},
}
HELD = "held"
"""The fact that a clerk held a release: it stays on the list until another follows."""


def _t(
    event: str, frm: str, to: str, by: By = By.SYSTEM, *, four_eyes: bool = False,
    task: str = "", opens: str = "",
) -> Transition[str, str]:  # fmt: skip
    """A row that leads from each of the states `frm` to `to`; the first one comes from nowhere."""
    return Transition(event, frozenset(frm.split()), to, by, task=task, four_eyes=four_eyes,
                      opens=tuple(opens.split()), first=not frm)  # fmt: skip


def _machine(
    *rows: Transition[str, str], ends: str, outlive: Mapping[str, str] = MappingProxyType({})
) -> Machine[str, str]:
    return Machine("payments", rows, frozenset(ends.split()), outlive=outlive)


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
    # For every line; money that comes back, however late, is still booked.
    _t("answer", "sent unknown reconciled", "answered"),
    _t("listen", "reconciled", "reconciled"),
    _t("wait", "answered", "answered"),
    _t("reconcile", "answered", "reconciled"),
    ends="reconciled",
)

RELEASE = _machine(
    _t("open", "", "waiting", opens="release"),
    _t("open_second", "", "waiting", opens="second_release"),
    _t("escalate", "waiting", "waiting"),
    _t("remind", "waiting", "waiting"),
    _t("recount", "waiting", "waiting"),
    # By nobody who decided in one of its cases, gave an account, or settled what the bank said.
    _t("release", "waiting", "released", By.FINANCE, four_eyes=True, task="release"),
    _t("release", "waiting", "released", By.FINANCE, four_eyes=True, task="second_release"),
    _t("hold", "waiting", "held", By.FINANCE, four_eyes=True),
    _t("carry_out", "released held", "carried_out"),
    ends="carried_out",
    outlive={"release": HELD, "second_release": HELD},
)

DISCREPANCY = _machine(
    _t("open", "", "waiting", opens="settle_statement"),  # a statement says what nobody can book
    _t("amend", "waiting", "waiting"),  # more of it, or less
    _t("escalate", "waiting", "waiting"),
    _t("remind", "waiting", "waiting"),
    _t("recount", "waiting", "waiting"),
    _t("settle", "waiting", "settled", By.FINANCE, task="settle_statement"),  # the bank was asked
    _t("clear", "waiting", "cleared"),  # the bank put its file right
    _t("reopen", "cleared", "waiting", opens="settle_statement"),  # and then took that back
    ends="settled cleared",
)

MACHINES = {
    "discrepancy": DISCREPANCY,
    "entitlement": ENTITLEMENT,
    "payment": PAYMENT,
    "run": RUN,
    "release": RELEASE,
}

WAITING = "waiting"

AT_BANK = frozenset({"sending", "unknown", "doubted"})
DECIDED = frozenset({"released", "held"})


def state_after(kind: str, state: str, event: str) -> str:
    """The state to which `event` leads; Refused("payments.not_now") where the table knows none."""
    return MACHINES[kind].find(Standing("", state or None), event).to or state
