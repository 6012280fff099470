"""What a finance clerk reads of what waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from chalicelib.domain.dates import day_of, instant_text, parse_instant
from chalicelib.payments import contract, store
from chalicelib.payments.disbursement import releases
from chalicelib.payments.finance.kinds import RELEASE_KIND
from chalicelib.payments.formats.documents import Discrepancy, HeldBy, StoredRelease
from chalicelib.payments.rules import PaymentLine
from chalicelib.payments.states import WAITING
from chalicelib.payments.store import PAYMENT, RUN
from chalicelib.records import kind
from chalicelib.records.change import Version
from chalicelib.records.kind import Kind
from chalicelib.records.law import due_note
from chalicelib.words import say
from chalicelib.words.days import day_words

W = TypeVar("W", StoredRelease, Discrepancy)


def release_line(found: Version[StoredRelease]) -> dict[str, object]:
    """What waits, as a line of a list."""
    returned = "payment" in found.clear
    reason = found.document.because
    held, again = _held(found)
    return {
        "release_id": found.id,
        "about": "returned" if returned else "run",
        "period": found.clear["period"],
        "count": found.document.count,
        "sum_fen": found.document.sum_fen,
        **({"due": again, "due_note": ""} if again else due(RELEASE_KIND, found)),
        "state": "held" if again else found.state,
        "held_by": held.by if held else "",
        "held_words": _held_words(held, again),
        "reason_words": say(f"payments.reason_{reason}") if reason else "",
    }


def due(kind_: Kind[W], found: Version[W]) -> dict[str, str]:
    """By when it is to be done; nothing once it was."""
    task = next(iter(kind.tasks_of(kind_, found.record)), None)
    if task is None:
        return {"due": "", "due_note": ""}
    return {"due": instant_text(task.check), "due_note": due_note(task.counted_until)}


def _held(found: Version[StoredRelease]) -> tuple[HeldBy | None, str]:
    """Who held a release, or the one before it, and why; and until when ("": it waits anew)."""
    again = str(found.clear.get("again_at", ""))
    return (releases.held_by(found) if again else found.document.held), again


def _held_words(held: HeldBy | None, again: str) -> str:
    if not held:
        return ""
    at = day_words(day_of(parse_instant(again))) if again else ""
    code = "payments.held_until" if again else "payments.held_before"
    return say(code, reason=held.reason, at=at)


def release_view(found: Version[StoredRelease], after: str) -> contract.ReleaseView:
    """A release with a page of its lines."""
    if "payment" in found.clear:
        page = [store.shown_line(kind.load(PAYMENT, found.clear["payment"]))]
    else:
        page = store.shown_lines(kind.load(RUN, found.clear["run"]), after)
    more = page[-1][0].reference if len(page) == store.PAGE else None
    waits = found.state == WAITING  # for what is counted; not for what was given up before
    page = [one for one in page if not waits or one[0].state != "cancelled"]
    lines = [_payment_line(line, shown) for line, shown in page]
    return contract.ReleaseView(**release_line(found), lines=lines, next=more)


def _payment_line(line: PaymentLine, shown: Mapping[str, Any]) -> contract.PaymentLineView:
    doubtful = shown.get("account_doubtful", False)
    return contract.PaymentLineView(
        reference=line.reference,
        amount_fen=line.amount_fen,
        state=line.state,
        label=shown["label"],
        account_tail=shown["account_tail"],
        account_note=say("note.card_check") if doubtful else "",
        holder=shown.get("holder", ""),
    )
