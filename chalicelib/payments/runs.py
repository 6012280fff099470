"""Runs: the payments that go to the bank together, from gathering them to the last answer.

A benefit's run is of a county and a month; one-off aid and each repetition after a return have a
run of their own. A run is looked after by the reconciler: every step may run twice, and moves it
on or says when to look again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.case import case as cases
from chalicelib.case.case import Step
from chalicelib.case.due import Law
from chalicelib.case.states import ENDS as CASE_ENDS
from chalicelib.domain.dates import Month, instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.payments import bankfile, payment, releases, rules, store
from chalicelib.payments.rules import Line
from chalicelib.payments.states import AT_BANK
from chalicelib.platform import identifiers, log, objects
from chalicelib.platform.record import Record

ASK_AGAIN = timedelta(hours=1)
BANK_PATIENCE = timedelta(days=1)  # from then on nobody knows what became of the lines
STEPS = 8  # more than any run takes at once


def of_month(entitlement: Record, period: str, now: datetime, law: Law) -> None:
    """Let an entitlement stand for a month: in the county's run, or the next if that is built."""
    county, number = entitlement.clear["county"], 1
    while True:
        run = opened(county, period, f"month-{number}", now, law)
        if store.is_standing(county, period, entitlement.id) or store.join(entitlement.id, run):
            return
        number += 1


def of_one(
    entitlement: Record, name: str, now: datetime, law: Law, approved: int = 0, release: str = ""
) -> Record:
    """A run for one entitlement alone: one-off aid, or attempt `approved` + 1 after its return."""
    alone = {"entitlement": entitlement.id, "approved": approved or None, "release": release or None}
    clear = entitlement.clear
    return opened(clear["county"], clear["period"], name, now, law, **alone)


def opened(
    county: str, period: str, name: str, now: datetime, law: Law, **more: str | int | None
) -> Record:
    """The run of that name, opened if there is none yet."""
    id_ = identifiers.derived_id("run", county, period, name)
    known = {key: value for key, value in more.items() if value is not None}
    new = Record("run", id_, clear={"county": county, "period": period, **known})
    check = now if known else rules.run_check(period, now)

    def open_() -> Record:
        return store.find("run", id_) or store.change(
            new,
            store.by_system("open", now, law),
            next_check=check,
            items=[store.book_item(new)],
        )

    return store.retried(open_)


def carry_on(run_id: str, now: datetime, law: Law) -> None:
    """Take a run as far as it goes now; does nothing before its next check."""
    for _ in range(STEPS):
        run = store.find("run", run_id)
        if run is None or run.next_check is None or run.next_check > now:
            return
        store.retried(lambda: _step(run_id, now, law))


def _step(run_id: str, now: datetime, law: Law) -> None:
    run = store.load("run", run_id)
    if run.next_check is not None and run.next_check <= now:
        _STEPS[run.state](run, now, law)


def _close(run: Record, now: datetime, law: Law) -> None:
    _change(run, "close", now, law)


def _build(run: Record, now: datetime, law: Law) -> None:
    """Claim what is owed, let the benefits stand for the next month, and freeze the lines."""
    alone = run.clear.get("entitlement")
    for entitlement_id in [alone] if alone else store.standing(*_place(run)):
        entitlement = store.load("entitlement", entitlement_id)
        payment.claim(
            run, entitlement, entitlement.clear["part"], run.clear.get("approved", 0), now, law
        )
        if not alone:
            _stand_next_month(run, entitlement, now, law)
    _change(run, "freeze", now, law, clear={**run.clear, "built": run.clear.get("built", 0) + 1})


def _stand_next_month(run: Record, entitlement: Record, now: datetime, law: Law) -> None:
    case = cases.look(entitlement.clear["case_id"])
    if entitlement.state != "active":
        return
    if case is None or case.state in CASE_ENDS:
        store.change(entitlement, store.by_system("end", now, law))
        return
    of_month(entitlement, str(Month.parse(run.clear["period"]).next), now, law)


def _await_release(run: Record, now: datetime, law: Law) -> None:
    """Ask a finance clerk to release the lines; a repetition was released with its approval."""
    lines = [line for line in store.lines(run.id) if line.state == "claimed"]
    if not lines:
        _end(run, "nothing", now, law)
    elif run.clear.get("release"):
        _change(run, "release", now, law)
    else:
        release = releases.of_run(run, lines, now, law)
        store.change(
            run, store.by_system("wait", now, law), next_check=rules.next_morning(now)
        )
        if release.state in {"released", "held"}:
            follow_release(release, now, law)


def follow_release(release: Record, now: datetime, law: Law) -> None:
    """Carry out what a finance clerk decided on a run: send it, or build it anew."""
    run = store.load("run", release.clear["run"])
    if run.state != "waiting_release" or release.clear["built"] != run.clear["built"]:
        return
    if release.state == "released":
        _change(run, "release", now, law)
        return
    for reference in _references(run, {"claimed"}):
        payment.cancel(store.load("payment", reference), now, law)
    store.change(run, store.by_system("hold", now, law), next_check=rules.next_morning(now))


def _send(run: Record, now: datetime, law: Law) -> None:
    """Give the bank one file with every line whose case may still be paid.

    Lines are marked first: from then on the bank may have them. The file follows from the marked
    lines alone, so writing it again writes the same.
    """
    for reference in _references(run, {"claimed"}):
        payment.send(store.load("payment", reference), now, law)
    if not _put_orders(run):
        _end(run, "nothing", now, law)
        return
    clear = {**run.clear, "sent_at": instant_text(now)}
    check = now + ASK_AGAIN
    store.change(run, store.by_system("send", now, law), next_check=check, clear=clear)


def _reconcile(run: Record, now: datetime, law: Law) -> None:
    """Write down what the bank's statements say; what they leave open too long is unknown."""
    for answer in _statements(run):
        line = store.find("payment", answer.reference)
        if line is not None and _is_about(answer, line, run):
            _booked(payment.book(line, answer, now, law), now, law)
    lines = store.lines(run.id)
    for line in lines:
        if line.state == "returned":
            releases.of_return(run, store.load("payment", line.reference), now, law)
    if not any(line.state in AT_BANK for line in lines):
        _end(run, "reconcile", now, law)
    elif run.state == "sent" and parse_instant(run.clear["sent_at"]) + BANK_PATIENCE <= now:
        _lose(run, lines, now, law)
    else:
        _ask_again(run, now, law)


def _statements(run: Record) -> list[bankfile.Answer]:
    """Every answer in the statements that are whole; one cut short is not there yet."""
    answers = []
    for content in objects.read_all(f"statements/{run.id}"):
        try:
            answers += bankfile.read_statement(run.id, content)
        except Refused as unreadable:
            log.error("statement not read", code=unreadable.code, run=run.id)
    return answers


def _is_about(answer: bankfile.Answer, line: Record, run: Record) -> bool:
    """Whether an answer settles a line of this run that the bank has; its amount must agree."""
    if line.clear["run"] != run.id or line.state not in AT_BANK:
        return False
    agrees = bool(answer.amount_fen == line.clear["amount_fen"])
    if not agrees:
        log.error("statement names another amount", record=line.id, run=run.id)
    return agrees


def _booked(line: Record, now: datetime, law: Law) -> None:
    """One-off aid that was credited is complete."""
    if line.state != "credited" or not rules.is_one_off(line.clear["part"]):
        return
    entitlement = store.load("entitlement", line.clear["entitlement"])
    if entitlement.state == "active":
        store.change(entitlement, store.by_system("complete", now, law))
    case = cases.load(line.clear["case_id"])
    try:
        cases.advance(case, "complete", store.SYSTEM, now, law, Step())
    except Refused:
        return  # urgent aid goes on: its papers and its review follow the payment


def _lose(run: Record, lines: list[Line], now: datetime, law: Law) -> None:
    for line in lines:
        if line.state == "sending":
            payment.lose(store.load("payment", line.reference), now, law)
    store.change(run, store.by_system("lose", now, law), next_check=rules.next_morning(now))


def _ask_again(run: Record, now: datetime, law: Law) -> None:
    """Look again later; where nobody knows, give the bank the same file again each morning."""
    check = now + ASK_AGAIN
    if run.state == "unknown":
        _put_orders(run)
        check = rules.next_morning(now)
    store.change(run, store.by_system("wait", now, law), next_check=check)


def _put_orders(run: Record) -> bool:
    """Write the order file from the lines that the bank may have; False if there are none."""
    marked = [store.load("payment", reference) for reference in _references(run, AT_BANK)]
    orders = [
        bankfile.Order(p.id, p.document["account"], p.document["name"], p.clear["amount_fen"])
        for p in marked
    ]
    if orders:
        objects.put(f"orders/{run.id}.csv", bankfile.write_orders(run.id, orders))
    return bool(orders)


def _references(run: Record, states: frozenset[str] | set[str]) -> list[str]:
    return [line.reference for line in store.lines(run.id) if line.state in states]


def _place(run: Record) -> tuple[str, str]:
    return run.clear["county"], run.clear["period"]


def _change(run: Record, event: str, now: datetime, law: Law, **after: object) -> None:
    store.change(run, store.by_system(event, now, law), next_check=now, **after)


def _end(run: Record, event: str, now: datetime, law: Law) -> None:
    store.change(run, store.by_system(event, now, law))


_STEPS: dict[str, Callable[[Record, datetime, Law], None]] = {
    "gathering": _close,
    "building": _build,
    "waiting_release": _await_release,
    "released": _send,
    "sent": _reconcile,
    "unknown": _reconcile,
}
